"""Signing a period's figures, and stating them anew. What was signed stays as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import Count, Model
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from content.years import Period
from organisations.models import Organisation
from programme.indicators.measuring import Facts, Reading, measure_all
from programme.indicators.sums import Line
from programme.models import StatedFigure, StatedLine, Statement
from programme.models.indicators import Definition

#: What of a definition goes into a statement.
DEFINED = [field.name for field in Definition._meta.get_fields()]


class NotOverError(Exception):
    """The period has days to come."""


class NeedsReasonError(Exception):
    """The period was signed before: another statement has to say why."""


class NothingToSignError(Exception):
    """No indicator was defined in the period."""


class ChangedError(Exception):
    """The figures are no longer those that the signatory has looked at."""


@dataclass(frozen=True)
class Draft:
    """What would be signed, and the mark by which it is known again."""

    period: Period
    on: date
    readings: list[Reading]
    digest: str


def mark(value: object) -> str:
    """A SHA-256 over a value, written the same way each time."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def mark_of_lines(lines: Iterable[Line | StatedLine]) -> str:
    return mark([[line.label, line.value, line.whole, line.note, line.path] for line in lines])


def mark_of_figure(figure: StatedFigure) -> str:
    """Over a figure with its definition; the list behind it is in by its own mark."""
    return mark(
        [
            figure.key,
            figure.version_number,
            figure.value,
            figure.whole,
            figure.unknown,
            figure.known_on,
            figure.rule,
            figure.digest,
            [getattr(figure, name) for name in DEFINED],
        ]
    )


def mark_of_statement(statement: Statement, figures: Iterable[StatedFigure]) -> str:
    """Over everything that was signed, who signed it and when, and the statement before."""
    return mark(
        [
            str(statement.uid),
            statement.year_kind,
            statement.year,
            statement.number,
            statement.as_of,
            statement.reason,
            statement.signed_name,
            statement.signed_position,
            statement.signed_at.astimezone(UTC).isoformat(),
            statement.previous,
            [mark_of_figure(figure) for figure in figures],
        ]
    )


def is_whole(statement: Statement) -> bool:
    """Whether the statement and its figures are still what was signed; the lists are checked one by one."""
    return statement.digest == mark_of_statement(statement, statement.figures.all())


def lines_are_whole(figure: StatedFigure, lines: Iterable[StatedLine]) -> bool:
    return figure.digest == mark_of_lines(lines)


def figures(readings: Iterable[Reading]) -> list[StatedFigure]:
    """What a statement keeps of each reading; not saved."""
    return [
        StatedFigure(
            place=place,
            key=reading.key,
            version_number=reading.definition.number,
            value=reading.value,
            whole=reading.whole,
            unknown=reading.unknown,
            known_on=reading.known_on,
            rule=reading.rule,
            digest=mark_of_lines(reading.lines),
            **model_to_dict(reading.definition, fields=DEFINED),
        )
        for place, reading in enumerate(readings)
    ]


def _length(model: type[Model], name: str) -> int | None:
    return model._meta.get_field(name).max_length


def fitting(reading: Reading) -> Reading:
    """With texts that are no longer than a statement can keep."""
    label, path = _length(StatedLine, "label"), _length(StatedLine, "path")
    return replace(
        reading,
        unknown=reading.unknown[: _length(StatedFigure, "unknown")],
        rule=reading.rule[: _length(StatedFigure, "rule")],
        lines=tuple(replace(line, label=line.label[:label], path=line.path[:path]) for line in reading.lines),
    )


def draft(office: Organisation, period: Period, today: date) -> Draft:
    """Raises NotOverError or NothingToSignError."""
    if not period.is_over(today):
        raise NotOverError
    # A statement is in Thai, whoever signs it.
    with override("th"):
        found = [fitting(row) for row in measure_all(Facts(office, period, today, named=True))]
    if not found:
        raise NothingToSignError
    before = statements_of(office, period).order_by("-number").first()
    # With the statement that it follows on: what was sent twice is signed once.
    digest = mark(
        [period.key, before.digest if before else "", [mark_of_figure(figure) for figure in figures(found)]]
    )
    return Draft(period, period.last, found, digest)


def statements_of(office: Organisation, period: Period):
    return Statement.objects.filter(office=office, year_kind=period.kind, year=period.year)


@transaction.atomic
def sign(
    office: Organisation,
    period: Period,
    by: User,
    *,
    position: str,
    seen: str,
    reason: str = "",
    today: date | None = None,
    at: datetime | None = None,
    is_demo: bool = False,
) -> Statement:
    """Keep a period's figures for good, each with the list behind it.

    `seen` is the mark of the draft that the signatory looked at. Raises the errors above.
    """
    # One at a time: two statements must not take the same number, nor follow on the same one.
    Organisation.objects.select_for_update().get(pk=office.pk)
    found = draft(office, period, today or timezone.localdate())
    before = statements_of(office, period).order_by("-number").first()
    if before is not None and not reason.strip():
        raise NeedsReasonError
    if found.digest != seen:
        raise ChangedError
    rows = figures(found.readings)
    statement = Statement(
        office=office,
        year_kind=period.kind,
        year=period.year,
        number=before.number + 1 if before else 1,
        as_of=found.on,
        reason=reason.strip() if before else "",
        signed_name=str(by)[: _length(Statement, "signed_name")],
        signed_position=position.strip(),
        signed_at=at or timezone.now(),
        previous=before.digest if before else "",
        is_demo=is_demo,
    )
    statement.digest = mark_of_statement(statement, rows)
    statement.save()
    for row, reading in zip(rows, found.readings, strict=True):
        row.statement, row.is_demo = statement, is_demo
        row.save()
        StatedLine.objects.bulk_create(
            (
                StatedLine(
                    figure=row,
                    place=place,
                    label=line.label,
                    value=line.value,
                    whole=line.whole,
                    note=line.note,
                    path=line.path,
                    is_demo=is_demo,
                )
                for place, line in enumerate(reading.lines)
            ),
            batch_size=500,
        )
    log(
        statement,
        "programme.restate" if before else "programme.freeze",
        user=by,
        data={"period": period.key, "statement": statement.number, "digest": statement.digest},
    )
    return statement


def lines_of(statement: Statement) -> dict[str, int]:
    """How many lines are behind each figure, by its key."""
    rows = StatedLine.objects.filter(figure__statement=statement).order_by()
    return dict(rows.values_list("figure__key").annotate(lines=Count("pk")))


@dataclass(frozen=True)
class Change:
    """A figure in two statements of one period."""

    before: StatedFigure | None
    after: StatedFigure

    @property
    def differs(self) -> bool:
        return self.before is None or (self.before.value, self.before.whole) != (
            self.after.value,
            self.after.whole,
        )


def changes(statement: Statement) -> list[Change]:
    """What a restatement states otherwise than the one before; empty for the first."""
    before = (
        Statement.objects.filter(
            office=statement.office_id,
            year_kind=statement.year_kind,
            year=statement.year,
            number=statement.number - 1,
        )
        .prefetch_related("figures")
        .first()
    )
    if before is None:
        return []
    old = {figure.key: figure for figure in before.figures.all()}
    found = [Change(old.get(figure.key), figure) for figure in statement.figures.all()]
    return [change for change in found if change.differs]
