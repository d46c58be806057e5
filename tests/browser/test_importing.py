"""A school's Word file becomes a draft: chosen, told what found no place, opened."""

import re

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browser.pages import sign_in
from tests.practices.papers.reports import bold, saved

pytestmark = pytest.mark.browser


def report() -> bytes:
    word = Document()
    bold(word, "เรื่อง สะพานไม้หลังโรงเรียนที่เด็กไม่ลื่นอีก", 20)
    word.add_heading("1. ความเป็นมา", 1)
    word.add_paragraph("นักเรียนเดินข้ามสะพานไม้ทุกเช้า")
    word.add_heading("ภาคผนวก", 1)
    word.add_paragraph("คำสั่งแต่งตั้งคณะทำงานของโรงเรียน")
    return saved(word)


def test_a_word_file_becomes_a_draft(visitor):
    page = visitor()
    sign_in(page, "teacher")
    page.goto("/my/practices/")
    page.get_by_role("link", name=re.compile("Word")).first.click()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.locator("input[type=file]").set_input_files(
        {"name": "รายงาน.docx", "mimeType": kind, "buffer": report()}
    )
    page.get_by_role("button", name="ทำเป็นฉบับร่าง").click()
    page.wait_for_url("**/my/practices/import/*/")
    leftovers = page.locator(".leftover")
    before = leftovers.count()
    assert before
    first = leftovers.first
    first.locator("select").select_option(index=1)
    first.get_by_role("button").first.click()
    expect(page.locator(".leftover")).to_have_count(before - 1)
    page.locator(".writing-act a.btn").click()
    expect(page.locator("h1")).to_contain_text("สะพานไม้หลังโรงเรียน")
    page.goto(page.url + "step/background/")
    expect(page.locator("[name=background]")).to_have_value(re.compile("นักเรียนเดินข้ามสะพานไม้"))
