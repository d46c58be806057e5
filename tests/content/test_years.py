"""Years of lists and numbers: what an address names, and which rows belong to it."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from content.years import ACADEMIC, FISCAL, AtEnd, OneYear, Period, fiscal_years, read
from vcare.calendar import academic_year, fiscal_year


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a2569", "a2569"),
        ("f2570", "f2570"),
        ("F๒๕๗๐", "f2570"),
        ("academic-2569", "a2569"),
        ("fiscal-2570", "f2570"),
        ("2569", "a2569"),
        ("๒๕๖๙", "a2569"),
        ("2026", "a2569"),
        ("69", "a2569"),
        ("ปีงบประมาณ 2570", "f2570"),
        ("ปีการศึกษา ๒๕๖๙", "a2569"),
        (" ปีงบ 70 ", "f2570"),
    ],
)
def test_a_year_is_read_however_it_is_written(text, key):
    assert read(text).key == key
    assert read(read(text).key) == read(text)


@pytest.mark.parametrize(
    "text", [None, "", "99999", "abc", "a", "f25", "a9999", "2569-2570", "\x00", "a" * 200, "<b>", "-1", "00"]
)
def test_what_is_no_year_names_none(text):
    assert read(text) is None


@given(st.text(max_size=12))
def test_a_number_stands_in_a_year_whatever_the_address_says(text):
    years = OneYear()
    assert years.read(text) in years.offered()
    assert AtEnd().read(text) is None or AtEnd().read(text).is_over(date.today())


def test_a_year_alone_is_of_the_kind_that_the_list_is_kept_in():
    assert OneYear(kind=FISCAL).read("2569") == Period(FISCAL, 2569)
    assert OneYear(kinds=[ACADEMIC]).read("f2569").kind == ACADEMIC


def test_years_are_told_in_words_and_in_the_era_of_the_language():
    assert [str(Period(ACADEMIC, 2569)), str(Period(FISCAL, 2570))] == ["ปีการศึกษา 2569", "ปีงบประมาณ 2570"]
    with translation.override("en"):
        assert str(Period(FISCAL, 2570)) == "Fiscal year 2027"


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from([1, 2]))
def test_a_term_lies_in_its_fiscal_year(day, term):
    found = fiscal_years(academic_year(day), term)
    if day.month in (6, 7, 8, 9) and term == 1:
        assert found == [fiscal_year(day)]
    if day.month in (11, 12, 1, 2, 3) and term == 2:
        assert found == [fiscal_year(day)]
    assert fiscal_years(2569, "all") == [2569, 2570]
