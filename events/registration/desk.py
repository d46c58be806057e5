"""What the organiser sees of an event's registrations."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Attendee, ExchangeEventPage, Registration
from events.sessions.programme import Session, to_choose
from organisations import policy
from organisations.policy import Action, Thing


def keep_days() -> int:
    """Days after the event for which registrations are kept."""
    return settings.KEEP_DAYS["registrations"]


def organised_by(person: User) -> QuerySet[ExchangeEventPage]:
    """The events whose registrations a person sees, each with its numbers."""
    if not policy.may(person, Action.VIEW, Thing.EVENT_REGISTRATION):
        return ExchangeEventPage.objects.none()
    hosts = policy.organisations_with(person, Action.VIEW, Thing.EVENT_REGISTRATION)
    alive = Q(registrations__state__in=Registration.HOLDING)
    return (
        ExchangeEventPage.objects.filter(host__in=hosts)
        .annotate(
            coming=Sum("registrations__size", filter=alive, default=0),
            in_line=Count("registrations", filter=Q(registrations__state=Registration.State.WAITING)),
        )
        .select_related("host")
        .defer_streamfields()
    )


def numbers(event: ExchangeEventPage) -> dict[str, object]:
    """Teams and people by state; those who come by group and meal."""
    labels = dict(Registration.State.choices)
    by_state = event.registrations.values("state").annotate(teams=Count("pk"), people=Sum("size"))
    found = {row["state"]: row for row in by_state}
    coming = Attendee.objects.filter(
        registration__event=event, registration__state=Registration.State.CONFIRMED
    )
    groups = dict(Attendee._meta.get_field("group").flatchoices)
    meals = dict(Attendee.Meal.choices)
    return {
        "states": [(labels[state], found[state]) for state in labels if state in found],
        "groups": [
            (groups.get(row["group"], row["group"]), row["n"])
            for row in coming.values("group").annotate(n=Count("pk")).order_by("-n", "group")
        ],
        "meals": [
            (meals.get(row["meal"], row["meal"]), row["n"])
            for row in coming.exclude(meal="").values("meal").annotate(n=Count("pk")).order_by("-n", "meal")
        ],
    }


def table(event: ExchangeEventPage, rows: QuerySet[Registration]) -> Iterator[list[object]]:
    """One line for each person, heading first."""
    questions = [(block.id, block.value["text"]) for block in event.questions]
    sessions = to_choose(event)
    yield [
        _("Registration code"),
        _("State"),
        _("Organisation"),
        _("Prefix"),
        _("Name and surname"),
        _("Position"),
        _("Group"),
        *([_("Meal")] if event.meals_offered else []),
        _("E-mail"),
        _("Telephone number"),
        _("Registered"),
        *([_("Sessions")] if sessions else []),
        *(text for _id, text in questions),
    ]
    for row in rows.prefetch_related("attendees__choices"):
        for person in row.attendees.all():
            yield [
                row.code,
                row.get_state_display(),
                row.organisation_name,
                person.prefix,
                person.name,
                person.position,
                person.get_group_display(),
                *([person.get_meal_display()] if event.meals_offered else []),
                row.email,
                row.phone,
                row.queued_at or row.created_at,
                *([_in_words(sessions, person)] if sessions else []),
                *(row.answers.get(key, "") for key, _text in questions),
            ]


def _in_words(sessions: list[Session], person: Attendee) -> str:
    seated = {choice.session for choice in person.choices.all() if choice.seated}
    return " / ".join(row.topic for row in sessions if row.key in seated)
