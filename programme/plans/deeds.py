"""What people do to visions and plans, each deed in one transaction with its letters and its log entry."""

from calendar import isleap
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from organisations.models import Organisation
from programme.models import Plan, PlanActivity, PlanEvidence, PlanReminder, Vision
from programme.plans import access, letters

State = Plan.State
LOG = "programme.plan."


class SettledError(Exception):
    """Somebody was quicker, or the text has changed since it was read."""


# Visions


@transaction.atomic
def write_vision(organisation: Organisation, year: int, text: str, by: User) -> Vision:
    """Keep the draft of a year; whoever confirms hears of it."""
    # One at a time: two drafts of one year can't be.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    draft = Vision.objects.drafts().filter(organisation=organisation, academic_year=year).first()
    if draft is None:
        draft = Vision(organisation=organisation, academic_year=year, edition=0)
    draft.text, draft.written_by, draft.written_at = text, by, timezone.now()
    draft.edition += 1
    draft.save()
    log(organisation, f"{LOG}vision", user=by, data={"year": year})
    return draft


@transaction.atomic
def confirm_vision(vision: Vision, by: User, seen: int) -> Vision:
    """Bring a draft into force in place of the one before. Raises SettledError."""
    held = Vision.objects.select_for_update().filter(pk=vision.pk).first()
    if held is None or held.state != Vision.State.DRAFT or held.edition != seen:
        raise SettledError
    now = timezone.now()
    before = Vision.objects.in_force().filter(
        organisation=held.organisation_id, academic_year=held.academic_year
    )
    before.update(state=Vision.State.REPLACED, replaced_at=now)
    held.state, held.confirmed_by, held.confirmed_at = Vision.State.IN_FORCE, by, now
    held.signature = access.signature(by, held.organisation)
    held.save()
    log(held.organisation, f"{LOG}vision_confirm", user=by, data={"year": held.academic_year})
    return held


@transaction.atomic
def drop_vision(vision: Vision, by: User) -> None:
    """Throw a draft away; what is in force stays. Raises SettledError."""
    gone, _rows = Vision.objects.drafts().filter(pk=vision.pk).delete()
    if not gone:
        raise SettledError
    log(vision.organisation, f"{LOG}vision_drop", user=by, data={"year": vision.academic_year})


# Plans


def hold(plan: Plan, *states: str, seen: int | None = None) -> Plan:
    """The plan with its row held, if it stands so. Raises SettledError."""
    held = Plan.objects.select_for_update().select_related("organisation").filter(pk=plan.pk).first()
    if held is None or held.state not in states or (seen is not None and held.edition != seen):
        raise SettledError
    return held


@transaction.atomic
def keep(plan: Plan, by: User) -> Plan:
    """Store a new plan, or the changed text of one that is written on. Raises SettledError."""
    if plan.pk is None:
        plan.created_by = by
        plan.save()
        log(plan, f"{LOG}draft", user=by)
        return plan
    hold(plan, State.DRAFT, State.SENT, seen=plan.edition)
    touch(plan)
    log(plan, f"{LOG}change", user=by)
    return plan


def touch(plan: Plan) -> None:
    """Store a changed plan as another edition, to be sent to the director anew."""
    plan.edition += 1
    plan.state, plan.sent_at = State.DRAFT, None
    plan.save()


@transaction.atomic
def send(plan: Plan, by: User) -> None:
    held = hold(plan, State.DRAFT)
    held.state, held.sent_at, held.returned_because = State.SENT, timezone.now(), ""
    held.save()
    log(held, f"{LOG}send", user=by)
    letters.plan_waits(held, by)


@transaction.atomic
def give_back(plan: Plan, by: User, reason: str) -> None:
    held = hold(plan, State.SENT)
    held.state, held.sent_at, held.returned_because = State.DRAFT, None, reason
    held.save()
    log(held, f"{LOG}back", user=by, data={"reason": reason})
    letters.plan_back(held, by, reason)


@transaction.atomic
def approve(plan: Plan, by: User, seen: int) -> Plan:
    """Bring a plan into force in place of the one of the same year. Raises SettledError."""
    # All of the organisation one after the other: only one plan of a year can be in force.
    Organisation.objects.select_for_update().get(pk=plan.organisation_id)
    held = hold(plan, State.DRAFT, State.SENT, seen=seen)
    now = timezone.now()
    before = Plan.objects.in_force().filter(
        organisation=held.organisation_id, year_kind=held.year_kind, year=held.year
    )
    take_over_progress(held)
    # Whatever it replaces comes back when the approval is taken back.
    held.revises = before.first()
    before.update(state=State.REPLACED, replaced_at=now)
    held.state, held.approved_by, held.approved_at, held.returned_because = State.IN_FORCE, by, now, ""
    held.signature = access.signature(by, held.organisation)
    held.save()
    log(held, f"{LOG}approve", user=by)
    letters.plan_approved(held, by)
    return held


def take_over_progress(plan: Plan) -> None:
    """What was done meanwhile in the version before counts in the new one."""
    for activity in plan.activities.select_related("origin").exclude(origin=None):
        before = activity.origin
        for name in ("state", "reason", "state_on", "state_by"):
            setattr(activity, name, getattr(before, name))
        if before.was_postponed:
            activity.due_on = before.due_on
        activity.save()
        for row in before.evidence.all():
            copy_evidence(row, activity)


def copy_evidence(row: PlanEvidence, activity: PlanActivity) -> None:
    copy = PlanEvidence(
        activity=activity, page=row.page, note=row.note, added_by=row.added_by, added_at=row.added_at
    )
    if row.file:
        with row.file.open("rb") as content:
            copy.file = ContentFile(content.read(), name=row.file.name)
    copy.save()


