"""Why an offer is suggested, in the visitor's language."""

from django import template
from django.utils.translation import gettext_lazy as _

from networks.matching import Why

register = template.Library()

WORDS = {
    Why.GAP: _("would be a new partner network for the school"),
    Why.CARE_STEP: _("for the same care step"),
    Why.NEAR: _("at home in the same district"),
    Why.PLACE: _("where you need it"),
    Why.TRIED: _("schools found it helpful"),
    Why.PUPILS: _("may meet pupils: the office has looked at its papers"),
    Why.VETTED: _("the office has looked at its papers"),
    Why.ROOM: _("has room"),
    Why.LITTLE_ROOM: _("little room left"),
}


@register.filter
def fit_words(reason: Why) -> str:
    return str(WORDS[reason])
