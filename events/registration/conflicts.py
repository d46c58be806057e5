"""What a person should know before a team is registered: it may be registered already, or be elsewhere."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from content.templatetags.thai import thai_range, thai_time
from events.models import Attendee, ExchangeEventPage, Registration

#: Rows looked at; more than an event has of one organisation.
MOST = 500


def conflicts(
    event: ExchangeEventPage,
    *,
    email: str,
    organisation: str,
    people: Iterable[Mapping[str, Any]],
    but: Registration | None = None,
) -> list[str]:
    """In words; empty if nothing stands in the way."""
    others = Registration.objects.alive().exclude(pk=but.pk if but else None)
    found = []
    if others.filter(event=event, email__iexact=email).exists():
        found.append(_("There is a registration for this event with your e-mail address already."))
    names = {_key(person.get("name", "")): person["name"] for person in people if person.get("name")}
    rows = Attendee.objects.filter(registration__in=others.filter(event=event))
    here = rows.filter(registration__organisation_name=organisation).values_list("name", flat=True)[:MOST]
    found += [
        _("%(name)s of %(organisation)s is registered already.")
        % {"name": names[_key(name)], "organisation": organisation}
        for name in sorted(set(here))
        if _key(name) in names
    ]
    others_at_the_time = (
        Q(registration__event__starts_at__lt=event.ends_at)
        & Q(registration__event__ends_at__gt=event.starts_at)
        & ~Q(registration__event=event.pk)
        & ~Q(registration__event__state=ExchangeEventPage.State.CANCELLED)
    )
    there = (
        Attendee.objects.filter(others_at_the_time, registration__in=others, registration__event__live=True)
        .filter(registration__organisation_name=organisation)
        .exclude(registration__email__iexact=email)
        .select_related("registration__event")[:MOST]
    )
    found += [
        _("%(name)s of %(organisation)s goes to “%(title)s” at this time.")
        % {
            "name": names[_key(row.name)],
            "organisation": organisation,
            "title": row.registration.event.local_title,
        }
        for row in there
        if _key(row.name) in names
    ]
    overlapping = Q(event__starts_at__lt=event.ends_at, event__ends_at__gt=event.starts_at)
    elsewhere = others.filter(overlapping, email__iexact=email, event__live=True).exclude(event=event)
    found += [
        _("At this time you are registered for “%(title)s” (%(when)s).")
        % {
            "title": row.event.local_title,
            "when": f"{thai_range(row.event.starts_at, row.event.ends_at)} {thai_time(row.event.starts_at)}",
        }
        for row in elsewhere.exclude(event__state=ExchangeEventPage.State.CANCELLED).select_related("event")
    ]
    return found


def of(registration: Registration) -> list[str]:
    """Those of a team that is written down but has not taken its turn."""
    people = list(registration.attendees.values("name"))
    return conflicts(
        registration.event,
        email=registration.email,
        organisation=registration.organisation_name,
        people=people,
        but=registration,
    )


def _key(name: str) -> str:
    return "".join(name.split()).casefold()
