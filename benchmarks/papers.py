"""How long papers take: a report of thirty pages read from Word, taken apart and recognised; a report set as PDF.

`PORTAL_ENV=development .venv/bin/python -m benchmarks.papers`. Needs no database.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import django
from docx import Document

from benchmarks.tables import say, table

ROUNDS = int(os.environ.get("ROUNDS", "5"))
PAGES = 30
PARTS = ("ความเป็นมาและความสำคัญ", "วัตถุประสงค์", "กระบวนการดำเนินงาน", "ผลที่เกิดขึ้น", "บทเรียนที่ได้รับ", "ปัจจัยความสำเร็จ")
SENTENCE = "ครูประจำชั้นโทรหาผู้ปกครองทุกเช้าที่นักเรียนไม่มา ก่อนเก้าโมง และจดไว้ในสมุดเล่มเดียว "


def long_report() -> bytes:
    word = Document()
    word.add_heading("รายงานสามสิบหน้าของโรงเรียนสมมุติ", 0)
    for number, name in enumerate(PARTS, start=1):
        word.add_heading(f"{number}. {name}", 1)
        for page in range(PAGES // len(PARTS)):
            for _ in range(6):
                word.add_paragraph(SENTENCE * 6)
            rows = word.add_table(0, 3)
            for row in [
                ("ตัวชี้วัด", "ก่อน", "หลัง"),
                *[(f"ตัวชี้วัดที่ {page}.{n}", "20", "80") for n in range(8)],
            ]:
                for cell, text in zip(rows.add_row().cells, row, strict=True):
                    cell.text = text
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some rounds after one to warm up."""
    work()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return sorted(times)[len(times) // 2]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.conf import settings

    from content.typesetting import prose
    from content.typesetting.pdf import pdf
    from media.documents import clean_document
    from practices.papers import dissect
    from practices.papers.importing import taken_apart
    from practices.papers.recognising import recognised

    content = long_report()
    pieces = json.dumps(taken_apart("docx", content)["pieces"])
    template = settings.VAR_DIR / "bench-paper.typ"
    template.write_text(
        '#import "/frame.typ": *\n#let data = json("/data.json")\n#show: frame.with(data)\n#blocks(data.blocks)',
        encoding="utf-8",
    )
    blocks = [prose.paragraph(SENTENCE * 6) for _ in range(6 * PAGES)]
    data = {"title": "วัดความเร็ว", "thai_digits": False, "blocks": blocks}
    program = [sys.executable, "-I", dissect.__file__, "docx"]
    bare = [
        sys.executable,
        "-I",
        "-c",
        "from docx import Document; import sys, io; Document(io.BytesIO(sys.stdin.buffer.read()))",
    ]
    opened = milliseconds(lambda: subprocess.run(bare, input=content, capture_output=True, check=True))
    read = milliseconds(lambda: subprocess.run(program, input=content, capture_output=True, check=True))
    rows = [
        ["python-docx only opens it", f"{opened:.0f} ms", "1.0"],
        ["checked and cleaned", f"{milliseconds(lambda: clean_document('r.docx', content)):.0f} ms", None],
        ["taken apart, in a program of its own", f"{read:.0f} ms", f"{read / opened:.1f}"],
        ["recognised", f"{milliseconds(lambda: recognised(json.loads(pieces))):.0f} ms", None],
        [f"{PAGES} pages set as PDF", f"{milliseconds(lambda: pdf(template, data)):.0f} ms", None],
    ]
    say(table([dict(zip(("thirty_pages", "time", "times_opening"), row, strict=True)) for row in rows]))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    say(f"Most memory of the program that takes it apart: {peak:.0f} MB")


if __name__ == "__main__":
    main()
