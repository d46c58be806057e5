"""What the form says about numbers, in the visitor's language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.templatetags.thai import thai_number
from programme.reports.checks import Remark, Why
from vcare.reports import figure_label


def label(key: str) -> str:
    return figure_label(key, get_language())


def certified_how(on_paper: bool) -> str:
    """For the column of a sheet."""
    return _("on paper") if on_paper else _("in the portal")


def say(remark: Remark) -> str:
    """A remark as a sentence beside its field."""
    values = {
        "value": thai_number(remark.value),
        "other": label(remark.other) if remark.other else "",
        "limit": thai_number(remark.other_value),
    }
    sentences = {
        Why.TOO_MANY: _("Together %(value)s, more than “%(other)s”: %(limit)s."),
        Why.NOT_THE_SUM: _("The parts make %(value)s, but “%(other)s” is %(limit)s."),
        Why.MONEY: _("Grants and their sum do not fit: one of them is nought or empty."),
        Why.JUMP: _("Last term it was %(limit)s, now %(value)s. Explain this change."),
        Why.REGISTER: _(
            "The office has %(limit)s pupils on record, you say %(value)s. Explain the difference."
        ),
        Why.MORE_HELPED: _(
            "More were helped (%(value)s) than found at risk or with problems (%(limit)s). Explain why."
        ),
        Why.FEW_NETWORKS: _("%(value)s networks count; there are to be %(limit)s. Explain what is missing."),
    }
    return sentences[remark.why] % values
