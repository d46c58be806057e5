"""Compares a sheet's lines with the register, without changing anything."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content import publication
from organisations.models import Kind, Organisation, SchoolFacts
from organisations.register import values
from organisations.register.columns import COLUMNS, OF_SCHOOL
from organisations.register.plan import CHANGED, NEW, REFUSED, SAME, Choice, Line, Plan
from organisations.register.state import State, facts_state, match_key, state_of, without_prefix
from organisations.register.table import Below, below
from vcare.calendar import academic_year, format_thai_date


class Planner:
    """Compares lines with an office's register, which is read once."""

    def __init__(self, office: Organisation, choice: Choice, *, lock: bool = False) -> None:
        self.office, self.choice = office, choice
        rows = Organisation.objects.filter(office=office, kind__in=[Kind.SCHOOL, Kind.CLUSTER]).by_name()
        if lock:
            rows = rows.select_for_update(of=("self",))
        everything = list(rows.prefetch_related("facts"))
        self.clusters = {row.pk: row for row in everything if row.kind == Kind.CLUSTER and not row.closed_on}
        self.cluster_names = {match_key(row.name): row.name for row in self.clusters.values()}
        self.new_clusters: dict[str, str] = {}
        self.schools = [row for row in everything if row.kind == Kind.SCHOOL]
        self.by_code = {row.obec_code: row for row in self.schools if row.obec_code}
        self.by_name: dict[str, list[Organisation]] = {}
        for row in self.schools:
            self.by_name.setdefault(match_key(row.name), []).append(row)
        self.met: dict[int, int] = {}
        self.met_new: dict[str, int] = {}
        self.guarded: dict[tuple[str, str], list[str]] = {}

    def plan(self, lines: Iterable[Below]) -> Plan:
        lines = list(lines)
        self._know_foreign_codes(line.cells.get("obec_code", "") for line in lines)
        planned = [self.line(line) for line in lines if line.is_table]
        new_names = set(self.new_clusters.values())
        return Plan(
            planned,
            [row for row in self.schools if row.closed_on is None and row.pk not in self.met],
            sorted({line.after["cluster"] for line in planned if "cluster" in line.after} & new_names),
            [line for line in lines if not line.is_table],
        )

    def line(self, below: Below) -> Line:
        line = Line(below.number, below.cells.get("name") or below.text, REFUSED)
        said = self._read(below.cells, line)
        if not said.get("obec_code") and not said.get("name") and not line.reasons:
            line.reasons.append(_("no name and no OBEC code: which school is it?"))
        if line.reasons:
            self._remember_unread(below.cells)
            return line
        line.organisation = self._match(said, line)
        if not line.reasons:
            self._compare(said, line)
        if not line.reasons:
            self._guard(line)
        if line.reasons:
            line.kind, line.before, line.after = REFUSED, {}, {}
        return line

    # Reading

    def _read(self, cells: dict[str, str], line: Line) -> State:
        said: State = {}
        for key, cell in cells.items():
            column = COLUMNS[key]
            try:
                if text := values.plain(cell):
                    value = column.read(text)
                    said[key] = value.isoformat() if isinstance(value, date) else value
            except ValidationError as error:
                line.reasons += [f"{column.header}: {message}" for message in error.messages]
        return said

    def _remember_unread(self, cells: dict[str, str]) -> None:
        """A school whose line has a mistake is in the sheet all the same."""
        row = self.by_code.get("".join(cells.get("obec_code", "").split()))
        named = self.by_name.get(match_key(cells.get("name", "")), [])
        row = row or (named[0] if len(named) == 1 else None)
        if row is not None:
            self.met.setdefault(row.pk, 0)

    # Which school

    def _know_foreign_codes(self, codes: Iterable[str]) -> None:
        asked = set()
        for cell in codes:
            with suppress(ValidationError):
                asked.add(values.obec_code(values.plain(cell)))
        self.foreign = set(
            Organisation.objects.filter(obec_code__in=asked - self.by_code.keys())
            .exclude(office=self.office)
            .values_list("obec_code", flat=True)
        )

    def _match(self, said: State, line: Line) -> Organisation | None:
        """The school that a line is about, None for one that is new; or a reason why neither."""
        code, name = said.get("obec_code", ""), said.get("name", "")
        found = self.by_code.get(code) if code else None
        if code in self.foreign:
            line.reasons.append(_("this OBEC code belongs to a school outside this office"))
        elif found is None:
            found = self._match_name(said, line)
        if line.reasons:
            return None
        if found is None:
            self._look_at_new(said, line)
            return None
        line.name = found.name
        if found.closed_on:
            line.reasons.append(
                _("%(name)s is closed in the register since %(day)s; open it again there first")
                % {"name": found.name, "day": format_thai_date(found.closed_on)}
            )
        elif self.met.get(found.pk):
            line.reasons.append(_("the same school stands in line %(n)s already") % {"n": self.met[found.pk]})
        else:
            if name and code and found.obec_code == code and not _may_be_renamed(found, said):
                line.reasons.append(
                    _("the code belongs to %(name)s in %(district)s: check code and name")
                    % {"name": found.name, "district": values.written_districts(found.districts) or "–"}
                )
            self.met[found.pk] = line.number
        return found

    def _match_name(self, said: State, line: Line) -> Organisation | None:
        code, name, district = said.get("obec_code", ""), said.get("name", ""), said.get("districts")
        if not name:
            return None
        rows = self.by_name.get(match_key(name), [])
        rows = [row for row in rows if row.closed_on is None] or rows
        named = [row for row in rows if not (code and row.obec_code)]
        others = [row for row in rows if code and row.obec_code]
        if district and (len(named) > 1 or code):
            named = [row for row in named if row.districts in ([], district)]
        if len(named) > 1:
            line.reasons.append(_("several schools have this name: give the OBEC code or the district"))
            return None
        if named and district and named[0].districts not in ([], district):
            line.reasons.append(
                _("in the register the school of this name lies in %(district)s: give the OBEC code")
                % {"district": values.written_districts(named[0].districts)}
            )
            return None
        if named:
            return named[0]
        twin = next((row for row in others if not district or row.districts in ([], district)), None)
        if twin is not None:
            line.reasons.append(
                _("in the register this school has the OBEC code %(code)s: which of the two is right?")
                % {"code": twin.obec_code}
            )
        return None

    def _look_at_new(self, said: State, line: Line) -> None:
        code, name = said.get("obec_code", ""), said.get("name", "")
        if not name:
            line.reasons.append(_("no school in the register has this OBEC code, and the line names none"))
        elif not said.get("districts"):
            line.reasons.append(_("this school is new: give its district, or check the name"))
        for key in filter(None, (code, f"{match_key(name)} {said.get('districts')}" if name else "")):
            if first := self.met_new.get(key):
                line.reasons.append(_("the same school stands in line %(n)s already") % {"n": first})
                break
            self.met_new[key] = line.number

    # What changes

    def _compare(self, said: State, line: Line) -> None:
        school = line.organisation
        current = state_of(school, self.clusters) if school else {}
        for key in OF_SCHOOL:
            if key not in said:
                continue
            value = self._cluster(said[key]) if key == "cluster" else said[key]
            old = current.get(key)
            if not _alike(key, old, value):
                line.after[key] = value
                if school:
                    line.before[key] = old
        self._compare_facts(said, line)
        line.kind = NEW if school is None else CHANGED if line.after else SAME
        if school is None:
            line.name = said["name"]

    def _cluster(self, name: str) -> str:
        """A cluster by the name that the register has for it."""
        key = match_key(name)
        if key in self.cluster_names:
            return self.cluster_names[key]
        return self.new_clusters.setdefault(key, name)

    def _compare_facts(self, said: State, line: Line) -> None:
        if "pupils" not in said and "staff" not in said:
            return
        as_of = said.get("as_of") or (self.choice.as_of and self.choice.as_of.isoformat())
        year = said.get("academic_year") or self.choice.year
        if not year and as_of:
            year = academic_year(date.fromisoformat(as_of))
        rows = line.organisation.facts.all() if line.organisation else []
        old = next((facts_state(row) for row in rows if row.academic_year == year), None)
        new: State = {
            "year": year,
            "pupils": said.get("pupils", old and old["pupils"]),
            "staff": said.get("staff", old and old["staff"]),
            "as_of": as_of or (old and old["as_of"]),
            "source": said.get("source") or (old and old["source"]) or self.choice.source,
        }
        if not year:
            line.reasons.append(_("of which academic year are the numbers?"))
        if new["pupils"] is None:
            line.reasons.append(_("the number of staff alone: give the number of pupils too"))
        if not new["as_of"]:
            line.reasons.append(_("of which day are the numbers?"))
        if not new["source"]:
            line.reasons.append(_("from where are the numbers?"))
        if old and old["as_of"] > (new["as_of"] or "") and not line.reasons and new != old:
            line.reasons.append(
                _("the register has newer numbers of this year, as of %(day)s")
                % {"day": format_thai_date(date.fromisoformat(old["as_of"]))}
            )
        if new != old:
            # A file of another name is no news by itself.
            if "source" not in said:
                new["source"] = self.choice.source or new["source"]
            line.after["facts"] = new
            line.before["facts"] = old

    def _guard(self, line: Line) -> None:
        """What could expose a child comes into no public list."""
        texts = {key: value for key, value in line.after.items() if isinstance(value, str)}
        texts["source"] = (line.after.get("facts") or {}).get("source", "")
        for key, text in texts.items():
            if text and key != "cluster":
                line.reasons += self._found(key, text)

    def _found(self, key: str, text: str) -> list[str]:
        if (key, text) not in self.guarded:
            thing = SchoolFacts(source=text) if key == "source" else Organisation(**{key: text})
            found = publication.obstacles(thing).get(key, [])
            self.guarded[key, text] = [f"{COLUMNS[key].header}: {words}" for words in found]
        return self.guarded[key, text]


def _alike(key: str, old: Any, new: Any) -> bool:
    """Whether a field says the same, written in one way or another."""
    if key == "name" and old:
        return without_prefix(old) == without_prefix(new)
    if key == "subdistrict" and old:
        return values.subdistrict(old) == new
    return old == new


def _may_be_renamed(found: Organisation, said: State) -> bool:
    """A code typed wrongly names another school, which mostly lies elsewhere too."""
    same_name = match_key(found.name) == match_key(said["name"])
    return same_name or not said.get("districts") or said["districts"] == found.districts


def build(office: Organisation, rows: list[list[str]], choice: Choice, *, lock: bool = False) -> Plan:
    return Planner(office, choice, lock=lock).plan(below(rows, choice.last, choice.columns))
