"""The pure scanner: what holds for any text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy import scan
from privacy.detectors import RULES, Level, level
from privacy.detectors.normal import normal, walked
from privacy.detectors.numbers import has_check_digit

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
anything = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)
thaiish = st.text(alphabet="กขคดชญนมปสรเแโา ิีึ่้ำํ.๐๑๒๓0123456789-/\n\u200b@น้องเด็กชายหญิง", max_size=200)


def national_id(twelve: str) -> str:
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(twelve))
    return twelve + str((11 - total % 11) % 10)


ids = st.builds(
    lambda first, rest: national_id(f"{first}{rest:011d}"),
    st.integers(1, 8),
    st.integers(0, 10**11 - 1),
)


@given(anything | thaiish)
def test_every_finding_is_a_place_in_the_text_as_it_was_typed(text):
    for finding in scan(text):
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text
        assert finding.level is RULES[finding.rule].level
        assert finding.reason
        assert finding.mend


@given(anything | thaiish)
def test_findings_are_in_order_and_do_not_overlap(text):
    found = scan(text)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))


@given(anything | thaiish)
def test_normal_text_knows_the_way_back(text):
    plain = normal(text)
    assert len(plain.text) == len(plain.starts) == len(plain.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(plain.starts, plain.ends, strict=True))
    assert list(plain.starts) == sorted(plain.starts)


@given(st.text(st.sampled_from("กขรเแำาํ่้๊ิ็์ะๆฯ a1๑-\n\t\u200b"), max_size=12) | anything)
def test_a_plain_text_reads_the_same_when_it_is_walked(text):
    quick, walk = normal(text), walked(text)
    assert quick.text == walk.text
    assert list(quick.starts) == list(walk.starts)
    assert list(quick.ends) == list(walk.ends)


@given(ids, st.sampled_from(["", " ", "-", ".", "\u200b", " - "]), st.booleans())
def test_a_national_id_is_found_however_it_is_written(digits, gap, thai):
    written = gap.join([digits[0], digits[1:5], digits[5:10], digits[10:12], digits[12]])
    text = f"เลขของเด็ก {written.translate(THAI_DIGITS) if thai else written} ค่ะ"
    assert [finding.rule for finding in scan(text)] == ["national-id"]


@given(st.integers(10**12, 9 * 10**12 - 1).map(str).filter(lambda digits: not has_check_digit(digits)))
def test_thirteen_digits_without_the_check_are_no_id(digits):
    assert not scan(f"รหัสงาน {digits}")


@given(st.sampled_from(["เด็กชาย", "เด็กหญิง", "ด.ช.", "ด.ญ.", "ด. ช. ", "ดช.", "ด.ญ", "เด็ก\u200bชาย"]))
def test_a_childs_title_with_a_name_blocks_in_every_spelling(title):
    assert (
        level(scan(f"ครูเยี่ยม{title}สมมุติ ตัวอย่าง ที่บ้าน" if "เด็ก" in title else f"ครูเยี่ยม {title}สมมุติ ตัวอย่าง"))
        is Level.BLOCK
    )


@pytest.mark.parametrize("count", [12, 100, 1])
def test_numbers_of_boys_and_girls_are_no_names(count):
    assert level(scan(f"เด็กชาย {count + 10} คน และเด็กหญิง {count + 20} คน")) is Level.PASS


@given(anything | thaiish, anything | thaiish)
def test_lines_do_not_hide_each_others_findings(before, after):
    """What stands in other paragraphs never makes a child's name harmless."""
    assert level(scan(f"{before}\n\nเด็กชายสมมุติ ตัวอย่าง\n\n{after}")) is Level.BLOCK
