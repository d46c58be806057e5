"""What was meant by misspelt Thai, by the words of a small corpus."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search import thai
from search.spelling import Spelling, slip_cost

TEXTS = [
    "กองทัพอากาศช่วยเหลือนักเรียนที่ประสบภัย",
    "การเยี่ยมบ้านนักเรียนเป็นรายบุคคล",
    "ระบบการดูแลช่วยเหลือนักเรียน",
    "เครือข่ายความร่วมมือของชุมชนและผู้ปกครอง",
    "บุหรี่ไฟฟ้าและยาเสพติดในสถานศึกษา",
    "student care network",
]


class Corpus:
    """Counts the parts of some texts, and the pairs of neighbours."""

    def __init__(self, texts):
        self.texts = [thai.index_text(text).split() for text in texts]

    def vocabulary(self):
        return {part: self.frequency((part,)) for text in self.texts for part in text}

    def frequency(self, term):
        return sum(
            any(tuple(text[at : at + len(term)]) == term for at in range(len(text))) for text in self.texts
        )


@pytest.fixture(scope="module")
def spelling():
    return Spelling(Corpus(TEXTS))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("กองทัอพากาศ", "กองทัพอากาศ", id="two letters swapped across a word's edge"),
        pytest.param("ช่วยเหลือนกเรียน", "ช่วยเหลือนักเรียน", id="a vowel forgotten"),
        pytest.param("เยี่ยมบ้สน", "เยี่ยมบ้าน", id="the key beside it"),
        pytest.param("เครือข่ยความร่วมมือ", "เครือข่ายความร่วมมือ", id="a letter forgotten"),
        pytest.param("ระบบการดูเเล", None, id="what normalising mends is no mistake"),
        pytest.param("บุรี่ไฟฟ้า", "บุหรี่ไฟฟ้า", id="as it sounds"),
        pytest.param("บุหรี่ไฟฟ่า ยาเสพติต", "บุหรี่ไฟฟ้า ยาเสพติด", id="two words"),
        pytest.param("ช่วยเหลือนักเรียน", None, id="spelt right"),
        pytest.param("ดาราศาสตร์", None, id="a word that the texts don't have"),
        pytest.param("ฌฎฏฐฑฒ", None, id="no words at all"),
        pytest.param("กก", None, id="too short"),
        pytest.param("เีย่ยมบ้าน", "เยี่ยมบ้าน", id="a vowel before its letter"),
        pytest.param("ประสภบัย", "ประสบภัย", id="the last letter of a word and the first of the next"),
        pytest.param("กรีดเรียน", None, id="few words, of which the texts lack one"),
    ],
)
def test_finds_what_was_meant(spelling, typed, meant):
    assert spelling.corrected(typed) == meant


def test_of_a_sentence_only_the_words_are_corrected_that_are_strange(spelling):
    sentence = "ระบบการดูแลช่วยเหลือนักเรียนและการเยี่ยมบ้านนักเรียนเป็นรายบุคคล บุหรี่ไฟฟ่าในสถานศึกษา"
    assert spelling.corrected(sentence) == sentence.replace("ไฟฟ่า", "ไฟฟ้า")


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        pytest.param(("เด็ด", "เด็ก"), ("เด็ม", "เด็ก"), id="the key beside the right one"),
        pytest.param(("ข่าน", "ข้าน"), ("กาน", "ข้าน"), id="what is heard alike"),
        pytest.param(("ครรู", "ครู"), ("คมรู", "ครู"), id="a letter twice"),
        pytest.param(("คูร", "ครู"), ("คมู", "ครู"), id="two letters swapped"),
    ],
)
def test_likely_slips_cost_less(nearer, farther):
    assert slip_cost(*nearer) < slip_cost(*farther)


def test_a_corpus_without_words_corrects_nothing():
    assert Spelling(Corpus([])).corrected("เยียมบ้าน") is None


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(alphabet='กขคงจชดตนบปพมยรลวสหอะาิีุูเแโไ่้์ 19a"*', max_size=45))
@example("วีแคร์")
@example("โครงการวีแคร์พลัสเอ็น")
def test_anything_typed_is_read(spelling, typed):
    corrected = spelling.corrected(typed)
    assert corrected is None or (corrected and corrected != typed)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.sampled_from(TEXTS[:5]))
def test_what_stands_in_the_texts_is_left_alone(spelling, text):
    assert spelling.corrected(text[:40]) is None or len(text) < 40