@transaction.atomic
def withdraw(plan: Plan, by: User) -> None:
    """Undo of an approval: a draft again, and the version before counts once more. Raises SettledError."""
    Organisation.objects.select_for_update().get(pk=plan.organisation_id)
    held = hold(plan, State.IN_FORCE)
    held.state, held.approved_at, held.approved_by, held.signature = State.DRAFT, None, None, ""
    held.edition += 1
    held.save()
    if held.revises_id:
        Plan.objects.filter(pk=held.revises_id, state=State.REPLACED).update(
            state=State.IN_FORCE, replaced_at=None
        )
    log(held, f"{LOG}withdraw", user=by)


@transaction.atomic
def delete(plan: Plan, by: User) -> None:
    """A draft that nobody needs. Raises SettledError."""
    held = hold(plan, State.DRAFT, State.SENT)
    log(held, f"{LOG}delete", user=by)
    held.delete()


@transaction.atomic
def revise(plan: Plan, by: User) -> Plan:
    """A draft of a new version with the same activities; the one there is, if there is one. Raises SettledError."""
    held = hold(plan, State.IN_FORCE)
    if there_is := held.revisions.filter(state__in=[State.DRAFT, State.SENT]).first():
        return there_is
    new = copied(held, held.year, by, revises=held)
    for activity in held.activities.all():
        add_copy(activity, new, origin=activity)
    log(new, f"{LOG}draft", user=by)
    return new


@transaction.atomic
def copy_to(plan: Plan, year: int, by: User) -> Plan:
    """The plan as a draft of another year: days moved, nothing begun yet. The one there is, if there is one."""
    held = hold(plan, *State.values)
    if there_is := held.copies.filter(year=year, state__in=[State.DRAFT, State.SENT]).first():
        return there_is
    new = copied(held, year, by, copied_from=held)
    for activity in held.activities.exclude(state=PlanActivity.State.CANCELLED):
        add_copy(activity, new, years=year - held.year)
    log(new, f"{LOG}copy", user=by, data={"from": held.year})
    return new


def copied(plan: Plan, year: int, by: User, **links: Plan) -> Plan:
    return Plan.objects.create(
        organisation=plan.organisation,
        title=plan.title.replace(str(plan.year), str(year)),
        year_kind=plan.year_kind,
        year=year,
        text=plan.text.replace(str(plan.year), str(year)),
        created_by=by,
        is_demo=plan.is_demo,
        **links,
    )


def add_copy(
    activity: PlanActivity, plan: Plan, *, years: int = 0, origin: PlanActivity | None = None
) -> PlanActivity:
    ends_on = moved(activity.ends_on, years)
    return PlanActivity.objects.create(
        plan=plan,
        number=activity.number,
        what=activity.what,
        owner=activity.owner,
        owner_position=activity.owner_position,
        starts_on=moved(activity.starts_on, years),
        ends_on=ends_on,
        due_on=ends_on,
        note=activity.note,
        origin=origin,
    )


def moved(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


# Activities


@transaction.atomic
def keep_activities(plan: Plan, activities: list[PlanActivity], by: User) -> None:
    """Store new or changed activities of a plan that is written on, all or none. Raises SettledError."""
    held = hold(plan, State.DRAFT, State.SENT)
    last = held.activities.order_by("-number").values_list("number", flat=True).first() or 0
    for activity in activities:
        if activity.pk is None:
            last += 1
            activity.number = last
        elif not held.activities.filter(pk=activity.pk).exists():
            # A colleague took it out meanwhile.
            raise SettledError
        activity.plan, activity.due_on = held, activity.ends_on
        activity.save()
    touch(held)
    log(held, f"{LOG}activity", user=by, data={"activities": [row.what for row in activities][:20]})


@transaction.atomic
def drop_activity(activity: PlanActivity, by: User) -> None:
    held = hold(activity.plan, State.DRAFT, State.SENT)
    log(held, f"{LOG}activity_drop", user=by, data={"activity": activity.what})
    activity.delete()
    touch(held)


@transaction.atomic
def progress(activity: PlanActivity, by: User, *, state: str, reason: str, due_on: date | None) -> None:
    """How an activity of a plan in force stands. Raises SettledError."""
    held = hold(activity.plan, State.IN_FORCE)
    row = PlanActivity.objects.select_for_update().get(pk=activity.pk)
    row.state, row.reason, row.state_on, row.state_by = state, reason, timezone.localdate(), by
    if due_on:
        row.due_on = due_on
    row.save()
    log(held, f"{LOG}progress", user=by, data={"activity": row.what, "state": state, "reason": reason})


@transaction.atomic
def add_evidence(evidence: PlanEvidence, by: User) -> None:
    held = hold(evidence.activity.plan, State.IN_FORCE)
    evidence.added_by = by
    evidence.save()
    log(held, f"{LOG}evidence", user=by, data={"activity": evidence.activity.what})


@transaction.atomic
def drop_evidence(evidence: PlanEvidence, by: User) -> None:
    held = hold(evidence.activity.plan, State.IN_FORCE)
    log(held, f"{LOG}evidence_drop", user=by, data={"activity": evidence.activity.what})
    evidence.delete()


@transaction.atomic
def remind(school: Organisation, by: User) -> int:
    """Write to everybody responsible in a school; how many that are. Raises SettledError if it was reminded today."""
    _row, is_new = PlanReminder.objects.get_or_create(
        organisation=school, day=timezone.localdate(), defaults={"by": by}
    )
    if not is_new:
        raise SettledError
    people = letters.remind(school)
    log(school, f"{LOG}remind", user=by, data={"people": people})
    return people
