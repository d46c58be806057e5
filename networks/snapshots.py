"""Freezing the count of an academic year, and stating it anew."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from networks import ledger
from networks.counting import Rule
from networks.models import CoverageCount, CoverageSnapshot, SchoolNetwork
from organisations.models import Organisation
from vcare.calendar import academic_year, academic_year_span
from vcare.collation import name_sort_key


class NotYetError(Exception):
    """The day to be frozen lies in the future."""


class NeedsReasonError(Exception):
    """The year has been frozen before: a new statement has to say why."""


@transaction.atomic
def freeze(office: Organisation, on: date, by: User, reason: str = "") -> CoverageSnapshot:
    """Keep the numbers of a day as those of its academic year.

    Raises NotYetError, or NeedsReasonError if the year was frozen before and no reason is given.
    """
    if on > timezone.localdate():
        raise NotYetError
    # One at a time: two statements must not take the same number.
    Organisation.objects.select_for_update().get(pk=office.pk)
    year = academic_year(on)
    before = CoverageSnapshot.objects.newest(office).filter(academic_year=year).first()
    if before is not None and not reason.strip():
        raise NeedsReasonError
    rule = ledger.rule_of(office)
    snapshot = CoverageSnapshot.objects.create(
        office=office,
        academic_year=year,
        number=before.number + 1 if before else 1,
        as_of=on,
        school_minimum=rule.school_minimum,
        office_minimum=rule.office_minimum,
        verified=rule.verified,
        activity_months=rule.activity_months,
        model_networks=rule.model_networks,
        reason=reason.strip(),
        taken_by=by,
        taken_by_name=str(by),
    )
    CoverageCount.objects.bulk_create(lines(snapshot, office, rule, on))
    log(
        snapshot,
        "networks.freeze",
        user=by,
        data={"academic_year": year, "statement": snapshot.number, "as_of": on.isoformat()},
    )
    return snapshot


def lines(snapshot: CoverageSnapshot, office: Organisation, rule: Rule, on: date) -> list[CoverageCount]:
    owners = [office, *ledger.counted_organisations(office, on)]
    judged = ledger.judged(owners, rule, on)
    partners = {row.tie.partner for rows in judged.values() for row in rows if row.counts}
    names = dict(Organisation.objects.filter(pk__in=partners).values_list("pk", "name"))
    model = SchoolNetwork.objects.filter(pk__in=[-key for key in partners if key < 0])
    names |= {-pk: name for pk, name in model.values_list("pk", "name")}
    return [
        CoverageCount(
            snapshot=snapshot,
            organisation=owner,
            name=owner.name,
            is_office=owner.pk == office.pk,
            networks=len(counted := [names[row.tie.partner] for row in judged[owner.pk] if row.counts]),
            partners=sorted(counted, key=name_sort_key),
        )
        for owner in owners
    ]


def day_to_freeze(today: date) -> date:
    """The last day of the academic year that has just ended, in its first months after; else today."""
    year = academic_year(today)
    begins, _ends = academic_year_span(year)
    last_of_previous = academic_year_span(year - 1)[1]
    return last_of_previous if (today - begins).days < 60 else today
