"""What people do to rounds and reports, each deed in one transaction with its letters and its log entry."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from organisations.models import Membership, Organisation
from programme.models import ReportReturn, ReportRound, ReportVersion, TermReport
from programme.reports import access, counting, figures, letters, on_paper, readiness
from programme.reports.comparing import Comparison
from programme.reports.on_paper import SignedPaper
from programme.reports.readiness import Need

State, RoundState = TermReport.State, ReportRound.State


class SettledError(Exception):
    """Somebody else was quicker, or the round was closed meanwhile."""


class IncompleteError(Exception):
    """It can't be sent yet; `needs` say why."""

    def __init__(self, needs: list[Need]) -> None:
        super().__init__(f"{len(needs)} needs")
        self.needs = needs


# Rounds


def held_round(term_round: ReportRound, *states: str) -> ReportRound:
    """The round with its row held. Raises SettledError if it is in none of the states."""
    held = ReportRound.objects.select_for_update().get(pk=term_round.pk)
    if held.state not in states:
        raise SettledError
    return held


@transaction.atomic
def change_round(term_round: ReportRound, by: User, names: list[str]) -> None:
    """Keep other days, or another term; nothing else, since the round may have been opened meanwhile."""
    held_round(term_round, term_round.state)
    term_round.save(update_fields=names)
    log(
        term_round,
        "programme.reports.prepare",
        user=by,
        data={name: str(getattr(term_round, name)) for name in names},
    )


@transaction.atomic
def open_round(term_round: ReportRound, by: User) -> None:
    """Let the schools fill in their reports, and tell them."""
    held = held_round(term_round, RoundState.PLANNED)
    held.state, held.opened_at = RoundState.OPEN, timezone.now()
    held.opens_on = min(held.opens_on, timezone.localdate())
    held.save(update_fields=["state", "opened_at", "opens_on"])
    log(held, "programme.reports.open", user=by)
    letters.opened(held)


@transaction.atomic
def close_round(term_round: ReportRound, by: User) -> None:
    """Nobody writes any more; the totals become public."""
    held = held_round(term_round, RoundState.OPEN)
    held.schools_then = figures.expected(held)
    held.state, held.closed_at = RoundState.CLOSED, timezone.now()
    held.save(update_fields=["state", "closed_at", "schools_then"])
    log(held, "programme.reports.close", user=by, data={"schools": held.schools_then})


@transaction.atomic
def reopen_round(term_round: ReportRound, by: User, reason: str) -> None:
    held = held_round(term_round, RoundState.CLOSED)
    held.state, held.closed_at, held.schools_then = RoundState.OPEN, None, None
    held.save(update_fields=["state", "closed_at", "schools_then"])
    log(held, "programme.reports.reopen", user=by, data={"reason": reason})


# Writing


@transaction.atomic
def start(term_round: ReportRound, school: Organisation, by: User) -> TermReport:
    """The school's report of the round, begun if it is not there. Raises SettledError."""
    held_round(term_round, RoundState.OPEN)
    report, made = TermReport.objects.get_or_create(
        round=term_round, school=school, defaults={"saved_by": by}
    )
    if made:
        log(report, "programme.report.start", user=by)
    return report


def held(report: TermReport, *states: str, rounds: Sequence[str] = (RoundState.OPEN,)) -> TermReport:
    """The report with its row held. Raises SettledError if it is in none of the states, or its round in none."""
    held_round(report.round, *rounds)
    found = TermReport.objects.select_for_update().get(pk=report.pk)
    if found.state not in states:
        raise SettledError
    found.round, found.school = report.round, report.school
    return found


