"""What stands in the columns of a list."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Protocol

from django.db.models import Field, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from content.fields import CodesField
from organisations.policy import Action, Thing

#: Rows that are in memory at a time.
CHUNK = 500


@dataclass(frozen=True)
class Column:
    """One column. Programs know it by its key, which never changes; people by its label."""

    key: str
    label: str | Promise
    value: Callable[[Any], object]


class Rows(Protocol):
    """The rows of a list that one person may read."""

    def count(self) -> int: ...

    def iterator(self, chunk_size: int) -> Iterator[Any]: ...


class Sheet(Protocol):
    """How rows become a table. Programs know its columns by their keys, which never change."""

    def keys(self) -> Sequence[str]: ...

    def table(self, rows: Any) -> Iterator[list[object]]:
        """The heading, then each row."""


@dataclass(frozen=True)
class Columns:
    """A sheet, column by column."""

    all: tuple[Column, ...]

    def keys(self) -> Sequence[str]:
        return [column.key for column in self.all]

    def table(self, rows: Any) -> Iterator[list[object]]:
        yield [str(column.label) for column in self.all]
        for row in rows.iterator(chunk_size=CHUNK):
            yield [shown(column.value(row)) for column in self.all]


@dataclass(frozen=True)
class Known:
    """A sheet that people know from its own screen."""

    names: Callable[[], Sequence[str]]
    make: Callable[[Any], Iterator[list[object]]]

    def keys(self) -> Sequence[str]:
        return self.names()

    def table(self, rows: Any) -> Iterator[list[object]]:
        return self.make(rows)


@dataclass(frozen=True)
class DataList:
    """One list: whose right opens it, which of its rows a person may read, and what it looks like."""

    key: str
    title: Promise
    thing: Thing
    rows: Callable[[User], Rows | QuerySet]
    sheet: Sheet
    #: What is left out, and why.
    note: str | Promise = ""
    action: Action = Action.VIEW


@dataclass(frozen=True)
class Made:
    """Rows that are worked out, not read as they are."""

    make: Callable[[], Iterable[Any]]
    number: Callable[[], int]

    def count(self) -> int:
        return self.number()

    def iterator(self, chunk_size: int) -> Iterator[Any]:
        return iter(self.make())


def shown(value: object) -> object:
    """A value as a cell: numbers and days stay what they are, the rest becomes words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float | Decimal | date | datetime):
        return float(value) if isinstance(value, Decimal) else value
    return str(value)


def of(model: type[Model], path: str, key: str = "", label: str | Promise = "") -> Column:
    """A column of a field, reached over others: `of(Adoption, "practice.title")`."""
    names = path.split(".")
    owner: Any = model
    for name in names[:-1]:
        owner = owner._meta.get_field(name).remote_field.model
    last: Field = owner._meta.get_field(names[-1])
    over = attrgetter(".".join(names[:-1])) if len(names) > 1 else lambda row: row

    def value(row: Any) -> object:
        try:
            holder = over(row)
        except AttributeError:  # nothing there on the way
            return ""
        if holder is None:
            return ""
        if isinstance(last, CodesField):
            labels = dict(last.codes)
            return ", ".join(str(labels.get(code, code)) for code in getattr(holder, last.name))
        if last.choices:
            return getattr(holder, f"get_{last.name}_display")()
        return getattr(holder, last.name)

    return Column(key or path.replace(".", "_"), label or last.verbose_name, value)
