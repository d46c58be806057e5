from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcare.calendar import (
    DateError,
    academic_year,
    academic_year_span,
    buddhist_date,
    buddhist_year,
    fiscal_year,
    fiscal_year_span,
    format_academic_year,
    format_thai_date,
    format_thai_datetime,
    format_thai_range,
    format_thai_time,
    parse_thai_date,
    parse_thai_datetime,
    parse_thai_time,
    parse_thai_year,
    term,
    to_arabic_digits,
    to_buddhist,
    to_christian,
    to_thai_digits,
)

DAY = date(2026, 11, 22)
DAYS = st.dates(date(1900, 1, 1), date(2046, 12, 31))
STYLES = st.sampled_from(["short", "long", "formal", "full"])
LANGUAGES = st.sampled_from(["th", "en"])


@given(st.integers(-5000, 5000))
def test_years_go_back_and_forth(year):
    assert to_christian(to_buddhist(year)) == year


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 11, 22), 2569),
        (date(1941, 1, 1), 2484),
        (date(1940, 12, 31), 2483),
        (date(1940, 4, 1), 2483),
        (date(1940, 3, 31), 2482),
        (date(1939, 4, 1), 2482),
        (date(1939, 3, 31), 2481),
    ],
)
def test_the_year_began_in_april_until_1940(day, year):
    assert buddhist_year(day) == year
    assert buddhist_date(year, day.month, day.day) == day


def test_the_year_2483_has_no_january():
    with pytest.raises(ValueError, match="April"):
        buddhist_date(2483, 1, 15)


@pytest.mark.parametrize(
    ("day", "academic", "in_term", "fiscal"),
    [
        (date(2026, 11, 22), 2569, 2, 2570),
        (date(2026, 10, 15), 2569, None, 2570),
        (date(2027, 4, 10), 2569, None, 2570),
        (date(2027, 5, 16), 2570, 1, 2570),
        (date(2027, 5, 15), 2569, None, 2570),
        (date(2026, 10, 11), 2569, 1, 2570),
        (date(2026, 10, 12), 2569, None, 2570),
        (date(2026, 10, 31), 2569, None, 2570),
        (date(2026, 11, 1), 2569, 2, 2570),
        (date(2027, 4, 1), 2569, 2, 2570),
        (date(2026, 9, 30), 2569, 1, 2569),
        (date(2026, 10, 1), 2569, 1, 2570),
    ],
)
def test_school_years_terms_and_budget_years(day, academic, in_term, fiscal):
    assert academic_year(day) == academic
    assert term(day) == in_term
    assert fiscal_year(day) == fiscal


@given(DAYS)
def test_a_day_lies_in_its_school_year_and_its_budget_year(day):
    first, last = academic_year_span(academic_year(day))
    assert first <= day <= last
    first, last = fiscal_year_span(fiscal_year(day))
    assert first <= day <= last


@given(st.integers(2450, 2600))
def test_years_follow_each_other_without_a_gap(year):
    for span in (academic_year_span, fiscal_year_span):
        assert span(year)[1] + timedelta(days=1) == span(year + 1)[0]


@pytest.mark.parametrize(
    ("style", "language", "text"),
    [
        ("short", "th", "22 พ.ย. 2569"),
        ("long", "th", "22 พฤศจิกายน 2569"),
        ("formal", "th", "๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙"),
        ("full", "th", "วันอาทิตย์ที่ 22 พฤศจิกายน 2569"),
        ("short", "en", "22 Nov 2026"),
        ("long", "en", "22 November 2026"),
        ("formal", "en", "22 November 2026"),
        ("full", "en", "Sunday 22 November 2026"),
        ("short", "en-gb", "22 Nov 2026"),
        ("short", None, "22 พ.ย. 2569"),
    ],
)
def test_dates_are_written_as_papers_write_them(style, language, text):
    assert format_thai_date(DAY, style, language) == text


