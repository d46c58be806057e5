"""What the pages of events need besides what all pages have."""

from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from events.desk_tabs import links
from events.feedback.results import Results
from events.models import Call, ExchangeEventPage
from events.sessions.programme import days_of
from events.structured import json_ld
from networks.templatetags.linked_data import script
from vcare.satisfaction import LEVELS, MARKS, reading

register = template.Library()


@register.simple_tag
def event_linked_data(event: ExchangeEventPage) -> SafeString:
    """The event for search engines, in a script element that no browser runs."""
    return script(json_ld(event))


@register.inclusion_tag("events/desk_tabs.html", takes_context=True)
def desk_tabs(context: Context, event: ExchangeEventPage) -> dict[str, Any]:
    """The screens of an event's desk that the reader may open."""
    request = context["request"]
    return {"tabs": links(event, request.user, request.path)}


@register.inclusion_tag("events/programme.html")
def programme(event: ExchangeEventPage) -> dict[str, Any]:
    """The programme day by day."""
    return {"days": days_of(event)}


@register.inclusion_tag("events/feedback/scale.html")
def mean_scale(mean: Decimal | str) -> dict[str, str]:
    """A mean as a point between 1 and 5."""
    return {"x": str(round(6 + 25 * (float(mean) - 1), 1))}


@register.filter
def mean_level(mean: Decimal | str) -> str:
    """How a mean is read, in words."""
    return LEVELS[str(reading(Decimal(mean)))].label(get_language())


@register.simple_tag
def mark_shares(results: Results) -> list[dict[str, Any]]:
    """How often each mark was given, the best first, as parts of a bar of 100."""
    parts, x = [], Decimal(0)
    for mark, (label, count, share) in zip(MARKS, results.shares(), strict=True):
        width = share or Decimal(0)
        parts.append(
            {
                "level": 5 - mark,
                "label": label,
                "count": count,
                "share": share,
                "x": str(x),
                "width": str(width),
            }
        )
        x += width
    return parts


@register.inclusion_tag("events/calls/panel.html")
def open_call(event: ExchangeEventPage) -> dict[str, Any]:
    """What the event looks for, as long as schools may propose."""
    call = Call.objects.open().filter(event=event).first()
    return {"call": call, "event": event}
