"""What an event led to, in the words and numbers of its pages."""

from typing import Any

from django import template
from django.utils.translation import get_language

from events.funnel import counting, wishes
from events.models import ExchangeEventPage

register = template.Library()
register.filter(counting.answer_words)


@register.filter
def outcome_label(key: str) -> str:
    return counting.OUTCOMES.label(key, get_language())


@register.filter
def takes_wishes(event: ExchangeEventPage) -> bool:
    """Whether schools say right now what they want to try."""
    return wishes.is_open(event)


@register.inclusion_tag("events/funnel/public.html")
def led_to(event: ExchangeEventPage) -> dict[str, Any]:
    """For everybody, once the event is over."""
    return {"found": counting.public_of(event) if event.is_over and event.pk else None}
