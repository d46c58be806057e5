"""Decisions that run out: by their day alone; coordinator and office are told before."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from networks.models import ExpiryNotice, Vetting
from networks.vetting import letters
from networks.vetting.cases import office_of
from networks.vetting.rules import TOLD_BEFORE


def ending(within: int, on: date | None = None) -> QuerySet[Vetting]:
    """Decisions in force that end within so many days and that no other outlasts."""
    day = on or timezone.localdate()
    longer = Vetting.objects.in_force(day).filter(
        partner=OuterRef("partner"), level__gte=OuterRef("level"), expires_on__gt=OuterRef("expires_on")
    )
    return (
        Vetting.objects.in_force(day)
        .filter(~Exists(longer), expires_on__lte=day + timedelta(days=within))
        .select_related("partner", "partner__office")
        .order_by("expires_on", "pk")
    )


def tell() -> int:
    """Announce each end once at each of its days, also after a day without a run; how many were announced."""
    today = timezone.localdate()
    return sum(announce(case, today) for case in ending(max(TOLD_BEFORE), today))


def announce(case: Vetting, today: date) -> bool:
    left = (case.expires_on - today).days
    days = min(days for days in TOLD_BEFORE if left <= days)
    try:
        with transaction.atomic():
            ExpiryNotice.objects.create(case=case, days=days)
            words = {
                "level": case.get_level_display(),
                "expires_on": case.expires_on,
                "left": left,
            }
            letters.tell_coordinators(case.partner, "vetting_ending", **words)
            letters.tell_office(
                office_of(case),
                "vetting_ending",
                letters.path("partner", case.partner.uid),
                partner=case.partner.name,
                **words,
            )
    except IntegrityError:
        return False
    return True
