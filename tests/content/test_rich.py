import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.rich import from_text


def test_blank_lines_part_paragraphs_and_line_ends_break_lines():
    assert from_text("หนึ่ง\nสอง\n\nสาม") == "<p>หนึ่ง<br/>สอง</p><p>สาม</p>"


def test_marks_make_lists_that_blank_lines_do_not_part():
    assert from_text("- ก\n- ข\n\n- ค") == "<ul><li>ก</li><li>ข</li><li>ค</li></ul>"
    assert from_text("1. ก\n2. ข") == "<ol><li>ก</li><li>ข</li></ol>"


def test_a_list_may_follow_its_sentence():
    assert from_text("ได้แก่\n- ก") == "<p>ได้แก่</p><ul><li>ก</li></ul>"


@pytest.mark.parametrize(("text", "html"), [("## ก", "<h3>ก</h3>"), ("### ก", "<h4>ก</h4>")])
def test_headings_stand_below_those_of_the_page(text, html):
    assert from_text(text) == html


def test_numbers_that_only_begin_a_sentence_of_the_seed_stay_text():
    assert from_text("1.1 กำหนดวิสัยทัศน์") == "<p>1.1 กำหนดวิสัยทัศน์</p>"


@given(st.text())
def test_nothing_typed_becomes_markup(text):
    tree = html5lib.parseFragment(from_text(text), namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter()} <= {
        "DOCUMENT_FRAGMENT",
        "p",
        "br",
        "ul",
        "ol",
        "li",
        "h3",
        "h4",
    }
