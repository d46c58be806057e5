"""The organiser's desk of an event: its screens in the order of the work. A new screen is a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Certificate, ExchangeEventPage, Places, Proposal
from events.models.attendance import Attendance
from organisations import policy
from organisations.policy import Action, At, Thing


@dataclass(frozen=True)
class Tab:
    """A screen of the desk. What is addressed beneath its own address belongs to it."""

    label: str | Promise
    #: Its name in `exchange:`; it takes the event's reference alone.
    name: str
    thing: Thing = Thing.EVENT_REGISTRATION
    action: Action = Action.VIEW
    #: What is shown beside the label; 0 shows nothing.
    count: Callable[[ExchangeEventPage], int] | None = None


def undecided(event: ExchangeEventPage) -> int:
    return Proposal.objects.undecided().filter(call__event=event).count()


TABS: list[Tab] = [
    Tab(_("Who registers"), "desk", count=Places.taken_of),
    Tab(_("Sessions"), "desk_sessions"),
    Tab(_("Call for practices"), "desk_call", Thing.CALL, count=undecided),
    Tab(
        _("Who came"), "attendance", Thing.EVENT_DOOR, count=lambda event: Attendance.attended(event).count()
    ),
    Tab(_("What people thought"), "feedback_desk", Thing.EVENT_RECORD),
    Tab(_("Record of the event"), "record", Thing.EVENT_RECORD),
    Tab(_("Report"), "report", Thing.EVENT_RECORD),
    Tab(_("What it led to"), "funnel"),
    Tab(_("Certificates"), "certificates", Thing.CERTIFICATE, count=Certificate.issued_at),
]


@dataclass(frozen=True)
class Link:
    """A tab as one person sees it."""

    label: str | Promise
    url: str
    count: int
    current: bool


def links(event: ExchangeEventPage, person: policy.Person, path: str) -> list[Link]:
    """The tabs that a person may open; current is the one whose address `path` begins with, the longest."""
    tabs = [tab for tab in TABS if policy.may(person, tab.action, At(tab.thing, event.host))]
    urls = [reverse(f"exchange:{tab.name}", args=[event.slug]) for tab in tabs]
    here = max((url for url in urls if path.startswith(url)), key=len, default="")
    return [
        Link(tab.label, url, tab.count(event) if tab.count else 0, url == here)
        for tab, url in zip(tabs, urls, strict=True)
    ]
