"""How a profile is changed: most words at once, sensitive fields after an officer has looked."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from accounts.models import User
from networks.models import PartnerPage, ProfileChange
from networks.vetting import letters
from networks.vetting.cases import ChangedError

#: What says who somebody is, where and how to reach them.
SENSITIVE = (
    "name",
    "name_en",
    "partner_type",
    "districts",
    "public_contact",
    "website",
    "facebook",
    "line_oa",
    "accepts_referral",
)
#: Which fields are the organisation's; the name is the page's title too.
OF_ORGANISATION = {"name", "name_en", "partner_type", "districts", "website", "subdistrict"}
TITLES = {"name": "title", "name_en": "title_en"}

State = ProfileChange.State
Values = Mapping[str, Any]


class HeldError(Exception):
    """The office is working on the page: nothing is published under its hands."""


def held_by_office(page: PartnerPage) -> bool:
    """Whether the page is locked, under review, sent back from a review, or scheduled."""
    return page.get_lock() is not None or page.current_workflow_state is not None


def values_of(page: PartnerPage, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(page.organisation if name in OF_ORGANISATION else page, name) for name in names}


@transaction.atomic
def save(page: PartnerPage, new: Values, by: User, *, at_once: bool) -> ProfileChange | None:
    """Publish what may be; hold the rest for an officer, unless it is the office itself (`at_once`).

    Raises NotPublishableError.
    """
    changed = {name: value for name, value in new.items() if values_of(page, [name])[name] != value}
    held = {} if at_once else {name: value for name, value in changed.items() if name in SENSITIVE}
    if shown := {name: value for name, value in changed.items() if name not in held}:
        publish(page, shown, by)
        log(page, "networks.profile", user=by)
    return hold(page, held, by) if held else None


def publish(page: PartnerPage, new: Values, by: User) -> None:
    """Let visitors read the new values; the office's own unpublished draft stays."""
    organisation = page.organisation
    draft = page.latest_revision if page.has_unpublished_changes else None
    page_values = on_page(page, new)
    if own := [name for name in new if name in OF_ORGANISATION]:
        for name in own:
            setattr(organisation, name, new[name])
        organisation.save(update_fields=[*own, "sort_key"] if "name" in own else own)
    for name, value in page_values.items():
        setattr(page, name, value)
    # Our policy has allowed it; Wagtail's own permissions know no partners.
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    if draft:
        keep_draft(draft, page_values)


def on_page(page: PartnerPage, new: Values) -> dict[str, Any]:
    """The values as fields of the page: names are its titles, the offer is its summary where it was before."""
    values = {TITLES.get(name, name): value for name, value in new.items() if name not in OF_ORGANISATION}
    values |= {TITLES[name]: new[name] for name in TITLES if name in new}
    if "what_we_offer" in new and page.summary in {"", page.what_we_offer}:
        values["summary"] = new["what_we_offer"]
    return values


def keep_draft(draft: Revision, values: Values) -> None:
    """Lay the office's unpublished draft over what was published, but for the fields that have changed."""
    page = draft.as_object()
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision(user=draft.user, clean=False)


def waiting_for(page: PartnerPage) -> ProfileChange | None:
    return page.changes.filter(state=State.WAITING).select_related("asked_by").first()


def hold(page: PartnerPage, new: Values, by: User) -> ProfileChange:
    """Ask an officer. What waits already is asked together with it."""
    # One at a time: of two that ask first, the second is asked together with the first.
    Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    change = page.changes.select_for_update().filter(state=State.WAITING).first() or ProfileChange(page=page)
    after = {**change.after, **new}
    before = values_of(page, after)
    change.after = {name: value for name, value in after.items() if value != before[name]}
    change.before = {name: before[name] for name in change.after}
    change.asked_by, change.asked_at = by, timezone.now()
    change.save()
    log(page, "networks.change", user=by, data={"state": State.WAITING, "fields": sorted(change.after)})
    letters.tell_office(
        office_of(page),
        "change_waiting",
        letters.path("partner", page.organisation.uid),
        leave_out=by,
        partner=page.organisation.name,
    )
    return change


@transaction.atomic
def approve(change: ProfileChange, by: User) -> None:
    """Raises ChangedError, HeldError or NotPublishableError; then nothing is changed."""
    page = change.page
    if held_by_office(page) or not page.live:
        raise HeldError
    settle(change, State.APPROVED, "", by)
    publish(page, change.after, by)
    letters.tell_coordinators(page.organisation, "change_decided", approved=True, reason="")


@transaction.atomic
def send_back(change: ProfileChange, reason: str, by: User) -> None:
    """Raises ChangedError."""
    settle(change, State.RETURNED, reason, by)
    letters.tell_coordinators(change.page.organisation, "change_decided", approved=False, reason=reason)


@transaction.atomic
def withdraw(change: ProfileChange, by: User) -> None:
    """The coordinator thinks better of it. Raises ChangedError."""
    settle(change, State.WITHDRAWN, "", by)


def settle(change: ProfileChange, state: str, reason: str, by: User) -> None:
    """The very change that was on the screen: another one asked for meanwhile stays waiting."""
    settled = ProfileChange.objects.filter(
        pk=change.pk, state=State.WAITING, asked_at=change.asked_at
    ).update(state=state, reason=reason, decided_by=by, decided_at=timezone.now())
    if not settled:
        raise ChangedError
    change.refresh_from_db()
    log(change.page, "networks.change", user=by, data={"state": state, "fields": sorted(change.after)})


def office_of(page: PartnerPage):
    return page.organisation.office or page.organisation
