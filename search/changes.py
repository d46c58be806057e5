"""What editors change at the search desk: who, when, what was before, what after; and back again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page

from accounts.models import User
from search.models import EditedSynonyms, Judgement, Pin
from search.synonyms import objections
from vcare.calendar import format_thai_date

State = dict[str, Any]

CREATED, CHANGED, DELETED, REVERTED = (f"search.{verb}" for verb in ("create", "change", "delete", "revert"))
REVERTIBLE = (EditedSynonyms, Pin, Judgement)

#: What the groups of the editing interface may be given.
PERMISSIONS = (
    "view_querytally",
    "change_editedsynonyms",
    "change_pin",
    "change_judgement",
    "add_practicerequest",
)


class CannotRevertError(Exception):
    """What was before does not fit to what is now."""


def state(row: models.Model | None) -> State | None:
    """The fields of a row as the log keeps them; None if there is none."""
    return None if row is None else serializers.serialize("python", [row])[0]["fields"]


def stored(row: models.Model) -> models.Model | None:
    return type(row)._default_manager.filter(pk=row.pk).first()


@atomic
def save(row: models.Model, by: User, *, action: str = "") -> None:
    before = state(stored(row))
    row.save()
    row.refresh_from_db()
    after = state(row)
    if before != after:
        action = action or (CHANGED if before else CREATED)
        log(row, action, user=by, data={"before": before, "after": after})


@atomic
def delete(row: models.Model, by: User, *, action: str = DELETED) -> None:
    log(row, action, user=by, data={"before": state(row), "after": None}, deleted=True)
    row.delete()


def history() -> QuerySet[ModelLogEntry]:
    """All changes at the desk, the newest first."""
    return (
        ModelLogEntry.objects.filter(
            action__in=[CREATED, CHANGED, DELETED, REVERTED],
            content_type__app_label="search",
            content_type__model__in=[model._meta.model_name for model in REVERTIBLE],
        )
        .select_related("content_type", "user")
        .order_by("-timestamp", "-pk")
    )


@dataclass(frozen=True)
class Difference:
    """What one field was and became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """A change as editors read it."""

    entry: ModelLogEntry
    kind: str
    differences: list[Difference]
    may_revert: bool


def described(entries: Iterable[ModelLogEntry], person: User) -> list[Entry]:
    listed = list(entries)
    states = [
        part for entry in listed for part in (entry.data.get("before"), entry.data.get("after")) if part
    ]
    pages = Page.objects.in_bulk({part["page"] for part in states if "page" in part})
    titles = {pk: page.title for pk, page in pages.items()}
    return [
        Entry(
            entry,
            str(entry.content_type.model_class()._meta.verbose_name),
            _differences(entry, titles),
            may_revert(entry, person),
        )
        for entry in listed
    ]


def may_revert(entry: ModelLogEntry, person: User) -> bool:
    return person.has_perm(f"search.change_{entry.content_type.model}")


def _differences(entry: ModelLogEntry, titles: dict[int, str]) -> list[Difference]:
    before, after = entry.data.get("before") or {}, entry.data.get("after") or {}
    model = entry.content_type.model_class()
    all_fields = [
        Difference(str(field.verbose_name), _said(field, before, titles), _said(field, after, titles))
        for field in model._meta.fields
        if field.editable
    ]
    return [one for one in all_fields if one.before != one.after]


def _said(field: models.Field, values: State, titles: dict[int, str]) -> str:
    """A field's value in words."""
    value = values.get(field.name)
    if value in (None, ""):
        return ""
    if field.name == "page":
        return titles.get(value, f"#{value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(field, models.DateField):
        return format_thai_date(field.to_python(value), "short", get_language())
    return str(value)


@atomic
def revert(entry: ModelLogEntry, by: User) -> None:
    """Make what was changed as it was before that change. Raises CannotRevertError."""
    model = entry.content_type.model_class()
    row = model._default_manager.filter(pk=entry.object_id).first()
    before = entry.data["before"]
    if before is None:
        if row:
            delete(row, by, action=REVERTED)
        return
    row = row or model(pk=entry.object_id)
    for name, value in before.items():
        field = model._meta.get_field(name)
        setattr(row, field.attname, field.to_python(value))
    if isinstance(row, EditedSynonyms) and objections(row):
        raise CannotRevertError
    try:
        row.full_clean(exclude=["key", "words"])
        with atomic():
            save(row, by, action=REVERTED)
    except (ValidationError, IntegrityError) as error:
        raise CannotRevertError from error
