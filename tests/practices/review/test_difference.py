"""What changed, in words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from practices.review.difference import Kind, Part, compare, segments, shortened

texts = st.text("กขคเาิ้่ ์abc12.\n", max_size=60)


@given(texts)
@settings(deadline=None)
def test_words_together_are_the_text(text):
    assert "".join(segments(text)) == text


@given(texts, texts)
@settings(deadline=None)
def test_nothing_is_lost_between_two_versions(old, new):
    parts = compare(old, new)
    assert "".join(part.text for part in parts if part.kind is not Kind.REMOVED) == new
    removed_or_same = "".join(part.text for part in parts if part.kind is not Kind.ADDED)
    assert removed_or_same == old


def test_thai_is_compared_word_by_word():
    parts = compare("ครูเยี่ยมบ้านเดือนละครั้ง", "ครูเยี่ยมบ้านสัปดาห์ละครั้ง")
    assert Part(Kind.REMOVED, "เดือน") in parts
    assert Part(Kind.ADDED, "สัปดาห์") in parts


def test_long_unchanged_passages_are_cut():
    same = "ครูประจำชั้นโทรหาผู้ปกครองทุกเช้า " * 20
    parts = list(shortened(compare(f"{same}เก่า", f"{same}ใหม่")))
    assert Part(Kind.LEFT_OUT, "…") in parts
    assert len("".join(part.text for part in parts)) < len(same) / 2
