"""The facts that counting needs, read from the database: one query for any number of schools."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from networks.counting import Judged, Rule, Tie, judge, number
from networks.models import CountingRule, Partnership, PartnershipActivity
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

    Whether a profile is hidden is known for today only: a hidden one counts as unverified on any day.
    """
    last_activity = (
        PartnershipActivity.objects.filter(partnership=OuterRef("pk"), day__lte=on)
        .order_by("-day")
        .values("day")[:1]
    )
    rows = (
        Partnership.objects.filter(owner__in=owners)
        .annotate(last_activity=Subquery(last_activity))
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
        )
    )
    found: dict[int, list[Tie]] = {}
    for owner, key, partner, starts_on, ends_on, status, live, verified_on, closed_on, last in rows:
        found.setdefault(owner, []).append(
            Tie(
                key,
                partner,
                starts_on,
                ends_on,
                dormant=status != "01" and ends_on is None,
                verified_on=verified_on if live else None,
                closed_on=closed_on,
                last_activity=last,
            )
        )
    return found


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
