"""Papers: Thai reads back as it was written, and nothing that is typed into them is ever a command."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from content.typesetting import prose
from content.typesetting.pdf import TypesettingError, breakable, fonts, pdf
from content.typesetting.qr import qr_png, qr_svg
from tests.reading import pages, squeezed, text

PLAIN = """
#import "/frame.typ": *
#let data = json("/data.json")
#show: frame.with(data)
#blocks(data.blocks)
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    template = tmp_path_factory.mktemp("papers") / "plain.typ"
    template.write_text(PLAIN, encoding="utf-8")
    return template


def paper(template: Path, *blocks, **more) -> bytes:
    return pdf(template, {"title": "ทดสอบ", "thai_digits": False, "blocks": list(blocks), **more})


@pytest.mark.parametrize(
    "words",
    [
        "ที่นี่ปั้นน้ำใจ ละเมิดสิทธิ์ ฟื้นฟู ปั๊มน้ำ ป้อม ฝั่ง ฬ่อ",
        "สำนักงานเขตพื้นที่ กำหนดดำเนินการ น้ำท่วม คำแนะนำ",
        "กตัญญู ญี่ปุ่น ฐานข้อมูล ปู่ย่า กุฏิ ฎีกา ฐิติ ษฎา",
        "ผู้ปกครอง ๑๐๖ แห่ง ร้อยละ ๘๐ ฯลฯ ต่าง ๆ",
    ],
)
def test_thai_reads_back_as_it_was_written(plain, words):
    assert text(paper(plain, prose.paragraph(words))) == squeezed(words)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example('#import "/etc/passwd": * #panic() $x^2$ \\u{41} *ดำ* _เอน_ `โค้ด` <ป้าย> @อ้าง //หมาย /*เหตุ*/ = หัวข้อ')
@example("\x00\x01\x1b\x7f\ud800\ufffe")
@example("ก" * 5000)
@example("A" * 5000)
@example("https://example.org/" + "x" * 3000)
@example("ครู😀👩‍🏫 ไทย🇹🇭")
@example("שלום مرحبا \u202eกลับ\u202c")
@example("เด็ก" * 1500)
@given(st.text(max_size=300))
def test_nothing_that_is_typed_is_a_command(plain, words):
    made = paper(
        plain,
        prose.paragraph(words, bold=True),
        *prose.numbered([words, "ข้อถัดไป"]),
        {"kind": "table", "columns": ["ก", words or "–"], "widths": [1, 1], "rows": [[words, "2"]]},
        title=prose.clean(words) or "ไม่มีชื่อ",
    )
    assert made.startswith(b"%PDF-")
    assert "ข้อถัดไป" in text(made)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(alphabet="กขคงปฝฟญฐดนมรลวสอะาิีึืุูเแโใไำ่้๊๋์ัๆฯ ", max_size=120))
def test_whatever_thai_is_typed_reads_back(plain, words):
    """No letter is lost, doubled or moved. A sara am over another vowel is no Thai: typst reads กิำ back as กกิำ."""
    words = re.sub("[ัิ-ฺ็-๎]+ำ", "ำ", words)
    made = text(paper(plain, prose.paragraph("ก" + words)))
    consonants = re.compile("[ก-ฮ]")
    assert consonants.findall(made) == consonants.findall("ก" + words)


def test_a_word_without_end_stays_on_the_paper(plain):
    """Its letters are all there, on several lines."""
    made = paper(plain, prose.paragraph("A" * 2000))
    lines = PdfReader(io.BytesIO(made)).pages[0].extract_text().split("\n")
    assert text(made).count("A") == 2000
    assert len(lines) > 10


def test_breaks_are_put_into_no_thai_word():
    assert breakable("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาจันทบุรีเขตสองและโรงเรียนในสังกัดทั้งหมด") == (
        "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาจันทบุรีเขตสองและโรงเรียนในสังกัดทั้งหมด"
    )


