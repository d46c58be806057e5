"""What a report says is found, whatever its headings look like; nothing is lost."""

import io

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.papers import parts
from practices.papers.importing import read
from practices.papers.recognising import bare, part_of, recognised, target_of
from tests.practices.papers.reports import bold, old_style, picture, saved, with_results


def found(content: bytes):
    return read("รายงาน.docx", content).found


def everything(result) -> str:
    """All words that were kept, wherever."""
    return "".join(
        str(
            [
                result.fields,
                [row.text for row in result.leftovers],
                [row.text for row in result.passed_over],
                result.headings,
            ]
        ).split()
    )


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("1. ความเป็นมาและความสำคัญ", "background"),
        ("๑. ความเป็นมาและความสำคัญของผลงาน", "background"),
        ("บทที่ 1 หลักการและเหตุผล", "background"),
        ("ข้อ 2 วัตถุประสงค์ของการดำเนินงาน", "objectives"),
        ("2.1 วัตถุประสงค์", "objectives"),
        ("จุดประสงค์:", "objectives"),
        ("(3) เป้าหมาย", "targets"),
        ("ก. กระบวนการดำเนินงาน", "process"),
        ("3.กระบวนการผลิตผลงานหรือขั้นตอนการดำเนินงาน", "process"),
        ("วิธีดําเนินการ", "process"),
        ("๔.๑ ผลที่เกิดขึ้น (ต่อ)", "results"),
        ("ประโยชน์ที่คาดว่าจะได้รับ", "benefits"),
        ("5. บทเรียนที่ได้รับ", "lessons"),
        ("ปัญหาและอุปสรรค", "what_failed"),
        ("6 ปัจจัยความสำเร็จ", "success_factors"),
        ("ปัจจัยแห่งความสำเร็จของโครงการ", "success_factors"),
        ("7. การเผยแพร่/การได้รับการยอมรับ/รางวัลที่ได้รับ", "recognition"),
        ("ภาคผนวก", "appendix"),
        ("บทสรุปผู้บริหาร", "summary"),
        ("Background and Rationale", "background"),
        ("IV. Lessons Learned", "lessons"),
        ("Key success factors", "success_factors"),
        ("ความเป้นมาและความสำคัญ", "background"),
    ],
)
def test_headings_are_known_in_many_spellings(heading, part):
    from unicodedata import normalize

    heading = normalize("NFC", heading.replace("ํา", "ำ"))
    assert part_of(heading, is_heading=True) in (part, {"lessons": "learning"}.get(part, part))


@pytest.mark.parametrize("text", ["ครูทุกคนช่วยกันดูแลนักเรียน", "วันจันทร์", "เป้", "", "123", "ผู้ปกครองพอใจ"])
def test_other_words_are_no_headings(text):
    assert part_of(text, is_heading=True) == ""


@given(
    st.sampled_from([part for chapter, inner in parts.CHAPTERS for part in (chapter, *inner)]),
    st.integers(1, 99),
)
def test_every_heading_of_ours_is_known_with_any_number(part, number):
    for text in (part.th, f"{number}. {part.th}", f"{number}.{number} {part.th}", f"**{part.th}", part.en):
        assert part_of(text.strip("*"), is_heading=True)
    assert bare(f"{number}) {part.th}") == bare(part.th)


def test_a_report_without_styles_and_with_thai_digits():
    fields = found(old_style()).fields
    assert fields["title"] == "โทรก่อนเก้าโมง เก้าอี้ว่างทุกตัวมีคนถามหา"
    assert fields["academic_year"] == 2568
    assert fields["authors"] == [
        ("author", {"name": "นางสาวสมมุติ ใจดี", "position": "ครู วิทยฐานะครูชำนาญการ", "share": None})
    ]
    assert fields["background"] == "<p>เช้าวันจันทร์มีเก้าอี้ว่างหลายตัว</p><p>ไม่มีใครรู้ว่าเพราะอะไร</p>"
    assert fields["objectives"] == [
        ("objective", "เพื่อให้รู้เหตุขาดเรียนภายในเช้าเดียว"),
        ("objective", "เพื่อลดการขาดเรียนซ้ำ"),
    ]
    assert [
        (kind, value if kind == "qualitative" else int(value["value"])) for kind, value in fields["targets"]
    ] == [
        ("quantitative", 90),
        ("qualitative", "ผู้ปกครองไว้ใจครู"),
    ]
    assert [value["title"] if kind == "step" else value for kind, value in fields["process"]] == [
        "<p>ดำเนินงานทั้งปี</p>",
        "ขั้นที่ ๑ ตกลงกับผู้ปกครอง",
        "ขั้นที่ ๒ โทรทุกเช้า",
    ]
    assert fields["what_failed"] == "<p>ส่งข้อความอย่างเดียวไม่ได้ผล</p>"
    assert fields["results"] == [("observed", "ผู้ปกครองโทรกลับเอง")]
    assert fields["benefits"] == "ครูและผู้ปกครองคุยกันทุกวัน"
    assert fields["success_factors"] == [("factor", "ครูเวรช่วยกัน")]
    assert fields["lessons"] == "<p>เริ่มจากห้องเดียวก่อน</p>"


