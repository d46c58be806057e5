"""What stands against publication, asked of everything that visitors may read.

Apps above register their checks here; pages, settings and terms ask all of them. A check that fails itself
stands against publication too: what could not be looked at is not published.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands against publication. `field` is None for what belongs to no single one.

    `message` may be logged. `detail` may quote the text, and is only shown beside the field.
    """

    field: str | None
    message: str | Promise
    detail: str | Promise = ""
    #: Whether it keeps a page from being handed in, too; what a reviewer has to decide does not.
    keeps_from_review: bool = True


Check = Callable[[models.Model], Iterable[Obstacle]]
_checks: list[Check] = []
_taking_away: ContextVar[bool] = ContextVar("taking_away", default=False)


class NotPublishableError(ValidationError):
    """Something lacks what publication needs, or has what forbids it."""

    def __init__(self, thing: models.Model, obstacles: Mapping[str, list[Any]]) -> None:
        super().__init__({field or "__all__": words for field, words in obstacles.items()})
        self.thing = thing

    @property
    def page(self) -> Any:
        return self.thing


@contextmanager
def taking_away() -> Iterator[None]:
    """Save what takes something from visitors and shows them nothing new: that is never refused."""
    token = _taking_away.set(True)
    try:
        yield
    finally:
        _taking_away.reset(token)


def is_taking_away() -> bool:
    return _taking_away.get()


def register(check: Check) -> Check:
    """Let a check be asked before anything is published."""
    if check not in _checks:
        _checks.append(check)
    return check


def obstacles(
    thing: models.Model, *, quoting: bool = False, handing_in: bool = False
) -> dict[str, list[Any]]:
    """What all checks say, by field; `quoting` for the person who edits the thing.

    `handing_in` leaves out what reviewers decide.
    """
    found: dict[str, list[Any]] = {}
    for check in [] if _taking_away.get() else _checks:
        try:
            told = list(check(thing))
        except Exception as error:  # noqa: BLE001 - whatever it was, fail closed
            # Its text could hold what the check was looking for.
            logger.error("A check before publication failed: %s", type(error).__name__)
            told = [
                Obstacle(
                    None,
                    _("This could not be checked just now, so it is not published. Please try again."),
                )
            ]
        for obstacle in told:
            if handing_in and not obstacle.keeps_from_review:
                continue
            words = obstacle.detail if quoting and obstacle.detail else obstacle.message
            found.setdefault(obstacle.field or "", []).append(words)
    return dict(found)


def check(thing: models.Model) -> None:
    """Raise NotPublishableError if a registered check finds something."""
    if found := obstacles(thing):
        raise NotPublishableError(thing, found)


class Published(models.Model):
    """Something that visitors read as soon as it is saved, such as a term or a setting."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if found := obstacles(self, quoting=True):
            raise NotPublishableError(self, found)
