"""Which numbers of pupils must not be shown to all. Nothing here asks the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: The smallest number of pupils that is shown.
SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Hidden:
    """What is left out: the whole, and of each way to split it the parts by their keys."""

    whole: bool
    parts: tuple[frozenset[str], ...]


def hidden(splits: Sequence[Mapping[str, int]], smallest: int = SMALLEST_SHOWN) -> Hidden:
    """What of a whole and its parts can't be shown without a hidden number being worked out.

    Each of `splits` splits the same whole. Raises ValueError if they don't add up to the same.
    """
    wholes = {sum(split.values()) for split in splits}
    if len(wholes) > 1:
        raise ValueError("The parts do not add up to one whole.")
    whole = wholes.pop() if wholes else 0
    if any(number < 0 for split in splits for number in split.values()) or 0 < whole < smallest:
        # What is left would add up to the whole again: nothing of it is shown.
        return Hidden(True, tuple(frozenset(split) for split in splits))
    return Hidden(False, tuple(_parts(split, smallest) for split in splits))


def _parts(split: Mapping[str, int], smallest: int) -> frozenset[str]:
    """The small parts and, so that nobody can take the others from the whole, the next smallest ones.

    The hidden ones together are at least `smallest`: else their sum would say that all are small.
    """
    gone = {key for key, number in split.items() if 0 < number < smallest}
    others = sorted((number == 0, number, key) for key, number in split.items() if key not in gone)
    while gone and others and (len(gone) < 2 or sum(split[key] for key in gone) < smallest):
        gone.add(others.pop(0)[2])
    return frozenset(gone)
