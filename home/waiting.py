"""What waits for a person, as the first thing that "my work" shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.policy import Action, Thing, may
from programme.reports.desk import Task

if TYPE_CHECKING:
    from home.work import Work


@dataclass(frozen=True)
class Waiting:
    """Something that only this person can bring on; `number` of things, or one term report with its day."""

    name: str | Promise
    href: str
    number: int = 0
    report: Task | None = None


def waiting_for(work: "Work") -> Iterator[Waiting]:
    """What has a day first, then what other people wait for. Leaves out what nothing waits in."""
    for task in work.reports if work.sees_reports else ():
        if task.waits:
            href = (
                reverse("reports:report", args=[task.report.uid]) if task.report else reverse("reports:mine")
            )
            yield Waiting(f"{task.round.name} · {task.school.local_name}", href, report=task)
    for asking in work.networks_asking if work.has_model_networks else ():
        yield Waiting(
            asking.network.local_name, reverse("networks:model_network", args=[asking.network.uid]), 1
        )
    for concerned, name, address, count in _queues(work):
        if concerned and (number := count()):
            yield Waiting(name, address if address.startswith("/") else reverse(address), number)


def _queues(work: "Work") -> Iterator[tuple[bool, str | Promise, str, Callable[[], int]]]:
    """Whether it concerns the person, what it is called, its address and how much waits."""
    yield work.lets_in, _("Who asks to join"), "organisations:requests", lambda: work.joining_waiting
    yield (
        work.lets_in,
        _("Who is still responsible?"),
        "organisations:confirm",
        lambda: work.confirmations_waiting,
    )
    yield work.may_review, _("Practices to review"), "review:waiting", lambda: work.reviews_waiting
    if work.privacy:
        duties = work.privacy
        yield True, _("Findings that wait"), "privacy:findings", lambda: duties.red + duties.amber
        yield True, _("Requests to take down"), "privacy:take_downs", lambda: duties.requests
    yield (
        work.may_see_applications,
        _("Partner registrations"),
        "networks:applications",
        lambda: work.applications_waiting,
    )
    yield (
        work.decides_about_partners,
        _("Partners: what is to be decided"),
        "networks:vetting",
        lambda: work.partners_waiting,
    )
    yield (
        work.may_edit,
        _("Pages to approve"),
        "wagtailadmin_reports:workflow_tasks",
        lambda: work.moderation_waiting,
    )
    yield work.keeps_funds, _("Ledger of the funds"), "funds:funds", lambda: work.fund_entries_waiting
    yield work.sees_reports, _("Term reports to read"), "reports:mine", lambda: work.reports_to_read
    yield work.meets_needs, _("Needs and offers"), "networks:needs", lambda: work.matches_waiting
    yield (
        work.commits,
        _("Commitments with partners"),
        "commitments:mine",
        lambda: work.own_signatures_waiting,
    )
    for place in work.planning[:1]:
        desk = reverse("plans:desk", args=[place.uid])
        yield True, _("Vision and plans"), desk, lambda: work.plans_waiting
        yield True, _("Activities of the plans that are late"), desk, lambda: work.plans_late
    yield (
        work.sees_registrations,
        _("Events without a record"),
        "exchange:organised",
        lambda: work.records_waiting,
    )
    yield (
        work.sees_registrations and work.selects,
        _("Proposals to choose from"),
        "exchange:organised",
        lambda: work.proposals_waiting,
    )
    confirms = bool(work.adopting) and may(work.person, Action.CERTIFY, Thing.ADOPTION)
    yield confirms, _("What we took over, and who uses ours"), "adoption:mine", lambda: work.adoptions_waiting
    yield (
        bool(work.adopting),
        _("Questions and answers between schools"),
        "adoption:questions",
        lambda: work.questions_waiting,
    )
