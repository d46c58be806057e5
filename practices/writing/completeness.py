"""How complete a story is: the eight components of a best-practice report, and what is missing from each.

Plain: it reads what a revision holds and asks no database. What blocks submission and what blocks
publication are told apart.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import normalize_newlines
from django.utils.translation import gettext_lazy as _

#: Lengths in characters.
BACKGROUND = 200
SUMMARY = 100

LESSON = "lesson"


class Until(StrEnum):
    """What a missing thing stands in the way of."""

    SUBMISSION = "submission"
    PUBLICATION = "publication"


@dataclass(frozen=True)
class Need:
    """One thing that is missing: which field it goes into, and how to say so."""

    field: str
    text: Promise | str
    until: Until = Until.SUBMISSION


@dataclass(frozen=True)
class Component:
    """A part of the report. `begun` is whether anything of it is there."""

    key: str
    name: Promise | str
    begun: bool
    needs: tuple[Need, ...]

    @property
    def is_complete(self) -> bool:
        """Whether it can be submitted as it is; a part that nobody requires is complete when it is there."""
        return self.begun and not any(need.until is Until.SUBMISSION for need in self.needs)


@dataclass(frozen=True)
class Completeness:
    """The eight components and, before them, the cover sheet: title, authors, summary, subjects."""

    cover: Component
    components: tuple[Component, ...]

    @property
    def parts(self) -> tuple[Component, ...]:
        return (self.cover, *self.components)

    def needs(self, until: Until) -> list[Need]:
        return [need for part in self.parts for need in part.needs if need.until is until]

    @property
    def before_submission(self) -> list[Need]:
        return self.needs(Until.SUBMISSION)

    @property
    def before_publication(self) -> list[Need]:
        return self.needs(Until.PUBLICATION)

    @property
    def may_be_submitted(self) -> bool:
        return not self.before_submission

    @property
    def complete(self) -> int:
        """How many of the eight components are complete."""
        return sum(component.is_complete for component in self.components)


class Story:
    """What a page's revision holds, read leniently: anything may be missing."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content

    def text(self, name: str) -> str:
        """A plain or rich text without its marks."""
        return " ".join(normalize_newlines(strip_tags(str(self.content.get(name) or ""))).split())

    def codes(self, name: str) -> list[str]:
        value = self.content.get(name) or []
        return [key for key in value.split("|") if key] if isinstance(value, str) else list(value)

    def blocks(self, name: str, *kinds: str) -> list[Any]:
        """The values of a stream's blocks of some kinds, of all without any; those without content left out."""
        stream = self.content.get(name) or []
        if isinstance(stream, str):
            stream = json.loads(stream or "[]")
        return [
            block["value"]
            for block in stream
            if (not kinds or block["type"] in kinds) and _says(block["value"])
        ]

    def rows(self, name: str) -> list[Any]:
        return list(self.content.get(name) or [])


def _says(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_says(part) for key, part in value.items() if key not in {"stage", "kind", "decorative"})
    return bool(strip_tags(value).strip()) if isinstance(value, str) else bool(value)


def has_pictures(story: Story) -> bool:
    return bool(
        story.content.get("listing_image")
        or story.blocks("process", "figure")
        or any(_has_image(step.get("image")) for step in story.blocks("process", "step"))
    )


def _has_image(value: Any) -> bool:
    """Whether a picture is chosen: an empty place for one is stored with its alternative text."""
    return bool(value.get("image") if isinstance(value, Mapping) else value)


def completeness(content: Mapping[str, Any]) -> Completeness:
    """How complete the story of a revision's content is."""
    story = Story(content)
    return Completeness(
        cover=_component("cover", _("Cover sheet"), True, _cover(story)),
        components=(
            _component("background", _("1 Background"), bool(story.text("background")), _background(story)),
            _component(
                "goals",
                _("2 Objectives and targets"),
                bool(story.blocks("objectives") or story.blocks("targets")),
                _goals(story),
            ),
            _component(
                "process", _("3 Process"), bool(story.blocks("process", "step", "text")), _process(story)
            ),
            _component(
                "results",
                _("4 Results and benefits"),
                bool(story.blocks("results") or story.text("benefits")),
                _results(story),
            ),
            _component(
                "lessons",
                _("5 Lessons learned"),
                bool(story.text("lessons") or story.text("what_failed")),
                _lessons(story),
            ),
            _component(
                "success", _("6 What made it work"), bool(story.blocks("success_factors")), _success(story)
            ),
            _component(
                "recognition",
                _("7 Recognition and awards"),
                bool(story.blocks("recognition") or story.rows("awards")),
                (),
            ),
            _component(
                "appendix",
                _("8 Files and pictures"),
                bool(story.blocks("attachments") or has_pictures(story)),
                _appendix(story),
            ),
        ),
    )


