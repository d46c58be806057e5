from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from organisations.models import Role
from tests.factories import MembershipFactory
from tests.people import home_of, member

pytestmark = pytest.mark.django_db

OFFICE = [Role.ADMINISTRATOR, Role.OFFICE_DIRECTOR, Role.GROUP_DIRECTOR, Role.OFFICER, Role.SUPERVISOR]


@pytest.mark.parametrize("role", OFFICE)
def test_the_offices_editors_get_in(client, site_tree, role):
    client.force_login(member(home_of(role), role))
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role not in OFFICE])
@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/images/", "/admin/api/main/images/"])
def test_to_all_others_it_is_not_there(client, site_tree, role, path):
    client.force_login(member(home_of(role), role))
    assert client.get(path).status_code == 404


def test_strangers_are_asked_to_sign_in(client):
    response = client.get("/admin/pages/")
    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


def test_the_day_after_the_last_day_the_door_is_shut(client, site_tree):
    today = timezone.localdate()
    person = MembershipFactory(role=Role.OFFICER, starts_on=today - timedelta(days=9), ends_on=today).person
    client.force_login(person)
    assert client.get("/admin/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert client.get("/admin/").status_code == 404
    assert not person.groups.exists()


def test_a_membership_that_begins_today_opens_it_by_itself(client, site_tree):
    tomorrow = timezone.localdate() + timedelta(days=1)
    person = MembershipFactory(role=Role.SUPERVISOR, starts_on=tomorrow).person
    client.force_login(person)
    assert client.get("/admin/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert client.get("/admin/").status_code == 200
