"""Who looks after the door of an event: its people, and helpers with a link of one event."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from events.models import Attendance, DoorLink, ExchangeEventPage
from organisations import policy
from organisations.policy import Action, At, Thing

#: Where a session keeps the links by which it may look after doors.
_SESSION = "doors"
#: How long phones may bring in what they recorded, after the event.
AFTER = timedelta(days=7)
#: How long a helper's link works after the event: until the phones have a network again.
LINK_AFTER = timedelta(days=1)
#: How long before an event phones may get themselves ready.
BEFORE = timedelta(days=3)


@dataclass(frozen=True)
class Keeper:
    """Somebody at the door of one event."""

    event: ExchangeEventPage
    person: User | None = None
    link: DoorLink | None = None
    #: Whether they may hand out links to helpers.
    invites: bool = False
    #: Whether they may check people in, not only look.
    acts: bool = True

    @property
    def name(self) -> str:
        return self.link.name if self.link else self.person.get_full_name() if self.person else ""


def keeper_of(request: HttpRequest, event: ExchangeEventPage) -> Keeper | None:
    """Who this visitor is at the door of an event; None if nobody."""
    place = At(Thing.EVENT_DOOR, event.host)
    acts = policy.may(request.user, Action.EDIT, place)
    keys = [] if acts else links_of(request)
    link = DoorLink.objects.open().filter(pk__in=keys, event=event).first() if keys else None
    if policy.may(request.user, Action.VIEW, place):
        # Who may only look can be a helper like anybody else.
        return Keeper(
            event,
            person=request.user,
            link=link,
            invites=policy.may(request.user, Action.CREATE, place),
            acts=acts or link is not None,
        )
    return link and Keeper(event, link=link)


def had_a_link(request: HttpRequest, event: ExchangeEventPage) -> bool:
    """Whether this visitor came by a link that has ended meanwhile."""
    return DoorLink.objects.filter(pk__in=links_of(request), event=event).exists()


def is_open(event: ExchangeEventPage) -> bool:
    """Whether people are checked in now."""
    now = timezone.now()
    return event.state != event.State.CANCELLED and Attendance.opens_at(event) <= now <= event.ends_at + AFTER


def days(event: ExchangeEventPage) -> list[date]:
    first, last = Attendance.days_of(event)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def opens_at(event: ExchangeEventPage, day: date) -> datetime:
    """From when on people are checked in for a day."""
    return Attendance.opens_at(event) + (day - Attendance.days_of(event)[0])


def day_of(event: ExchangeEventPage, moment: datetime) -> date:
    """The event's day on which something happened; what lies outside counts for the nearest."""
    first, last = Attendance.days_of(event)
    return min(max(timezone.localdate(moment), first), last)


def sane(event: ExchangeEventPage, moment: datetime | None) -> datetime:
    """A phone's moment, never in the future and never before the morning of the event."""
    now = timezone.now()
    return max(min(moment or now, now), min(Attendance.opens_at(event), now))


def on_duty(person: policy.Person, links: Sequence[int] = ()) -> QuerySet[ExchangeEventPage]:
    """The events of these days at whose door a person, or whoever has these links, may stand; the next first."""
    now = timezone.now()
    near = (
        ExchangeEventPage.objects.live()
        .filter(starts_at__lte=now + BEFORE, ends_at__gte=now - LINK_AFTER)
        .exclude(state=ExchangeEventPage.State.CANCELLED)
    )
    mine = Q(pk__in=DoorLink.objects.open().filter(pk__in=links).values("event"))
    if policy.may(person, Action.VIEW, Thing.EVENT_DOOR):
        mine |= Q(host__in=policy.organisations_with(person, Action.VIEW, Thing.EVENT_DOOR))
    return near.filter(mine).select_related("host").defer_streamfields().order_by("starts_at", "pk")


def links_of(request: HttpRequest) -> list[int]:
    """The links by which this browser looks after doors; they may have ended."""
    return request.session.get(_SESSION, [])


# Links for helpers


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(event: ExchangeEventPage, name: str, by: User) -> str:
    """A new link's token: shown once, kept nowhere."""
    token = secrets.token_urlsafe(24)
    link = DoorLink.objects.create(
        event=event, digest=digest(token), name=name, made_by=by, expires_at=event.ends_at + LINK_AFTER
    )
    log(link, "events.door_link", user=by, data={"until": link.expires_at.isoformat()})
    return token


def find_link(token: str) -> DoorLink | None:
    return DoorLink.objects.select_related("event__host").filter(digest=digest(token)).first()


def enter(request: HttpRequest, link: DoorLink) -> None:
    """Let this browser look after the door, as long as the link works."""
    if not request.user.is_authenticated:
        request.session.cycle_key()
    keys = [key for key in links_of(request) if key != link.pk]
    request.session[_SESSION] = [*keys[-9:], link.pk]
    log(link, "events.door_enter", user=request.user if request.user.is_authenticated else None)


def leave(request: HttpRequest, event: ExchangeEventPage) -> None:
    """This browser has done its duty."""
    ended = set(DoorLink.objects.filter(event=event).values_list("pk", flat=True))
    request.session[_SESSION] = [key for key in links_of(request) if key not in ended]


@transaction.atomic
def withdraw(link: DoorLink, by: User) -> None:
    if DoorLink.objects.filter(pk=link.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        log(link, "events.door_withdraw", user=by)
