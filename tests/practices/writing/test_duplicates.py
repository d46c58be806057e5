"""Stories that tell the same are shown before one is handed in."""

import pytest

from practices.writing.duplicates import alike, twins
from tests.factories import PracticePageFactory, SchoolFactory
from tests.practices.writing.conftest import TITLE, latest

TEXT = "<p>" + "ครูประจำชั้นโทรถึงผู้ปกครองก่อนเก้าโมงทุกเช้าที่นักเรียนไม่มาโรงเรียน แล้วจดไว้ในแบบบันทึก " * 3 + "</p>"


def test_the_same_is_alike_and_another_is_not():
    assert alike("โทรก่อนเก้าโมง", "โทรก่อน เก้าโมง!") == 1
    assert alike("โทรก่อนเก้าโมง", "ปลูกผักข้างโรงอาหาร") < 0.2
    assert alike("", "อะไรก็ได้") == 0


@pytest.mark.django_db
def test_a_similar_title_of_the_same_school_is_shown(desk, story, school):
    twin = PracticePageFactory(
        parent=story.get_parent(), owner_organisation=school, title=f"{TITLE} ปีที่ 2", live=False
    )
    text = desk.get(f"/my/practices/{story.reference.lower()}/").text
    assert "เป็นเรื่องเดียวกันหรือไม่" in text
    assert twin.title in text


@pytest.mark.django_db
def test_drafts_of_other_schools_are_never_shown(desk, story):
    foreign = PracticePageFactory(
        parent=story.get_parent(), title=TITLE, owner_organisation=SchoolFactory(), live=False
    )
    assert foreign.pk not in [twin.page.pk for twin in twins(latest(story))]


@pytest.mark.django_db
def test_nearly_the_same_text_of_another_school_is_shown(fill, story):
    twin = PracticePageFactory(parent=story.get_parent(), title="โทรก่อนเก้าโมงทุกเช้า", background=TEXT)
    PracticePageFactory(
        parent=story.get_parent(),
        title="โทรก่อนเก้าโมง แต่เรื่องอื่น",
        background="<p>ปลูกผักข้างโรงอาหาร</p>",
        summary="ปลูกผัก",
    )
    fill("background", background=TEXT.removeprefix("<p>").removesuffix("</p>"))
    assert [found.page.pk for found in twins(latest(story))] == [twin.pk]


@pytest.mark.django_db
def test_a_story_is_no_twin_of_its_own_published_version(story):
    story.get_latest_revision().publish()
    assert twins(latest(story)) == []
