"""How a need and an offer meet: suggestions, asking, agreeing, calling off, finishing, rating."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from accounts.notices import notify
from networks import board, ledger
from networks.matching import Fit, Supply, Wish, ranked
from networks.models import Match, Need, Offer, OfferPlace, Partnership, PartnershipActivity, level_of
from networks.reminders import responsible
from organisations.models import Membership, Organisation, Role

#: Suggestions shown to a school, and offers looked at for them.
SHOWN = 5
LOOKED_AT = 300
#: Stars from here on say that an offer was worth it.
GOOD = 4

State = Match.State


class MeetingError(Exception):
    """What was asked for is no longer possible."""


class FullError(MeetingError):
    """The offer has no room left, or is paused."""


class ChangedError(MeetingError):
    """Somebody else was quicker, or the need is no longer open."""


@dataclass(frozen=True)
class Suggestion:
    offer: Offer
    fit: Fit


def wish_of(need: Need) -> Wish:
    today = timezone.localdate()
    rule = ledger.rule_of(need.school.office or need.school)
    judged = ledger.judged([need.school], rule, today)[need.school_id]
    row = board.Row(need.school, judged, rule.school_minimum, today)
    return Wish(
        hazard=need.hazard,
        care_step=need.care_step,
        place=need.place,
        districts=frozenset(need.school.districts),
        partners=frozenset(one.tie.partner for one in judged if one.counts),
        lacks_networks=bool(row.missing),
    )


def supply_of(offer: Offer) -> Supply:
    """Of an offer with its partner, as `kept` how often it was done and rated well, and the partner's `level`."""
    return Supply(
        key=offer.pk,
        partner=offer.partner_id,
        hazards=frozenset(offer.hazards),
        care_steps=frozenset(offer.care_steps),
        places=frozenset(offer.places),
        districts=frozenset(offer.districts),
        home=frozenset(offer.partner.districts[:1]),
        capacity=offer.capacity,
        left=offer.left,
        kept=offer.kept,
        level=offer.level,
    )


def suggestions(need: Need) -> list[Suggestion]:
    """The offers that answer a need best and were not asked for it yet."""
    rows = (
        Offer.objects.for_need(need)
        .exclude(matches__need=need)
        .select_related("partner", "partner__partner_page")
        .annotate(kept=Count("matches", filter=Q(matches__school_stars__gte=GOOD)), level=level_of("partner"))
        .order_by("-left", "pk")[:LOOKED_AT]
    )
    offers = {offer.pk: offer for offer in rows}
    fits = ranked(wish_of(need), map(supply_of, offers.values()))
    return [Suggestion(offers[fit.supply.key], fit) for fit in fits[:SHOWN]]


def keep_reach(offer: Offer) -> None:
    """Let needs find an offer where it now reaches."""
    OfferPlace.objects.filter(offer=offer).delete()
    OfferPlace.objects.bulk_create(
        OfferPlace(offer=offer, district=district, hazard=hazard)
        for district in offer.districts
        for hazard in offer.hazards
    )


@transaction.atomic
def change_capacity(offer: Offer, capacity: int) -> None:
    """More or fewer schools. Raises FullError if more have been promised already."""
    changed = Offer.objects.filter(pk=offer.pk, left__gte=F("capacity") - capacity).update(
        left=F("left") + capacity - F("capacity"), capacity=capacity
    )
    if not changed:
        raise FullError
    offer.refresh_from_db()


def coordinators(partner: Organisation) -> Iterable[User]:
    current = Membership.objects.current().filter(organisation=partner, role=Role.COORDINATOR)
    return User.objects.filter(is_active=True, memberships__in=current).distinct().order_by("pk")


def path(need: Need) -> str:
    with override("th"):
        return reverse("networks:need", args=[need.pk])


def _tell(match: Match, what: str, people: Iterable[User]) -> None:
    notify(
        people,
        f"networks/mail/match_{what}",
        path=path(match.need),
        school=match.need.school.name,
        partner=match.offer.partner.name,
        offer=match.offer.title,
        reason=match.reason,
    )


@transaction.atomic
def begin(need: Need, offer: Offer, by: User, *, by_school: bool) -> Match:
    """One side asks. Raises ChangedError or FullError."""
    if not Need.objects.select_for_update().filter(pk=need.pk, state=Need.State.OPEN).exists():
        raise ChangedError
    if not Offer.objects.for_need(need).filter(pk=offer.pk).exists():
        raise FullError
    state = State.ASKED if by_school else State.OFFERED
    match, created = Match.objects.get_or_create(
        need=need, offer=offer, defaults={"state": state, "begun_by": by}
    )
    if not created:
        raise ChangedError
    log(match, "networks.match", user=by, data={"state": state})
    _tell(match, state, coordinators(offer.partner) if by_school else responsible(need.school))
    return match


