"""What must not stand in words that people send through a form."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.detectors import RULES, Finding, Level, one_child, scan
from privacy.detectors.one_child import Why
from vcare.vocabulary import is_english


def about_a_child(text: str) -> list[str]:
    """What in a short text could tell which child is meant, in words for the writer: why, and what to write instead."""
    return list(dict.fromkeys(words(reason) for reason in one_child.reasons(text)))


def exposing_a_child(text: str) -> list[str]:
    """The same of a whole paper, which has names of many people and counts of many things: what no text may have."""
    return list(dict.fromkeys(words(found) for found in scan(text) if found.level is Level.BLOCK))


def words(reason: Why | Finding) -> str:
    if isinstance(reason, Finding):
        rule = RULES[reason.rule]
        return (
            f"{rule.reason_en} {rule.mend_en}" if is_english(get_language()) else f"{rule.reason} {rule.mend}"
        )
    if reason is Why.NAME:
        return _(
            "A name beside a class, an age or the word pupil points to one child. Write “a pupil” instead. "
            "If it is an adult, write the position before or after the name, such as “teacher Mali”."
        )
    if reason is Why.FEW:
        return _(
            "Fewer than five pupils of a class can be guessed. Leave out the class, or write “some pupils” instead of the number."
        )
    return _("The only pupil of a class can be guessed. Leave out the class and write “a pupil”.")
