"""Where a thing that is missing is filled in."""

from django import template
from django.urls import reverse

from practices.writing.completeness import Need
from practices.writing.drafts import Draft
from practices.writing.steps import BY_KEY, STEPS, Step, step_of

register = template.Library()

#: On which steps the parts of a report are told.
STEPS_OF_PART = {
    "cover": ("title", "summary", "authors", "subjects", "fit", "reuse"),
    "appendix": ("pictures",),
}


@register.filter
def address(need: Need, draft: Draft) -> str:
    """The field that a missing thing goes into; for one that is on no step all of them."""
    step = step_of(need.field)
    if step is None:
        return reverse("writing:overview", args=[draft.reference])
    return f"{reverse('writing:step', args=[draft.reference, step.key])}#id_{need.field}_field"


@register.filter
def steps_of(part: str) -> list[Step]:
    keys = STEPS_OF_PART.get(part, (part,))
    return [step for step in STEPS if step.key in keys and step.key in BY_KEY]
