"""Dates, numbers and names as the visitor's language writes them."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from content.digits import html_in_thai_digits
from vcare import calendar
from vcare.adoption import (
    ADOPTION_STATES,
    CORE_KEPT,
    LEARNED_VIA,
    PRACTICE_PARTS,
    PULSE_ANSWERS,
    STANDINGS,
    STOP_REASONS,
)
from vcare.awards import AWARD_SCHEMES, AWARD_SCOPES
from vcare.care import CARE_STEPS, SCREENING_ASPECTS
from vcare.events import EVENT_TYPES
from vcare.funds import FUNDS
from vcare.hazards import HAZARDS, MEASURES, SUB_HAZARDS
from vcare.partners import COOPERATION_LEVELS, COOPERATION_STATUSES, PARTNER_TYPES
from vcare.practices import DIMENSIONS, PRACTICE_KINDS, SANDBOX_RECOGNITION, TARGET_GROUPS
from vcare.schools import DISTRICTS, GRADES, LEVEL_GROUPS, SCHOOL_SIZES, size_class
from vcare.stages import STAGES
from vcare.states import MOU_STATES, PRACTICE_STATES, REPORT_STATES
from vcare.vocabulary import Term, Vocabulary, is_english

register = template.Library()


def _local(value: Any) -> Any:
    """A moment in the current time zone, anything else as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def thai_date(value: date | None, style: calendar.Style = "short") -> str:
    """22 พ.ย. 2569, in English 22 Nov 2026. Styles: short, long, formal, full."""
    return calendar.format_thai_date(_local(value), style, get_language()) if value else ""


@register.filter
def thai_time(value: datetime | time | None) -> str:
    """13.30 น., in English 13:30."""
    return "" if value is None or value == "" else calendar.format_thai_time(_local(value), get_language())


@register.filter
def thai_datetime(value: datetime | None, style: calendar.Style = "short") -> str:
    """22 พ.ย. 2569 13.30 น., in English 22 Nov 2026, 13:30."""
    return calendar.format_thai_datetime(_local(value), style, get_language()) if value else ""


@register.filter
def thai_range(start: date | None, end: date | None) -> str:
    """28–29 พ.ย. 2569. The start alone if there is no end or it is before the start."""
    return _range(start, end, "short")


@register.filter
def thai_range_long(start: date | None, end: date | None) -> str:
    """28–29 พฤศจิกายน 2569."""
    return _range(start, end, "long")


def _range(start: date | None, end: date | None, style: calendar.Style) -> str:
    if not start:
        return ""
    try:
        return calendar.format_thai_range(_local(start), _local(end) or None, style, get_language())
    except ValueError:
        return thai_date(start, style)


@register.filter
def thai_year(value: date | int | None) -> str:
    """The year of a date, or a Buddhist year, in the era of the language: 2569, in English 2026."""
    if not value:
        return ""
    year = calendar.buddhist_year(_local(value)) if isinstance(value, date) else int(value)
    return str(calendar.to_christian(year) if is_english(get_language()) else year)


@register.filter
def academic_year(year: int | None, term: str | int | None = None) -> str:
    """A Buddhist school year, with the term if given: ภาคเรียนที่ 2/2569."""
    return calendar.format_academic_year(year, term, get_language()) if year else ""


@register.filter
def thai_digits(value: Any) -> str:
    """๒๕๖๙ for 2569, in every language: for papers that ask for it."""
    return calendar.to_thai_digits(str(value))


@register.tag
def formal_digits(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """What stands in it has Thai digits where the address asks for them: `?digits=thai`."""
    nodes = parser.parse(("endformal_digits",))
    parser.delete_first_token()
    return _FormalDigits(nodes)


class _FormalDigits(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        html = self.nodelist.render(context)
        if context.request.GET.get("digits") != "thai":
            return html
        # Only digits in texts were changed: what was safe still is.
        return SafeString(html_in_thai_digits(html))


@register.filter
def thai_number(value: Decimal | float | None) -> str:
    """1,563. What is no number stays as it is, nothing stays empty."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    return f"{value:,}"


@register.filter
def phrases(text: str, length: int) -> str:
    """The beginning of a text, ended where it pauses: Thai has a space there, and none between words."""
    if len(text) <= length:
        return text
    pause = text.rfind(" ", length // 2, length + 1)
    # A run without a pause is left whole: a cut inside a word reads worse than a long line.
    return f"{text[:pause].rstrip(' ,;:·–-')} …" if pause > 0 else text


#: Letters of a name that stays on one line of a phone, whatever stands before it.
ONE_LINE = 32


@register.filter
def nb(name: Any) -> SafeString:
    """A name that no line break may cut, if it fits a line: browsers cut Thai names that their dictionary lacks."""
    if len(str(name)) > ONE_LINE:
        return conditional_escape(name)
    return format_html('<span class="nb">{}</span>', str(name).replace(" ", "\u00a0"))


@register.filter
def school_size(pupils: int | None) -> str:
    """The size class of a school with so many pupils; empty if unknown or without pupils."""
    size = size_class(pupils) if pupils else None
    return size.label(get_language()) if size else ""


def _label_filter(vocabulary: Vocabulary[Any]) -> Callable[..., str]:
    def label(key: Any, length: str = "") -> str:
        """The label of a key; with "short" the short one. An unknown key stays as it is."""
        term: Term | None = vocabulary.get(str(key))
        if term is None:
            return "" if key is None else str(key)
        return term.short(get_language()) if length == "short" else term.label(get_language())

    return label


for _name, _vocabulary in {
    "adoption_state": ADOPTION_STATES,
    "award_scheme": AWARD_SCHEMES,
    "award_scope": AWARD_SCOPES,
    "care_step": CARE_STEPS,
    "cooperation_level": COOPERATION_LEVELS,
    "cooperation_status": COOPERATION_STATUSES,
    "core_kept": CORE_KEPT,
    "dimension": DIMENSIONS,
    "district": DISTRICTS,
    "event_type": EVENT_TYPES,
    "fund": FUNDS,
    "grade": GRADES,
    "hazard": HAZARDS,
    "learned_via": LEARNED_VIA,
    "level": LEVEL_GROUPS,
    "measure": MEASURES,
    "mou_state": MOU_STATES,
    "partner_type": PARTNER_TYPES,
    "practice_part": PRACTICE_PARTS,
    "practice_kind": PRACTICE_KINDS,
    "practice_state": PRACTICE_STATES,
    "pulse_answer": PULSE_ANSWERS,
    "recognition": SANDBOX_RECOGNITION,
    "report_state": REPORT_STATES,
    "school_size": SCHOOL_SIZES,
    "screening_aspect": SCREENING_ASPECTS,
    "stage": STAGES,
    "standing": STANDINGS,
    "stop_reason": STOP_REASONS,
    "sub_hazard": SUB_HAZARDS,
    "target_group": TARGET_GROUPS,
}.items():
    register.filter(f"{_name}_label", _label_filter(_vocabulary))
