"""Vocabulary terms in the visitor's language, as choices of fields and forms."""

from typing import TypeVar

from django.utils.functional import lazy
from django.utils.translation import get_language

from vcare.adoption import (
    ADOPTION_STATES,
    CORE_KEPT,
    LEARNED_VIA,
    PRACTICE_PARTS,
    PULSE_ANSWERS,
    STOP_REASONS,
)
from vcare.awards import AWARD_SCHEMES, AWARD_SCOPES, AWARD_YEARS
from vcare.care import CARE_STEPS
from vcare.events import EVENT_TYPES, PRESENTATION_FORMS
from vcare.funds import FUNDS
from vcare.hazards import HAZARDS, SUB_HAZARDS
from vcare.partners import COOPERATION_STATUSES, PARTNER_TYPES
from vcare.practices import PRACTICE_KINDS, SANDBOX_RECOGNITION
from vcare.recognition import BADGES
from vcare.review import RETURN_REASONS, STEPS
from vcare.satisfaction import ASPECTS
from vcare.schools import DISTRICTS
from vcare.stages import STAGES
from vcare.vocabulary import Term, Vocabulary

T = TypeVar("T", bound=Term)

local = lazy(lambda term: term.label(get_language()), str)
local_short = lazy(lambda term: term.short(get_language()), str)


def choices(terms: Vocabulary[T]) -> list[tuple[str, str]]:
    """Keys and labels of a vocabulary; the labels follow the language of the request."""
    return [(term.key, local(term)) for term in terms]


def short_choices(terms: Vocabulary[T]) -> list[tuple[str, str]]:
    """The same with short labels, for filters and chips."""
    return [(term.key, local_short(term)) for term in terms]


# Named functions, since migrations refer to them instead of copying every term.


def presentation_forms() -> list[tuple[str, str]]:
    return choices(PRESENTATION_FORMS)


def review_steps() -> list[tuple[str, str]]:
    return choices(STEPS)


def return_reasons() -> list[tuple[str, str]]:
    return choices(RETURN_REASONS)


def partner_types() -> list[tuple[str, str]]:
    return choices(PARTNER_TYPES)


def practice_kinds() -> list[tuple[str, str]]:
    return short_choices(PRACTICE_KINDS)


def recognitions() -> list[tuple[str, str]]:
    return choices(SANDBOX_RECOGNITION)


def event_types() -> list[tuple[str, str]]:
    return choices(EVENT_TYPES)


def stages() -> list[tuple[str, str]]:
    return choices(STAGES)


def care_steps() -> list[tuple[str, str]]:
    return choices(CARE_STEPS)


def hazards() -> list[tuple[str, str]]:
    return choices(HAZARDS)


def sub_hazards() -> list[tuple[str, str]]:
    return choices(SUB_HAZARDS)


def districts() -> list[tuple[str, str]]:
    return choices(DISTRICTS)


def award_schemes() -> list[tuple[str, str]]:
    return choices(AWARD_SCHEMES)


def award_scopes() -> list[tuple[str, str]]:
    return choices(AWARD_SCOPES)


def award_years() -> list[tuple[str, str]]:
    return choices(AWARD_YEARS)


def badges() -> list[tuple[str, str]]:
    return choices(BADGES)


def funds() -> list[tuple[str, str]]:
    return choices(FUNDS)


def cooperation_statuses() -> list[tuple[str, str]]:
    return choices(COOPERATION_STATUSES)


def adoption_states() -> list[tuple[str, str]]:
    return choices(ADOPTION_STATES)


def stop_reasons() -> list[tuple[str, str]]:
    return choices(STOP_REASONS)


def learned_via() -> list[tuple[str, str]]:
    return choices(LEARNED_VIA)


def practice_parts() -> list[tuple[str, str]]:
    return choices(PRACTICE_PARTS)


def core_kept() -> list[tuple[str, str]]:
    return choices(CORE_KEPT)


def pulse_answers() -> list[tuple[str, str]]:
    return choices(PULSE_ANSWERS)


def satisfaction_aspects() -> list[tuple[str, str]]:
    return choices(ASPECTS)
