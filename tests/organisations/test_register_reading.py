"""What the cells and the headings of an office's sheet mean, and files that mean harm."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from organisations.register import reading, table, values, workbook
from organisations.register.columns import COLUMNS, recognised
from tests.organisations.sheets import csv, xlsx


def test_the_sheet_is_called_as_the_forms_are():
    with translation.override("th"):
        assert {key: str(column.label) for key, column in COLUMNS.items()} == {
            key: column.header for key, column in COLUMNS.items()
        }


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("ชื่อสถานศึกษา", "name"),
        ("รหัส OBEC", "obec_code"),
        ("รหัสโรงเรียน  ๑๐ หลัก", "obec_code"),
        ("จำนวนนักเรียนทั้งหมด (คน)", "pupils"),
        ("จำนวนนักเรียน ปีการศึกษา 2569", "pupils"),
        ("ครู/บุคลากร", "staff"),
        ("ศูนย์เครือข่าย", "cluster"),
        ("ข้อมูล ณ วันที่", "as_of"),
        ("ชื่อผู้อำนวยการ", ""),
        ("เบอร์โทร ผอ.", ""),
        ("จำนวนนักเรียนชาย", ""),
    ],
)
def test_knows_headers_in_many_spellings(header, key):
    assert recognised(header) == key


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("อนุบาล - ป.6", ["early", "primary"]),
        ("อ.2 ถึง ม.3", ["early", "primary", "lower-secondary"]),
        ("ป.๑-ป.๖", ["primary"]),
        ("ก่อนประถมศึกษา, ประถมศึกษา", ["early", "primary"]),
        ("ขยายโอกาส", ["lower-secondary"]),
        ("ปฐมวัย, ประถมศึกษา, มัธยมศึกษาตอนต้น", ["early", "primary", "lower-secondary"]),
    ],
)
def test_reads_levels_as_lists_and_spans(text, keys):
    assert values.levels(text) == keys


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (values.obec_code, "1.02206E+09"),
        (values.obec_code, "12345678"),
        (values.count, "-5"),
        (values.count, "12.5"),
        (values.districts, "ท่าใหม่"),
        (values.levels, "ม.4-ม.6"),
        (values.levels, "ทุกระดับ"),
        (values.day, "31 เม.ย. 2569"),
        (values.day, "1 ม.ค. 2570"),
        (values.year, "2026/27"),
        (values.phone, "ครูสมมุติ"),
        (values.plain, "=HYPERLINK(1)"),
        (values.plain, workbook.NO_RESULT),
    ],
)
def test_says_why_a_cell_is_not_understood(read, text):
    with pytest.raises(ValidationError):
        read(text)


@settings(max_examples=25)
@given(st.integers(0, values.MOST))
def test_reads_numbers_as_people_write_them(number):
    thai = f"{number:,}".translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert values.count(f"{thai} คน") == number


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text):
    for column in COLUMNS.values():
        with suppress(ValidationError):
            if cell := values.plain(text):
                column.read(cell)


def test_finds_the_heading_below_titles_and_over_two_lines():
    heading = table.find(
        [
            ["ข้อมูลโรงเรียน ปีการศึกษา 2569"],
            ["ข้อมูล ณ วันที่ 10 มิถุนายน ๒๕๖๙"],
            ["ที่", "ชื่อโรงเรียน", "จำนวนนักเรียน", "", "", "ครู"],
            ["", "", "ชาย", "หญิง", "รวม", ""],
            ["1", "วัดขลุง", "10", "12", "22", "3"],
        ]
    )
    assert (heading.last, heading.recognised) == (3, {1: "name", 4: "pupils", 5: "staff"})
    assert (heading.year, heading.as_of) == (2569, date(2026, 6, 10))


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ","), ("cp874", ";"), ("utf-16", "\t")])
def test_reads_csv_however_excel_wrote_it(encoding, delimiter):
    file = csv([["ชื่อโรงเรียน", "อำเภอ"], ["วัดขลุง", "ขลุง"]], encoding, delimiter)
    assert reading.read(file.name, file.read())[0]["rows"] == [["ชื่อโรงเรียน", "อำเภอ"], ["วัดขลุง", "ขลุง"]]


def test_reads_numbers_days_and_the_results_of_formulas():
    file = xlsx([["รหัส", "วัน", "รวม"], [1022060171, date(2026, 6, 10), "=1+2"], [12.0, None, "x"]])
    assert reading.read(file.name, file.read())[0]["rows"] == [
        ["รหัส", "วัน", "รวม"],
        ["1022060171", "2026-06-10", workbook.NO_RESULT],
        ["12", "", "x"],
    ]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b""),
        ("a.xls", b"\xd0\xcf\x11\xe0"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0 password"),
        ("a.xlsx", b"ID,name"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.csv", b"PK\x03\x04\x00\x00"),
        ("a.csv", "ชื่อโรงเรียน\n".encode() * 20_000),
        ("a.csv", b"x" * (5 * 1024 * 1024 + 1)),
        ("a.csv", b"\n\n ,\n"),
        ("a.xlsx", bomb()),
    ],
)
def test_refuses_other_files_with_a_reason(name, content):
    with pytest.raises(ValidationError) as refused:
        reading.read(name, content)
    assert str(refused.value.messages[0])


def test_a_sheet_of_20000_lines_is_too_long_and_never_read_to_its_end():
    file = xlsx([["ชื่อโรงเรียน"], *([f"โรงเรียน {n}"] for n in range(20_000))])
    with pytest.raises(ValidationError, match="2,000"):
        reading.read(file.name, file.read())
