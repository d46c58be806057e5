"""The states in words."""

from django.utils.translation import gettext_lazy as _

from content import labels
from practices.review.states import State
from vcare.review import STEPS

STATE_LABELS = {
    State.DRAFT: _("Draft"),
    **{State(step.key): labels.local(step) for step in STEPS},
    State.RETURNED: _("Sent back to be mended"),
    State.PUBLISHED: _("Published"),
    State.SELECTED: _("Selected as a model"),
    State.RETIRED: _("Withdrawn"),
    State.ARCHIVED: _("Archived"),
    State.HIDDEN: _("Hidden at once"),
}

#: As choices of filters.
STATES = [(state.value, label) for state, label in STATE_LABELS.items()]
