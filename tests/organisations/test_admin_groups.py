from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import GroupApprovalTask

from accounts.models import User
from organisations import admin_groups
from organisations.admin_groups import ADMINISTRATORS, DIRECTORS, EDITORS, MODERATORS
from organisations.models import Membership, Role
from tests.factories import MembershipFactory, OfficeFactory, UserFactory
from tests.people import home_of, member

pytestmark = pytest.mark.django_db


def groups(person):
    return set(person.groups.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ADMINISTRATOR, {EDITORS, MODERATORS, ADMINISTRATORS}),
        (Role.OFFICE_DIRECTOR, {DIRECTORS}),
        (Role.GROUP_DIRECTOR, {EDITORS, MODERATORS}),
        (Role.OFFICER, {EDITORS, MODERATORS}),
        (Role.SUPERVISOR, {EDITORS}),
        (Role.PRIVACY_REVIEWER, set()),
        (Role.SCHOOL_DIRECTOR, set()),
        (Role.TEACHER, set()),
        (Role.CLUSTER_CHAIR, set()),
        (Role.COORDINATOR, set()),
    ],
)
def test_a_membership_puts_a_person_into_the_groups_of_its_role(role, expected):
    assert groups(member(home_of(role), role)) == expected


def test_ending_or_deleting_a_membership_takes_the_groups_away():
    membership = MembershipFactory(role=Role.OFFICER, starts_on=timezone.localdate() - timedelta(days=9))
    membership.ends_on = timezone.localdate() - timedelta(days=1)
    membership.save()
    assert groups(membership.person) == set()
    other = MembershipFactory(role=Role.SUPERVISOR)
    person = other.person
    other.delete()
    assert groups(person) == set()


def test_groups_made_by_hand_stay():
    person = UserFactory()
    person.groups.add(Group.objects.create(name="ทีมภาพถ่าย"))
    MembershipFactory(person=person, role=Role.SUPERVISOR)
    Membership.objects.all().delete()
    assert groups(person) == {"ทีมภาพถ่าย"}


def test_wagtails_own_groups_become_ours():
    member(OfficeFactory(), Role.OFFICER)
    assert set(Group.objects.values_list("name", flat=True)) == set(admin_groups.ALL)
    approvers = GroupApprovalTask.objects.get().groups.values_list("name", flat=True)
    assert set(approvers) == {MODERATORS, DIRECTORS}


def test_making_the_groups_twice_changes_nothing():
    admin_groups.ensure()
    before = Group.objects.count()
    admin_groups.ensure()
    assert Group.objects.count() == before


def test_an_administrator_changes_settings_but_no_users():
    person = User.objects.get(pk=member(OfficeFactory(), Role.ADMINISTRATOR).pk)
    assert person.has_perm("home.change_sitesettings")
    assert not person.has_perm("accounts.change_user")
    assert not person.has_perm("organisations.change_membership")


def test_a_former_administrator_is_no_superuser_any_more():
    person = UserFactory(is_superuser=True, is_staff=True)
    membership = MembershipFactory(
        person=person, role=Role.ADMINISTRATOR, starts_on=timezone.localdate() - timedelta(days=3)
    )
    person.refresh_from_db()
    assert person.is_superuser
    membership.ends_on = timezone.localdate() - timedelta(days=1)
    membership.save()
    person.refresh_from_db()
    assert not person.is_superuser


def test_a_superuser_made_on_the_server_gets_in():
    assert admin_groups.may_edit(UserFactory(is_superuser=True, is_staff=True))


def test_a_deleted_administrator_is_no_superuser_any_more():
    person = UserFactory(is_superuser=True, is_staff=True)
    MembershipFactory(person=person, role=Role.ADMINISTRATOR).delete()
    person.refresh_from_db()
    assert not person.is_superuser


@pytest.mark.parametrize("change", [{"closed_on": date(2026, 11, 1)}, {"kind": "school"}])
def test_an_office_with_an_administrator_stays_an_open_office(change):
    office = member(OfficeFactory(), Role.ADMINISTRATOR).memberships.get().organisation
    office.full_clean()
    for name, value in change.items():
        setattr(office, name, value)
    with pytest.raises(ValidationError):
        office.full_clean()