def test_what_is_passed_over_is_named():
    result = found(old_style())
    assert ("@references", "คู่มือระบบดูแล") in [(row.section, row.text) for row in result.passed_over]
    assert "มีวัตถุประสงค์ดังนี้" in [row.text for row in result.passed_over]


@settings(max_examples=10, deadline=None)
@given(st.permutations(["background", "objectives", "results", "benefits", "lessons", "success_factors"]))
def test_parts_come_in_any_order(order):
    names = {
        part.key: part
        for part in (
            parts.BACKGROUND,
            parts.OBJECTIVES,
            parts.RESULTS,
            parts.BENEFITS,
            parts.LESSONS,
            parts.SUCCESS,
        )
    }
    pieces = []
    for number, key in enumerate(order, start=1):
        heading = f"{number}. {names[key].th}"
        pieces.append(
            {"kind": "line", "text": heading, "bold": True, "runs": [{"text": heading, "bold": True}]}
        )
        pieces.append({"kind": "line", "text": f"เนื้อหาของ {key}", "runs": [{"text": f"เนื้อหาของ {key}"}]})
    fields = recognised(pieces).fields
    assert all(f"เนื้อหาของ {key}" in str(fields[key]) for key in order)


def test_results_become_measures_where_the_columns_are_plain():
    fields = found(
        with_results(
            ["ที่", "ตัวชี้วัด", "ก่อนดำเนินการ", "หลังดำเนินการ (ร้อยละ)", "จำนวนนักเรียน", "เครื่องมือ"],
            ["1", "มาเรียนทุกวัน", "60", "๙๕", "118 คน", "สมุดเช็กชื่อ"],
        )
    ).fields
    assert fields["results"] == [
        (
            "measured",
            {
                "indicator": "มาเรียนทุกวัน",
                "before": "60",
                "after": "๙๕",
                "unit": "ร้อยละ",
                "n": 118,
                "instrument": "สมุดเช็กชื่อ",
                "period": "",
            },
        )
    ]


def test_two_years_are_before_and_after():
    fields = found(
        with_results(["รายการ", "ปีการศึกษา 2567", "ปีการศึกษา 2568"], ["ขาดเรียนนาน", "12.5%", "3.1%"])
    ).fields
    (kind, value) = fields["results"][0]
    assert (kind, value["before"], value["after"], value["unit"]) == ("measured", "12.5", "3.1", "ร้อยละ")
    assert value["period"] == "2567 → 2568"


def test_other_tables_are_kept_as_text():
    result = found(with_results(["วัน", "ผู้รับผิดชอบ"], ["จันทร์", "ครูเวร"], ["อังคาร", "ครูประจำชั้น"]))
    assert result.fields["results"] == [
        ("observed", "วัน: จันทร์ · ผู้รับผิดชอบ: ครูเวร"),
        ("observed", "วัน: อังคาร · ผู้รับผิดชอบ: ครูประจำชั้น"),
    ]


def test_numbers_of_few_people_are_left_out_and_said():
    result = found(with_results(["ตัวชี้วัด", "ก่อน", "หลัง", "จำนวนคน"], ["ถูกกลั่นแกล้ง", "4", "0", "3"]))
    assert result.fields["results"][0][1]["n"] is None
    assert result.warnings == [("people", {"indicator": "ถูกกลั่นแกล้ง", "least": 5})]


def test_columns_without_a_place_are_not_lost():
    result = found(with_results(["ตัวชี้วัด", "ก่อน", "หลัง", "ผู้รับผิดชอบ"], ["มาเรียน", "60", "95", "ครูเวร"]))
    assert ("observed", "มาเรียน: ผู้รับผิดชอบ ครูเวร") in result.fields["results"]


def test_lists_links_and_bold_of_word_are_kept():
    word = Document()
    word.add_heading("ชื่อเรื่องที่ยาวพอสมควร", 0)
    word.add_heading("บทเรียนที่ได้รับ", 1)
    line = word.add_paragraph("ครู")
    line.add_run("ต้องโทร").bold = True
    line.add_run("เอง")
    word.add_paragraph("ข้อแรก", style="List Bullet")
    word.add_paragraph("ข้อสอง", style="List Bullet")
    word.add_paragraph("ก่อนอื่น", style="List Number")
    word.add_heading("เรื่องเล็ก", 2)
    word.add_paragraph("จบ")
    assert found(saved(word)).fields["lessons"] == (
        "<p>ครู<b>ต้องโทร</b>เอง</p><ul><li>ข้อแรก</li><li>ข้อสอง</li></ul><ol><li>ก่อนอื่น</li></ol>"
        "<h3>เรื่องเล็ก</h3><p>จบ</p>"
    )


