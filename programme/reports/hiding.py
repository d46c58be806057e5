"""Which numbers must not be shown to all because they could point at a child. Nothing here asks the database."""

from collections.abc import Iterable, Mapping

from vcare.reports import ALL_FIGURES, REPORT_SUMS, SMALLEST_SHOWN

#: A round of fewer certified reports is not shown at all: it would be those schools' own numbers.
FEWEST_SCHOOLS = 5

#: The targets tell how many left and did not come back: with one of these the other would be known.
LEFT = {"dropped_out", "brought_back"}

#: (whole, parts, exact): what can be taken from one another; with `exact` the parts are all of the whole.
FAMILIES: list[tuple[str, tuple[str, ...], bool]] = [
    *((total.key, total.parts, True) for total in REPORT_SUMS),
    ("enrolled", ("boys", "girls"), True),
    ("screened", ("normal", "risk", "problem", "gifted"), True),
    ("helped", ("improved", "ongoing"), False),
    ("dropped_out", ("brought_back",), False),
    (
        "referred_outside",
        ("referred_health", "referred_social", "referred_police", "referred_special", "referred_other"),
        True,
    ),
]


def smallest(key: str) -> int:
    return ALL_FIGURES[key].smallest_shown if key in ALL_FIGURES else SMALLEST_SHOWN


def is_small(key: str, value: int | None) -> bool:
    if value is None or (key in ALL_FIGURES and not ALL_FIGURES[key].of_pupils):
        return False
    return 0 < value < smallest(key)


def hidden(values: Mapping[str, int | None]) -> set[str]:
    """Keys of the numbers to leave out: the small ones, and of each family one more if one could be worked out.

    A number whose part or whole is hidden stays only if the difference tells nothing.
    """
    gone = {key for key, value in values.items() if is_small(key, value)}
    if is_small("grants", values.get("grants")):
        gone |= {"grants_baht"} & set(values)
    again = True
    while again:
        more = {key for family in FAMILIES for key in _one_more(*family, values, gone)}
        again = bool(more - gone)
        gone |= more
    return gone | (LEFT & values.keys() if gone & LEFT else set())


def _one_more(
    whole: str, parts: Iterable[str], exact: bool, values: Mapping[str, int | None], gone: set[str]
) -> set[str]:
    """What has to go besides so that a single hidden number can't be worked out from its family."""
    known = {key: value for key in parts if (value := values.get(key)) is not None}
    total = values.get(whole)
    if total is None or not known:
        return set()
    rest = total - sum(known.values())
    gone_parts = [key for key in known if key in gone]
    if whole in gone:
        # What is left must not add up to the whole.
        return _smallest_of(known, gone) if exact and not gone_parts else set()
    if exact:
        # One hidden number, or several that are small together, follow from the others.
        left = sum(known[key] for key in gone_parts)
        tells = len(gone_parts) == 1 or any(0 < left < smallest(key) for key in gone_parts)
        return _smallest_of(known, gone) if gone_parts and tells else set()
    tells = (len(gone_parts) == 1 and rest == 0) or (not gone_parts and is_small(whole, rest))
    return _smallest_of(known, gone) if tells else set()


def _smallest_of(known: Mapping[str, int], gone: set[str]) -> set[str]:
    """The smallest number that says something and is still shown; where there is none, a nought."""
    shown = [(value == 0, value, key) for key, value in known.items() if key not in gone]
    return {min(shown)[2]} if shown else set()
