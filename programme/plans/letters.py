"""Who is told what about visions and plans, and the same in words for LINE."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from accounts.notices import notify
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action
from programme.models import Plan, PlanActivity, Vision
from programme.plans.access import KINDS
from vcare.calendar import academic_year, format_thai_date

FOLDER = "programme/plans/mail/"


def people_who(action: Action, organisation: Organisation) -> list[User]:
    return list(policy.people_who_may(action, KINDS[organisation.kind], organisation))


def desk_path(organisation: Organisation) -> str:
    with override("th"):
        return reverse("plans:desk", args=[organisation.uid])


def plan_path(plan: Plan) -> str:
    """Letters speak Thai."""
    with override("th"):
        return reverse("plans:plan", args=[plan.uid])


def vision_waits(vision: Vision, by: User) -> None:
    """Whoever confirms is asked, but not who wrote it."""
    people = [row for row in people_who(Action.CERTIFY, vision.organisation) if row.pk != by.pk]
    notify(
        people,
        f"{FOLDER}vision_waits",
        path=desk_path(vision.organisation),
        organisation=vision.organisation.name,
        text=vision.text,
        year=vision.academic_year,
        by=str(by),
    )


def plan_waits(plan: Plan, by: User) -> None:
    people = [row for row in people_who(Action.CERTIFY, plan.organisation) if row.pk != by.pk]
    tell(people, "plan_waits", plan, by)


def plan_back(plan: Plan, by: User, reason: str) -> None:
    tell(people_who(Action.EDIT, plan.organisation), "plan_back", plan, by, reason=reason)


def plan_approved(plan: Plan, by: User) -> None:
    tell(people_who(Action.EDIT, plan.organisation), "plan_approved", plan, by)


def tell(people: list[User], letter: str, plan: Plan, by: User, **context: str) -> None:
    notify(
        [person for person in people if person.pk != by.pk],
        f"{FOLDER}{letter}",
        path=plan_path(plan),
        organisation=plan.organisation.name,
        title=plan.title,
        by=str(by),
        **context,
    )


def what_lacks(school: Organisation) -> list[str]:
    """In Thai, what a school is asked to do; without anything late or missing, nothing."""
    year = academic_year(timezone.localdate())
    lines = []
    if not Vision.objects.in_force().filter(organisation=school, academic_year=year).exists():
        lines.append(f"ยังไม่มีวิสัยทัศน์ที่ยืนยันแล้ว ปีการศึกษา {year}")
    if not Plan.objects.in_force().filter(organisation=school).exists():
        lines.append("ยังไม่มีแผนที่อนุมัติแล้ว")
    late = PlanActivity.objects.late().filter(plan__organisation=school).order_by("due_on", "pk")
    lines += [f"{row.what} (กำหนด {format_thai_date(row.due_on)})" for row in late[:10]]
    if (more := late.count() - 10) > 0:
        lines.append(f"และอีก {more} กิจกรรมที่เลยกำหนด")
    return lines


def remind(school: Organisation) -> int:
    people = people_who(Action.EDIT, school)
    notify(
        people,
        f"{FOLDER}reminder",
        path=desk_path(school),
        organisation=school.name,
        lines=what_lacks(school),
    )
    return len(people)


def line_text(school: Organisation) -> str:
    """Words for LINE. Thai whatever the language of the screen."""
    lines = "\n".join(f"- {line}" for line in what_lacks(school))
    return (
        f"เรียน {school.name}\nเรื่องวิสัยทัศน์และแผนดูแลช่วยเหลือนักเรียน\n{lines}\n"
        f"{settings.BASE_URL}{desk_path(school)}?openExternalBrowser=1"
    )