def _component(key: str, name: Promise | str, begun: bool, needs: Iterable[Need]) -> Component:
    return Component(key, name, begun, tuple(needs))


def _cover(story: Story) -> Iterable[Need]:
    if len(story.text("title")) < 10:
        yield Need("title", _("Write the title in at least 10 characters."))
    if (length := len(story.text("summary"))) < SUMMARY:
        yield Need("summary", _more(_("Summarise the story in two or three sentences"), length, SUMMARY))
    if not story.blocks("authors"):
        yield Need("authors", _("Say who wrote it, one to six adults."))
    if not story.codes("stages"):
        yield Need("stages", _("Choose at least one stage of V-CARE + N."))
    others = ("care_steps", "hazards", "measures", "aspects")
    if not any(story.codes(name) for name in others):
        yield Need("care_steps", _("Choose at least one step of care or group of hazards."))
    if not story.text("conditions_for_reuse"):
        yield Need(
            "conditions_for_reuse",
            _("Say what another school would need, and what to be careful about."),
            Until.PUBLICATION,
        )


def _background(story: Story) -> Iterable[Need]:
    if (length := len(story.text("background"))) < BACKGROUND:
        yield Need("background", _more(_("Tell what the problem was"), length, BACKGROUND))


def _goals(story: Story) -> Iterable[Need]:
    if not story.blocks("objectives"):
        yield Need("objectives", _("Write at least one objective."))
    if not story.blocks("targets"):
        yield Need("targets", _("Write at least one target, in numbers or in quality."))


def _process(story: Story) -> Iterable[Need]:
    steps = story.blocks("process", "step")
    if not steps:
        yield Need("process", _("Tell at least one step of what you did."))
    if any(not str(step.get("title") or "").strip() for step in steps):
        yield Need("process", _("A step has no heading yet: say in a few words what was done."))


def _results(story: Story) -> Iterable[Need]:
    if not story.blocks("results"):
        yield Need(
            "results", _("Tell at least one result, measured or observed. That nothing changed is one, too.")
        )
    if any(not str(row.get("after") or "").strip() for row in story.blocks("results", "measured")):
        yield Need("results", _("A measured result has no figure afterwards yet."))


def _lessons(story: Story) -> Iterable[Need]:
    if story.content.get("kind") == LESSON and not story.text("what_failed"):
        yield Need("what_failed", _("This story is about what did not work: tell it here."))
    elif not story.text("lessons") and not story.text("what_failed"):
        yield Need("lessons", _("Tell what you learned, or what did not work."))


def _success(story: Story) -> Iterable[Need]:
    # Where something did not work, there may be nothing that made it work.
    if story.content.get("kind") != LESSON and not story.blocks("success_factors"):
        yield Need("success_factors", _("Say at least one thing that made it work."))


def _appendix(story: Story) -> Iterable[Need]:
    # Before it leaves the school: nobody else knows who is on the pictures.
    if has_pictures(story) and not story.content.get("images_cleared"):
        yield Need(
            "images_cleared",
            _(
                "Confirm that everybody recognisable in the pictures has agreed, or that nobody can be recognised."
            ),
        )


def _more(what: Promise | str, length: int, least: int) -> Promise | str:
    return _Shortfall(what, least - length) if length else what


class _Shortfall(Promise):
    """A sentence that says how many characters are missing, in the language of whoever reads it."""

    def __init__(self, what: Promise | str, missing: int) -> None:
        self.what, self.missing = what, missing

    def __str__(self) -> str:
        return str(
            _("%(what)s, about %(missing)s characters more.") % {"what": self.what, "missing": self.missing}
        )
