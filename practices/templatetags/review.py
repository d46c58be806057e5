"""What other screens show of the review."""

from typing import Any

from django import template
from django.template import Context

from organisations import policy
from organisations.policy import Action
from practices.models import PracticePage
from practices.review.obstacles import in_words
from practices.review.situation import Situation
from practices.review.states import State
from practices.review.words import STATE_LABELS

register = template.Library()


@register.filter
def state_label(state: str) -> str:
    return STATE_LABELS[State(state)]


@register.simple_tag(takes_context=True)
def may_look_after(context: Context, page: PracticePage) -> bool:
    """Whether the reader has a part in the review of this practice: `{% may_look_after page as mine %}`."""
    person = getattr(context.get("request"), "user", None)
    return bool(person and person.is_authenticated) and policy.may(person, Action.VIEW, page)


@register.inclusion_tag("practices/review/actions.html", takes_context=True)
def review_actions(context: Context, page: PracticePage) -> dict[str, Any]:
    """Where a practice stands, what is to be mended, and what the reader can do: `{% review_actions page %}`."""
    situation = Situation(page)
    person = context["request"].user
    can_submit = situation.review in {State.DRAFT, State.RETURNED}
    return {
        "page": page,
        "situation": situation,
        "deeds": situation.deeds(person),
        "obstacles": in_words(page.get_latest_revision_as_object()) if can_submit else [],
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }
