import sqlite3
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcare.collation import SORT_KEY_LENGTH, name_sort_key, thai_sort_key

SYLLABLES = st.sampled_from(
    ["กา", "เกา", "เก่า", "แก้ว", "ขลุง", "โป่ง", "ใจ", "ไทย", "น้ำ", "มะ", "วัด", "ศรี", "สิงห์", "ฤทธิ์", "เพ็ญ"]
)
WORDS = st.lists(SYLLABLES, min_size=1, max_size=4).map("".join)


def in_order(*texts):
    """Whether texts that are given in their order sort so, each before the next."""
    keys = [thai_sort_key(text) for text in texts]
    return all(first < second for first, second in pairwise(keys))


def test_sorts_districts_as_a_dictionary_does():
    names = ["แหลมสิงห์", "สอยดาว", "เขาคิชฌกูฏ", "มะขาม", "โป่งน้ำร้อน", "ขลุง"]
    expected = ["ขลุง", "เขาคิชฌกูฏ", "โป่งน้ำร้อน", "มะขาม", "สอยดาว", "แหลมสิงห์"]
    assert sorted(names, key=thai_sort_key) == expected


def test_consonants_come_before_vowels():
    assert in_order("กก", "กะ", "กา", "กำ", "กิ", "กู", "เก", "แก", "โก", "ใก", "ไก")


def test_tone_marks_decide_only_between_the_same_letters():
    assert in_order("เกง", "เก็ง", "เก่ง", "เก้ง", "เก๊ง", "เก๋ง", "เก่งกา")


def test_a_mark_further_behind_counts_less():
    assert in_order("กากา", "กาก่า", "ก่ากา")


def test_the_mute_mark_decides_last():
    assert in_order("การ", "การ์", "การก")


def test_ru_follows_ro_and_lu_follows_lo():
    assert in_order("รา", "ฤทธิ์", "ลา", "ฦๅ", "วา")


def test_digits_come_before_latin_and_latin_before_thai():
    assert in_order("9", "a", "z", "ก", "ฮ")


def test_numbers_count_by_their_value():
    assert in_order("เขต 2", "เขต 10", "เขต ๑๑", "เขต 100")
    assert in_order("9" * 8, "1" + "0" * 8, "1" + "0" * 9, "9" * 18, "1" + "0" * 18)
    assert in_order("ป. 1/2", "ป. 1/10", "ป. 11/1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("V-CARE", "vcare"),
        ("๑๒", "12"),
        ("น้ํา", "น้ำ"),
        ("เเหลม", "แหลม"),
        (" ก  ข ", "ก ข"),
        ("ต่าง ๆ", "ต่างๆ"),
        ("ส.พ.ป.", "สพป"),
        ("ก\u200bข", "กข"),
        ("007", "7"),
        ("“ใจ”", "ใจ"),
    ],
)
def test_what_does_not_count_gives_the_same_key(one, other):
    assert thai_sort_key(one) == thai_sort_key(other)


def test_words_that_are_alike_stay_together():
    assert in_order("สมชาย ใจดี", "สมชาย เย็น", "สมชายา กก")


@pytest.mark.parametrize("text", ["", "  ", "...", "่", "\x00"])
def test_a_text_without_letters_has_an_empty_key(text):
    assert thai_sort_key(text) == ""


def test_accents_decide_last():
    assert in_order("cafe", "café", "cafes")


@given(WORDS, WORDS, WORDS)
def test_a_word_before_others_does_not_change_their_order(before, one, other):
    if thai_sort_key(one) < thai_sort_key(other):
        assert thai_sort_key(before + one) < thai_sort_key(before + other)


@given(WORDS, WORDS)
def test_a_word_comes_before_every_longer_one(word, more):
    assert thai_sort_key(word) < thai_sort_key(word + more)


@given(st.text(max_size=400))
def test_any_text_has_a_key_that_a_database_can_store(text):
    for key in (thai_sort_key(text), name_sort_key(text)):
        assert len(key) <= SORT_KEY_LENGTH
        assert "\x00" not in key
        key.encode("utf-8")


@given(st.lists(WORDS | st.text(max_size=8), max_size=20))
def test_a_database_sorts_as_python_does(texts):
    keys = [thai_sort_key(text) for text in texts]
    database = sqlite3.connect(":memory:")
    database.execute("create table name (key text)")
    database.executemany("insert into name values (?)", [(key,) for key in keys])
    assert [key for (key,) in database.execute("select key from name order by key")] == sorted(keys)
    # PostgreSQL's collation "C" compares the bytes.
    assert sorted(keys) == sorted(keys, key=str.encode)


def test_cutting_a_long_key_keeps_the_order():
    assert thai_sort_key("ก" * 500) <= thai_sort_key("ก" * 500 + "ข")


@pytest.mark.parametrize(
    "name",
    ["โรงเรียนบ้านคลองใส", "โรงเรียน บ้านคลองใส", "รร.บ้านคลองใส", "ร.ร. บ้านคลองใส", "รร บ้านคลองใส"],
)
def test_a_school_sorts_without_the_word_school(name):
    assert name_sort_key(name) == thai_sort_key("บ้านคลองใส")


@pytest.mark.parametrize(
    "name",
    [
        "นายสมมุติ ใจดี",
        "นาย สมมุติ ใจดี",
        "นางสมมุติ ใจดี",
        "นางสาวสมมุติ ใจดี",
        "น.ส.สมมุติ ใจดี",
        "ดร.สมมุติ ใจดี",
        "ผศ.ดร. สมมุติ ใจดี",
        "ว่าที่ร้อยตรีสมมุติ ใจดี",
        "ว่าที่ ร.ต. ดร.สมมุติ ใจดี",
    ],
)
def test_a_person_sorts_by_the_given_name(name):
    assert name_sort_key(name) == thai_sort_key("สมมุติ ใจดี")


@pytest.mark.parametrize("name", ["โรงเรียน", "นางรอง", "นายายอาม เขต 2", "นาย", "ดร.", "สมมุติ นายใจดี"])
def test_a_name_that_only_begins_like_a_title_keeps_it(name):
    assert name_sort_key(name) == thai_sort_key(name)


def test_the_kind_of_temple_or_village_stays_in_the_name():
    assert name_sort_key("โรงเรียนวัดสมมุติ") == thai_sort_key("วัดสมมุติ")
