"""Putting a sheet's plan into the register, and taking it out again."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from organisations.incoming.use import used_by
from organisations.models import Kind, Organisation, RegisterChange, RegisterImport, SchoolFacts
from organisations.register import planner
from organisations.register.plan import NEW, Choice, Line, Plan
from organisations.register.state import (
    State,
    cluster_named,
    facts_state,
    label_of,
    said,
    state_of,
)


class NotAppliedError(Exception):
    """Nothing was saved; the message says why."""


def plan_of(sheet: RegisterImport, *, lock: bool = False) -> Plan:
    """What a sheet that waits would change today."""
    choice = Choice.from_json(sheet.choice)
    return planner.build(sheet.office, sheet.sheets[choice.sheet]["rows"], choice, lock=lock)


def confirm(sheet: RegisterImport, *, digest: str, by: User) -> Plan:
    """Save what the preview with this digest showed, all of it or nothing. Raises NotAppliedError."""
    try:
        with transaction.atomic():
            return _confirm(sheet, digest, by)
    except IntegrityError as error:
        raise NotAppliedError(
            _("The register has changed meanwhile. Please look at the preview again.")
        ) from error


def _confirm(sheet: RegisterImport, digest: str, by: User) -> Plan:
    # One at a time for an office, so that the plan still holds when it is saved.
    Organisation.objects.select_for_update().get(pk=sheet.office_id)
    waiting = RegisterImport.objects.filter(pk=sheet.pk, state=RegisterImport.State.PREVIEW)
    if not waiting.update(state=RegisterImport.State.APPLIED, applied_by=by, applied_at=timezone.now()):
        raise NotAppliedError(_("This sheet has been saved already, or put aside."))
    sheet.refresh_from_db()
    # Without a choice of columns nobody has seen a preview.
    plan = plan_of(sheet, lock=True) if sheet.choice else None
    if plan is None or plan.digest != digest:
        raise NotAppliedError(_("The register has changed meanwhile. Please look at the preview again."))
    clusters = _make_clusters(sheet, plan, by)
    for line in plan.changes:
        _apply(sheet, line, clusters, by)
    sheet.counts = plan.counts
    sheet.refused = [[line.number, line.name, line.reasons] for line in plan.refused]
    sheet.sheets = []
    sheet.save()
    return plan


def _make_clusters(sheet: RegisterImport, plan: Plan, by: User) -> dict[str, Organisation]:
    """The office's clusters by the name under which lines know them, new ones made."""
    rows = Organisation.objects.clusters().active().filter(office=sheet.office)
    clusters = {row.name: row for row in rows}
    for name in plan.clusters:
        clusters[name] = Organisation.objects.create(kind=Kind.CLUSTER, name=name, office=sheet.office)
        _record(sheet, clusters[name], Line(0, name, NEW, after={"name": name}), by)
    return clusters


def _apply(sheet: RegisterImport, line: Line, clusters: dict[str, Organisation], by: User) -> None:
    school = line.organisation or Organisation(kind=Kind.SCHOOL, office=sheet.office)
    put(school, {key: value for key, value in line.after.items() if key != "facts"}, clusters)
    if facts := line.after.get("facts"):
        put_facts(school, facts)
    _record(sheet, school, line, by)


def put(school: Organisation, values: State, clusters: dict[str, Organisation]) -> None:
    """Give a school these values and save it."""
    for key, value in values.items():
        if key == "cluster":
            school.cluster = clusters[value] if value else None
        else:
            setattr(school, key, value)
    if values:
        names = None if school.pk is None else [*values, *(["sort_key"] if "name" in values else [])]
        school.save(update_fields=names)


def put_facts(school: Organisation, facts: State) -> None:
    SchoolFacts.objects.update_or_create(
        school=school,
        academic_year=facts["year"],
        defaults={key: facts[key] for key in ("pupils", "staff", "as_of", "source")},
    )


