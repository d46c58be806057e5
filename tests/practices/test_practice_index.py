from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from practices.models import PracticePage
from tests.factories import OrganisationFactory, PracticePageFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def titles(response):
    return [practice.title for practice in response.context["rows"]]


def test_newest_first(client, practice_index):
    older = PracticePageFactory(parent=practice_index)
    newer = PracticePageFactory(parent=practice_index)
    PracticePage.objects.filter(pk=older.pk).update(first_published_at=timezone.now() - timedelta(days=9))
    assert titles(client.get(practice_index.url)) == [newer.title, older.title]


def test_leaves_out_drafts_and_private_practices(client, practice_index):
    draft = PracticePageFactory(parent=practice_index, live=False)
    private = PracticePageFactory(parent=practice_index)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    text = client.get(practice_index.url).text
    assert draft.title not in text
    assert private.title not in text


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9999", "", "๒"])
def test_odd_page_numbers_show_a_page(client, practice_index, page):
    PracticePageFactory(parent=practice_index)
    response = client.get(practice_index.url, {"page": page})
    assert response.status_code == 200
    assert len(titles(response)) == 1


def test_queries_do_not_grow_with_the_rows(client, practice_index):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(practice_index.url)
        return len(captured)

    PracticePageFactory(parent=practice_index)
    queries()
    one = queries()
    for _ in range(8):
        PracticePageFactory(parent=practice_index)
    assert queries() == one


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ({"kind": "lesson"}, "kind", "lesson"),
        ({"stage": "N"}, "stages", ["N"]),
        ({"care_step": "5"}, "care_steps", ["5"]),
        ({"hazard": "violence"}, "hazards", ["violence"]),
        ({"level": "early"}, "levels", ["early"]),
    ],
)
def test_narrows_by_what_was_chosen(client, practice_index, query, field, value):
    wanted = PracticePageFactory(parent=practice_index, **{field: value})
    PracticePageFactory(parent=practice_index)
    assert titles(client.get(practice_index.url, query)) == [wanted.title]


def test_narrows_by_the_district_of_the_owner(client, practice_index):
    school = SchoolFactory(districts=["2207"])
    wanted = PracticePageFactory(parent=practice_index, owner_organisation=school)
    PracticePageFactory(parent=practice_index)
    assert titles(client.get(practice_index.url, {"district": "2207"})) == [wanted.title]


def test_conditions_add_up(client, practice_index):
    wanted = PracticePageFactory(parent=practice_index, stages=["N"], hazards=["violence"])
    PracticePageFactory(parent=practice_index, stages=["N"])
    assert titles(client.get(practice_index.url, {"stage": "N", "hazard": "violence"})) == [wanted.title]


@pytest.mark.parametrize("value", ["nonsense", "'; DROP TABLE", "\x00", "|V|"])
def test_unknown_conditions_narrow_nothing(client, practice_index, value):
    PracticePageFactory(parent=practice_index)
    response = client.get(practice_index.url, {"stage": value})
    assert response.status_code == 200
    assert len(titles(response)) == 1


def test_says_what_to_do_when_nothing_fits(client, practice_index):
    PracticePageFactory(parent=practice_index)
    assert "ไม่มีแนวปฏิบัติที่ตรงทุกข้อ" in client.get(practice_index.url, {"hazard": "violence"}).text


def test_shows_practices_of_closed_schools_too(client, practice_index):
    school = OrganisationFactory(kind="school", name="โรงเรียนยุบรวม", closed_on=timezone.localdate())
    practice = PracticePageFactory(parent=practice_index, owner_organisation=school)
    assert practice.title in client.get(practice_index.url).text
