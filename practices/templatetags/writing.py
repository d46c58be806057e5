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
    try:
        step = step_of(need.field)
    except StopIteration:
        return reverse("writing:overview", args=[draft.reference])
    return f"{reverse('writing:step', args=[draft.reference, step.key])}#{anchor(need.field)}"


def anchor(field: str) -> str:
    return f"id_{field}_field"
