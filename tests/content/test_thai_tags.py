from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from content.templatetags.thai import phrases


def rendered(expression, language="th", **values):
    template = Template("{% load thai %}{{ " + expression + " }}")
    with translation.override(language):
        return template.render(Context(values))


DAY = date(2026, 11, 22)
# Half an hour after midnight in Thailand.
MOMENT = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "thai", "english"),
    [
        ("day|thai_date", "22 พ.ย. 2569", "22 Nov 2026"),
        ('day|thai_date:"long"', "22 พฤศจิกายน 2569", "22 November 2026"),
        ('day|thai_date:"formal"', "๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙", "22 November 2026"),
        ('day|thai_date:"full"', "วันอาทิตย์ที่ 22 พฤศจิกายน 2569", "Sunday 22 November 2026"),
        ("moment|thai_date", "22 พ.ย. 2569", "22 Nov 2026"),
        ("moment|thai_time", "00.30 น.", "00:30"),
        ("noon|thai_time", "12.00 น.", "12:00"),
        ("moment|thai_datetime", "22 พ.ย. 2569 00.30 น.", "22 Nov 2026, 00:30"),
        ("day|thai_range:later", "22 พ.ย. – 1 ธ.ค. 2569", "22 Nov – 1 Dec 2026"),
        ("day|thai_range_long:later", "22 พฤศจิกายน – 1 ธันวาคม 2569", "22 November – 1 December 2026"),
        ("later|thai_range:day", "1 ธ.ค. 2569", "1 Dec 2026"),
        ("day|thai_range:none", "22 พ.ย. 2569", "22 Nov 2026"),
        ("moment|thai_range:moment", "22 พ.ย. 2569", "22 Nov 2026"),
        ("day|thai_year", "2569", "2026"),
        ("2569|thai_year", "2569", "2026"),
        ("2569|academic_year", "ปีการศึกษา 2569", "Academic year 2026"),
        ('2569|academic_year:"2"', "ภาคเรียนที่ 2/2569", "Term 2/2026"),
        ("2569|thai_digits", "๒๕๖๙", "๒๕๖๙"),
        ("19763|thai_number", "19,763", "19,763"),
        ("decimal|thai_number", "1,234.50", "1,234.50"),
        ('"V"|stage_label', "กำหนดวิสัยทัศน์", "Set the vision"),
        ('"V"|stage_label:"short"', "กำหนดวิสัยทัศน์", "Vision"),
        ('"accident"|hazard_label:"short"', "อุบัติเหตุ", "Accident"),
        ('"bullying"|sub_hazard_label', "การกลั่นแกล้งรังแก", "Bullying"),
        ('"2"|care_step_label', "การคัดกรองนักเรียน", "Screening"),
        ("2|care_step_label", "การคัดกรองนักเรียน", "Screening"),
        ('"2202"|district_label', "ขลุง", "Khlung"),
        ('"tool"|practice_kind_label:"short"', "เครื่องมือ", "Tool"),
        ("120|school_size", "ขนาดเล็ก", "Small"),
    ],
)
def test_filters_speak_the_language_of_the_visitor(expression, thai, english):
    values = {
        "day": DAY,
        "later": date(2026, 12, 1),
        "moment": MOMENT,
        "noon": time(12),
        "decimal": Decimal("1234.50"),
        "none": None,
    }
    assert rendered(expression, "th", **values) == thai
    assert rendered(expression, "en", **values) == english


@pytest.mark.parametrize(
    "name",
    [
        "thai_date",
        "thai_time",
        "thai_datetime",
        "thai_range:missing",
        "thai_year",
        "academic_year",
        "thai_number",
        "school_size",
        "stage_label",
    ],
)
@pytest.mark.parametrize("value", [None, ""])
def test_nothing_stays_empty(name, value):
    assert rendered(f"value|{name}", value=value, missing=None) == ""


def test_midnight_is_a_time():
    assert rendered("value|thai_time", value=time(0)) == "00.00 น."


def test_an_unknown_key_stays_as_it_is_and_is_escaped():
    assert rendered("value|stage_label", value="<b>") == "&lt;b&gt;"


def test_a_name_is_kept_on_one_line():
    assert rendered("value|nb", value="จันทบุรี เขต 2") == '<span class="nb">จันทบุรี\u00a0เขต\u00a02</span>'


def test_a_name_longer_than_a_phones_line_may_break():
    name = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาจันทบุรี เขต 2"
    assert rendered("value|nb", value=name) == name


def test_a_name_kept_on_one_line_is_escaped():
    assert rendered("value|nb", value="<b>") == '<span class="nb">&lt;b&gt;</span>'
    assert rendered("value|nb", value=40 * "<") == 40 * "&lt;"


def test_a_text_is_cut_where_it_pauses():
    text = "โรงเรียนติดกล่องแดงไว้หน้าห้องธุรการ ตลอด 74 วันไม่มีกระดาษแจ้งเหตุ เราถอดบทเรียนกับนักเรียน"
    assert rendered("text|phrases:70", text=text) == (
        "โรงเรียนติดกล่องแดงไว้หน้าห้องธุรการ ตลอด 74 วันไม่มีกระดาษแจ้งเหตุ …"
    )
    assert rendered("text|phrases:200", text=text) == text
    assert rendered("text|phrases:20", text="ครู" * 40) == "ครู" * 40


@given(text=st.text("กขเ า่ก abc .", max_size=300), length=st.integers(2, 200))
def test_a_cut_text_is_never_longer_than_asked_and_its_beginning(text, length):
    cut = phrases(text, length)
    if cut != text:
        assert len(cut) <= length + 2
        assert text.startswith(cut.removesuffix(" …"))
