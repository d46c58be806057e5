"""Role x state x deed, cell by cell: who may do what where a practice stands."""

import pytest

from organisations.models import Role
from practices.models import Standing
from practices.review import afterwards, deeds
from practices.review.situation import Situation
from practices.review.states import TABLE, Deed, State
from tests.people import home_of, member
from tests.practices.review.conftest import WAY, back, bring_to, edit, move_on, passing, readers

pytestmark = pytest.mark.django_db

D = Deed
WRITERS = {Role.TEACHER, Role.SCHOOL_DIRECTOR}
OFFICE_WRITERS = {Role.ADMINISTRATOR, Role.GROUP_DIRECTOR, Role.OFFICER, Role.SUPERVISOR}
EDITORS = WRITERS | OFFICE_WRITERS
COORDINATORS = {Role.GROUP_DIRECTOR, Role.OFFICER}
RETURNERS = COORDINATORS | {Role.OFFICE_DIRECTOR, Role.PRIVACY_REVIEWER}
PUBLISHERS = COORDINATORS | {Role.OFFICE_DIRECTOR, Role.ADMINISTRATOR}
HIDERS = PUBLISHERS | {Role.PRIVACY_REVIEWER}

#: Who may do each deed in each state, told apart from the code that says so.
EXPECTED = {
    State.DRAFT: {D.SUBMIT: EDITORS},
    State.RETURNED: {D.SUBMIT: EDITORS, D.RECALL: EDITORS},
    State.CERTIFY: {
        D.RECALL: EDITORS,
        D.CERTIFY: {Role.SCHOOL_DIRECTOR},
        D.CERTIFY_ON_PAPER: COORDINATORS,
        D.RETURN: {Role.SCHOOL_DIRECTOR},
    },
    State.PRIVACY: {D.RECALL: EDITORS, D.CHECK: {Role.PRIVACY_REVIEWER}, D.RETURN: RETURNERS},
    State.EXPERT: {
        D.RECALL: EDITORS,
        D.ASSIGN: COORDINATORS,
        # Only who is asked: here nobody of the roles tried.
        D.ASSESS: set(),
        D.RETURN: RETURNERS,
    },
    State.PUBLISH: {D.RECALL: EDITORS, D.PUBLISH: PUBLISHERS, D.RETURN: RETURNERS},
    State.PUBLISHED: {
        D.SELECT: {Role.OFFICE_DIRECTOR},
        D.RENEW: PUBLISHERS,
        D.RETIRE: PUBLISHERS,
        D.HIDE: HIDERS,
    },
    State.SELECTED: {
        D.UNSELECT: {Role.OFFICE_DIRECTOR},
        D.RENEW: PUBLISHERS,
        D.RETIRE: PUBLISHERS,
        D.HIDE: HIDERS,
    },
    State.RETIRED: {D.RESTORE: PUBLISHERS},
    State.ARCHIVED: {D.RESTORE: PUBLISHERS},
    State.HIDDEN: {D.RESTORE: HIDERS, D.RETIRE: PUBLISHERS},
}


def withdraw(page, people, gone):
    afterwards.withdraw(page, people.office_director, gone=gone, because="เนื้อหาไม่ตรงกับปัจจุบันแล้ว")


def put(page, people, state):
    """Bring a practice into a state by what people do."""
    if state is State.RETURNED:
        bring_to(page, people, "privacy")
        deeds.send_back(page, people.privacy, back())
        return
    if state in {State.DRAFT, State.CERTIFY, State.PRIVACY, State.EXPERT, State.PUBLISH}:
        bring_to(page, people, state.value)
        return
    bring_to(page, people, "published")
    if state is State.SELECTED:
        afterwards.select(page, people.office_director, "โรงเรียนขนาดเล็กทำตามได้จริง")
    elif state is not State.PUBLISHED:
        withdraw(page, people, state.value)


def test_every_state_and_deed_stands_in_the_table():
    assert set(EXPECTED) == set(TABLE) == set(State)
    assert {deed for row in EXPECTED.values() for deed in row} == set(Deed)
    assert {state: set(row) for state, row in EXPECTED.items()} == {
        state: set(row) for state, row in TABLE.items()
    }


@pytest.mark.parametrize("state", list(State))
def test_who_may_do_what(page, people, state):
    put(page, people, state)
    situation = Situation(type(page).objects.get(pk=page.pk))
    assert state in situation.states
    found = {}
    for role in Role:
        place = people.school if role in WRITERS else home_of(role)
        person = member(place, role)
        for deed in situation.deeds(person):
            found.setdefault(deed, set()).add(role)
    expected = {deed: roles for deed, roles in EXPECTED[state].items() if roles}
    assert found == expected


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", sorted(WRITERS))
def test_people_of_another_school_can_do_nothing(page, people, state, role):
    put(page, people, state)
    situation = Situation(type(page).objects.get(pk=page.pk))
    stranger = member(people.stranger.memberships.get().organisation, role)
    assert situation.deeds(stranger) == set()
    assert not situation.may_look(stranger)


@pytest.mark.parametrize(
    ("state", "who", "deed"),
    [
        (State.CERTIFY, "director", D.CERTIFY),
        (State.CERTIFY, "officer", D.CERTIFY_ON_PAPER),
        (State.PRIVACY, "privacy", D.CHECK),
        (State.PUBLISH, "officer", D.PUBLISH),
        (State.PUBLISHED, "office_director", D.SELECT),
    ],
)
def test_nobody_decides_about_their_own_work(page, people, state, who, deed):
    put(page, people, state)
    person = getattr(people, who)
    assert Situation(page).may(person, deed)
    edit(page, person, summary="เพิ่มหนึ่งประโยคโดยผู้ที่จะตัดสิน")
    assert not Situation(page).may(person, deed)


def test_a_reviewer_who_is_asked_may_assess_once(page, people):
    bring_to(page, people, "expert")
    first, second = readers(page)
    assert Situation(page).may(first, D.ASSESS)
    deeds.assess(page, first, **passing())
    assert not Situation(page).may(first, D.ASSESS)
    assert Situation(page).may(second, D.ASSESS)


def test_standing_follows(page, people):
    for state in WAY:
        page.refresh_from_db()
        assert Standing.objects.get(page=page).state == state
        if state != "published":
            move_on(page, people, state)
