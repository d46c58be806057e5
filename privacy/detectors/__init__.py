"""What in a text could expose a child. Plain Python: no database, no network, the same answer each time."""

from functools import lru_cache

from privacy.detectors import numbers, people, places
from privacy.detectors.finding import RULES, Finding, Level, Rule
from privacy.detectors.normal import normal

__all__ = ["RULES", "Finding", "Level", "Rule", "level", "scan"]

_DETECTORS = (numbers.drafts, people.drafts, places.drafts)


#: A page is read at every step of its publication; its texts are the same at most of them.
_KEPT_TEXTS = 1024
_KEPT_LENGTH = 3000


def scan(text: str) -> list[Finding]:
    """Everything found, by place; `start` and `end` count in `text` as it was given."""
    return list(_kept(text)) if len(text) <= _KEPT_LENGTH else _scanned(text)


@lru_cache(_KEPT_TEXTS)
def _kept(text: str) -> tuple[Finding, ...]:
    return tuple(_scanned(text))


def _scanned(text: str) -> list[Finding]:
    plain = normal(text)
    found: set[Finding] = set()
    for drafts in _DETECTORS:
        for draft in drafts(plain.text):
            start, end = plain.span(draft.start, draft.end)
            found.add(
                Finding(start, end, draft.rule, RULES[draft.rule].level, text[start:end], draft.suggestion)
            )
    return _without_overlaps(found)


def level(findings: list[Finding]) -> Level:
    """The worst of them."""
    levels = {finding.level for finding in findings}
    return next((level for level in (Level.BLOCK, Level.WARN) if level in levels), Level.PASS)


def _without_overlaps(found: set[Finding]) -> list[Finding]:
    """One finding for a place: the worse one, by the order of RULES, then the longer one."""
    order = list(RULES)
    kept: list[Finding] = []
    for finding in sorted(
        found, key=lambda f: (f.level is not Level.BLOCK, order.index(f.rule), f.start - f.end, f)
    ):
        if not any(finding.start < other.end and other.start < finding.end for other in kept):
            kept.append(finding)
    return sorted(kept)
