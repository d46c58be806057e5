from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from practices.models import Adoption, PolicyReference, PracticePage
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
        ({"target_group": "teachers"}, "target_groups", ["learners", "teachers"]),
        ({"dimension": "virtue"}, "dimensions", ["virtue"]),
    ],
)
def test_narrows_by_what_was_chosen(client, practice_index, query, field, value):
    wanted = PracticePageFactory(parent=practice_index, **{field: value})
    PracticePageFactory(parent=practice_index)
    assert titles(client.get(practice_index.url, query)) == [wanted.title]


def test_narrows_by_the_policy_item_and_keeps_the_other_conditions(client, practice_index):
    item = PolicyReference.objects.create(
        key="p-8",
        issuer="สพฐ.",
        paper="นโยบาย",
        first_year=2568,
        last_year=2569,
        item="8",
        title="ความปลอดภัย",
    )
    wanted, other_kind = (
        PracticePageFactory(parent=practice_index, kind=kind) for kind in ("lesson", "activity")
    )
    for page in (wanted, other_kind):
        page.policies = [item]
        page.save_revision().publish()
    PracticePageFactory(parent=practice_index, kind="lesson")
    response = client.get(practice_index.url, {"policy": "p-8", "kind": "lesson"})
    assert titles(response) == [wanted.title]
    more = response.text.partition("กรองเพิ่มเติม")[0].rpartition("<details")[2]
    assert " open" in more
    (found,) = [
        facet
        for facet in client.get("/search/", {"kind": "practice"}).context["facets"]
        if facet.name == "policy"
    ]
    assert [(choice.label, choice.count) for choice in found.choices] == [("ข้อ 8 ความปลอดภัย (2568–2569)", 2)]


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
    response = client.get(practice_index.url, dict.fromkeys(["stage", "policy", "target_group"], value))
    assert response.status_code == 200
    assert len(titles(response)) == 1


def test_says_what_to_do_when_nothing_fits(client, practice_index):
    PracticePageFactory(parent=practice_index)
    assert "ไม่มีแนวปฏิบัติที่ตรงทุกข้อ" in client.get(practice_index.url, {"hazard": "violence"}).text


def test_shows_practices_of_closed_schools_too(client, practice_index):
    school = OrganisationFactory(kind="school", name="โรงเรียนยุบรวม", closed_on=timezone.localdate())
    practice = PracticePageFactory(parent=practice_index, owner_organisation=school)
    assert practice.title in client.get(practice_index.url).text


def adopted(practice, *schools, **fields):
    today = timezone.localdate()
    fields = {"state": "using", "heard_on": today, "known_until": today, "confirmed_on": today} | fields
    for school in schools:
        Adoption.objects.create(practice=practice, school=school, **fields)


@pytest.fixture
def three(practice_index):
    """One that two schools use, one that a school stopped using, one that nobody took over yet."""
    used, stopped, new = (PracticePageFactory(parent=practice_index) for _number in range(3))
    adopted(used, SchoolFactory(), SchoolFactory(), heard_on=date(2026, 11, 22))
    adopted(stopped, SchoolFactory(), state="stopped")
    adopted(new, SchoolFactory(), confirmed_on=None)
    adopted(new, SchoolFactory(), state="withdrawn")
    return used, stopped, new


def test_sorts_by_the_schools_that_still_use_it(client, practice_index, three):
    used, stopped, new = three
    response = client.get(practice_index.url, {"sort": "in-use"})
    assert titles(response) == [used.title, stopped.title, new.title]
    assert "ใช้อยู่ 2 โรงเรียน ณ 22 พ.ย. 2569" in response.text


def test_narrows_by_use(client, practice_index, three):
    used, stopped, _new = three
    adopted(stopped, SchoolFactory(), known_until=timezone.localdate() - timedelta(days=1))
    assert titles(client.get(practice_index.url, {"adoption": "in-use"})) == [used.title]
    assert set(titles(client.get(practice_index.url, {"adoption": "adopted"}))) == {used.title, stopped.title}


def test_the_search_finds_what_schools_took_over_and_forgets_it_again(client, three):
    used, stopped, new = three

    def found():
        page = client.get("/search/", {"adoption": "adopted"}).text
        return [one.title for one in three if one.title in page]

    assert found() == [used.title, stopped.title]
    new.adoptions.filter(confirmed_on=None).get().delete()
    taken_back = stopped.adoptions.get()
    taken_back.state = "withdrawn"
    taken_back.save()
    assert found() == [used.title]