@transaction.atomic
def agree(match: Match, by: User) -> None:
    """The other side says yes: a place of the offer is taken, never more than it has.

    Raises ChangedError or FullError; nothing is changed then.
    """
    waiting = match.state
    changed = Match.objects.filter(pk=match.pk, state=waiting, state__in=[State.ASKED, State.OFFERED]).update(
        state=State.AGREED, agreed_at=timezone.now()
    )
    if not changed or not Need.objects.filter(pk=match.need_id, state=Need.State.OPEN).update(
        state=Need.State.MET
    ):
        raise ChangedError
    if not Offer.objects.filter(pk=match.offer_id, left__gt=0, paused=False).update(left=F("left") - 1):
        raise FullError
    match.refresh_from_db()
    log(match, "networks.match", user=by, data={"state": State.AGREED})
    _tell(
        match,
        "agreed",
        responsible(match.need.school) if waiting == State.ASKED else coordinators(match.offer.partner),
    )


@transaction.atomic
def decline(match: Match, reason: str, by: User) -> None:
    """The other side says no, and why. Raises ChangedError."""
    waiting = match.state
    changed = Match.objects.filter(pk=match.pk, state=waiting, state__in=[State.ASKED, State.OFFERED]).update(
        state=State.DECLINED, reason=reason
    )
    if not changed:
        raise ChangedError
    match.refresh_from_db()
    log(match, "networks.match", user=by, data={"state": State.DECLINED})
    _tell(
        match,
        "declined",
        responsible(match.need.school) if waiting == State.ASKED else coordinators(match.offer.partner),
    )


@transaction.atomic
def call_off(match: Match, reason: str, by: User, *, by_school: bool) -> None:
    """What was asked or agreed does not take place: its room is free again. Raises ChangedError."""
    was_agreed = Match.objects.filter(pk=match.pk, state=State.AGREED).update(
        state=State.WITHDRAWN, reason=reason
    )
    if was_agreed:
        Offer.objects.filter(pk=match.offer_id).update(left=F("left") + 1)
        Need.objects.filter(pk=match.need_id, state=Need.State.MET).update(state=Need.State.OPEN)
    elif not Match.objects.filter(pk=match.pk, state__in=[State.ASKED, State.OFFERED]).update(
        state=State.WITHDRAWN, reason=reason
    ):
        raise ChangedError
    match.refresh_from_db()
    log(match, "networks.match", user=by, data={"state": State.WITHDRAWN})
    _tell(
        match, "withdrawn", coordinators(match.offer.partner) if by_school else responsible(match.need.school)
    )


@transaction.atomic
def finish(match: Match, on: date, by: User) -> None:
    """It took place: from now on it counts as something done together. Raises ChangedError."""
    if not Match.objects.filter(pk=match.pk, state=State.AGREED).update(state=State.DONE, done_on=on):
        raise ChangedError
    Need.objects.filter(pk=match.need_id).update(state=Need.State.DONE)
    match.refresh_from_db()
    school, partner = match.need.school, match.offer.partner
    partnership = Partnership.objects.current(on).filter(owner=school, partner=partner).first()
    if partnership is None:
        partnership, _created = Partnership.objects.get_or_create(
            owner=school, partner=partner, starts_on=on, defaults={"levels": match.offer.levels}
        )
    PartnershipActivity.objects.create(
        partnership=partnership, day=on, what=match.offer.title[:250], recorded_by=by
    )
    log(match, "networks.match", user=by, data={"state": State.DONE})
    _tell(match, "done", coordinators(partner))


def rate(match: Match, stars: int, words: str, by: User, *, by_school: bool) -> None:
    """How it was, from one side; once. Raises ChangedError."""
    side = "school" if by_school else "partner"
    rated = Match.objects.filter(pk=match.pk, state=State.DONE, **{f"{side}_stars": None}).update(
        **{f"{side}_stars": stars, f"{side}_words": words}
    )
    if not rated:
        raise ChangedError
    log(match, "networks.rate", user=by, data={"side": side, "stars": stars})


@transaction.atomic
def close(need: Need, by: User) -> None:
    """The school needs it no more. Raises ChangedError if help is agreed already."""
    if not Need.objects.filter(pk=need.pk, state=Need.State.OPEN).update(state=Need.State.CLOSED):
        raise ChangedError
    for match in need.matches.filter(state__in=[State.ASKED, State.OFFERED]).select_related(
        "need__school", "offer__partner"
    ):
        call_off(match, "", by, by_school=True)
    log(need, "networks.need", user=by, data={"state": Need.State.CLOSED})


@transaction.atomic
def reopen(need: Need, by: User) -> None:
    """Undo of `close`. Raises ChangedError."""
    if not Need.objects.filter(pk=need.pk, state=Need.State.CLOSED).update(state=Need.State.OPEN):
        raise ChangedError
    log(need, "networks.need", user=by, data={"state": Need.State.OPEN})
