"""Which certificates a person sees, and the register as a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from events.certificates.paper import verify_path
from events.models import (
    Attendance,
    Attendee,
    Certificate,
    CertificateBatch,
    CertificateCounter,
    CertificateDesign,
    CertificateWish,
    ExchangeEventPage,
)
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, Thing


def visible_to(person: User) -> QuerySet[Certificate]:
    """The part of the register that a person may read."""
    hosts = policy.organisations_with(person, Action.VIEW, Thing.CERTIFICATE)
    return Certificate.objects.filter(host__in=hosts)


def table(rows: QuerySet[Certificate]) -> Iterator[list[object]]:
    """The register for a spreadsheet, heading first."""
    yield [
        _("Certificate number"),
        _("Fiscal year"),
        _("Running number"),
        _("Name"),
        _("Organisation"),
        _("Event"),
        _("Role"),
        _("Date of issue"),
        _("State"),
        _("Reason for revoking"),
        _("Edition"),
        _("Link for checking"),
    ]
    for row in rows.iterator(chunk_size=500):
        yield [
            row.serial,
            row.year,
            row.number,
            row.full_name,
            row.organisation,
            row.occasion,
            row.get_role_display(),
            row.issued_on,
            row.get_state_display(),
            row.revoked_reason,
            row.edition_number,
            settings.BASE_URL + verify_path(row.token),
        ]


def without_certificate(event: ExchangeEventPage) -> QuerySet[Attendee]:
    """Those who were verifiably there and have no certificate for it, nor wait for one."""
    issued = Certificate.objects.filter(event=event, role="attended", attendee__isnull=False)
    asked = CertificateWish.objects.filter(
        batch__event=event, role="attended", attendee__isnull=False
    ).exclude(state__in=[CertificateWish.State.DROPPED, CertificateWish.State.DONE])
    return (
        Attendance.attended(event)
        .exclude(pk__in=issued.values("attendee"))
        .exclude(pk__in=asked.values("attendee"))
        .order_by("registration__organisation_name", "registration", "number")
    )


def without_attendance(event: ExchangeEventPage) -> QuerySet[Certificate]:
    """Valid ones for having been there, whose check-in was taken back afterwards: somebody has to decide."""
    rows = Certificate.objects.valid().filter(event=event, role="attended", attendee__isnull=False)
    return rows.exclude(attendee__in=Attendance.attended(event).values("pk")).in_order()


@dataclass(frozen=True)
class Series:
    """The office's numbers of one fiscal year; `first` is None as long as nobody has set it."""

    year: int
    first: int | None
    #: The last number that the portal gave out.
    last: int | None


def series_of(office: Organisation, years: Iterable[int]) -> list[Series]:
    known = dict(CertificateCounter.objects.filter(office=office).values_list("year", "last"))
    issued = {
        row["year"]: (row["first"], row["final"])
        for row in Certificate.objects.filter(office=office)
        .order_by()
        .values("year")
        .annotate(first=Min("number"), final=Max("number"))
    }
    return [
        Series(year, *issued[year])
        if year in issued
        else Series(year, known[year] + 1 if year in known else None, None)
        for year in years
    ]


def batches_of(event: ExchangeEventPage) -> QuerySet[CertificateBatch]:
    wish = CertificateWish.State
    return event.certificate_batches.annotate(
        done=Count("certificates", distinct=True),
        failed=Count("wishes", filter=Q(wishes__state=wish.FAILED), distinct=True),
        people=Count("certificates", distinct=True)
        + Count("wishes", filter=Q(wishes__state__in=[wish.WAITING, wish.FAILED]), distinct=True),
    ).select_related("design")


def designs_of(person: User) -> QuerySet[CertificateDesign]:
    offices = policy.organisations_with(person, Action.VIEW, Thing.CERTIFICATE_DESIGN)
    return (
        CertificateDesign.objects.current()
        .filter(office__in=offices)
        .select_related("office")
        .order_by("office", "name", "pk")
    )


def offices_of(person: User, action: Action) -> list[Organisation]:
    """The offices whose designs and numbers a person sees or changes."""
    return policy.own_organisations(person, action, Thing.CERTIFICATE_DESIGN)


def sees_register(person: User) -> bool:
    return policy.may(person, Action.VIEW, Thing.CERTIFICATE)
