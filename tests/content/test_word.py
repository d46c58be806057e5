"""Word files that people go on writing in."""

import io

import pytest
from docx.oxml.ns import qn
from PIL import Image

from content.typesetting import prose
from content.typesetting.word import WordPaper
from tests.wordfiles import word


def picture(width: int, height: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height)).save(content, "JPEG")
    return content.getvalue()


def paper(*, thai_digits: bool = False, points: int = 16) -> WordPaper:
    made = WordPaper({"1.jpg": picture(40, 20)}, thai_digits=thai_digits, points=points)
    made.about("รายงานสมมุติ", "รายงาน", "โรงเรียนสมมุติ")
    made.section("thaiLetters", "โรงเรียนสมมุติ", "ฉบับที่ 1")
    made.heading("สารบัญ", 1, outlined=False)
    made.contents([(1, "1. บทนำ"), (2, "1.1 ความเป็นมา")])
    made.section(made.numbers, "โรงเรียนสมมุติ", "ฉบับที่ 1")
    made.heading("1. บทนำ", 1)
    made.blocks(
        [
            prose.heading("1.1 ความเป็นมา"),
            prose.paragraph("ปี 2569"),
            *prose.numbered(["หนึ่ง", "สอง"]),
            *prose.numbered(["สาม"]),
            prose.table(["ที่", "รายการ", "ยอด"], [1, 4, 2], [["1", "ก", None], ["2", "ข", 0]], centred=(0,)),
            prose.figure("1.jpg", picture(40, 20), alt="ลาน", caption="ภาพที่ 1", within=(13, 9)),
        ]
    )
    return made


def kind(section) -> str | None:
    """How its pages are numbered."""
    found = section._sectPr.find(qn("w:pgNumType"))
    return None if found is None else found.get(qn("w:fmt"))


@pytest.mark.parametrize(("thai_digits", "points"), [(False, 16), (True, 12)])
def test_a_word_file_is_thai_a4_and_has_what_word_finds_its_way_by(thai_digits, points):
    made = word(paper(thai_digits=thai_digits, points=points).saved())
    headings = [(line.style.name, line.text) for line in made.paragraphs if "Heading" in line.style.name]
    one = "๑" if thai_digits else "1"
    assert headings == [
        ("Heading 1", "สารบัญ"),
        ("Heading 1", f"{one}. บทนำ"),
        ("Heading 2", f"{one}.{one} ความเป็นมา"),
    ]
    assert made.styles["Normal"].font.size.pt == points
    assert [kind(section) for section in made.sections] == [
        None,
        "thaiLetters",
        "thaiNumbers" if thai_digits else "decimal",
    ]


def test_a_table_repeats_its_head_tears_no_row_and_says_where_nothing_is():
    table = word(paper().saved()).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["ที่", "รายการ", "ยอด"],
        ["1", "ก", "–"],
        ["2", "ข", "0"],
    ]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]


def test_each_list_begins_at_one():
    lines = [line for line in word(paper().saved()).paragraphs if line.style.name == "List Number"]
    first, second, other = [line._p.pPr.numPr.numId.val for line in lines]
    assert first == second != other


@pytest.mark.parametrize(("size", "width"), [((400, 100), 13.0), ((100, 400), 2.25)])
def test_a_picture_fits_its_room_in_width_and_height(size, width):
    block = prose.figure("x.jpg", picture(*size), alt="ภาพ", caption="", within=(13, 9))
    assert block["width"] == width