def save(report: TermReport, by: User, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Put `changes` of figures, answers and explanations into a held report; None takes a value away."""
    for name, values in changes.items():
        kept = {**getattr(report, name), **values}
        setattr(report, name, {key: value for key, value in kept.items() if value not in (None, "")})
    report.saved_at, report.saved_by = timezone.now(), by
    report.save(update_fields=["figures", "answers", "explanations", "saved_at", "saved_by"])


@transaction.atomic
def send(report: TermReport, by: User) -> None:
    """To the director. Raises IncompleteError, SettledError."""
    found = held(report, *TermReport.WRITABLE)
    if needs := readiness.needs(found, Comparison(found)):
        raise IncompleteError(needs)
    found.state, found.sent_at, found.sent_by = State.SENT, timezone.now(), by
    found.save(update_fields=["state", "sent_at", "sent_by"])
    log(found, "programme.report.send", user=by)
    letters.sent(found, by)


@transaction.atomic
def take_back(report: TermReport, by: User) -> None:
    """Write on, though it was sent to the director already."""
    found = held(report, State.SENT)
    found.state = State.WRITING
    found.save(update_fields=["state"])
    log(found, "programme.report.take_back", user=by)


@transaction.atomic
def certify(report: TermReport, by: Membership, seen: str) -> ReportVersion:
    """Make what the director has read the school's word. `seen` is the `mark` of the report as it was shown."""
    found = held(report, State.SENT)
    if mark(found) != seen:
        raise SettledError
    # What is signed is in Thai, whoever signs it.
    with override("th"):
        signature = by.signature[:400]
    version = _certified(found, signature=signature, certified_by=by.person)
    log(found, "programme.report.certify", user=by.person, data={"version": version.number})
    letters.certified(found, by.person)
    return version


@transaction.atomic
def certify_on_paper(report: TermReport, by: User, paper: SignedPaper) -> ReportVersion:
    """The office writes down what was signed on paper for a school without a director in the portal.

    Raises SettledError, also if the report is another than the one that was printed, or a director has come.
    """
    found = held(report, State.SENT)
    if on_paper.code(found) != paper.code or access.with_director([found.school]):
        raise SettledError
    version = _certified(
        found, signature=paper.signature, paper=paper.file, signed_on=paper.signed_on, recorded_by=by
    )
    data = {
        "version": version.number,
        "signature": paper.signature,
        "signed_on": paper.signed_on.isoformat(),
    }
    log(found, "programme.report.certify_on_paper", user=by, data=data)
    letters.certified_on_paper(found, by, version)
    return version


def _certified(found: TermReport, **signed: Any) -> ReportVersion:
    """The next version of a held report, which counts from now on. `signed`: by whom and how."""
    now = timezone.now()
    last = found.versions.first()
    found.versions.filter(ended_at=None).update(ended_at=now)
    version = ReportVersion.objects.create(
        report=found,
        number=last.number + 1 if last else 1,
        figures=found.figures,
        answers=found.answers,
        explanations=found.explanations,
        counted=counting.values(found),
        reason=found.correction,
        sent_by=found.sent_by,
        certified_at=now,
        **signed,
    )
    found.state, found.correction, found.received_at = State.CERTIFIED, "", None
    found.save(update_fields=["state", "correction", "received_at"])
    return version


def mark(report: TermReport) -> str:
    """Changes with everything that is written into a report."""
    return report.saved_at.isoformat()


@transaction.atomic
def give_back(report: TermReport, by: User, reason: str, fields: list[str]) -> None:
    """The director wants something mended before it leaves the school."""
    found = held(report, State.SENT)
    _returned(found, by, reason, fields, by_office=False)


@transaction.atomic
def return_to_school(report: TermReport, by: User, reason: str, fields: list[str]) -> None:
    """The office wants a certified report mended; until it is certified anew it counts no more."""
    found = held(report, *TermReport.CERTAIN)
    found.versions.filter(ended_at=None).update(ended_at=timezone.now())
    found.correction, found.received_at = reason, None
    _returned(found, by, reason, fields, by_office=True)


def _returned(report: TermReport, by: User, reason: str, fields: list[str], *, by_office: bool) -> None:
    report.state = State.RETURNED
    report.save(update_fields=["state", "correction", "received_at"])
    ReportReturn.objects.create(report=report, by=by, by_office=by_office, reason=reason, fields=fields)
    log(report, "programme.report.return", user=by, data={"reason": reason, "fields": fields})
    letters.returned(report, by, reason, fields, by_office=by_office)


@transaction.atomic
def receive(report: TermReport, by: User) -> None:
    """The office has read it; also after the round is closed, since what is certified then was sent in time."""
    found = held(report, State.CERTIFIED, rounds=(RoundState.OPEN, RoundState.CLOSED))
    found.state, found.received_at = State.RECEIVED, timezone.now()
    found.save(update_fields=["state", "received_at"])
    log(found, "programme.report.receive", user=by)


def receive_all(reports: Iterable[TermReport], by: User) -> int:
    """Receive those that still wait; how many that were. Each for itself: one that was taken back stops no other."""
    number = 0
    for report in reports:
        try:
            receive(report, by)
        except SettledError:
            continue
        number += 1
    return number


@transaction.atomic
def correct(report: TermReport, by: User, reason: str) -> None:
    """The school writes a certified report anew; the certified version counts until the next one is certified."""
    found = held(report, *TermReport.CERTAIN)
    found.state, found.correction = State.WRITING, reason
    found.save(update_fields=["state", "correction"])
    log(found, "programme.report.correct", user=by, data={"reason": reason})


@transaction.atomic
def drop_correction(report: TermReport, by: User) -> None:
    """Back to the certified version, as if nobody had begun to write it anew."""
    found = held(report, *TermReport.WRITABLE)
    version = found.versions.filter(ended_at=None).first()
    if version is None:
        raise SettledError
    found.figures, found.answers = version.figures, version.answers
    found.explanations, found.correction = version.explanations, ""
    found.state = State.RECEIVED if found.received_at else State.CERTIFIED
    found.save(update_fields=["figures", "answers", "explanations", "correction", "state"])
    log(found, "programme.report.drop_correction", user=by)


def next_to_read(report: TermReport) -> TermReport | None:
    """The certified report of the round that has waited longest for the office."""
    waiting = TermReport.objects.filter(round=report.round, state=State.CERTIFIED).exclude(pk=report.pk)
    return waiting.order_by("sent_at", "pk").first()