def _record(sheet: RegisterImport, organisation: Organisation, line: Line, by: User) -> None:
    is_new = line.kind == NEW
    RegisterChange.objects.create(
        register_import=sheet,
        organisation=organisation,
        name=line.name[:200],
        line=line.number,
        is_new=is_new,
        before=line.before,
        after=line.after,
    )
    data = {"before": line.before, "after": line.after, "file": sheet.file_name, "import": str(sheet.uid)}
    log(organisation, "organisations.register.import", user=by, data=data)


@transaction.atomic
def undo(sheet: RegisterImport, by: User) -> tuple[int, int]:
    """Give back what was before, line by line; how many lines went back, and how many could not.

    A line stays as it is where somebody has changed since what it had changed.
    """
    Organisation.objects.select_for_update().get(pk=sheet.office_id)
    sheet.refresh_from_db()
    if not sheet.may_be_undone:
        raise NotAppliedError(_("This sheet has been undone already."))
    back = kept = 0
    # The clusters that it made come last: until then its schools are in them.
    for change in sheet.changes.filter(undone_at=None).order_by("-line", "-pk"):
        change.kept_because = _undo(sheet, change, by)
        if change.kept_because:
            kept += 1
        else:
            back += 1
            change.undone_at = timezone.now()
        change.save()
    sheet.state = RegisterImport.State.PARTLY if kept else RegisterImport.State.UNDONE
    sheet.undone_by, sheet.undone_at = by, timezone.now()
    sheet.save()
    return back, kept


def _undo(sheet: RegisterImport, change: RegisterChange, by: User) -> str:
    """Undo one line; the reason if it stays."""
    rows = Organisation.objects.select_for_update().filter(pk=change.organisation_id)
    school = rows.first()
    if school is None:
        return _("it is no longer in the register")
    if reason := _changed_since(school, change) or _in_use(school, change):
        return reason
    data = {"before": change.after, "after": change.before, "file": sheet.file_name, "import": str(sheet.uid)}
    if change.is_new:
        log(school, "organisations.register.undo", user=by, data=data, deleted=True)
        change.organisation = None
        change.save(update_fields=["organisation"])
        school.delete()
        return ""
    values = {key: value for key, value in change.before.items() if key != "facts"}
    clusters: dict[str, Organisation] = {}
    if name := values.get("cluster"):
        cluster = cluster_named(sheet.office_id, name)
        if cluster is None:
            return _("the cluster %(name)s is no longer there") % {"name": name}
        clusters[name] = cluster
    put(school, values, clusters)
    if "facts" in change.after:
        if change.before["facts"]:
            put_facts(school, change.before["facts"])
        else:
            school.facts.filter(academic_year=change.after["facts"]["year"]).delete()
    log(school, "organisations.register.undo", user=by, data=data)
    return ""


def _changed_since(school: Organisation, change: RegisterChange) -> str:
    current: dict[str, Any] = state_of(school)
    if school.closed_on:
        return _("it has been closed since")
    for key, value in change.after.items():
        now = _facts_of(school, value["year"]) if key == "facts" else current[key]
        if now != value:
            if key == "facts":
                return _("the numbers of the year have been changed since")
            return _("%(field)s has been changed since; it is now “%(now)s”") % {
                "field": label_of(key),
                "now": said(key, now) or "–",
            }
    return ""


def _facts_of(school: Organisation, year: int) -> State | None:
    row = school.facts.filter(academic_year=year).first()
    return facts_state(row) if row else None


def _in_use(school: Organisation, change: RegisterChange) -> str:
    """Why a school or cluster that the sheet made can't go: other things hang on it."""
    if not change.is_new:
        return ""
    facts = change.after.get("facts")
    if school.facts.exclude(academic_year=facts["year"] if facts else None).exists():
        return _("numbers of other years have been added since")
    things = used_by(school, besides=RegisterChange.objects.filter(pk=change.pk), passed_over=(SchoolFacts,))
    return _("it is in use: %(things)s") % {"things": things} if things else ""
