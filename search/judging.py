"""Judgements from a file: a set to begin with, or one taken over from another site."""

import tomllib
from pathlib import Path

from django.db.transaction import atomic
from wagtail.models import Page

from search import asked
from search.models import Judgement


class UnknownPageError(Exception):
    """No page, or more than one, has a title that begins so."""


@atomic
def load(file: Path, *, is_demo: bool = False) -> int:
    """Keep the judgements of a TOML file, in the place of what was judged before; how many they are.

    Raises UnknownPageError and ValueError; then nothing is kept.
    """
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["judged"]
    kept = 0
    for entry in entries:
        for title, grade in entry["pages"].items():
            if grade not in Judgement.Grade.values:
                raise ValueError(f"{entry['query']}: {grade} is no grade")
            Judgement.objects.update_or_create(
                key=asked.question(entry["query"]),
                page=_page(title),
                defaults={"query": entry["query"], "grade": grade, "is_demo": is_demo},
            )
            kept += 1
    return kept


def _page(title: str) -> Page:
    found = list(Page.objects.filter(title__startswith=title)[:2])
    if len(found) != 1:
        raise UnknownPageError(title)
    return found[0]
