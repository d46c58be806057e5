"""Phrases that a story may be filed under: those that stand in it, those that others use."""

import re

from django.db.models import Count

from content.pages import plain
from practices.models import PracticePage, Topic
from vcare.care import CARE_STEPS
from vcare.hazards import SUB_HAZARDS
from vcare.partners import PARTNER_TYPES

KNOWN = 300
SUGGESTED = 12


def suggested(page: PracticePage) -> list[str]:
    """What is in the story's text first, then what most other stories have; without what it has already."""
    text = _letters(
        plain(page.title, page.summary, page.background, page.process, page.what_failed, page.lessons)
    )
    used = (
        Topic.objects.annotate(stories=Count("practices")).filter(stories__gt=0).order_by("-stories", "name")
    )
    others = [topic.name for topic in used[:KNOWN]]
    vocabulary = [term.short() for terms in (SUB_HAZARDS, CARE_STEPS, PARTNER_TYPES) for term in terms]
    phrases = dict.fromkeys([*others, *(re.sub(r"\s*\(.*?\)", "", phrase) for phrase in vocabulary)])
    chosen = {tag.name for tag in page.tags.all()}
    free = [phrase for phrase in phrases if phrase not in chosen]
    inside = [phrase for phrase in free if len(_letters(phrase)) >= 4 and _letters(phrase) in text]
    return [*inside, *(phrase for phrase in others if phrase in free and phrase not in inside)][:SUGGESTED]


def _letters(text: str) -> str:
    return re.sub(r"[^\w\u0e00-\u0e7f]+", "", text.lower().removeprefix("การ"))
