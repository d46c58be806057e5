"""What is wrong with numbers, and which of them want a word of explanation. Nothing here asks the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vcare.reports import REPORT_FIGURES, REPORT_SUMS

Figures = Mapping[str, int | None]

#: A change is large if it is by so many and by such a share of what was.
JUMP_AT_LEAST = 5
JUMP_SHARE = 0.3
#: How far a school's own number of pupils may be from the register's.
REGISTER_SHARE = 0.05


class Why(StrEnum):
    """Kinds of errors and doubts."""

    TOO_MANY = "more than the whole"
    NOT_THE_SUM = "parts do not add up"
    MONEY = "grants and money do not fit"
    JUMP = "very different from last term"
    REGISTER = "differs from the register"
    MORE_HELPED = "more helped than found"
    FEW_NETWORKS = "fewer networks than asked"


@dataclass(frozen=True)
class Remark:
    """Something about the number `key`: what it was compared with, and that value."""

    key: str
    why: Why
    value: int
    other: str = ""
    other_value: int = 0


def with_sums(figures: Figures) -> dict[str, int | None]:
    """The numbers with those that follow from them; a sum is unknown where all parts are."""
    found: dict[str, int | None] = {key: value for key, value in figures.items() if value is not None}
    for total in REPORT_SUMS:
        parts = [value for key in total.parts if (value := figures.get(key)) is not None]
        if parts:
            found[total.key] = sum(parts)
    return found


#: (parts, whole): together at most the whole.
AT_MOST = [
    (("staff_operating",), "staff"),
    (("visits_planned",), "enrolled"),
    (("visited",), "enrolled"),
    (("screened",), "enrolled"),
    (("improved", "ongoing"), "helped"),
    (("dropped_out",), "enrolled"),
    (("may_drop_out",), "enrolled"),
]
#: (parts, whole, every): exactly the whole; with `every` only if all parts were filled in.
EXACTLY = [
    (("normal", "risk", "problem", "gifted"), "screened", False),
    (("boys", "girls"), "enrolled", True),
]
OUTSIDE = ("referred_health", "referred_social", "referred_police", "referred_special", "referred_other")


def errors(figures: Figures) -> list[Remark]:
    """What can't be: parts that are more than the whole, groups that don't add up."""
    known = with_sums(figures)
    found = []
    for parts, whole in AT_MOST:
        values = [value for key in parts if (value := known.get(key)) is not None]
        limit = known.get(whole)
        if values and limit is not None and sum(values) > limit:
            found.append(Remark(_shown(parts, figures), Why.TOO_MANY, sum(values), whole, limit))
    for parts, whole, every in EXACTLY:
        found += _adds_up(parts, whole, known, every=every)
    if any(known.get(key) is not None for key in OUTSIDE) or known.get("referred_outside"):
        found += _adds_up(OUTSIDE, "referred_outside", known, every=False)
    grants, baht = known.get("grants"), known.get("grants_baht")
    if grants is not None and bool(grants) != bool(baht):
        found.append(Remark("grants_baht", Why.MONEY, baht or 0, "grants", grants))
    elif baht and grants is None:
        found.append(Remark("grants", Why.MONEY, 0, "grants_baht", baht))
    return found


def _shown(parts: tuple[str, ...], figures: Figures) -> str:
    """The field beside which an error stands: the last one that was typed."""
    typed = [part for key in parts for part in _parts_of(key) if figures.get(part) is not None]
    return typed[-1] if typed else parts[-1]


def _parts_of(key: str) -> tuple[str, ...]:
    return REPORT_SUMS[key].parts if key in REPORT_SUMS else (key,)


def _adds_up(parts: tuple[str, ...], whole: str, known: Figures, *, every: bool) -> list[Remark]:
    values = [known.get(key) for key in parts]
    total, filled = known.get(whole), [value for value in values if value is not None]
    if total is None or (not filled and total == 0) or (every and len(filled) < len(values)):
        return []
    # Groups without a required number yet are unfinished, not wrong.
    if not every and any(REPORT_FIGURES[key].required and known.get(key) is None for key in parts):
        return []
    if sum(filled) == total:
        return []
    last = next((key for key in reversed(parts) if known.get(key) is not None), parts[0])
    return [Remark(last, Why.NOT_THE_SUM, sum(filled), whole, total)]


def is_jump(now: int, before: int) -> bool:
    """Whether a number changed so much from one term to the next that somebody will ask."""
    change = abs(now - before)
    return change >= JUMP_AT_LEAST and change >= JUMP_SHARE * max(before, 1)


def doubts(
    figures: Figures,
    *,
    before: Figures | None = None,
    register: int | None = None,
    networks: tuple[int, int] | None = None,
) -> list[Remark]:
    """What may well be but wants an explanation.

    `before` are the numbers of the last term, `register` the pupils that the office has on record,
    `networks` how many count and how many there should be.
    """
    known = with_sums(figures)
    found = []
    enrolled = known.get("enrolled")
    if register and enrolled is not None and abs(enrolled - register) > REGISTER_SHARE * register:
        found.append(Remark(_shown(("enrolled",), figures), Why.REGISTER, enrolled, "", register))
    met = [value for key in ("risk", "problem") if (value := known.get(key)) is not None]
    helped = known.get("helped")
    if helped is not None and len(met) == 2 and helped > sum(met):
        found.append(Remark("helped", Why.MORE_HELPED, helped, "risk", sum(met)))
    said = {remark.key for remark in found}
    for figure in REPORT_FIGURES:
        now, then = known.get(figure.key), (before or {}).get(figure.key)
        if now is not None and then is not None and figure.key not in said and is_jump(now, then):
            found.append(Remark(figure.key, Why.JUMP, now, "", then))
    if networks and networks[0] < networks[1]:
        found.append(Remark("networks", Why.FEW_NETWORKS, networks[0], "", networks[1]))
    return found


def missing(figures: Figures, levels: Iterable[str]) -> list[str]:
    """Keys of the numbers that have to be filled in and are not, for a school with these levels."""
    taught = set(levels)
    return [
        figure.key
        for figure in REPORT_FIGURES
        if figure.required and figures.get(figure.key) is None and asked(figure.level, taught)
    ]


def asked(level: str, taught: set[str]) -> bool:
    """Whether a question about a level concerns a school; one of which no level is on record is asked all."""
    return not level or not taught or level in taught
