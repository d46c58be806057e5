"""Where a thing that is missing is filled in."""

from django import template
from django.urls import reverse

from practices.writing.completeness import Need
from practices.writing.drafts import Draft
from practices.writing.steps import step_of

register = template.Library()


@register.filter
def address(need: Need, draft: Draft) -> str:
    """The field that a missing thing goes into."""
    return f"{reverse('writing:step', args=[draft.reference, step_of(need.field).key])}#{anchor(need.field)}"


def anchor(field: str) -> str:
    return f"id_{field}_field"
