"""Whether two names mean the same organisation."""

import re
import unicodedata

from vcare.abbreviations import ABBREVIATIONS
from vcare.calendar import to_arabic_digits

_SPLIT_SARA_AM = re.compile(r"ํ([่-๋]?)า")


def same_name_key(name: str) -> str:
    """Equal for names that differ only in spaces, dots, digits, case or abbreviation.

    รพ.สต.บ้านสมมุติ and โรงพยาบาลส่งเสริมสุขภาพตำบล บ้านสมมุติ have one key.
    """
    bare = _bare(name)
    for abbreviation, full in _EXPANSIONS:
        if bare.startswith(abbreviation):
            return full + bare[len(abbreviation) :]
    return bare


def _bare(name: str) -> str:
    text = to_arabic_digits(unicodedata.normalize("NFC", name)).casefold()
    text = _SPLIT_SARA_AM.sub(r"\1ำ", text).replace("เเ", "แ")
    # Thai vowel and tone marks are marks to Unicode (Mn), not letters.
    return "".join(
        character for character in text if character.isalnum() or unicodedata.category(character) == "Mn"
    )


# Longest first: รพ.สต. before รพ. A single letter such as ม. would be found in every other name.
_EXPANSIONS = sorted(
    (
        (_bare(term.key), _bare(term.th))
        for term in ABBREVIATIONS
        if term.key.endswith(".") and len(_bare(term.key)) > 1
    ),
    key=lambda pair: -len(pair[0]),
)