def test_the_same_data_make_the_same_bytes(plain):
    assert paper(plain, prose.paragraph("เหมือนกัน")) == paper(plain, prose.paragraph("เหมือนกัน"))


def test_is_tagged_and_says_its_language(plain):
    """Screen readers find their way through it."""
    root = PdfReader(io.BytesIO(paper(plain, prose.paragraph("อ่านออกเสียง")))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "th"


def test_a_picture_has_its_alternative_text(plain):
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "#12376e").save(drawn, "PNG")
    figure = {"kind": "figure", "file": "1.png", "alt": "สี่เหลี่ยมสีน้ำเงิน", "caption": "ภาพ: สมมุติ", "width": 5}
    made = pdf(
        plain,
        {"title": "ภาพ", "thai_digits": False, "blocks": [figure]},
        pictures={"1.png": drawn.getvalue()},
    )
    assert "สี่เหลี่ยมสีน้ำเงิน".encode("utf-16-be") in made or "ภาพ:สมมุติ" in text(made)
    assert len(PdfReader(io.BytesIO(made)).pages[0].images) == 1


def test_a_broken_template_says_so(tmp_path):
    broken = tmp_path / "broken.typ"
    broken.write_text("#import", encoding="utf-8")
    with pytest.raises(TypesettingError):
        pdf(broken, {"title": "ก"})


def test_no_file_of_the_machine_can_be_read(tmp_path):
    curious = tmp_path / "curious.typ"
    curious.write_text('#read("/etc/passwd")', encoding="utf-8")
    with pytest.raises(TypesettingError):
        pdf(curious, {"title": "ก"})


def test_leaves_nothing_behind(plain, settings):
    before = set(settings.VAR_DIR.iterdir()) if settings.VAR_DIR.exists() else set()
    paper(plain, prose.paragraph("ไม่ทิ้งร่องรอย"))
    assert set(settings.VAR_DIR.iterdir()) == before


def test_thai_digits_count_lists(plain):
    made = pdf(
        plain,
        {"title": "ก", "thai_digits": True, "blocks": prose.numbered(["ข้อแรก", "ข้อสอง"])},
    )
    assert "๒." in text(made)


def test_a_long_table_goes_on_under_its_heading(plain):
    rows = [[f"ตัวชี้วัดที่ {number}", "1"] for number in range(120)]
    made = pages(paper(plain, {"kind": "table", "columns": ["ตัวชี้วัด", "ค่า"], "widths": [3, 1], "rows": rows}))
    assert len(made) > 2
    assert all(page.startswith("ตัวชี้วัดค่า") for page in made)


def test_only_sarabun_and_what_comes_with_it():
    assert "Sarabun" in fonts().families()


def test_codes_are_drawn_both_ways():
    assert qr_svg("https://example.org/").startswith("<svg")
    assert Image.open(io.BytesIO(qr_png("https://example.org/"))).size[0] > 20


# Rich text taken apart


def test_rich_text_keeps_headings_lists_and_bold():
    html = "<h3>หัวข้อ</h3><p>ก <b>ข</b><br/>ค</p><ol><li>หนึ่ง<ul><li>ย่อย</li></ul></li></ol>"
    heading, words, items = prose.from_rich(html)
    assert heading == {"kind": "heading", "level": 3, "runs": [{"text": "หัวข้อ"}]}
    assert words["runs"] == [{"text": "ก "}, {"text": "ข", "bold": True}, {"text": "\nค"}]
    assert items["ordered"]
    assert items["items"][0]["lists"][0]["items"][0]["runs"] == [{"text": "ย่อย"}]


def test_links_to_other_places_stay_links_and_scripts_never_are():
    (block,) = prose.from_rich(
        '<p><a href="https://example.org">ดี</a> <a href="javascript:alert(1)">ร้าย</a></p>'
    )
    assert [run.get("href") for run in block["runs"]] == ["https://example.org", None]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_html_becomes_blocks(html):
    assert isinstance(prose.plain_text(prose.from_rich(html)), str)
