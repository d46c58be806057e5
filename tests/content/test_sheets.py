import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from content import sheets

ROWS = [["โรงเรียน", "เครือข่าย", "ณ วันที่"], ["โรงเรียนสมมุติ", 3, date(2026, 11, 22)]]


def read_csv(rows):
    text = "".join(sheets.csv_lines(rows))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def read_xlsx(rows):
    sheet = load_workbook(io.BytesIO(sheets.xlsx(rows, "ตาราง"))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", " =1", "\r=1"])
def test_no_cell_is_a_formula(cell):
    assert sheets.harmless(cell).startswith("'")
    assert read_csv([[cell]])[0][0].startswith("'")
    assert read_xlsx([["x"], [cell]])[1][0].startswith("'")


def test_an_ordinary_cell_stays_as_it_is():
    assert sheets.harmless("แผน 2569 (ใหม่)") == "แผน 2569 (ใหม่)"


def test_numbers_and_days_stay_numbers_and_days():
    assert read_csv(ROWS)[1] == ["โรงเรียนสมมุติ", "3", "2026-11-22"]
    assert read_xlsx(ROWS)[1] == ["โรงเรียนสมมุติ", 3, datetime(2026, 11, 22)]


def test_a_moment_is_written_in_bangkok_s_time():
    moment = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert read_xlsx([["x"], [moment]])[1] == [datetime(2026, 11, 23, 1, 30)]


def test_the_file_keeps_its_thai_name():
    response = sheets.csv_response(ROWS, "ความครอบคลุม")
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E0%B8%84")


@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=3), min_size=1, max_size=4))
def test_takes_any_text(rows):
    assert len(read_csv(rows)) >= 1
    sheets.xlsx(rows, "ตาราง")


@given(st.text(max_size=60))
def test_takes_any_name_of_a_sheet(name):
    assert load_workbook(io.BytesIO(sheets.xlsx(ROWS, name))).sheetnames[0]


def test_a_name_that_excel_refuses_stays_readable():
    book = load_workbook(io.BytesIO(sheets.xlsx(ROWS, "แผน 2569/1: ก้าว [ร่าง]")))
    assert book.sheetnames == ["แผน 2569-1- ก้าว -ร่าง-"]