def test_a_moment_is_written_as_its_day():
    assert format_thai_date(datetime(2026, 11, 22, 13, 30)) == "22 พ.ย. 2569"


@pytest.mark.parametrize(
    ("end", "style", "language", "text"),
    [
        (date(2026, 11, 28), "short", "th", "28 พ.ย. 2569"),
        (None, "short", "th", "28 พ.ย. 2569"),
        (date(2026, 11, 29), "short", "th", "28–29 พ.ย. 2569"),
        (date(2026, 12, 1), "short", "th", "28 พ.ย. – 1 ธ.ค. 2569"),
        (date(2027, 1, 2), "short", "th", "28 พ.ย. 2569 – 2 ม.ค. 2570"),
        (date(2027, 11, 28), "short", "th", "28 พ.ย. 2569 – 28 พ.ย. 2570"),
        (date(2026, 11, 29), "formal", "th", "๒๘–๒๙ พฤศจิกายน พ.ศ. ๒๕๖๙"),
        (date(2026, 12, 1), "long", "th", "28 พฤศจิกายน – 1 ธันวาคม 2569"),
        (date(2026, 11, 29), "short", "en", "28–29 Nov 2026"),
        (date(2026, 12, 1), "short", "en", "28 Nov – 1 Dec 2026"),
        (
            date(2026, 11, 29),
            "full",
            "th",
            "วันเสาร์ที่ 28 พฤศจิกายน 2569 – วันอาทิตย์ที่ 29 พฤศจิกายน 2569",
        ),
    ],
)
def test_a_range_says_what_its_days_share_once(end, style, language, text):
    assert format_thai_range(date(2026, 11, 28), end, style, language) == text


def test_a_range_may_be_given_in_moments():
    start = datetime(2026, 11, 28, 13, 0)
    assert format_thai_range(start, datetime(2026, 11, 28, 9, 0)) == "28 พ.ย. 2569"


def test_a_range_that_ends_before_its_start_is_refused():
    with pytest.raises(ValueError, match="before"):
        format_thai_range(DAY, DAY - timedelta(days=1))


def test_times_are_written_with_a_dot():
    assert format_thai_time(time(13, 30)) == "13.30 น."
    assert format_thai_time(time(9, 5)) == "09.05 น."
    assert format_thai_time(time(13, 30), "en") == "13:30"


def test_moments_are_written_with_date_and_time():
    moment = datetime(2026, 11, 22, 13, 30)
    assert format_thai_datetime(moment) == "22 พ.ย. 2569 13.30 น."
    assert format_thai_datetime(moment, "long") == "22 พฤศจิกายน 2569 เวลา 13.30 น."
    assert format_thai_datetime(moment, "formal") == "๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙ เวลา ๑๓.๓๐ น."
    assert format_thai_datetime(moment, "short", "en") == "22 Nov 2026, 13:30"


def test_school_years_are_written_with_or_without_the_term():
    assert format_academic_year(2569, 2) == "ภาคเรียนที่ 2/2569"
    assert format_academic_year(2569, "all") == "ปีการศึกษา 2569"
    assert format_academic_year(2569, "1", "en") == "Term 1/2026"
    assert format_academic_year(2569, None, "en") == "Academic year 2026"


