"""All that waits for the office about partners, oldest first, and the register of partners."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from content import labels
from content.listing import FilterForm
from content.years import ByMoment, NoYear
from networks.models import (
    Appeal,
    Level,
    PartnerApplication,
    PartnerPage,
    ProfileChange,
    ProfileClaim,
    Suspension,
    Vetting,
)
from networks.vetting import expiry
from networks.vetting.rules import TOLD_BEFORE
from organisations import policy
from organisations.models import Membership, Organisation, Role
from organisations.policy import Action, Thing
from vcare.partners import PARTNER_TYPES
from vcare.schools import DISTRICTS

KINDS = {
    "application": gettext_lazy("Registration"),
    "first": gettext_lazy("First opinion"),
    "second": gettext_lazy("Second decision"),
    "appeal": gettext_lazy("Appeal"),
    "claim": gettext_lazy("Claim of an entry"),
    "change": gettext_lazy("Changed profile"),
    "ending": gettext_lazy("Ends soon"),
    "suspended": gettext_lazy("Suspended"),
}
#: What only needs watching; everything else waits for somebody.
WATCHED = {"ending", "suspended"}


@dataclass(frozen=True)
class Row:
    """One thing that waits. `own` says that this person can't be the one to do it."""

    kind: str
    name: str
    url: str
    since: date
    own: bool = False
    until: date | None = None

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def days(self) -> int:
        return (timezone.localdate() - self.since).days


def partners_of(person: User) -> QuerySet[Organisation]:
    """The partners of the offices for which a person decides or watches."""
    return policy.organisations_with(person, Action.DECIDE, Thing.VETTING).filter(kind="partner")


def rows(person: User) -> list[Row]:
    """A query for each kind, however many rows there are."""
    partners = partners_of(person)
    offices = policy.organisations_with(person, Action.DECIDE, Thing.VETTING).filter(kind="office")
    found = [
        Row("application", row.name, reverse("networks:application", args=[row.uid]), day(row.verified_at))
        for row in PartnerApplication.objects.filter(office__in=offices).waiting()
    ]
    for case in Vetting.objects.waiting().filter(partner__in=partners).select_related("partner"):
        first = case.state == Vetting.State.ASKED
        found.append(
            Row(
                "first" if first else "second",
                case.partner.local_name,
                partner_url(case.partner),
                case.waits_since,
                own=not first and case.first_by_id == person.pk,
            )
        )
    for appeal in Appeal.objects.filter(office__in=offices, state=Appeal.State.WAITING).select_related(
        "application", "case__partner"
    ):
        url = reverse("networks:appeal_case", args=[appeal.pk])
        own = appeal.refused_by_id == person.pk
        found.append(Row("appeal", appeal.name, url, day(appeal.made_at), own=own))
    for claim in ProfileClaim.objects.filter(
        partner__in=partners, state=ProfileClaim.State.VERIFIED
    ).select_related("partner"):
        found.append(
            Row("claim", claim.partner.local_name, partner_url(claim.partner), day(claim.verified_at))
        )
    for change in ProfileChange.objects.filter(
        page__organisation__in=partners, state=ProfileChange.State.WAITING
    ).select_related("page__organisation"):
        partner = change.page.organisation
        found.append(Row("change", partner.local_name, partner_url(partner), day(change.asked_at)))
    for case in expiry.ending(max(TOLD_BEFORE)).filter(partner__in=partners):
        found.append(
            Row(
                "ending",
                case.partner.local_name,
                partner_url(case.partner),
                case.starts_on,
                until=case.expires_on,
            )
        )
    for row in Suspension.objects.standing().filter(partner__in=partners).select_related("partner"):
        found.append(
            Row(
                "suspended",
                row.partner.local_name,
                partner_url(row.partner),
                row.starts_on,
                until=row.ends_on,
            )
        )
    order = list(KINDS)
    return sorted(found, key=lambda row: (row.kind in WATCHED, row.since, order.index(row.kind), row.name))


