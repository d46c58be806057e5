"""The analysis: one spelling, words, their parts, and where they stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import thai

THAI_TEXT = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B),
        st.sampled_from("เเแ่้ําำิ\u200b 2๒.abcÉΣς+-"),
    ),
    max_size=30,
)
ANY_TEXT = st.one_of(THAI_TEXT, st.text(max_size=30))


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing(text):
    once = thai.normalise(text)
    assert thai.normalise(once) == once


@given(ANY_TEXT)
def test_origins_lie_in_the_text_and_never_go_back(text):
    folded, origins = thai.normalise_with_origins(text)
    assert folded == thai.normalise(text)
    assert len(origins) == len(folded) + 1
    assert origins == sorted(origins)
    assert all(0 <= origin <= len(text) for origin in origins)


@settings(deadline=None)
@given(ANY_TEXT)
def test_tokens_stand_where_they_say(text):
    for token in thai.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert " " not in token.text


@settings(deadline=None)
@given(ANY_TEXT)
def test_tokens_are_those_of_the_index(text):
    assert " ".join(token.text for token in thai.tokens(text)) == thai.index_text(text)


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_texts_side_by_side_keep_their_tokens(one, other):
    both = thai.index_text(f"{one}\n;\n{other}").split()
    assert both == [*thai.index_text(one).split(), *thai.index_text(other).split()]


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E4E), max_size=20))
def test_parts_make_up_their_word(word):
    assert "".join(thai.fine_parts(word)) == word


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ดูเเล", "ดูแล"),
        ("น้ํา", "น้ำ"),
        ("นํ้า", "น้ำ"),
        ("ดแูล", "ดูแล"),
        ("น้้ำ", "น้ำ"),
        ("โรง\u200bเรียน", "โรงเรียน"),
        ("ปี ๒๕๖๙", "ปี 2569"),
        ("ÉCOLE", "ecole"),
    ],
)
def test_one_spelling_for_the_same_word(typed, meant):
    assert thai.normalise(typed) == meant


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("สพป.จันทบุรี", ["สพป", "จันทบุรี"]),
        ("ส.พ.ป. จันทบุรี", ["สพป", "จันทบุรี"]),
        ("สพป จันทบุรี", ["สพป", "จันทบุรี"]),
        ("ผอ.รร.", ["ผอ", "รร"]),
        ("รพ.สต.บ้านนา", ["รพสต", "บ้าน", "นา"]),
        ("3ป", ["3", "ป"]),
        ("1,200 บาท", ["1200", "บาท"]),
        ("V-CARE + N", ["vcaren"]),
        ("v care n", ["vcaren"]),
        ("วีแคร์พลัสเอ็น", ["vcaren"]),
        ("V-CARE", ["vcare"]),
        ("ระบบดูแลฯ", ["ระบบ", "ดูแล"]),
    ],
)
def test_words_of_the_office(written, words):
    assert ["".join(word) for word in thai.words(written)] == words


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("นวัตกรรม", "นวัตกรรมการบริหารจัดการ"),
        ("บริหาร", "นวัตกรรมการบริหารจัดการ"),
        ("ช่วยเหลือ", "ระบบการดูแลช่วยเหลือนักเรียน"),
        ("ดูแล", "ระบบดูแลช่วยเหลือนักเรียน"),
        ("ขลุง", "น้ำท่วมโรงเรียนขลุง"),
        ("เยี่ยมบ้าน", "แบบบันทึกการเยี่ยมบ้านนักเรียน"),
        ("จมน้ำ", "การป้องกันเด็กจมน้ำ"),
        ("เรียน", "โรงเรียน"),
    ],
)
def test_a_word_is_found_inside_unspaced_text(part, whole):
    assert f" {thai.index_text(part)} " in f" {thai.index_text(whole)} "


@pytest.mark.parametrize(("part", "whole"), [("โดด", "กระโดดน้ำ"), ("ชุม", "ประชุมครู"), ("บาย", "ระบายสี")])
def test_no_word_is_made_of_a_weak_syllable_and_another_word(part, whole):
    assert f" {part} " not in f" {thai.index_text(whole)} "


def test_a_long_run_is_cut_in_no_time():
    assert thai.words("ก" * 5000 + "ตากลม" * 2000)


@pytest.mark.parametrize(
    ("typed", "meant"), [("pkglr9bf", "ยาเสพติด"), ("practice", None), ("student care", None), ("ยา", None)]
)
def test_the_wrong_keyboard(typed, meant):
    assert thai.typed_in_thai(typed) == meant


def test_what_is_known_as_it_stands_is_no_wrong_keyboard():
    assert thai.typed_in_thai("dEs,kp EU", {"EU"}.__contains__) == "กฎหมาย EU"
    assert thai.typed_in_thai("dEs,kp EU") != "กฎหมาย EU"


@pytest.mark.parametrize("text", ["ฟหกด", "ฟหกดฟหกด", "กดหฟกดหฟ", "่าสวง่าสวง", "ไำพะไำพะ", "กกกกกก"])
def test_a_hand_on_the_keys_is_seen(text):
    assert thai.is_mashed(text)


@pytest.mark.parametrize("text", ["", "กก", "อิอิอิ", "ระบบดูแล", "ฟหกดนักเรียน", "บุรี่ไฟฟ้า", "student", "งงงวย"])
def test_what_may_be_a_word_is_no_hand_on_the_keys(text):
    assert not thai.is_mashed(text)


def test_no_word_of_the_dictionary_looks_like_a_hand_on_the_keys():
    assert not any(map(thai.is_mashed, thai.dictionary()))


@given(THAI_TEXT, st.integers(5, 40))
@settings(deadline=None)
def test_a_cut_text_is_no_longer_than_asked(text, length):
    short = thai.cut(text, length)
    assert len(short) <= length + 1
    assert text.startswith(short.removesuffix("…")) or short == text


@given(
    st.text(alphabet=st.characters(min_codepoint=0x0E00, max_codepoint=0x0E7F) | st.sampled_from("a1 …é字"))
)
def test_a_letter_sounds_alike_in_whatever_company(text):
    assert thai.skeleton(text) == "".join(map(thai.skeleton, text))
    assert thai.skeleton(f"{text}字") == f"{thai.skeleton(text)}字"
