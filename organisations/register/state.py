"""An organisation as the register's log keeps it: plain values by key, that JSON can hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisations.models import Kind, Organisation, SchoolFacts
from organisations.register import values
from organisations.register.columns import COLUMNS, OF_SCHOOL
from vcare.calendar import format_thai_date, to_christian
from vcare.collation import name_sort_key
from vcare.vocabulary import is_english

State = dict[str, Any]
#: What the office's form changes besides the columns of the sheet.
MORE = {"short_name", "source_note"}


def without_prefix(name: str) -> str:
    return values.SCHOOL.sub("", " ".join(name.split()))


def match_key(name: str) -> str:
    """The same for two ways of writing one name: with or without โรงเรียน, spaces, dots."""
    return name_sort_key("".join(name.split()))


def state_of(organisation: Organisation, clusters: Mapping[int, Organisation] | None = None) -> State:
    """The values of an organisation; its cluster by name."""
    found = {key: getattr(organisation, key) for key in (*OF_SCHOOL, *MORE) if key != "cluster"}
    if clusters is not None:
        cluster = clusters.get(organisation.cluster_id) if organisation.cluster_id else None
    else:
        cluster = organisation.cluster
    return {**found, "districts": list(organisation.districts), "levels": list(organisation.levels)} | {
        "cluster": cluster.name if cluster else ""
    }


def facts_state(facts: SchoolFacts) -> State:
    return {
        "year": facts.academic_year,
        "pupils": facts.pupils,
        "staff": facts.staff,
        "as_of": facts.as_of.isoformat(),
        "source": facts.source,
    }


def changes(before: State, after: State) -> tuple[State, State]:
    """Only what differs."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def cluster_named(office_id: int | None, name: str) -> Organisation | None:
    rows = Organisation.objects.filter(office=office_id, kind=Kind.CLUSTER, closed_on=None, name=name)
    return rows.order_by("pk").first()


@dataclass(frozen=True)
class Difference:
    """What one field was and became, in words."""

    label: str
    before: str
    after: str


def differences(before: State, after: State) -> list[Difference]:
    """The fields in the order of the sheet; a year's numbers one by one."""
    found = []
    for key in sorted(after, key=_place):
        if key == "facts":
            found += _of_facts(before.get(key) or {}, after[key] or {})
        elif said(key, before.get(key)) != said(key, after[key]):
            found.append(Difference(label_of(key), said(key, before.get(key)), said(key, after[key])))
    return found


def _of_facts(before: State, after: State) -> Iterable[Difference]:
    year = after.get("year") or before.get("year")
    shown = to_christian(year) if year and is_english(get_language()) else year
    for key in ("pupils", "staff", "as_of", "source"):
        old, new = said(key, before.get(key)), said(key, after.get(key))
        if old != new:
            yield Difference(f"{label_of(key)} {shown}", old, new)


def _place(key: str) -> int:
    keys = list(COLUMNS)
    return keys.index(key) if key in keys else len(keys)


def label_of(key: str) -> str:
    if key in COLUMNS:
        return str(COLUMNS[key].label)
    if key in {field.name for field in Organisation._meta.fields}:
        return str(Organisation._meta.get_field(key).verbose_name)
    return str({"into": _("merged into"), "reason": _("reason")}.get(key, key))


def said(key: str, value: Any) -> str:
    """A value in words; "" for none."""
    if value is None or value == "" or value == []:
        return ""
    if key == "districts":
        return values.written_districts(value)
    if key == "levels":
        return values.written_levels(value)
    if key in {"as_of", "closed_on"}:
        return format_thai_date(date.fromisoformat(value), "short", get_language())
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