@pytest.mark.parametrize(
    "text",
    [
        "22/11/2569",
        "22-11-69",
        "22.11.2569",
        "22 11 2569",
        "22 / 11 / 2569",
        "๒๒/๑๑/๒๕๖๙",
        "๒๒ พ.ย. ๒๕๖๙",
        "๒๒ พ.ย. 2569",
        "22/11/25๖๙",
        "22 พฤศจิกายน 2569",
        "22 พ.ย. 69",
        "22 พ.ย.69",
        "22พ.ย.2569",
        "22 พย 69",
        "22 พ. ย. 2569",
        "22 พฤศจิกา 69",
        "2026-11-22",
        "2569-11-22",
        "2569/11/22",
        "22/11/2026",
        "22 พ.ย. 2026",
        "วันที่ 22 พฤศจิกายน พ.ศ. 2569",
        "วันที่ ๒๒ เดือน พฤศจิกายน พ.ศ. ๒๕๖๙",
        "22 เดือนพฤศจิกายน ปี 2569",
        "วันอาทิตย์ที่ 22 พฤศจิกายน พ.ศ.2569",
        "อาทิตย์ 22 พ.ย. 69",
        "อา. 22 พ.ย. 69",
        "22 พฤศจิกายน พุทธศักราช 2569",
        "22 พ.ย. พศ 2569",
        "22 พฤศจิกายน ค.ศ. 2026",
        "22/11/พ.ศ. 2569",
        "22 Nov 2026",
        "22 NOVEMBER 2026",
        "22-Nov-2026",
        "Nov 22, 2026",
        "November 22nd, 2026",
        "Sunday 22 November 2026",
        "Sun, 22 Nov 2026",
        "22 November B.E. 2569",
        "  22\u00a0พ.ย.\u200b 2569 ",
        "22–11–2569",
    ],
)
def test_dates_are_read_as_people_write_them(text):
    assert parse_thai_date(text, today=DAY) == DAY


@pytest.mark.parametrize(
    ("text", "month"),
    [("1 กรกฏาคม 2569", 7), ("1 ก.ค. 2569", 7), ("1 กุมภา 69", 2), ("1 มิ.ย. 69", 6), ("1 มี.ค. 69", 3)],
)
def test_months_are_read_in_all_their_spellings(text, month):
    assert parse_thai_date(text, today=DAY) == date(2026, month, 1)


@given(DAYS, STYLES, LANGUAGES)
def test_what_was_written_is_read_as_the_same_day(day, style, language):
    assert parse_thai_date(format_thai_date(day, style, language), today=DAY) == day


@given(DAYS)
def test_numbers_with_either_digits_are_read_as_the_same_day(day):
    text = f"{day.day}/{day.month}/{buddhist_year(day)}"
    assert parse_thai_date(text, today=DAY) == parse_thai_date(to_thai_digits(text), today=DAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unreadable"),
        ("พรุ่งนี้", "unreadable"),
        ("22/11", "unreadable"),
        ("พ.ย. 2569", "unreadable"),
        ("22 ฟ.ฟ. 2569", "unreadable"),
        ("22/11/256", "unreadable"),
        ("22/11/25690", "unreadable"),
        ("22//11//2569", "unreadable"),
        ("2569-11/22", "unreadable"),
        ("22/11/2569 13:30", "unreadable"),
        ("\x00", "unreadable"),
        ("22/11/2569" * 2000, "unreadable"),
        ("²2/11/2569", "unreadable"),
        ("31 เม.ย. 2569", "impossible"),
        ("29/2/2569", "impossible"),
        ("0/11/2569", "impossible"),
        ("11/22/2569", "impossible"),
        ("2026-13-01", "impossible"),
        ("15 ก.พ. 2483", "impossible"),
        ("22/11/26", "ambiguous"),
        ("22 พ.ย. 00", "ambiguous"),
        ("22/11/2590", "implausible"),
        ("22/11/2399", "implausible"),
        ("22/11/1800", "implausible"),
        ("22/11/2100", "implausible"),
        ("22/11/9999", "implausible"),
        ("31/2/9999", "implausible"),
        ("22/11/0000", "implausible"),
        ("22/11/พ.ศ. 0001", "implausible"),
        ("22/11/99", "implausible"),
    ],
)
def test_a_text_that_is_no_date_says_why(text, code):
    with pytest.raises(DateError) as error:
        parse_thai_date(text, today=DAY)
    assert error.value.code == code


def test_a_leap_day_is_read():
    assert parse_thai_date("29 ก.พ. 2567", today=DAY) == date(2024, 2, 29)


