"""Figures of the demonstration: this year's, a year that was signed, and what was stated anew of it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import OneTimeLink, User
from content.years import FISCAL, Period
from organisations.models import Organisation, Role
from programme.cockpit import sharing
from programme.indicators import freezing, history
from programme.models import (
    CockpitShare,
    EnteredFigure,
    Indicator,
    MeasuredValue,
    Nudge,
    StatedFigure,
    StatedLine,
    Statement,
)
from vcare.targets import PUPILS, STAFF

SOURCE = "ตัวเลขสมมุติเพื่อการสาธิต"
MONTHS = 9

#: By indicator: last year's number, what it was corrected to, this year's, and the whole.
FIGURES = {
    "pupils-cared": (19_118, 19_204, 19_402, PUPILS),
    "pupils-opportunity": (19_690, 19_690, 19_741, PUPILS),
    "staff-operating": (1_455, 1_455, STAFF, STAFF),
    "staff-effective": (1_164, 1_164, 1_211, STAFF),
}


def add(office: Organisation, schools: Mapping[int, Organisation], mail_domain: str, today: date) -> None:
    officer, director = (
        User.objects.get(email=f"{role.value}@{mail_domain}") for role in (Role.OFFICER, Role.OFFICE_DIRECTOR)
    )
    last, this = Period.of(today, FISCAL).before, Period.of(today)
    signed = last.last + timedelta(days=15)
    enter(office, officer, last.last - timedelta(days=60), 0)
    sign(office, last, director, signed, today)
    corrected = Indicator.objects.get(office=office, key="pupils-cared")
    figure(corrected, officer, last.last - timedelta(days=60), FIGURES["pupils-cared"][1], PUPILS)
    sign(
        office,
        last,
        director,
        signed + timedelta(days=20),
        today,
        "โรงเรียน 2 แห่งส่งผลการคัดกรองเพิ่มหลังวันปิดงวด (สมมุติ)",
    )
    enter(office, officer, max(this.first, today - timedelta(days=12)), 2)
    for day in history.months_before(today, MONTHS):
        history.keep(office, day)
    share, _path = sharing.make(office, "ผู้ตรวจราชการ (สมมุติ)", 30, director)
    CockpitShare.objects.filter(pk=share.pk).update(is_demo=True)
    Nudge.objects.create(
        school=schools[90],
        reasons=["expiring"],
        people=1,
        sent_by=officer,
        sent_at=timezone.now() - timedelta(days=3),
    )


def enter(office: Organisation, officer: User, as_of: date, column: int) -> None:
    for indicator in Indicator.objects.filter(office=office, key__in=FIGURES):
        row = FIGURES[indicator.key]
        figure(indicator, officer, as_of, row[column], row[3])


def figure(indicator: Indicator, officer: User, as_of: date, number: int, whole: int) -> None:
    EnteredFigure.objects.create(
        indicator=indicator,
        as_of=as_of,
        numerator=number,
        denominator=whole,
        source=SOURCE,
        entered_by=officer,
        entered_at=at(as_of + timedelta(days=1)),
    )


def sign(
    office: Organisation, period: Period, director: User, day: date, today: date, reason: str = ""
) -> Statement:
    """As it was signed on a day, which is never one to come."""
    seen = freezing.draft(office, period, today).digest
    return freezing.sign(
        office,
        period,
        director,
        position=f"ผู้อำนวยการ{office.name}",
        seen=seen,
        reason=reason,
        today=today,
        at=at(min(day, today)),
        is_demo=True,
    )


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def remove(mail_domain: str) -> None:
    """Take the figures away, and what was measured from fictional schools."""
    StatedLine.objects.filter(is_demo=True).delete()
    StatedFigure.objects.filter(is_demo=True).delete()
    Statement.objects.filter(is_demo=True).delete()
    MeasuredValue.objects.all().delete()
    EnteredFigure.objects.filter(entered_by__email__endswith=f"@{mail_domain}").delete()
    by_visitors = Q(made_by__email__endswith=f"@{mail_domain}")
    for share in CockpitShare.objects.filter(Q(is_demo=True) | by_visitors):
        OneTimeLink.objects.about(share).delete()
        share.delete()
    types = ContentType.objects.get_for_models(CockpitShare, Indicator, Statement)
    for model, content_type in types.items():
        alive = {str(pk) for pk in model._base_manager.values_list("pk", flat=True)}
        ModelLogEntry.objects.filter(content_type=content_type).exclude(object_id__in=alive).delete()
