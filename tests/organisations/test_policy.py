"""The table of rights, read aloud: role x thing x action, as chapter 4.2 of the domain description has it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from organisations import policy
from organisations.models import Invitation, Kind, Membership, Role
from organisations.policy import Action, At, Thing
from tests.factories import (
    ExchangeEventPageFactory,
    MembershipFactory,
    OfficeFactory,
    PartnerApplicationFactory,
    PartnerFactory,
    PartnerPageFactory,
    PracticePageFactory,
    SchoolFactory,
    UserFactory,
)
from tests.people import home_of, member

pytestmark = pytest.mark.django_db

LETTERS = {
    "N": Action.ENTER,
    "V": Action.VIEW,
    "C": Action.CREATE,
    "E": Action.EDIT,
    "R": Action.RETURN,
    "A": Action.CERTIFY,
    "P": Action.PUBLISH,
    "K": Action.CHECK,
    "S": Action.ASSESS,
    "O": Action.COORDINATE,
    "L": Action.SELECT,
    "H": Action.HIDE,
    "G": Action.DELEGATE,
    "D": Action.DECIDE,
    "X": Action.END,
    "Z": Action.OVERRIDE,
}

#: What each role may do, in the order of `ROLES`; a dash is nothing.
TABLE = {
    Thing.EDITING: "N N N N N - - - - -",
    Thing.SETTINGS: "E - - - - - - - - -",
    Thing.SCHOOL_PRACTICE: "VCEPH VRPLH VCERPOSH VCERPOH VCES VRKH VCEA VCE - -",
    Thing.OFFICE_PRACTICE: "VCEPH VRPLH VCERPOSH VCERPOH VCES VRKH - - - -",
    Thing.PARTNER_PROFILE: "VCEP V VCEP VCEP V V - - - VE",
    Thing.APPLICATION: "VD V VD VD - - - - - -",
    Thing.VETTING: "VD VD VD VD - - - - - VE",
    Thing.EVENT: "VCEP V VCEP VCEP VCE V V V V -",
    Thing.EVENT_REGISTRATION: "VE V VE VE V - VE VE VE VE",
    Thing.CALL: "VED V VED VED VED - VED VE VED VED",
    Thing.PROPOSAL: "- - - - - - VCE VCE - -",
    Thing.EVENT_DOOR: "VCE V VCE VCE VCE - VCE VCE VCE VCE",
    Thing.EVENT_RECORD: "VEP V VEP VEP VE - VEP VE VEP VE",
    Thing.CERTIFICATE: "VCEX V VCEX VCEX VCE - VCE - - -",
    Thing.CERTIFICATE_DESIGN: "VE V VE VE V - - - - -",
    Thing.AWARD: "VCEPX V VCEPX VCEPX V - - - - -",
    Thing.GUIDE: "VCEP V VCEP VCEP VCE V - - - -",
    Thing.FUND: "VCEP VP VCEP VCEP V V - - - -",
    Thing.SITE_PAGE: "VCEP V VCEP VCEP V V - - - -",
    Thing.INVITATION: "VCX - VCX VCX - - VCX - - VCX",
    Thing.MEMBERSHIP: "VX V VX VX - - VXG - - VX",
    Thing.PARTNERSHIP: "VCE V VCE VCE V - VE VE - -",
    Thing.COUNTING: "VEP V VEP VEP V - - - - -",
    Thing.MODEL_NETWORK: "VCE V VCE VCE V - VED - - -",
    Thing.NEED: "V V V V V - VCE VCE - -",
    Thing.OFFER: "V V V V V - - - - VCE",
    Thing.COMMITMENT: "VCEXP V VCEXP VCEXP V V VCEX VCE - VCEX",
    Thing.ADOPTION: "VEA V VA VA V V VCEA VCE - -",
    Thing.QUESTION: "VC V VC VC V V VC VC - -",
    Thing.LETTER: "VE - VE VE - - - - - -",
    Thing.FINDING: "V V VD VD VD VDZ - - - -",
    Thing.CONSENT: "V V VCEX VCEX - VCEX - - - -",
    Thing.TAKE_DOWN: "VD V VD VD - VD - - - -",
    Thing.REGISTER: "VCEX V VCEX VCEX V - - - - -",
    Thing.TERM_REPORT: "- - VRO VRO V - VCEA VCE - -",
    Thing.REPORT_ROUND: "V V VCEP VCEP V - - - V -",
    Thing.INDICATOR: "VCE VP VCEP VCE V - - - - -",
    Thing.COCKPIT: "VCEX VCEX VCEX VCEX V - - - - -",
    Thing.SCHOOL_PLAN: "V V V V V - VCEA VCE - -",
    Thing.OFFICE_PLAN: "V VCEA VCE VCE V - - - - -",
    Thing.SCHOOL_DOSSIER: "- - - - - - VCE VCE - -",
    Thing.OFFICE_DOSSIER: "- VCE VCE VCE - - - - - -",
    Thing.FUND_LEDGER: "V VDP VCDP VC - - - - - -",
}

ROLES = (
    Role.ADMINISTRATOR,
    Role.OFFICE_DIRECTOR,
    Role.GROUP_DIRECTOR,
    Role.OFFICER,
    Role.SUPERVISOR,
    Role.PRIVACY_REVIEWER,
    Role.SCHOOL_DIRECTOR,
    Role.TEACHER,
    Role.CLUSTER_CHAIR,
    Role.COORDINATOR,
)
THINGS = tuple(TABLE)


def rights(thing: Thing, role: Role) -> set[str]:
    return set(TABLE[thing].split()[ROLES.index(role)]) - {"-"}


def test_every_role_and_thing_stands_in_the_table():
    assert set(ROLES) == set(Role) == set(policy.RIGHTS)
    assert set(THINGS) == set(Thing)
    assert all(len(row.split()) == len(ROLES) for row in TABLE.values())


@pytest.mark.parametrize("role", list(Role))
def test_rights_of_a_role_in_its_own_organisation(role):
    organisation = home_of(role)
    person = member(organisation, role)
    found = {
        thing: {
            letter
            for letter, action in LETTERS.items()
            if policy.may(person, action, At(thing, organisation))
        }
        for thing in THINGS
    }
    assert found == {thing: rights(thing, role) for thing in THINGS}


@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_the_organisations_of_another_office(role):
    person = member(home_of(role), role)
    other = OfficeFactory(name="สำนักงานอื่นสมมุติ")
    for place in (other, SchoolFactory(office=other), PartnerFactory(office=other)):
        assert not any(policy.may(person, action, At(thing, place)) for action in Action for thing in THINGS)


@pytest.mark.parametrize("role", [Role.SCHOOL_DIRECTOR, Role.TEACHER, Role.CLUSTER_CHAIR, Role.COORDINATOR])
def test_outside_the_office_a_role_reaches_its_own_organisation_only(role):
    person = member(home_of(role), role)
    for place in (SchoolFactory(), PartnerFactory(), OfficeFactory()):
        assert not any(policy.may(person, action, At(thing, place)) for action in Action for thing in THINGS)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.GROUP_DIRECTOR, Role.OFFICER])
def test_the_office_reaches_its_schools_and_partners(role):
    person = member(OfficeFactory(), role)
    assert policy.may(person, Action.CREATE, At(Thing.INVITATION, SchoolFactory()))
    assert policy.may(person, Action.EDIT, At(Thing.PARTNER_PROFILE, PartnerFactory()))


@pytest.mark.parametrize("person", [AnonymousUser(), "nobody", "inactive"])
def test_without_a_membership_nothing_is_allowed(person):
    if person == "nobody":
        person = UserFactory()
    elif person == "inactive":
        person = member(OfficeFactory(), Role.ADMINISTRATOR)
        person.is_active = False
    assert not any(policy.may(person, action, thing) for action in Action for thing in THINGS)


@pytest.mark.parametrize(
    ("starts", "ends", "allowed"),
    [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False), (-9, 1, True)],
)
def test_rights_last_from_the_first_day_to_the_last(starts, ends, allowed):
    today = timezone.localdate()
    person = MembershipFactory(
        role=Role.OFFICER,
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    ).person
    assert policy.may(person, Action.ENTER, Thing.EDITING) is allowed


def test_a_closed_organisation_gives_no_rights():
    school = SchoolFactory(closed_on=timezone.localdate())
    person = member(school, Role.SCHOOL_DIRECTOR)
    assert not policy.may(person, Action.CREATE, At(Thing.INVITATION, school))


def test_a_role_in_the_wrong_kind_of_organisation_gives_no_rights():
    person = member(PartnerFactory(), Role.ADMINISTRATOR)
    assert not policy.may(person, Action.ENTER, Thing.EDITING)


def test_memberships_are_read_once(django_assert_num_queries):
    person = member(OfficeFactory(), Role.OFFICER)
    school = SchoolFactory()
    with django_assert_num_queries(1):
        for action in Action:
            policy.may(person, action, At(Thing.SCHOOL_PRACTICE, school))


def test_objects_tell_what_they_are(site_tree):
    officer = member(OfficeFactory(), Role.OFFICER)
    supervisor = member(OfficeFactory(), Role.SUPERVISOR)
    school = PracticePageFactory(parent=site_tree.practices)
    office = PracticePageFactory(parent=site_tree.practices, owner_organisation=OfficeFactory())
    partner = PartnerPageFactory(parent=site_tree.partners)
    event = ExchangeEventPageFactory(parent=site_tree.events)
    teacher = member(school.owner_organisation, Role.TEACHER)
    assert policy.may(officer, Action.PUBLISH, school)
    assert not policy.may(supervisor, Action.PUBLISH, office)
    assert policy.may(teacher, Action.EDIT, school)
    assert not policy.may(teacher, Action.EDIT, office)
    assert policy.may(officer, Action.DECIDE, PartnerApplicationFactory())
    assert not policy.may(supervisor, Action.EDIT, partner)
    assert policy.may(supervisor, Action.EDIT, event)


@pytest.mark.parametrize(
    ("role", "kind", "expected"),
    [
        (Role.OFFICER, Kind.SCHOOL, [Role.SCHOOL_DIRECTOR, Role.TEACHER]),
        (Role.OFFICER, Kind.PARTNER, [Role.COORDINATOR]),
        (Role.OFFICER, Kind.OFFICE, [Role.OFFICER, Role.SUPERVISOR, Role.PRIVACY_REVIEWER]),
        (Role.SUPERVISOR, Kind.SCHOOL, []),
    ],
)
def test_whom_the_office_may_invite(role, kind, expected):
    place = {Kind.SCHOOL: SchoolFactory, Kind.PARTNER: PartnerFactory, Kind.OFFICE: OfficeFactory}[kind]()
    assert policy.roles_to_invite(member(OfficeFactory(), role), place) == expected


def test_only_an_administrator_makes_administrators():
    office = OfficeFactory()
    assert Role.ADMINISTRATOR in policy.roles_to_invite(member(office, Role.ADMINISTRATOR), office)


def test_a_director_invites_teachers_and_a_coordinator_coordinators():
    school, partner = SchoolFactory(), PartnerFactory()
    assert policy.roles_to_invite(member(school, Role.SCHOOL_DIRECTOR), school) == [Role.TEACHER]
    assert policy.roles_to_invite(member(partner, Role.COORDINATOR), partner) == [Role.COORDINATOR]


def test_nobody_ends_their_own_or_a_higher_membership():
    office = OfficeFactory()
    officer = member(office, Role.OFFICER)
    own = Membership.objects.get(person=officer)
    higher = MembershipFactory(organisation=office, role=Role.ADMINISTRATOR)
    beside = MembershipFactory(organisation=office, role=Role.SUPERVISOR)
    assert [policy.may_end(officer, row) for row in (own, higher, beside)] == [False, False, True]


def test_an_officer_does_not_withdraw_an_administrators_invitation():
    office = OfficeFactory()
    invitation = Invitation.objects.create(
        organisation=office, email="new@example.org", role=Role.ADMINISTRATOR
    )
    assert not policy.may_withdraw(member(office, Role.OFFICER), invitation)
