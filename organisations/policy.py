"""Who may do what: the one place that answers it.

Rights follow from today's memberships alone. Reading what is published needs no right and is not
asked here. An office role reaches the office and everything that belongs to it, any other role its
own organisation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from accounts.models import User
from organisations.models import ROLES_BY_KIND, Invitation, Kind, Membership, Organisation, Role

Person = User | AnonymousUser


class Action(StrEnum):
    """What is done to a thing. VIEW is about what is not published."""

    ENTER = "enter"
    VIEW = "view"
    CREATE = "create"
    EDIT = "edit"
    RETURN = "return"
    CERTIFY = "certify"
    CHECK = "check for personal data"
    ASSESS = "assess"
    COORDINATE = "coordinate reviews"
    SELECT = "select as a model"
    HIDE = "hide at once"
    DELEGATE = "delegate"
    PUBLISH = "publish"
    DECIDE = "decide"
    END = "end"
    #: Let stand what the guard holds to expose a child.
    OVERRIDE = "override"


class Thing(StrEnum):
    EDITING = "editing interface"
    SETTINGS = "site settings"
    SCHOOL_PRACTICE = "practice of a school"
    OFFICE_PRACTICE = "practice of the office"
    PARTNER_PROFILE = "partner profile"
    APPLICATION = "partner application"
    VETTING = "vetting of a partner"
    EVENT = "exchange event"
    EVENT_REGISTRATION = "registration for an event"
    CALL = "call for practices of an event"
    PROPOSAL = "proposal to present a practice"
    EVENT_DOOR = "door of an event"
    EVENT_RECORD = "record of an event, and what people thought of it"
    CERTIFICATE = "certificate"
    CERTIFICATE_DESIGN = "design and numbering of certificates"
    AWARD = "award of the office, and who is put forward"
    GUIDE = "guide"
    FUND = "aid fund"
    SITE_PAGE = "page of the site itself"
    INVITATION = "invitation"
    MEMBERSHIP = "membership"
    PARTNERSHIP = "partnership"
    COUNTING = "counting of partner networks"
    MODEL_NETWORK = "network of model schools"
    NEED = "need of a school"
    OFFER = "offer of a partner"
    COMMITMENT = "commitment of two or more parties"
    ADOPTION = "adoption of a practice by a school"
    QUESTION = "question about a practice"
    LETTER = "letter that could not be sent"
    FINDING = "finding of the privacy guard"
    CONSENT = "consent to pictures"
    TAKE_DOWN = "request to take something down"
    REGISTER = "register of schools and clusters"
    TERM_REPORT = "term report of a school"
    REPORT_ROUND = "round of term reports"
    INDICATOR = "indicator and signed statements of it"
    COCKPIT = "cockpit of the office"
    SCHOOL_PLAN = "vision and plan of a school"
    OFFICE_PLAN = "vision and plan of the office"
    FUND_LEDGER = "ledger of an aid fund"
    SCHOOL_DOSSIER = "award dossier of a school"
    OFFICE_DOSSIER = "award dossier of the office"


@dataclass(frozen=True)
class At:
    """A thing of an organisation that need not exist yet: `At(Thing.INVITATION, school)`."""

    thing: Thing
    organisation: Organisation | None = None


A, T, R = Action, Thing, Role

_PRACTICES = (T.SCHOOL_PRACTICE, T.OFFICE_PRACTICE)
_EDITS = {A.VIEW, A.CREATE, A.EDIT}
_PEOPLE: dict[Thing, set[Action]] = {
    T.INVITATION: {A.VIEW, A.CREATE, A.END},
    T.MEMBERSHIP: {A.VIEW, A.END},
}
_READS: dict[Thing, set[Action]] = {
    T.SCHOOL_PRACTICE: {A.VIEW},
    T.OFFICE_PRACTICE: {A.VIEW},
    T.PARTNER_PROFILE: {A.VIEW},
    T.EVENT: {A.VIEW},
    T.GUIDE: {A.VIEW},
    T.FUND: {A.VIEW},
    T.SITE_PAGE: {A.VIEW},
    T.ADOPTION: {A.VIEW},
    T.QUESTION: {A.VIEW},
    T.COMMITMENT: {A.VIEW},
}
#: Adoptions are said by schools; the office confirms for a school that has no director, and answers questions.
_SPREAD: dict[Thing, set[Action]] = {
    T.ADOPTION: {A.VIEW, A.CERTIFY},
    T.QUESTION: {A.VIEW, A.CREATE},
}
#: What the office does about partnerships: its rule of counting and its reminders are changes of the count.
_NETWORKS: dict[Thing, set[Action]] = {
    T.PARTNERSHIP: _EDITS,
    T.COUNTING: {A.VIEW, A.EDIT, A.PUBLISH},
    T.MODEL_NETWORK: _EDITS,
    T.NEED: {A.VIEW},
    T.OFFER: {A.VIEW},
    T.COMMITMENT: {*_EDITS, A.END, A.PUBLISH},
}
#: Who comes to an event, and who came: its host and the office see to it.
_REGISTERS: dict[Thing, set[Action]] = {T.EVENT_REGISTRATION: {A.VIEW, A.EDIT}, T.EVENT_DOOR: _EDITS}
#: What came of an event: its host writes it; who answers for the host publishes it.
_CALLS: dict[Thing, set[Action]] = {T.CALL: {A.VIEW, A.EDIT, A.DECIDE}}
_PROPOSES: dict[Thing, set[Action]] = {T.PROPOSAL: _EDITS}
_WRITES_RECORDS: dict[Thing, set[Action]] = {T.EVENT_RECORD: {A.VIEW, A.EDIT}}
_RECORDS: dict[Thing, set[Action]] = {T.EVENT_RECORD: {A.VIEW, A.EDIT, A.PUBLISH}}
#: Certificates and awards: who issues them for the office looks after designs and numbers, and may revoke.
_HONOURS: dict[Thing, set[Action]] = {
    T.CERTIFICATE: {*_EDITS, A.END},
    T.CERTIFICATE_DESIGN: {A.VIEW, A.EDIT},
    T.AWARD: {*_EDITS, A.PUBLISH, A.END},
}
#: Guides, funds and the site's own pages: the office writes them, nobody else.
_OFFICE_TEXTS: dict[Thing, set[Action]] = {
    thing: {*_EDITS, A.PUBLISH} for thing in (T.GUIDE, T.FUND, T.SITE_PAGE)
}

#: Consents and requests from outside: the people of the office who do the daily work.
_GUARD: dict[Thing, set[Action]] = {
    T.FINDING: {A.VIEW, A.DECIDE},
    T.CONSENT: {A.VIEW, A.CREATE, A.EDIT, A.END},
    T.TAKE_DOWN: {A.VIEW, A.DECIDE},
}
#: Who exists, how big they are: what the office keeps, closes and merges.
_REGISTER: dict[Thing, set[Action]] = {T.REGISTER: {A.VIEW, A.CREATE, A.EDIT, A.END}}
#: Rounds of term reports, and what schools send in: who asks for them reads them and sends them back.
#: COORDINATE is writing down what a director without an account has signed on paper.
_REPORTS: dict[Thing, set[Action]] = {
    T.TERM_REPORT: {A.VIEW, A.RETURN, A.COORDINATE},
    T.REPORT_ROUND: {*_EDITS, A.PUBLISH},
}

#: What the office measures, and its cockpit: EDIT there is a nudge to a school, CREATE and END are shares.
_MEASURES: dict[Thing, set[Action]] = {
    T.INDICATOR: _EDITS,
    T.COCKPIT: {*_EDITS, A.END},
}

#: The table of rights.
RIGHTS: Mapping[Role, Mapping[Thing, set[Action]]] = {
    R.ADMINISTRATOR: {
        T.EDITING: {A.ENTER},
        T.SETTINGS: {A.EDIT},
        **{practice: {*_EDITS, A.PUBLISH, A.HIDE} for practice in _PRACTICES},
        T.PARTNER_PROFILE: {*_EDITS, A.PUBLISH},
        T.APPLICATION: {A.VIEW, A.DECIDE},
        T.VETTING: {A.VIEW, A.DECIDE},
        T.LETTER: {A.VIEW, A.EDIT},
        T.EVENT: {*_EDITS, A.PUBLISH},
        **_REGISTERS,
        **_CALLS,
        **_RECORDS,
        **_HONOURS,
        **_OFFICE_TEXTS,
        **_NETWORKS,
        T.ADOPTION: {A.VIEW, A.EDIT, A.CERTIFY},
        T.QUESTION: {A.VIEW, A.CREATE},
        **_PEOPLE,
        T.FINDING: {A.VIEW},
        T.CONSENT: {A.VIEW},
        T.TAKE_DOWN: {A.VIEW, A.DECIDE},
        **_REGISTER,
        T.REPORT_ROUND: {A.VIEW},
        **_MEASURES,
        T.SCHOOL_PLAN: {A.VIEW},
        T.OFFICE_PLAN: {A.VIEW},
        T.FUND_LEDGER: {A.VIEW},
    },
    R.OFFICE_DIRECTOR: {
        T.EDITING: {A.ENTER},
        **_READS,
        **{practice: {A.VIEW, A.RETURN, A.PUBLISH, A.SELECT, A.HIDE} for practice in _PRACTICES},
        T.FUND: {A.VIEW, A.PUBLISH},
        T.APPLICATION: {A.VIEW},
        # The second pair of eyes where the office has few people.
        T.VETTING: {A.VIEW, A.DECIDE},
        T.EVENT_REGISTRATION: {A.VIEW},
        T.CALL: {A.VIEW},
        T.EVENT_DOOR: {A.VIEW},
        T.EVENT_RECORD: {A.VIEW},
        T.CERTIFICATE: {A.VIEW},
        T.CERTIFICATE_DESIGN: {A.VIEW},
        T.AWARD: {A.VIEW},
        T.MEMBERSHIP: {A.VIEW},
        T.PARTNERSHIP: {A.VIEW},
        T.COUNTING: {A.VIEW},
        T.MODEL_NETWORK: {A.VIEW},
        T.FINDING: {A.VIEW},
        T.CONSENT: {A.VIEW},
        T.TAKE_DOWN: {A.VIEW},
        T.NEED: {A.VIEW},
        T.OFFER: {A.VIEW},
        T.REGISTER: {A.VIEW},
        T.REPORT_ROUND: {A.VIEW},
        T.INDICATOR: {A.VIEW, A.PUBLISH},
        T.COCKPIT: _MEASURES[T.COCKPIT],
        T.SCHOOL_PLAN: {A.VIEW},
        T.OFFICE_PLAN: {*_EDITS, A.CERTIFY},
        T.FUND_LEDGER: {A.VIEW, A.DECIDE, A.PUBLISH},
        T.OFFICE_DOSSIER: _EDITS,
    },
    R.GROUP_DIRECTOR: {
        T.EDITING: {A.ENTER},
        **{
            practice: {*_EDITS, A.RETURN, A.PUBLISH, A.COORDINATE, A.ASSESS, A.HIDE}
            for practice in _PRACTICES
        },
        T.PARTNER_PROFILE: {*_EDITS, A.PUBLISH},
        T.APPLICATION: {A.VIEW, A.DECIDE},
        T.VETTING: {A.VIEW, A.DECIDE},
        T.LETTER: {A.VIEW, A.EDIT},
        T.EVENT: {*_EDITS, A.PUBLISH},
        **_REGISTERS,
        **_CALLS,
        **_RECORDS,
        **_HONOURS,
        **_OFFICE_TEXTS,
        **_NETWORKS,
        **_SPREAD,
        **_PEOPLE,
        **_GUARD,
        **_REGISTER,
        **_REPORTS,
        T.INDICATOR: {*_EDITS, A.PUBLISH},
        T.COCKPIT: _MEASURES[T.COCKPIT],
        T.SCHOOL_PLAN: {A.VIEW},
        T.OFFICE_PLAN: _EDITS,
        T.FUND_LEDGER: {A.VIEW, A.CREATE, A.DECIDE, A.PUBLISH},
        T.OFFICE_DOSSIER: _EDITS,
    },
    R.OFFICER: {
        T.EDITING: {A.ENTER},
        **{practice: {*_EDITS, A.RETURN, A.PUBLISH, A.COORDINATE, A.HIDE} for practice in _PRACTICES},
        T.PARTNER_PROFILE: {*_EDITS, A.PUBLISH},
        T.APPLICATION: {A.VIEW, A.DECIDE},
        T.VETTING: {A.VIEW, A.DECIDE},
        T.LETTER: {A.VIEW, A.EDIT},
        T.EVENT: {*_EDITS, A.PUBLISH},
        **_REGISTERS,
        **_CALLS,
        **_RECORDS,
        **_HONOURS,
        **_OFFICE_TEXTS,
        **_NETWORKS,
        **_SPREAD,
        **_PEOPLE,
        **_GUARD,
        **_REGISTER,
        **_REPORTS,
        **_MEASURES,
        T.SCHOOL_PLAN: {A.VIEW},
        T.OFFICE_PLAN: _EDITS,
        T.FUND_LEDGER: {A.VIEW, A.CREATE},
        T.OFFICE_DOSSIER: _EDITS,
    },
    R.SUPERVISOR: {
        T.EDITING: {A.ENTER},
        **_READS,
        **{practice: {*_EDITS, A.ASSESS} for practice in _PRACTICES},
        T.EVENT: _EDITS,
        T.EVENT_REGISTRATION: {A.VIEW},
        **_CALLS,
        # Supervisors run the office's events: they stand at the door, too.
        T.EVENT_DOOR: _EDITS,
        **_WRITES_RECORDS,
        T.CERTIFICATE: _EDITS,
        T.CERTIFICATE_DESIGN: {A.VIEW},
        T.AWARD: {A.VIEW},
        T.GUIDE: _EDITS,
        T.PARTNERSHIP: {A.VIEW},
        T.COUNTING: {A.VIEW},
        T.MODEL_NETWORK: {A.VIEW},
        T.FINDING: {A.VIEW, A.DECIDE},
        T.NEED: {A.VIEW},
        T.OFFER: {A.VIEW},
        T.REGISTER: {A.VIEW},
        T.TERM_REPORT: {A.VIEW},
        T.REPORT_ROUND: {A.VIEW},
        T.INDICATOR: {A.VIEW},
        T.COCKPIT: {A.VIEW},
        T.SCHOOL_PLAN: {A.VIEW},
        T.OFFICE_PLAN: {A.VIEW},
    },
    R.PRIVACY_REVIEWER: {
        **_READS,
        **{practice: {A.VIEW, A.RETURN, A.CHECK, A.HIDE} for practice in _PRACTICES},
        **_GUARD,
        T.FINDING: {A.VIEW, A.DECIDE, A.OVERRIDE},
    },
    R.SCHOOL_DIRECTOR: {
        # In the smallest schools the director is the only one who can write.
        T.SCHOOL_PRACTICE: {*_EDITS, A.CERTIFY},
        T.EVENT: {A.VIEW},
        **_REGISTERS,
        **_CALLS,
        **_PROPOSES,
        **_RECORDS,
        # For the school's own events, with the office's numbers and designs.
        T.CERTIFICATE: _EDITS,
        T.PARTNERSHIP: {A.VIEW, A.EDIT},
        # As the hub's director: its schools and mentors; as a member's: the answer.
        T.MODEL_NETWORK: {A.VIEW, A.EDIT, A.DECIDE},
        T.COMMITMENT: {*_EDITS, A.END},
        T.NEED: _EDITS,
        T.ADOPTION: {*_EDITS, A.CERTIFY},
        T.QUESTION: {A.VIEW, A.CREATE},
        T.INVITATION: _PEOPLE[T.INVITATION],
        T.MEMBERSHIP: {*_PEOPLE[T.MEMBERSHIP], A.DELEGATE},
        T.TERM_REPORT: {*_EDITS, A.CERTIFY},
        T.SCHOOL_PLAN: {*_EDITS, A.CERTIFY},
        # What a school asks an award for is its own business until it sends it.
        T.SCHOOL_DOSSIER: _EDITS,
    },
    R.TEACHER: {
        T.SCHOOL_PRACTICE: _EDITS,
        T.EVENT: {A.VIEW},
        **_REGISTERS,
        T.CALL: {A.VIEW, A.EDIT},
        **_PROPOSES,
        **_WRITES_RECORDS,
        T.PARTNERSHIP: {A.VIEW, A.EDIT},
        T.COMMITMENT: _EDITS,
        T.NEED: _EDITS,
        T.ADOPTION: _EDITS,
        T.QUESTION: {A.VIEW, A.CREATE},
        T.TERM_REPORT: _EDITS,
        T.SCHOOL_PLAN: _EDITS,
        T.SCHOOL_DOSSIER: _EDITS,
    },
    R.CLUSTER_CHAIR: {
        T.EVENT: {A.VIEW},
        **_REGISTERS,
        **_CALLS,
        # Which schools of the cluster have reported, not what.
        T.REPORT_ROUND: {A.VIEW},
        **_RECORDS,
    },
    R.COORDINATOR: {
        T.PARTNER_PROFILE: {A.VIEW, A.EDIT},
        T.VETTING: {A.VIEW, A.EDIT},
        T.OFFER: _EDITS,
        T.COMMITMENT: {*_EDITS, A.END},
        **_REGISTERS,
        **_CALLS,
        **_WRITES_RECORDS,
        **_PEOPLE,
    },
}

#: Whom a role may invite: nobody hands out more than they have themselves.
INVITABLE: Mapping[Role, frozenset[Role]] = {
    R.ADMINISTRATOR: frozenset(Role),
    R.GROUP_DIRECTOR: frozenset(Role) - {R.ADMINISTRATOR, R.OFFICE_DIRECTOR, R.GROUP_DIRECTOR},
    R.OFFICER: frozenset(Role) - {R.ADMINISTRATOR, R.OFFICE_DIRECTOR, R.GROUP_DIRECTOR},
    R.SCHOOL_DIRECTOR: frozenset({R.TEACHER}),
    R.COORDINATOR: frozenset({R.COORDINATOR}),
}

OFFICE_ROLES = frozenset(ROLES_BY_KIND[Kind.OFFICE])

#: Which things stand beneath a page of this model, the page itself included; the root has all others.
#: By name: these apps stand above this one.
PLACES: Mapping[str, tuple[Thing, ...]] = {
    "wagtailcore.Page": (T.SITE_PAGE,),
    "practices.PracticeIndexPage": _PRACTICES,
    "practices.GuidanceIndexPage": (T.GUIDE,),
    "networks.PartnerIndexPage": (T.PARTNER_PROFILE,),
    "events.ExchangeEventIndexPage": (T.EVENT,),
    "programme.FundIndexPage": (T.FUND,),
}

#: What kind of thing a model is, and which of its fields is the organisation that has it.
MODELS: dict[str, tuple[Thing, str]] = {
    "practices.practicepage": (Thing.SCHOOL_PRACTICE, "owner_organisation"),
    "networks.partnerpage": (Thing.PARTNER_PROFILE, "organisation"),
    "networks.partnerapplication": (Thing.APPLICATION, "office"),
    "networks.vetting": (Thing.VETTING, "partner"),
    "networks.partnership": (Thing.PARTNERSHIP, "owner"),
    "networks.schoolnetwork": (Thing.MODEL_NETWORK, "office"),
    "networks.need": (Thing.NEED, "school"),
    "networks.offer": (Thing.OFFER, "partner"),
    "networks.commitment": (Thing.COMMITMENT, "author"),
    "networks.party": (Thing.COMMITMENT, "organisation"),
    "events.exchangeeventpage": (Thing.EVENT, "host"),
    "events.registration": (Thing.EVENT_REGISTRATION, "host"),
    "events.call": (Thing.CALL, "host"),
    "events.proposal": (Thing.PROPOSAL, "school"),
    "events.attendance": (Thing.EVENT_DOOR, "host"),
    "events.doorlink": (Thing.EVENT_DOOR, "host"),
    "events.certificate": (Thing.CERTIFICATE, "host"),
    "events.certificatebatch": (Thing.CERTIFICATE, "host"),
    "events.certificatedesign": (Thing.CERTIFICATE_DESIGN, "office"),
    "programme.termreport": (Thing.TERM_REPORT, "school"),
    "programme.reportround": (Thing.REPORT_ROUND, "office"),
    "events.feedback": (Thing.EVENT_RECORD, "host"),
    "events.followup": (Thing.EVENT_RECORD, "host"),
    "events.eventreport": (Thing.EVENT_RECORD, "host"),
    "programme.awardscheme": (Thing.AWARD, "office"),
    "programme.featured": (Thing.AWARD, "office"),
    "home.sitesettings": (Thing.SETTINGS, "office"),
    "practices.adoption": (Thing.ADOPTION, "school"),
    "organisations.invitation": (Thing.INVITATION, "organisation"),
    "organisations.membership": (Thing.MEMBERSHIP, "organisation"),
}


def memberships(person: Person) -> list[Membership]:
    """Today's memberships, the office's first. Read once for each person object and day."""
    if not person.is_authenticated or not person.is_active:
        return []
    today = timezone.localdate()
    cached: tuple[date, list[Membership]] | None = getattr(person, "_memberships_of_day", None)
    if cached is None or cached[0] != today:
        order = list(Role)
        rows = list(person.memberships.current(today).select_related("organisation"))
        rows = [row for row in rows if _counts(row)]
        cached = (today, sorted(rows, key=lambda row: (order.index(Role(row.role)), row.pk)))
        person._memberships_of_day = cached
    return cached[1]


def forget(person: User) -> None:
    """Read the memberships anew at the next question."""
    person.__dict__.pop("_memberships_of_day", None)


def may(person: Person, action: Action, thing: Thing | At | models.Model) -> bool:
    """Whether a person may do this today.

    A bare `Thing` asks about any organisation at all.
    """
    if isinstance(thing, Thing):
        return any(action in RIGHTS[Role(row.role)].get(thing, ()) for row in memberships(person))
    place = thing if isinstance(thing, At) else place_of(thing)
    return any(
        action in RIGHTS[Role(row.role)].get(place.thing, ()) and reaches(row, place.organisation)
        for row in memberships(person)
    )


def reaches(membership: Membership, organisation: Organisation | None) -> bool:
    """Whether an organisation lies within the reach of a membership."""
    if organisation is None:
        return membership.role in OFFICE_ROLES
    if membership.organisation_id == organisation.pk:
        return True
    return membership.role in OFFICE_ROLES and organisation.office_id == membership.organisation_id


def roles_to_invite(person: Person, organisation: Organisation) -> list[Role]:
    """The roles of an organisation for which a person may invite, in the order of `Role`."""
    allowed: set[Role] = set()
    for row in memberships(person):
        if A.CREATE in RIGHTS[Role(row.role)].get(T.INVITATION, ()) and reaches(row, organisation):
            allowed |= INVITABLE[Role(row.role)]
    return [role for role in ROLES_BY_KIND[organisation.kind] if role in allowed]


def invitable(person: Person) -> models.Q:
    """Of rows with an `organisation` and a `role`, such as requests: those for which a person may invite."""
    found = models.Q(pk__in=[])
    for row in memberships(person):
        if A.CREATE not in RIGHTS[Role(row.role)].get(T.INVITATION, ()):
            continue
        place = models.Q(organisation=row.organisation_id)
        if row.role in OFFICE_ROLES:
            place |= models.Q(organisation__office=row.organisation_id)
        found |= place & models.Q(role__in=INVITABLE[Role(row.role)])
    return found


def people_who_invite(role: Role, organisation: Organisation) -> models.QuerySet[User]:
    """Everybody with a membership in an organisation by which they may invite for a role there today."""
    roles = [
        inviting
        for inviting, rights in RIGHTS.items()
        if A.CREATE in rights.get(T.INVITATION, ()) and role in INVITABLE.get(inviting, ())
    ]
    current = Membership.objects.current().filter(organisation=organisation, role__in=roles)
    return User.objects.filter(is_active=True, memberships__in=current).distinct().order_by("pk")


def organisations_with(person: Person, action: Action, thing: Thing) -> models.QuerySet[Organisation]:
    """All organisations for whose `thing` a person has a right."""
    rows = [row for row in memberships(person) if action in RIGHTS[Role(row.role)].get(thing, ())]
    found = models.Q(pk__in=[row.organisation_id for row in rows])
    if offices := [row.organisation_id for row in rows if row.role in OFFICE_ROLES]:
        found |= models.Q(office__in=offices)
    return Organisation.objects.filter(found)


def own_organisations(person: Person, action: Action, thing: Thing) -> list[Organisation]:
    """The organisations of which a person is a member with a right, without those that an office reaches."""
    found = {
        row.organisation_id: row.organisation
        for row in memberships(person)
        if action in RIGHTS[Role(row.role)].get(thing, ())
    }
    return list(found.values())


def people_who_may(action: Action, thing: Thing, organisation: Organisation) -> models.QuerySet[User]:
    """Everybody of an office, or of a school, who has a right there today."""
    roles = [role for role, rights in RIGHTS.items() if action in rights.get(thing, ())]
    current = Membership.objects.current().filter(organisation=organisation, role__in=roles)
    return User.objects.filter(is_active=True, memberships__in=current).distinct().order_by("pk")


def may_end(person: Person, membership: Membership) -> bool:
    """Whether a person may end another's membership; nobody ends their own or a higher one.

    Who delegates may take that back, though it is the same role.
    """
    if membership.is_delegated and membership.person_id != person.pk:
        return may_delegate(person, membership.organisation) or (
            may(person, A.END, membership)
            and Role(membership.role) in roles_to_invite(person, membership.organisation)
        )
    return (
        membership.person_id != person.pk
        and may(person, A.END, membership)
        and Role(membership.role) in roles_to_invite(person, membership.organisation)
    )


def may_delegate(person: Person, organisation: Organisation) -> bool:
    """Whether a person may let another stand in for them; a stand-in can't pass it on."""
    return any(
        A.DELEGATE in RIGHTS[Role(row.role)].get(T.MEMBERSHIP, ())
        and row.organisation_id == organisation.pk
        and not row.is_delegated
        for row in memberships(person)
    )


def may_withdraw(person: Person, invitation: Invitation) -> bool:
    return may(person, A.END, invitation) and Role(invitation.role) in roles_to_invite(
        person, invitation.organisation
    )


def roles(rows: Iterable[Membership]) -> set[Role]:
    return {Role(row.role) for row in rows}


def _counts(membership: Membership) -> bool:
    """Whether the organisation still exists and has such a role at all."""
    organisation = membership.organisation
    return organisation.closed_on is None and membership.role in ROLES_BY_KIND[organisation.kind]


def place_of(thing: models.Model) -> At:
    kind, field = MODELS[thing._meta.label_lower]
    organisation = getattr(thing, field)
    if kind is Thing.SCHOOL_PRACTICE and organisation and organisation.kind == Kind.OFFICE:
        kind = Thing.OFFICE_PRACTICE
    return At(kind, organisation)
