"""Who is told what about term reports, and the same in words for LINE."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from accounts.notices import notify
from organisations.models import Membership, Organisation, Role
from programme.models import ReportRound, ReportVersion, TermReport
from programme.reports import access
from vcare.calendar import format_thai_date
from vcare.reports import figure_label

FOLDER = "programme/reports/mail/"


def path(report: TermReport | None = None) -> str:
    """The screen on which the school goes on. Letters speak Thai."""
    with override("th"):
        return report.get_absolute_url() if report else reverse("reports:mine")


def people_of(schools: Iterable[Organisation]) -> dict[int, list[User]]:
    """Director and teachers in charge of each school, one query for all."""
    rows = Membership.objects.current().filter(
        organisation__in=schools, role__in=[Role.SCHOOL_DIRECTOR, Role.TEACHER], person__is_active=True
    )
    found: dict[int, list[User]] = {}
    for row in rows.select_related("person").order_by("role", "pk"):
        people = found.setdefault(row.organisation_id, [])
        if row.person not in people:
            people.append(row.person)
    return found


def facts(term_round: ReportRound) -> dict[str, Any]:
    return {"term": str(term_round), "due": format_thai_date(term_round.due_on, "long")}


def opened(term_round: ReportRound) -> None:
    schools = Organisation.objects.schools().active().filter(office=term_round.office_id)
    people = [person for row in people_of(schools).values() for person in row]
    notify(people, f"{FOLDER}opened", path=path(), office=term_round.office.name, **facts(term_round))


def sent(report: TermReport, by: User) -> None:
    tell(access.directors(report.school), "sent", report, by, by=str(by))


def certified(report: TermReport, by: User) -> None:
    tell(access.writers(report.school), "certified", report, by, by=str(by))


def certified_on_paper(report: TermReport, by: User, version: ReportVersion) -> None:
    people = access.writers(report.school)
    signed_on = format_thai_date(version.signed_on, "long")
    tell(people, "certified", report, by, by=version.signature, signed_on=signed_on)


def returned(report: TermReport, by: User, reason: str, fields: list[str], *, by_office: bool) -> None:
    people = access.writers(report.school)
    about = [figure_label(key) for key in fields]
    tell(people, "returned", report, by, reason=reason, about=about, by_office=by_office)


def tell(people: Iterable[User], letter: str, report: TermReport, but: User, **context: Any) -> None:
    """Everybody but the one who did it."""
    people = [person for person in people if person.pk != but.pk]
    notify(
        people,
        f"{FOLDER}{letter}",
        path=path(report),
        school=report.school.name,
        **facts(report.round),
        **context,
    )


def remind(term_round: ReportRound, school: Organisation, people: Iterable[User]) -> None:
    late = term_round.days_late(timezone.localdate())
    notify(people, f"{FOLDER}reminder", path=path(), school=school.name, late=late, **facts(term_round))


def line_to_all(term_round: ReportRound, schools: list[Organisation]) -> str:
    """Words for the schools' group in LINE: who has not sent yet. Thai whatever the language of the screen."""
    due = format_thai_date(term_round.due_on, "long")
    names = "\n".join(f"{number}. {school.name}" for number, school in enumerate(schools, start=1))
    return (
        f"รายงานระบบดูแลช่วยเหลือนักเรียน {term_round}\nกำหนดส่งวันที่ {due}\n"
        f"โรงเรียนที่ยังไม่ส่ง ({len(schools)} แห่ง)\n{names}\n"
        f"กรอกในโทรศัพท์ได้ ใช้เวลาประมาณ 10 นาที ที่ {settings.BASE_URL}{path()}?openExternalBrowser=1"
    )


def line_to_one(term_round: ReportRound, school: Organisation) -> str:
    due = format_thai_date(term_round.due_on, "long")
    return (
        f"เรียน {school.name}\nขอความกรุณาส่งรายงานระบบดูแลช่วยเหลือนักเรียน {term_round} (กำหนดส่งวันที่ {due})\n"
        f"กรอกในโทรศัพท์ได้ ใช้เวลาประมาณ 10 นาที ที่ {settings.BASE_URL}{path()}?openExternalBrowser=1"
    )