def waiting(person: User) -> int:
    """How many things wait for this very person."""
    return sum(1 for row in rows(person) if row.kind not in WATCHED and not row.own)


def day(moment: Any) -> date:
    return timezone.localdate(moment)


def partner_url(partner: Organisation) -> str:
    return reverse("networks:partner", args=[partner.uid])


class QueueFilter(FilterForm):
    """What kind of work."""

    per_page = 30
    by_year = NoYear("What waits now, of whichever year.")

    kind = forms.ChoiceField(
        label=gettext_lazy("What is to be done"),
        choices=[("", gettext_lazy("All")), *KINDS.items()],
        required=False,
    )

    def narrowed(self, rows: list[Row], chosen: dict[str, Any]) -> list[Row]:
        return [row for row in rows if row.kind == chosen["kind"]] if "kind" in chosen else rows


# The register


def register(person: User) -> QuerySet[PartnerPage]:
    """All partners with a profile, hidden ones too, with level, end, suspension and whether somebody looks after it."""
    coordinators = Membership.objects.current().filter(
        organisation=OuterRef("organisation"), role=Role.COORDINATOR
    )
    best = (
        Vetting.objects.in_force().filter(partner=OuterRef("organisation")).order_by("-level", "-expires_on")
    )
    return (
        PartnerPage.objects.filter(organisation__in=partners_of(person))
        .with_level()
        .annotate(
            ends=Subquery(best.values("expires_on")[:1]),
            has_coordinator=Exists(coordinators),
            suspended=Exists(Suspension.objects.standing().filter(partner=OuterRef("organisation"))),
        )
        .select_related("organisation")
        .for_cards()
        .order_by("organisation__sort_key", "pk")
    )


class RegisterFilter(FilterForm):
    """Level, state, type, district."""

    per_page = 50
    by_year = ByMoment("first_published_at")

    level = forms.ChoiceField(
        label=gettext_lazy("Trust of the office"),
        choices=[("", gettext_lazy("All")), *((str(key), label) for key, label in Level.choices)],
        required=False,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            ("", gettext_lazy("All")),
            ("suspended", gettext_lazy("Suspended")),
            ("ending", gettext_lazy("Ends within 90 days")),
            ("alone", gettext_lazy("Without a coordinator")),
        ],
        required=False,
    )
    partner_type = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=[("", gettext_lazy("All")), *labels.short_choices(PARTNER_TYPES)],
        required=False,
    )

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if value := chosen.get("level"):
            rows = rows.filter(level=int(value))
        if value := chosen.get("partner_type"):
            rows = rows.filter(organisation__partner_type=value)
        state = chosen.get("state")
        if state == "suspended":
            rows = rows.filter(suspended=True)
        elif state == "alone":
            rows = rows.filter(has_coordinator=False)
        elif state == "ending":
            rows = rows.filter(organisation__in=expiry.ending(max(TOLD_BEFORE)).values("partner"))
        return rows


def table(rows: Iterable[Any]) -> Iterator[list[object]]:
    """The register as a sheet, its heading first; no person is in it."""
    yield [
        _("Reference"),
        _("Partner"),
        _("Type"),
        _("Districts"),
        _("Trust of the office"),
        _("Level until"),
        _("Listed since"),
        _("State"),
        _("Has a coordinator"),
    ]
    for page in rows:
        partner = page.organisation
        state = _("Suspended") if page.suspended else _("Shown") if page.live else _("Not shown")
        yield [
            page.reference,
            partner.local_name,
            partner.get_partner_type_display(),
            ", ".join(DISTRICTS[key].short("th") for key in partner.districts if key in DISTRICTS),
            str(Level(page.level).label),
            page.ends or "",
            page.verified_on or "",
            state,
            _("yes") if page.has_coordinator else _("no"),
        ]
