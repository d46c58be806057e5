"""What the cockpit's templates ask of its rows."""

from datetime import datetime

from django import template

from programme.cockpit.attention import Row

register = template.Library()


@register.simple_tag
def quiet(row: Row, now: datetime) -> bool:
    """Whether a school was nudged so short ago that it is left in peace."""
    return row.is_quiet(now)