def test_an_implausible_year_says_what_was_understood():
    with pytest.raises(DateError) as error:
        parse_thai_date("22/11/2100", today=DAY)
    assert (error.value.year, error.value.earliest, error.value.latest) == (2643, 2400, 2589)


def test_the_plausible_years_can_be_told():
    assert parse_thai_date("22/11/2700", today=DAY, latest=2700) == date(2157, 11, 22)
    with pytest.raises(DateError):
        parse_thai_date("22/11/2539", today=DAY, earliest=2540)


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_no_date(text):
    try:
        found = parse_thai_date(text, today=DAY)
    except DateError:
        return
    assert 2400 <= buddhist_year(found) <= 2589


@given(st.from_regex(r"\A[0-9๐-๙]{1,2}[-/. ][0-9๐-๙]{1,2}[-/. ][0-9๐-๙]{2,4}\Z"))
def test_any_three_numbers_are_a_date_or_no_date(text):
    try:
        found = parse_thai_date(text, today=DAY)
    except DateError:
        return
    assert found.day == int(to_arabic_digits(text[:2]).rstrip("-/. "))


@pytest.mark.parametrize(
    "text",
    [
        "2569",
        "๒๕๖๙",
        "๒๕๖9",
        "69",
        "พ.ศ. 69",
        "2026",
        "ค.ศ. 2026",
        "พ.ศ. 2569",
        "B.E. 2569",
        "ปี 2569",
        "ปีการศึกษา 2569",
        "ปีงบประมาณ ๒๕๖๙",
    ],
)
def test_years_are_read_as_people_write_them(text):
    assert parse_thai_year(text, today=DAY) == 2569


@pytest.mark.parametrize(
    "text",
    [
        "22 พ.ย. 2569 13.30 น.",
        "22 พฤศจิกายน 2569 เวลา 13.30 น.",
        "๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙ เวลา ๑๓.๓๐ น.",
        "22/11/69 13:30",
        "22.11.2569 13.30",
        "22 พ.ย. 69, 13.30น.",
        "22 Nov 2026, 13:30",
        "2026-11-22T13:30",
        "2026-11-22 13:30:00",
    ],
)
def test_moments_are_read_as_people_write_them(text):
    assert parse_thai_datetime(text, today=DAY) == datetime(2026, 11, 22, 13, 30)


@given(DAYS, st.times().map(lambda moment: moment.replace(second=0, microsecond=0)), STYLES, LANGUAGES)
def test_what_was_written_is_read_as_the_same_moment(day, clock, style, language):
    moment = datetime.combine(day, clock)
    assert parse_thai_datetime(format_thai_datetime(moment, style, language), today=DAY) == moment
    assert parse_thai_time(format_thai_time(clock, language, style)) == clock


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("22/11/2569", "no_time"),
        ("22.11.2569", "no_time"),
        ("22/11/2569 25.00", "impossible"),
        ("22/11/2569 12.60", "impossible"),
        ("31/4/2569 12.00", "impossible"),
        ("12.00", "unreadable"),
        ("พรุ่งนี้ 12.00", "unreadable"),
        ("22/11/2569 12", "unreadable"),
        ("22/11/26 12.00", "ambiguous"),
    ],
)
def test_a_text_that_is_no_moment_says_why(text, code):
    with pytest.raises(DateError) as error:
        parse_thai_datetime(text, today=DAY)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unreadable"),
        ("ปี", "unreadable"),
        ("26", "ambiguous"),
        ("2643", "implausible"),
        ("25699", "unreadable"),
    ],
)
def test_a_text_that_is_no_year_says_why(text, code):
    with pytest.raises(DateError) as error:
        parse_thai_year(text, today=DAY)
    assert error.value.code == code


@given(st.text())
def test_digits_go_back_and_forth(text):
    arabic = to_arabic_digits(text)
    assert to_arabic_digits(to_thai_digits(arabic)) == arabic
