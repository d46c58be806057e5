"""The nearest words of the indexed texts for words that stand in none of them."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from search.thai import normalise, skeleton

#: Only such runs of Thai letters are corrected: shorter ones resemble too much, longer ones are sentences.
SHORTEST, LONGEST = 4, 40

#: Edits allowed per letter, and at least.
EDITS = 0.22
FEWEST_EDITS = 1.5


def corrected(question: str, texts: Sequence[str]) -> str | None:
    """`question` with what no text has replaced by the nearest that one has; None if nothing is near.

    `texts` are indexed texts: fine parts with spaces between them.
    """
    joined = [text.replace(" ", "") for text in texts]
    pieces = re.split(r"([ก-๎]+)", normalise(question))
    changed = False
    for at in range(1, len(pieces), 2):
        chunk = pieces[at]
        if not SHORTEST <= len(chunk) <= LONGEST or any(chunk in text for text in joined):
            continue
        if nearest := closest(chunk, texts):
            pieces[at], changed = nearest, True
    return "".join(pieces) if changed else None


def closest(chunk: str, texts: Sequence[str]) -> str | None:
    """The words of the texts nearest to `chunk`; None if they are too far."""
    sound = skeleton(chunk)
    most = max(FEWEST_EDITS, EDITS * len(chunk))
    best: tuple[float, str] | None = None
    for text in texts:
        parts = text.split(" ")
        sounds = skeleton(text).split(" ")
        edges = [0, *accumulate(map(len, sounds))]
        flat = "".join(sounds)
        for start in _likely_starts(sound, flat):
            first_edges = range(bisect_left(edges, start - 3), bisect_right(edges, start + 3))
            end = start + len(sound)
            last_edges = range(bisect_left(edges, end - 3), bisect_right(edges, end + 3))
            for first in first_edges:
                for last in last_edges:
                    candidate = "".join(parts[first:last])
                    if not candidate or abs(len(candidate) - len(chunk)) > most:
                        continue
                    far = distance(chunk, candidate) + 0.35 * (flat[edges[first] : edges[last]] != sound)
                    if far <= most and (best is None or far < best[0]):
                        best = (far, candidate)
    return best[1] if best else None


def _likely_starts(sound: str, flat: str) -> list[int]:
    """Where `sound` may begin in `flat`: the places that most of its trigrams point to."""
    votes: Counter[int] = Counter()
    for offset in range(len(sound) - 2):
        place = flat.find(sound[offset : offset + 3])
        while place >= 0:
            votes[place - offset] += 1
            place = flat.find(sound[offset : offset + 3], place + 1)
    return [start for start, _count in votes.most_common(6)]


def distance(one: str, other: str) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two texts."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, other_letter in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other_letter))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == other_letter
            current.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, current
    return last[-1]