def test_pictures_stay_with_their_captions():
    word = Document()
    word.add_heading("ชื่อเรื่องที่ยาวพอสมควร", 0)
    word.add_heading("3. กระบวนการดำเนินงาน", 1)
    word.add_heading("3.1 ลงมือ", 2)
    word.add_paragraph("ทำทุกเช้า")
    word.add_picture(picture())
    word.add_paragraph("ภาพที่ 1 ลานหน้าเสาธง")
    fields = found(saved(word)).fields
    assert [kind for kind, _value in fields["process"]] == ["step", "figure"]
    assert fields["process"][1][1]["caption"] == "ภาพที่ 1 ลานหน้าเสาธง"
    assert "ลานหน้าเสาธง" not in fields["process"][0][1]["text"]


def test_text_boxes_and_footnotes_are_left_over():
    word = Document()
    word.add_heading("ชื่อเรื่องที่ยาวพอสมควร", 0)
    line = word.add_heading("บทเรียนที่ได้รับ", 1)
    line._p.addnext(box("คำในกล่อง"))
    word.add_paragraph("จบ")
    result = found(saved(word))
    assert [(row.section, row.text) for row in result.leftovers] == [("@box", "คำในกล่อง")]


def box(text: str):
    from docx.oxml import parse_xml

    return parse_xml(
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:textbox><w:txbxContent>'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    )


def test_a_report_without_any_known_heading_is_left_over_whole():
    word = Document()
    bold(word, "บันทึกของครูเวร เรื่องที่หนึ่ง", 20)
    bold(word, "ตอนเช้า")
    word.add_paragraph("มาถึงก่อนเจ็ดโมง")
    bold(word, "ตอนเย็น")
    word.add_paragraph("ส่งถึงประตู")
    result = found(saved(word))
    assert [(row.section, row.text) for row in result.leftovers] == [
        ("ตอนเช้า", "มาถึงก่อนเจ็ดโมง"),
        ("ตอนเย็น", "ส่งถึงประตู"),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "",
                    "ความเป็นมา",
                    "วัตถุประสงค์",
                    "เป้าหมาย",
                    "กระบวนการดำเนินงาน",
                    "ผลที่เกิดขึ้น",
                    "บทเรียน",
                    "สารบัญ",
                    "ภาคผนวก",
                    "รางวัล",
                    "ข้อมูลทั่วไป",
                    "English summary",
                    "บทคัดย่อ",
                ]
            ),
            st.text(alphabet="กขคงจดตนบปมรลวสอาิุเ ABc123:.", min_size=1, max_size=60),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_no_word_is_lost(rows):
    """Whatever stands in a file is in a field, left over, or named as passed over."""
    pieces = []
    for heading, text, listed in rows:
        if heading:
            pieces.append(
                {
                    "kind": "line",
                    "text": heading,
                    "level": 1,
                    "bold": True,
                    "runs": [{"text": heading, "bold": True}],
                }
            )
        pieces.append(
            {
                "kind": "line",
                "text": text,
                "runs": [{"text": text}],
                "list": {"ordered": True, "depth": 0} if listed else None,
            }
        )
    kept = everything(recognised(pieces))
    for _heading, text, _listed in rows:
        for word in text.replace(":", " ").split():
            letters = "".join(sign for sign in word if "ก" <= sign <= "ฮ" or sign.isalpha())
            if len(letters) >= 4 and letters == word:
                assert word in kept, (word, kept)


@pytest.mark.parametrize(
    ("line", "value", "unit"),
    [
        ("ครูร้อยละ 80 ใช้ระบบได้", 80, "ร้อยละ"),
        ("นักเรียนจำนวน 1,563 คน ได้รับการดูแล", 1563, "คน"),
        ("โรงเรียน ๑๐๐% มีเครือข่าย", 100, "ร้อยละ"),
        ("ครูทุกคนรู้ขั้นตอน", None, ""),
        ("จำนวน 3 เครือข่าย ใน 5 ปี จำนวน 2 แห่ง", None, ""),
    ],
)
def test_targets_with_one_plain_number(line, value, unit):
    target = target_of(line)
    assert (target["value"], target["unit"]) == (value, unit)


def test_reads_a_file_from_memory_only():
    """A name that is a path means nothing."""
    assert read("../../etc/passwd.docx", old_style()).file_name == "passwd.docx"
    assert io.BytesIO(old_style()).read(2) == b"PK"
