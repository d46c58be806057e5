"""The list of a school's stories."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.models import Role
from tests.factories import PracticePageFactory, SchoolFactory
from tests.people import member

pytestmark = pytest.mark.django_db
LIST = "/my/practices/"


def stories(school, index, number, **fields):
    return [PracticePageFactory(parent=index, owner_organisation=school, **fields) for _ in range(number)]


def test_last_written_first(desk, school, practice_index):
    old, new = stories(school, practice_index, 2, live=False)
    old.get_latest_revision_as_object().save_revision()
    text = desk.get(LIST).text
    assert text.index(old.title) < text.index(new.title)


def test_leaves_out_those_of_other_schools(desk, school, practice_index):
    foreign = PracticePageFactory(parent=practice_index, live=False)
    assert foreign.title not in desk.get(LIST).text


def test_says_what_each_is_at(desk, school, practice_index):
    stories(school, practice_index, 1, live=False)
    stories(school, practice_index, 1)
    text = desk.get(LIST).text
    assert "ฉบับร่าง" in text
    assert "เผยแพร่แล้ว" in text


@pytest.mark.parametrize(("state", "shown"), [("draft", [0]), ("published", [1]), ("changed", [])])
def test_is_narrowed_down_by_state(desk, school, practice_index, state, shown):
    pages = [*stories(school, practice_index, 1, live=False), *stories(school, practice_index, 1)]
    text = desk.get(f"{LIST}?state={state}").text
    assert [page.title in text for page in pages] == [0 in shown, 1 in shown]


@pytest.mark.parametrize("number", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page(desk, school, practice_index, number):
    stories(school, practice_index, 1, live=False)
    assert desk.get(f"{LIST}?page={number}").status_code == 200


def test_queries_do_not_grow(desk, school, practice_index):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            desk.get(LIST)
        return len(found)

    stories(school, practice_index, 2, live=False)
    queries()
    few = queries()
    stories(school, practice_index, 6, live=False)
    assert queries() <= few


def test_an_empty_list_says_what_will_be_here(desk):
    assert "ยังไม่มีเรื่อง" in desk.get(LIST).text


def test_a_director_of_two_schools_sees_both(client, practice_index):
    one, two = SchoolFactory.create_batch(2)
    person = member(one, Role.SCHOOL_DIRECTOR)
    two.memberships.create(person=person, role=Role.SCHOOL_DIRECTOR)
    pages = [*stories(one, practice_index, 1, live=False), *stories(two, practice_index, 1, live=False)]
    client.force_login(person)
    text = client.get(LIST).text
    assert all(page.title in text for page in pages)
