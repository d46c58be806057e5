"""Who sees a commitment, for which of its parties a person speaks, and what they may do with it."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import User
from networks.commitments.states import TABLE, Deed, Who
from networks.models import Commitment, Party
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Person, Thing

#: Kinds of organisations that can be a party.
PARTY_KINDS = (Kind.OFFICE, Kind.SCHOOL, Kind.PARTNER)


def visible_to(person: Person) -> QuerySet[Commitment]:
    """One's own drafts, what one's organisations were asked to sign, for the office everything of its reach."""
    places = policy.organisations_with(person, Action.VIEW, Thing.COMMITMENT)
    asked = Party.objects.filter(organisation__in=places).values("commitment")
    return Commitment.objects.filter(
        Q(office__in=places) | Q(author__in=places) | Q(pk__in=asked, proposed_at__isnull=False)
    )


def authors(person: Person) -> list[Organisation]:
    """The organisations in whose name a person drafts."""
    return [
        row
        for row in policy.own_organisations(person, Action.CREATE, Thing.COMMITMENT)
        if row.kind in PARTY_KINDS
    ]


def possible_parties(office: Organisation, already: Iterable[int] = ()) -> QuerySet[Organisation]:
    """Who may be asked: the office, its schools, its listed partners; and whoever takes part already."""
    listed = Q(kind__in=[Kind.OFFICE, Kind.SCHOOL]) | Q(kind=Kind.PARTNER, partner_page__live=True)
    rows = Organisation.objects.of_office(office).filter(Q(closed_on=None) & listed | Q(pk__in=list(already)))
    return rows.by_name()


def sides(commitment: Commitment, person: Person, action: Action = Action.EDIT) -> list[Party]:
    """The parties for which a person speaks: the office for itself, never in a school's or partner's name."""
    own = {row.pk for row in policy.own_organisations(person, action, Thing.COMMITMENT)}
    return [party for party in commitment.parties.all() if party.organisation_id in own]


def is_one(commitment: Commitment, person: Person, who: Who) -> bool:
    if who is Who.DRAFTER:
        return policy.may(person, Action.EDIT, commitment)
    if who is Who.PUBLISHER:
        return policy.may(person, Action.PUBLISH, commitment)
    if who is Who.RECORDER:
        by_a_school = commitment.author.kind == Kind.SCHOOL
        return policy.may(person, Action.PUBLISH, commitment) or (
            by_a_school and policy.may(person, Action.END, commitment)
        )
    if who is Who.PARTY:
        return bool(sides(commitment, person))
    return policy.may(person, Action.END, commitment) or bool(sides(commitment, person, Action.END))


def deeds(commitment: Commitment, person: Person) -> list[Deed]:
    """What a person may do now, in the order of the table."""
    was_in_force = commitment.in_force_at is not None
    return [
        deed
        for deed, who in TABLE[commitment.standing].items()
        if is_one(commitment, person, who) and not (deed is Deed.REOPEN and was_in_force)
    ]


def could(commitment: Commitment, person: Person, deed: Deed) -> bool:
    """Whether this person does such deeds, only perhaps not where the commitment stands now."""
    return any(is_one(commitment, person, row[deed]) for row in TABLE.values() if deed in row)


def may_see_contacts(commitment: Commitment, person: User) -> bool:
    """Whether the addresses of those who sign are this person's business."""
    return policy.may(person, Action.EDIT, commitment)
