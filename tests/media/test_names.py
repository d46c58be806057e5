import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.names import extension, held_name, shown_name, stored_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("แผนเผชิญเหตุ น้ำท่วม.docx", "แผนเผชิญเหตุ น้ำท่วม.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ครู\\แผน.pdf", "แผน.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("line\r\nbreak.png", "linebreak.png"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_a_name_is_handed_back_without_what_harms(given_name, shown):
    assert shown_name(given_name) == shown


@given(st.text(max_size=400))
def test_any_text_becomes_a_name_that_a_disk_takes(text):
    name = shown_name(text)
    assert 0 < len(name) <= 70
    assert not re.search(r'[/\\\0\r\n"]', name)
    assert len(held_name("wagtail_uploads", text)) < 200
    assert len(held_name("", text).encode()) < 255


@given(st.text(max_size=100))
def test_a_waiting_file_gives_its_name_back(text):
    assert shown_name(held_name("wagtail_uploads", text)) == shown_name(text)


def test_stored_names_differ_and_keep_the_kind():
    first, second = stored_name("documents", "pdf"), stored_name("documents", "pdf")
    assert first != second
    assert extension(first) == "pdf"
