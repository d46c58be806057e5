"""Rich text that is typed as plain text keeps what an editor has set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.writing.prose import from_text, tidy, to_text

RICH = (
    '<p data-block-key="a1">ครู <b>โทร</b> ทุกเช้า</p><h3>ใครโทร</h3>'
    "<ul><li>ครูประจำชั้น</li><li>ครูเวร</li></ul>"
    '<p>ดู <a linktype="page" id="7">คู่มือ</a> และ <a href="https://example.org">เว็บ</a></p><p></p>'
)


def test_shows_paragraphs_lists_bold_and_links():
    assert to_text(RICH) == (
        "ครู **โทร** ทุกเช้า\n\n## ใครโทร\n\n- ครูประจำชั้น\n- ครูเวร\n\nดู [คู่มือ](page:7) และ [เว็บ](https://example.org)"
    )


def test_untouched_text_is_the_same_html():
    assert from_text(to_text(RICH), RICH) == RICH


def test_only_the_paragraph_that_was_touched_is_made_anew():
    made = from_text(to_text(RICH).replace("- ครูเวร", "- ครูเวร\n- ผอ."), RICH)
    assert '<p data-block-key="a1">ครู <b>โทร</b> ทุกเช้า</p>' in made
    assert "<ul><li>ครูประจำชั้น</li><li>ครูเวร</li><li>ผอ.</li></ul>" in made
    assert '<a linktype="page" id="7">คู่มือ</a>' in made


def test_bold_and_links_can_be_typed():
    assert from_text("**ด่วน** ดู [ที่นี่](https://example.org/a?b=1&c=2)") == (
        '<p><b>ด่วน</b> ดู <a href="https://example.org/a?b=1&amp;c=2">ที่นี่</a></p>'
    )


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", "[x](javascript:alert(1))", '[x](https://a"onclick=b)']
)
def test_nothing_typed_becomes_a_program(evil):
    made = from_text(evil)
    assert "<script" not in made
    assert "javascript:" not in made or "href" not in made
    assert 'onclick="' not in made


@given(st.text(alphabet="กขค abc123-*.#[]()\n", max_size=120))
def test_what_is_read_back_is_stored_the_same_way_again(text):
    html = from_text(text)
    again = to_text(html)
    assert from_text(again, html) == html
    assert to_text(from_text(again)) == tidy(again) or to_text(
        from_text(to_text(from_text(again)))
    ) == to_text(from_text(again))


@given(
    st.lists(st.text(alphabet="กขค abc", min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=5)
)
def test_paragraphs_survive(paragraphs):
    text = tidy("\n\n".join(paragraphs))
    assert to_text(from_text(text)).split() == text.split()
