"""A practice and another school's version of it side by side, with what was changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.pages import plain
from practices.models import Adaptation, PracticePage
from search import thai

#: Longer texts are compared line by line only.
LONGEST = 6000


@dataclass(frozen=True)
class Piece:
    """A piece of text: in both, only before (`del`), or only after (`ins`)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Part:
    """A section of the practice: as it was, as it is, and what the school says about it."""

    key: str
    title: Any
    before: Sequence[Piece]
    after: Sequence[Piece]
    adaptations: Sequence[Adaptation]

    @property
    def changed(self) -> bool:
        return bool(self.adaptations) or any(piece.kind for piece in (*self.before, *self.after))


def differences(
    before: str, after: str, cut: Callable[[str], list[str]] | None = None
) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, with those marked that only one of them has. Joined, the pieces are the texts."""
    if before == after:
        return pieces([("", before)]), pieces([("", after)])
    cut = cut or words
    if len(before) + len(after) > LONGEST:
        cut = lines
    old, new = cut(before), cut(after)
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        left.append(("" if tag == "equal" else "del", "".join(old[old_from:old_to])))
        right.append(("" if tag == "equal" else "ins", "".join(new[new_from:new_to])))
    return pieces(left), pieces(right)


def pieces(parts: list[tuple[str, str]]) -> list[Piece]:
    """The parts that have a text, neighbours of one kind joined."""
    found: list[Piece] = []
    for kind, text in parts:
        if not text:
            continue
        if found and found[-1].kind == kind:
            found[-1] = Piece(kind, found[-1].text + text)
        else:
            found.append(Piece(kind, text))
    return found


def words(text: str) -> list[str]:
    """The text cut into words and what stands between them, nothing lost."""
    cuts = sorted(
        {
            0,
            len(text),
            *(place for token in thai.tokens(text) for place in (token.start, min(token.end, len(text)))),
        }
    )
    return [text[start:end] for start, end in pairwise(cuts)]


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


#: Sections in the order of the page, with the parts of an adaptation that belong to each.
SECTIONS: list[tuple[str, Any, tuple[str, ...]]] = [
    ("background", _("Why we began"), ()),
    ("objectives", _("Objectives"), ("objectives",)),
    ("targets", _("Targets"), ("targets",)),
    ("process", _("What we did, step by step"), ("process", "people", "time", "materials")),
    ("results", _("What came of it"), ("measuring",)),
    ("conditions_for_reuse", _("If you want to use it"), ("other",)),
]


def side_by_side(
    origin: PracticePage, own: PracticePage | None, adaptations: Sequence[Adaptation]
) -> list[Part]:
    """The sections that either has or that the school changed. Without an own page, what it says was changed."""
    found = []
    for name, title, parts in SECTIONS:
        before = text_of(origin, name)
        changes = [change for change in adaptations if change.part in parts]
        if own is None:
            old, new = pieces([("", before)]), []
        else:
            old, new = differences(before, text_of(own, name))
        if old or new or changes:
            found.append(Part(name, title, old, new, changes))
    return found


def text_of(page: PracticePage, name: str) -> str:
    """A section as plain text; the steps of the process with a line between them."""
    if name != "process":
        return plain(getattr(page, name))
    found = []
    for block in page.process:
        if block.block_type == "step":
            found.append(plain(f"◆ {block.value['title']}", block.value["text"]))
        elif block.block_type == "text":
            found.append(plain(block.value))
    return "\n\n".join(found)


def core_steps(page: PracticePage) -> list[str]:
    """The steps that another school should not leave out."""
    return [
        str(block.value["title"])
        for block in page.process
        if block.block_type == "step" and block.value.get("core")
    ]
