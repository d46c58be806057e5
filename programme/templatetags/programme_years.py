"""The year of a statement in words."""

from django import template

from content.years import Period
from programme.models import Statement

register = template.Library()


@register.filter
def period_of(statement: Statement) -> Period:
    """Academic or fiscal year, as it is written."""
    return Period(statement.year_kind, statement.year)
