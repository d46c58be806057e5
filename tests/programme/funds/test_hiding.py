"""No hidden number can be worked out from what is shown."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.funds.hiding import SMALLEST_SHOWN, hidden

NUMBERS = st.lists(st.integers(0, 12), min_size=1, max_size=4)


def named(numbers: list[int]) -> dict[str, int]:
    return {f"part {place}": number for place, number in enumerate(numbers)}


def possible(split: dict[str, int], gone: frozenset[str]) -> list[dict[str, int]]:
    """All that a reader can't rule out who knows the whole, the shown parts, and that one hidden part is small."""
    rest = sum(split[key] for key in gone)
    keys = sorted(gone)
    found = []
    for numbers in product(range(rest + 1), repeat=len(keys) - 1):
        last = rest - sum(numbers)
        full = [*numbers, last]
        if last >= 0 and any(0 < number < SMALLEST_SHOWN for number in full):
            found.append(dict(zip(keys, full, strict=True)))
    return found


@given(NUMBERS)
def test_every_hidden_part_could_be_another_number(numbers):
    split = named(numbers)
    found = hidden([split])
    gone = found.parts[0]
    if found.whole:
        assert gone == set(split)
    for key in gone if not found.whole else ():
        assert len({row[key] for row in possible(split, gone)}) > 1


@given(NUMBERS)
def test_no_small_number_is_shown_and_nothing_is_hidden_without_need(numbers):
    split = named(numbers)
    found = hidden([split])
    assert all(
        number == 0 or number >= SMALLEST_SHOWN for key, number in split.items() if key not in found.parts[0]
    )
    if all(number == 0 or number >= SMALLEST_SHOWN for number in numbers):
        assert not found.whole
        assert not found.parts[0]


@given(NUMBERS, st.randoms())
def test_another_split_does_not_give_a_hidden_whole_away(numbers, random):
    whole = sum(numbers)
    cut = random.randint(0, whole)
    found = hidden([named(numbers), {"a": cut, "b": whole - cut}])
    assert found.whole == (0 < whole < SMALLEST_SHOWN)
    if found.whole:
        assert found.parts == (set(named(numbers)), {"a", "b"})


def test_splits_of_different_wholes_are_refused():
    with pytest.raises(ValueError, match="one whole"):
        hidden([{"a": 1}, {"a": 2}])
