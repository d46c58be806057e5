"""A finding before its place is known in the text as it was typed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    rule: str
    start: int
    end: int
    suggestion: str | None
