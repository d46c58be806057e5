"""Where the guard looks in a page."""

import pytest

from privacy import findings_of
from tests.factories import PracticePageFactory

pytestmark = pytest.mark.django_db

NAME = "เด็กชายสมมุติ ตัวอย่าง"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", NAME),
        ("title_en", NAME),
        ("summary", NAME),
        ("background", "<p>เล่าเรื่อง <b>เด็ก</b>ชายสมมุติ&nbsp;ตัวอย่าง</p>"),
        ("lessons", f'<p>ดู <a href="https://example.org/{NAME}">ที่นี่</a></p>'),
        ("objectives", [("objective", NAME)]),
        ("process", [("step", {"title": NAME, "text": "<p>x</p>"})]),
        ("process", [("text", f"<p>{NAME}</p>")]),
        ("results", [("observed", NAME)]),
        ("authors", [("author", {"name": NAME, "position": "ครู"})]),
        ("benefits", NAME),
        ("search_description", NAME),
        ("endorsed_by", NAME),
    ],
)
def test_finds_a_name_in_each_field(practice_index, field, value):
    page = PracticePageFactory.build(title="เรื่องหนึ่ง")
    page.pk = 1
    setattr(page, field, value)
    found = findings_of(page)
    assert [one.finding.rule for one in found.get(field, [])] == ["child-name"]
    assert found[field][0].passage.path.startswith(field)


def test_a_tag_and_an_award_are_read_too(practice_index):
    practice = PracticePageFactory(parent=practice_index)
    practice.tags.add(NAME)
    practice.awards.create(scheme="obec-awards", level=NAME, year=2568)
    found = findings_of(practice)
    assert {"tags", "awards"} <= set(found)


def test_a_page_without_children_has_no_findings(practice_index):
    practice = PracticePageFactory(parent=practice_index)
    assert findings_of(practice) == {}
