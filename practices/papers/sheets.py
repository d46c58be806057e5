"""The two single pages: the summary with its code, and the note that goes with a practice to the office."""

from typing import Any

from django.utils.translation import override

from content.digits import in_thai_digits
from content.typesetting import prose
from content.typesetting.prose import Block
from practices.models import PracticePage
from practices.papers.paper import Paper
from vcare.calendar import format_thai_date
from vcare.practices import PRACTICE_KINDS
from vcare.schools import SCHOOL_SIZES

#: Letters of each part of the summary: more would not fit on the page, and the code leads to the rest.
LONGEST = 620
MOST_STEPS, MOST_RESULTS, MOST_OBSERVED = 7, 5, 4


def summary(
    practice: PracticePage, paper: Paper, contact: str, *, thai_digits: bool = False
) -> dict[str, Any]:
    """The data of the one-page summary. `contact` is the office's line."""
    with override("th"):
        steps = [block.value["title"] for block in practice.process if block.block_type == "step"]
        needs = [
            f"ค่าใช้จ่ายประมาณ {practice.cost:,} บาทต่อภาคเรียน" if practice.cost is not None else "",
            "เหมาะกับโรงเรียน" + " ".join(SCHOOL_SIZES[size].th for size in practice.school_sizes)
            if practice.school_sizes
            else "",
        ]
        people = [author["name"] for author in paper.authors]
        data = {
            "what": _short(prose.from_plain(practice.summary))
            or _short(prose.from_rich(practice.background)),
            "how": [_cut(prose.clean(step), 140) for step in steps[:MOST_STEPS]],
            "results": _results(practice),
            "observed": [
                _cut(prose.clean(line), 180) for line in practice.observed_results()[:MOST_OBSERVED]
            ],
            "failed": _short(prose.from_rich(practice.what_failed)),
            "conditions": _short(prose.from_plain(practice.conditions_for_reuse)),
            "evidence": str(practice.get_evidence_display()) if practice.evidence else "ยังไม่ทราบ",
            "needs": " · ".join(filter(None, needs)),
            "people": _cut(", ".join(people), 160),
            "contact": prose.clean(contact),
            "licence": f"สัญญาอนุญาต {practice.get_licence_display()}",
        }
        return {**paper.data(thai_digits=thai_digits), **(in_thai_digits(data) if thai_digits else data)}


def covering_note(practice: PracticePage, paper: Paper, *, thai_digits: bool = False) -> dict[str, Any]:
    """The data of ใบนำส่งผลงาน."""
    with override("th"):
        director = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา" if paper.by_office else "ผู้อำนวยการโรงเรียน"
        authors = [{**author, "role": "ผู้จัดทำ"} for author in paper.authors]
        endorsed = f"รับรองโดย {paper.endorsed_by} {paper.endorsed_on}".strip() if paper.endorsed_by else ""
        data = {
            "rows": [
                ["รหัสผลงาน", paper.reference],
                ["ชื่อผลงาน", _cut(paper.title, 260)],
                ["ประเภท", PRACTICE_KINDS[practice.kind].label("th")],
                ["หน่วยงาน", " ".join(filter(None, [paper.school, paper.place]))],
                ["ปีการศึกษา", paper.year],
                *([["คำรับรองในระบบ", endorsed]] if endorsed else []),
                ["ข้อมูล ณ วันที่", format_thai_date(paper.day, "long")],
            ],
            "enclosed": [
                "รายงานผลงานฉบับเต็ม จำนวน ........ หน้า",
                "สรุปผลงานหนึ่งหน้า",
                f"เอกสารแนบในระบบ {len(practice.attachments)} รายการ"
                if practice.attachments
                else "เอกสารแนบ (ถ้ามี) ........ รายการ",
                "หลักฐานความยินยอมให้ใช้ภาพ (เก็บไว้ที่โรงเรียน)",
            ],
            "signers": [
                *(authors or [{"role": "ผู้จัดทำ", "name": "", "position": ""}]),
                {"role": director, "name": "", "position": ""},
            ],
        }
        return {**paper.data(thai_digits=thai_digits), **(in_thai_digits(data) if thai_digits else data)}


def _results(practice: PracticePage) -> list[Block]:
    rows = [
        [
            _cut(prose.clean(result["indicator"]), 120),
            prose.clean(result.get("before") or "–"),
            prose.clean(_amount(result["after"], result.get("unit"))),
        ]
        for result in practice.measured_results()[:MOST_RESULTS]
    ]
    if not rows:
        return []
    return [prose.table(["ตัวชี้วัด", "ก่อน", "หลัง"], [5, 1.2, 1.8], rows, centred=(1, 2))]


def _amount(number: str, unit: str | None) -> str:
    """ร้อยละ stands before its number, every other unit behind it."""
    return " ".join(filter(None, [unit, number] if unit == "ร้อยละ" else [number, unit]))


def _short(blocks: list[Block]) -> list[Block]:
    """The first paragraphs, as one: a summary has no headings and no lists."""
    text = " ".join(prose.plain_text(blocks).split())
    return [prose.paragraph(_cut(text, LONGEST))] if text else []


def _cut(text: str, longest: int) -> str:
    """A text that ends at a space, or else before no vowel or tone of the letter before it."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    at_space = cut.rfind(" ")
    if at_space > longest * 0.7:
        return cut[:at_space] + " …"
    end = longest
    while end > 1 and ("\u0e30" <= text[end] <= "\u0e3a" or "\u0e45" <= text[end] <= "\u0e4e"):
        end -= 1
    return text[:end] + "…"
