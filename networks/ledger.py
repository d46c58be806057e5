"""The facts that counting needs, read from the database: two queries for any number of schools."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from networks.counting import Judged, Rule, Tie, judge, number
from networks.models import (
    Commitment,
    CountingRule,
    NetworkSchool,
    Partnership,
    PartnershipActivity,
    Suspension,
)
from organisations.models import Kind, Organisation


def rule_of(office: Organisation) -> Rule:
    """The rule in force; the default of the programme until the office declares one."""
    newest = CountingRule.objects.newest(office).first()
    return newest.rule if newest else Rule()


def counted_organisations(office: Organisation, on: date) -> QuerySet[Organisation]:
    """The office's schools that were not closed on a day, in Thai order."""
    return (
        Organisation.objects.schools()
        .filter(office=office)
        .filter(Q(closed_on=None) | Q(closed_on__gt=on))
        .select_related("cluster")
        .by_name()
    )


def ties(owners: Iterable[Organisation] | QuerySet[Organisation], on: date) -> dict[int, list[Tie]]:
    """Each owner's partnerships as facts, the longest first; owners without one have no entry.

    Whether an editor has hidden a profile is known for today only: a hidden one counts as unverified on any
    day. A suspension has its days: before and after it the partner counts.
    """
    last_activity = (
        PartnershipActivity.objects.filter(partnership=OuterRef("pk"), day__lte=on)
        .order_by("-day")
        .values("day")[:1]
    )
    rows = (
        Partnership.objects.filter(owner__in=owners)
        .annotate(
            last_activity=Subquery(last_activity),
            suspended=Exists(Suspension.objects.covering(on).filter(partner=OuterRef("partner"))),
            hidden=Exists(
                Suspension.objects.standing().filter(partner=OuterRef("partner"), hid_profile=True)
            ),
        )
        .order_by("starts_on", "pk")
        .values_list(
            "owner_id",
            "pk",
            "partner_id",
            "starts_on",
            "ends_on",
            "status",
            "partner__partner_page__live",
            "partner__partner_page__verified_on",
            "partner__closed_on",
            "last_activity",
            "suspended",
            "hidden",
            "commitment__reference",
            "commitment__state",
        )
    )
    found: dict[int, list[Tie]] = {}
    for owner, key, partner, starts_on, ends_on, status, live, verified_on, closed_on, last, *more in rows:
        suspended, hidden, reference, state = more
        found.setdefault(owner, []).append(
            Tie(
                key,
                partner,
                starts_on,
                ends_on,
                dormant=status != "01" and ends_on is None,
                verified_on=verified_on if live or hidden else None,
                closed_on=closed_on,
                suspended=suspended,
                last_activity=last,
                commitment=reference or "",
                called_off=state == Commitment.State.CANCELLED,
            )
        )
    for owner, tie in model_ties(owners):
        found.setdefault(owner, []).append(tie)
    return found


def model_ties(owners: Iterable[Organisation] | QuerySet[Organisation]) -> Iterator[tuple[int, Tie]]:
    """Schools' places in public networks of model schools; keys and partners are negative, to meet no other."""
    rows = (
        NetworkSchool.objects.members()
        .filter(school__in=owners, network__is_public=True)
        .order_by("starts_on", "pk")
        .values_list(
            "school_id",
            "pk",
            "network_id",
            "starts_on",
            "network__starts_on",
            "ends_on",
            "network__ends_on",
        )
    )
    for owner, key, network, begins, network_begins, ends, network_ends in rows:
        last = min((day for day in (ends, network_ends) if day), default=None)
        yield owner, Tie(-key, -network, max(begins, network_begins), last, model=True)


def judged(owners: Iterable[Organisation], rule: Rule, on: date) -> dict[int, list[Judged]]:
    """Every owner's partnerships with their verdicts; each owner has an entry."""
    owners = list(owners)
    facts = ties(owners, on)
    return {owner.pk: judge(facts.get(owner.pk, ()), rule, on) for owner in owners}


def numbers(owners: Iterable[Organisation], rule: Rule, on: date) -> dict[int, int]:
    """How many partner networks each owner has on a day."""
    return {owner: number(rows) for owner, rows in judged(owners, rule, on).items()}


def minimum(organisation: Organisation, rule: Rule) -> int:
    """How many networks the rule asks of it."""
    return rule.office_minimum if organisation.kind == Kind.OFFICE else rule.school_minimum
