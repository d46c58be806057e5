import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from networks.forms import thai_phone
from networks.names import same_name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("รพ.สต.บ้านนา", "โรงพยาบาลส่งเสริมสุขภาพตำบลบ้านนา"),
        ("อบต. สมมุติ", "องค์การบริหารส่วนตำบลสมมุติ"),
        ("สภ.ขลุง", "สถานีตำรวจภูธรขลุง"),
        ("ชมรม เพื่อน-เด็ก", "ชมรมเพื่อนเด็ก"),
        ("กลุ่มที่ ๒", "กลุ่มที่ 2"),
        ("นํ้าใจ", "น้ำใจ"),
        ("Friends of Children", "FRIENDS of children."),
    ],
)
def test_names_that_mean_the_same(one, other):
    assert same_name_key(one) == same_name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("วัดเขา", "วัดเข้า"), ("รพ.สต.บ้านนา", "รพ.สต.บ้านนอก"), ("กลุ่ม 1", "กลุ่ม 11"), ("มูลนิธิสมมุติ", "ชมรมสมมุติ")],
)
def test_names_that_do_not(one, other):
    assert same_name_key(one) != same_name_key(other)


@given(st.text())
def test_spaces_never_matter(name):
    assert same_name_key(name) == same_name_key(f"  {name} ")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0812345678", "081-234-5678"),
        ("081-234-5678", "081-234-5678"),
        ("๐๓๙ ๑๒๓ ๔๕๖", "039-123-456"),
        ("+66 81 234 5678", "081-234-5678"),
        ("(039) 123456 ต่อ 12", "039-123-456 ต่อ 12"),
    ],
)
def test_telephone_numbers_as_people_write_them(typed, kept):
    assert thai_phone(typed) == kept


@given(st.text(max_size=60))
def test_whatever_is_typed_becomes_a_number_or_a_message(typed):
    try:
        kept = thai_phone(typed)
    except ValidationError:
        return
    assert thai_phone(kept) == kept
    assert len(kept) <= 30
