import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcare.practices import PRACTICE_KINDS
from vcare.reference import Reference

REFERENCES = st.builds(
    Reference,
    kind=st.sampled_from(PRACTICE_KINDS.keys()),
    year=st.integers(2540, 2599),
    number=st.integers(1, 999_999),
)


def test_an_id_tells_kind_year_and_number():
    reference = Reference("best-practice", 2569, 12)
    assert str(reference) == "BP69-0012"
    assert reference.slug == "bp69-0012"


@given(REFERENCES)
def test_what_was_written_is_read_as_the_same_id(reference):
    assert Reference.parse(str(reference)) == Reference.parse(reference.slug) == reference


@given(REFERENCES)
def test_a_slug_is_plain_ascii(reference):
    assert reference.slug.isascii()
    assert reference.slug.replace("-", "").isalnum()


@given(REFERENCES, REFERENCES)
def test_different_practices_have_different_ids(one, other):
    assert (str(one) == str(other)) == (one == other)


@pytest.mark.parametrize(
    "text", [" bp69-0012 ", "BP690012", "BP 69 0012", "bp๖๙-๐๐๑๒", "BP69–0012", "BP69/0012"]
)
def test_an_id_is_read_as_people_write_it(text):
    assert Reference.parse(text) == Reference("best-practice", 2569, 12)


@pytest.mark.parametrize(
    "text",
    ["", "BP69", "BP69-12", "XX69-0012", "BP26-0012", "BP69-0000", "BP69-0012x", "BP69-1234567", "\x00"],
)
def test_what_is_no_id_is_refused(text):
    with pytest.raises(ValueError, match="reference id"):
        Reference.parse(text)


@given(st.text())
def test_any_text_is_an_id_or_refused(text):
    try:
        reference = Reference.parse(text)
    except ValueError:
        return
    assert Reference.parse(str(reference)) == reference


@pytest.mark.parametrize(("kind", "year", "number"), [("news", 2569, 1), ("tool", 69, 1), ("tool", 2569, 0)])
def test_an_id_that_cannot_be_written_cannot_be_made(kind, year, number):
    with pytest.raises(ValueError, match="No "):
        Reference(kind, year, number)
