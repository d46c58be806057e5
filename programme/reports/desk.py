"""What "my work" shows of term reports."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from organisations.models import Organisation
from organisations.policy import Action
from programme.models import ReportRound, TermReport
from programme.reports import access

State = TermReport.State


@dataclass(frozen=True)
class Task:
    """A school's report of an open round, and whether this person has something to do about it."""

    school: Organisation
    round: ReportRound
    report: TermReport | None
    late: int
    certifies: bool

    @property
    def waits(self) -> bool:
        if self.report is None or self.report.state in TermReport.WRITABLE:
            return True
        return self.certifies and self.report.state == State.SENT


def tasks(person: User) -> list[Task]:
    """The person's schools in each open round, what is to be done first."""
    schools = access.own_schools(person)
    if not schools:
        return []
    rounds = ReportRound.objects.filter(
        state=ReportRound.State.OPEN, office__in={school.office_id for school in schools}
    )
    reports = {
        (report.round_id, report.school_id): report
        for report in TermReport.objects.filter(round__in=rounds, school__in=schools)
    }
    certifying = {school.pk for school in access.own_schools(person, Action.CERTIFY)}
    today = timezone.localdate()
    found = [
        Task(
            school,
            term_round,
            report := reports.get((term_round.pk, school.pk)),
            0 if report and report.state in TermReport.CERTAIN else term_round.days_late(today),
            school.pk in certifying,
        )
        for term_round in rounds.newest_first()
        for school in schools
        if school.office_id == term_round.office_id
    ]
    return sorted(found, key=lambda task: not task.waits)


def to_read(person: User) -> int:
    """Certified reports that the person's office has not read yet."""
    offices = access.places_of_rounds(person, Action.EDIT)
    return TermReport.objects.filter(state=State.CERTIFIED, round__office__in=offices).count()
