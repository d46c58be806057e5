"""The awards that a practice's page shows."""

from typing import Any

from django import template

from practices.awards import awards_of
from practices.models import PracticePage

register = template.Library()


@register.simple_tag
def practice_awards(page: PracticePage) -> dict[str, Any]:
    """`recorded` by those who gave them, and what the writers `told` beyond that."""
    recorded, told = awards_of(page)
    return {"recorded": recorded, "told": told}
