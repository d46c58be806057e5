"""What a number means, in one sentence."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from content.templatetags.thai import thai_date, thai_number
from programme.indicators.history import Point
from programme.indicators.measuring import Reading
from programme.indicators.sums import Since

#: Days that lie between two values that are compared in words.
APART = 25


def standing(reading: Reading) -> str:
    """How it stands to its target."""
    if reading.unknown:
        return reading.unknown
    if reading.at_least:
        return _("Nearly all. How many exactly is not told, since so few are left.")
    if reading.target is None:
        return _("No target is set; watched all the same.")
    if reading.reached is None:
        return _("The whole is not known, so no per cent can be told.")
    if reading.reached:
        return _("The target is reached.")
    return _("%(n)s %(unit)s more are needed to reach the target.") % {
        "n": thai_number(reading.missing),
        "unit": reading.unit,
    }


def change(course: Sequence[Point]) -> str:
    """How it moved in about a month; empty if there is none."""
    if not course or course[-1].value is None:
        return ""
    now = course[-1]
    known = [point for point in course[:-1] if point.value is not None]
    # Yesterday tells nothing: the newest value that is old enough, else the oldest there is.
    old = [point for point in known if (now.on - point.on).days >= APART]
    before = old[-1] if old else known[0] if known else None
    if before is None or before.value is None or now.value is None:
        return ""
    day = thai_date(before.on)
    if now.value > before.value:
        return _("%(n)s more than on %(day)s.") % {"n": thai_number(now.value - before.value), "day": day}
    if now.value < before.value:
        return _("%(n)s fewer than on %(day)s.") % {"n": thai_number(before.value - now.value), "day": day}
    return _("As many as on %(day)s.") % {"day": day}


def compared(since: Since) -> str:
    """How it moved from one closed round of reports to the next, told of the same schools."""
    if since.now == since.before:
        words = _("As many as in %(round)s in the %(schools)s schools that reported both times.")
    elif since.now > since.before:
        words = _("%(n)s more than in %(round)s in the %(schools)s schools that reported both times.")
    else:
        words = _("%(n)s fewer than in %(round)s in the %(schools)s schools that reported both times.")
    return words % {
        "n": thai_number(abs(since.now - since.before)),
        "round": since.round,
        "schools": thai_number(since.schools),
    }


def sentence(reading: Reading, course: Sequence[Point]) -> str:
    moved = compared(reading.since) if reading.since else change(course)
    return " · ".join(filter(None, [standing(reading), moved]))
