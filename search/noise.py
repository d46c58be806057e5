"""Thai queries as people mistype them, made mechanically: for measuring how much of that the search forgives."""

import random
import re
from collections.abc import Callable, Sequence

from search.thai import KEYS, typed_in_latin

_LETTERS = "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลวศษสหฬอฮะัาำิีึืุูเแโใไ็่้๊๋์"
_UPPER = "ัิีึืุู็"
_TONES = "่้๊๋"
_LEADING = "เแโใไ"
_ROWS = [slice(0, 12), slice(12, 25), slice(25, 36), slice(36, 46)]

#: Letters that are taken for each other.
_CONFUSED = [
    *["ณน", "ศส", "ษส", "ภพ", "ธท", "ญย", "ใไ", "ิี", "ุู", "ึื", "รล", "ฎด", "ฏต", "ฐถ", "ฑท", "ฬล"],
    ("ซ", "ทร"),
]


def _neighbours() -> dict[str, list[str]]:
    """For each Thai letter those on the keys beside it."""
    found: dict[str, list[str]] = {}
    for part in _ROWS:
        row = [
            chr(KEYS[ord(key)]) if isinstance(KEYS[ord(key)], int) else KEYS[ord(key)]
            for key in "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"[part]
        ]
        for at, letter in enumerate(row):
            found.setdefault(letter, []).extend(
                row[other] for other in (at - 1, at + 1) if 0 <= other < len(row)
            )
    return found


_BESIDE = _neighbours()

#: A query and a source of chance; what comes of it, or None if it can't be spoilt this way.
Spoiler = Callable[[str, random.Random], str | None]


def _decomposed(query: str, chance: random.Random) -> str:
    return query.replace("ำ", "ํา")


def _misordered(query: str, chance: random.Random) -> str:
    return re.sub(f"([{_UPPER}])([{_TONES}])", r"\2\1", query)


def _with_zero_width_spaces(query: str, chance: random.Random) -> str:
    places = [
        at
        for at in range(1, len(query))
        if query[at] in "เแโใไกขคงจชซดตถทนบปพมยรลวสหอ" and query[at - 1] not in _LEADING
    ]
    for at in sorted(chance.sample(places, min(len(places), 2)), reverse=True):
        query = f"{query[:at]}\u200b{query[at:]}"
    return query


def _with_two_e(query: str, chance: random.Random) -> str:
    return query.replace("แ", "เเ")


def _with_thai_digits(query: str, chance: random.Random) -> str:
    return re.sub("[0-9]", lambda digit: chr(0x0E50 + int(digit.group())), query)


def _with_another_tone(query: str, chance: random.Random) -> str | None:
    places = [at for at, letter in enumerate(query) if letter in _TONES]
    if not places:
        return None
    at = chance.choice(places)
    return query[:at] + chance.choice([tone for tone in ("", "่", "้") if tone != query[at]]) + query[at + 1 :]


def _without_karan(query: str, chance: random.Random) -> str | None:
    places = [at for at, letter in enumerate(query) if letter == "์"]
    if not places:
        return None
    at = chance.choice(places)
    return query[:at] + query[at + 1 :]


def _confused(query: str, chance: random.Random) -> str | None:
    pairs = [(one, other) for one, other in _CONFUSED]
    possible = [pair for pair in [*pairs, *((other, one) for one, other in pairs)] if pair[0] in query]
    return query.replace(*chance.choice(possible), 1) if possible else None


def _mistyped(query: str, chance: random.Random) -> str | None:
    places = [at for at, letter in enumerate(query) if letter in _LETTERS]
    if len(places) < 4:
        return None
    at = chance.choice(places[1:])
    kind = chance.choice(["leave out", "add", "replace", "swap"])
    if kind == "leave out":
        return query[:at] + query[at + 1 :]
    if kind == "swap":
        return query[: at - 1] + query[at] + query[at - 1] + query[at + 1 :]
    wrong = chance.choice(_BESIDE.get(query[at], list(_LETTERS)))
    return query[:at] + wrong + query[at if kind == "add" else at + 1 :]


def _mistyped_twice(query: str, chance: random.Random) -> str | None:
    once = _mistyped(query, chance)
    return once and _mistyped(once, chance)


def _with_the_other_keyboard(query: str, chance: random.Random) -> str:
    return typed_in_latin(query)


def _torn(query: str, chance: random.Random) -> str | None:
    places = [at for at in range(2, len(query) - 1) if query[at] in _LEADING and query[at - 1] != " "]
    if not places:
        return None
    at = chance.choice(places)
    return f"{query[:at]} {query[at:]}"


def _without_spaces(query: str, chance: random.Random) -> str:
    return re.sub("(?<=[ก-๎]) (?=[ก-๎])", "", query)


#: For each class of mistakes the kinds that it has.
CLASSES: dict[str, Sequence[Spoiler]] = {
    "norm": [_decomposed, _misordered, _with_zero_width_spaces, _with_two_e, _with_thai_digits],
    "spell": [_with_another_tone, _without_karan, _confused],
    "space": [_torn, _without_spaces],
    "typo1": [_mistyped],
    "typo2": [_mistyped_twice],
    "layout": [_with_the_other_keyboard],
}


def spoilt(query: str, kind: Spoiler, chance: random.Random) -> str | None:
    """The query with a mistake; None if it can't have this one."""
    result = kind(query, chance)
    return result if result and result != query else None
