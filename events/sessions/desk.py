"""What the organiser sees of the sessions: how full each is, and who goes where."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.listing import FilterForm
from content.templatetags.thai import thai_date, thai_time
from content.years import NoYear
from events.models import ExchangeEventPage, SessionChoice
from events.sessions.programme import Session


class SessionFilter(FilterForm):
    """By session, and by any words of names or organisation."""

    per_page = 50
    by_year = NoYear("Of one event.")

    session = forms.ChoiceField(label=gettext_lazy("Session"), required=False)
    q = forms.CharField(label=gettext_lazy("Name or organisation"), required=False, max_length=100)

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = sessions
        self.fields["session"].choices = [
            ("", _("All")),
            *((row.key, f"{thai_date(row.day)} {thai_time(row.begins)} {row.topic}") for row in sessions),
        ]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if session := chosen.get("session"):
            rows = rows.filter(session=session)
        for word in chosen.get("q", "").split():
            rows = rows.filter(
                Q(attendee__name__icontains=word)
                | Q(attendee__prefix__icontains=word)
                | Q(attendee__registration__organisation_name__icontains=word)
            )
        order = [When(session=row.key, then=Value(n)) for n, row in enumerate(self.sessions)]
        return rows.annotate(
            place=Case(*order, default=Value(len(order)), output_field=IntegerField())
        ).order_by("place", "attendee__registration__organisation_name", "attendee__number", "pk")


def people_of(event: ExchangeEventPage) -> QuerySet[SessionChoice]:
    """Everybody with a place in a session."""
    return SessionChoice.objects.of_event(event).seated().select_related("attendee__registration")


def line_of(event: ExchangeEventPage) -> QuerySet[SessionChoice]:
    """Everybody who waits for a place in a session, those for whom one is held before the others."""
    rows = SessionChoice.objects.of_event(event)
    found = (rows.in_line() | rows.offered()).select_related("attendee__registration")
    return found.order_by("session", F("offered_until").asc(nulls_last=True), "queued_at", "pk")


def table(rows: QuerySet[SessionChoice], sessions: Sequence[Session]) -> Iterator[list[object]]:
    """One line for each person and session, heading first."""
    known = {row.key: row for row in sessions}
    yield [
        _("Day"),
        _("Time"),
        _("Room"),
        _("Session"),
        _("Prefix"),
        _("Name and surname"),
        _("Position"),
        _("Organisation"),
        _("Registration code"),
    ]
    for choice in rows:
        row, person = known.get(choice.session), choice.attendee
        if row is None:
            continue
        yield [
            row.day,
            f"{thai_time(row.begins)} – {thai_time(row.ends)}",
            row.room,
            row.topic,
            person.prefix,
            person.name,
            person.position,
            person.registration.organisation_name,
            person.registration.code,
        ]
