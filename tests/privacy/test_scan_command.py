"""`manage.py scan_privacy`: JSON lines in, JSON lines out."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command


def run(*lines: str, tmp_path) -> list[dict]:
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    out = io.StringIO()
    call_command("scan_privacy", str(file), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_answers_each_line_in_order(tmp_path):
    rows = [
        {"id": "a", "text": "เยี่ยมเด็กชายสมมุติ ตัวอย่าง"},
        {"id": 2, "text": "น้องฟ้าได้รับทุน"},
        {"id": None, "text": "เด็กชาย 12 คน"},
        {"id": "", "text": ""},
    ]
    answers = run(*(json.dumps(row, ensure_ascii=False) for row in rows), tmp_path=tmp_path)
    assert [(row["id"], row["level"]) for row in answers] == [
        ("a", "block"),
        (2, "warn"),
        (None, "pass"),
        ("", "pass"),
    ]
    [finding] = answers[0]["findings"]
    assert set(finding) == {"rule", "start", "end", "text"}
    assert rows[0]["text"][finding["start"] : finding["end"]] == finding["text"]


def test_names_lines_that_it_cannot_read_and_reads_the_others(tmp_path, capsys):
    file = tmp_path / "texts.jsonl"
    file.write_text('nonsense\n{"id": 1}\n[1]\n\n{"id": 5, "text": "ปกติ"}\n', encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("scan_privacy", str(file), stdout=out, stderr=err)
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == [5]
    assert [line.partition(":")[0] for line in err.getvalue().splitlines()] == ["line 1", "line 2", "line 3"]


def test_reads_standard_input(monkeypatch):
    class Stdin:
        buffer = io.BytesIO('{"id": 1, "text": "ด.ญ.สมมุติ ใจดี"}\n'.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    out = io.StringIO()
    call_command("scan_privacy", "-", stdout=out)
    assert json.loads(out.getvalue())["level"] == "block"


def test_says_so_when_the_file_is_missing(tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("scan_privacy", str(tmp_path / "none.jsonl"))
