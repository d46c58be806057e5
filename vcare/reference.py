"""Reference ids of practices, such as BP69-0012.

A prefix for the kind of practice, the last two digits of the Buddhist year in which it was
registered, a running number. The slug in its address is the same in lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vcare.calendar import to_arabic_digits
from vcare.practices import PRACTICE_KINDS, PracticeKind

_REFERENCE = re.compile(r"([A-Z]{2})\s*([0-9]{2})\s*[-\u2010-\u2015/]?\s*([0-9]{4,6})")
_KIND_BY_PREFIX = {kind.prefix: kind for kind in PRACTICE_KINDS}


@dataclass(frozen=True, order=True)
class Reference:
    """A reference id: the key of the kind, the Buddhist year 2540 to 2599, a number from 1.

    Raises ValueError for anything else.
    """

    kind: str
    year: int
    number: int

    def __post_init__(self) -> None:
        if self.kind not in PRACTICE_KINDS:
            raise ValueError(f"No kind of practice: {self.kind!r}")
        if not 2540 <= self.year <= 2599:
            raise ValueError(f"No year of a reference id: {self.year}")
        if not 1 <= self.number <= 999_999:
            raise ValueError(f"No number of a reference id: {self.number}")

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Read an id as people write it: any case, Thai digits, with or without the hyphen.

        Raises ValueError if `text` is no reference id.
        """
        match = _REFERENCE.fullmatch(to_arabic_digits(text[:40]).strip().upper())
        kind = _KIND_BY_PREFIX.get(match[1]) if match else None
        if match is None or kind is None:
            raise ValueError("Not a reference id.")
        return cls(kind.key, 2500 + int(match[2]), int(match[3]))

    @property
    def term(self) -> PracticeKind:
        return PRACTICE_KINDS[self.kind]

    @property
    def slug(self) -> str:
        return str(self).lower()

    def __str__(self) -> str:
        return f"{self.term.prefix}{self.year % 100:02d}-{self.number:04d}"
