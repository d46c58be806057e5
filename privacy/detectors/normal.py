"""Thai as it is meant, from Thai as it is typed, with the way back to every place."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
#: What nobody sees: zero-width signs, soft hyphens, direction marks, variation selectors.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_DASHES = "‐‑‒–—―−﹣－⁃"
_TONES = "่้๊๋"
#: What has to be walked sign by sign; most texts have none of it.
_UNPLAIN = re.compile(r"[^\n -~ก-ฺเ-์]|เเ|ำ[่้๊๋]|([ัิีึืฺุู็่้๊๋์])\1")


@dataclass(frozen=True)
class Normal:
    """A text in its plain form; `text[i]` stands for `origin[starts[i]:ends[i]]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text as it was typed."""
        return self.starts[start], self.ends[end - 1]


def normal(origin: str) -> Normal:
    """Arabic digits, plain spaces and dashes, one form of sara am and ae, nothing invisible."""
    if _UNPLAIN.search(origin):
        return walked(origin)
    return Normal(origin, range(len(origin)), range(1, len(origin) + 1))


def walked(origin: str) -> Normal:
    """The same, by looking at every sign."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, sign in enumerate(origin):
        for plain in _plain(sign):
            _put(plain, place, signs, starts, ends)
    return Normal("".join(signs), tuple(starts), tuple(ends))


def _plain(sign: str) -> str:
    if sign in "\n\r\t":
        return "\n" if sign != "\t" else " "
    if sign < "\x7f":
        return sign
    if _INVISIBLE.match(sign):
        return ""
    if "\u0e00" <= sign <= "\u0e7f":
        return sign.translate(_DIGITS)
    if sign in _DASHES:
        return "-"
    if sign.isspace():
        return " "
    if sign.isdigit():
        return str(unicodedata.digit(sign, 0))
    # Full-width letters and the like; only what stays one sign or a few.
    return unicodedata.normalize("NFKC", sign)


def _put(plain: str, place: int, signs: list[str], starts: list[int], ends: list[int]) -> None:
    last = signs[-1] if signs else ""
    if plain == "า" and last == "ํ":
        signs[-1], ends[-1] = "ำ", place + 1
    elif plain == "า" and last in _TONES and len(signs) > 1 and signs[-2] == "ํ":
        # Nikhahit, tone, sara aa: the tone comes first.
        signs[-2], signs[-1] = last, "ำ"
        ends[-1] = ends[-2] = place + 1
    elif plain in _TONES and last == "ำ":
        signs[-1], ends[-1] = plain, place + 1
        signs.append("ำ")
        starts.append(starts[-1])
        ends.append(place + 1)
    elif plain == "เ" and last == "เ":
        signs[-1], ends[-1] = "แ", place + 1
    elif plain == last and plain in "ัิีึืฺุู็่้๊๋์":
        ends[-1] = place + 1
    else:
        signs.append(plain)
        starts.append(place)
        ends.append(place + 1)
