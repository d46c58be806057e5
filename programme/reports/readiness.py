"""What a report lacks before it can be sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.models import TermReport
from programme.reports import checks
from programme.reports.comparing import Comparison
from programme.reports.words import label, say
from vcare.reports import REFLECTIONS, REPORT_ANSWERS, REPORT_FIGURES, REPORT_STEPS


@dataclass(frozen=True)
class Need:
    """Something to be done, and where."""

    step: str
    #: The id of the field.
    field: str
    text: str

    @property
    def step_name(self) -> str:
        return REPORT_STEPS.label(self.step, get_language())


def step_of(key: str) -> str:
    if key in REPORT_FIGURES:
        return REPORT_FIGURES[key].step
    return "reflection" if key in REFLECTIONS else "system"


def places(keys: Iterable[str]) -> list[Need]:
    """Where each of these answers is, by its name."""
    return [
        Need(step_of(key), f"id_{key}_field" if key in REPORT_ANSWERS else f"id_{key}", label(key))
        for key in keys
    ]


def needs(report: TermReport, comparison: Comparison) -> list[Need]:
    """In the order of the form; nothing if it can be sent."""
    return sorted(_needs(report, comparison), key=lambda need: REPORT_STEPS.position(need.step))


def _needs(report: TermReport, comparison: Comparison) -> Iterator[Need]:
    figures = report.figures
    for key in checks.missing(figures, report.school.levels):
        yield Need(step_of(key), f"id_{key}", _("Missing: %(what)s") % {"what": label(key)})
    for remark in checks.errors(figures):
        yield Need(step_of(remark.key), f"id_{remark.key}", f"{label(remark.key)}: {say(remark)}")
    for remark in comparison.doubts(figures):
        if not report.explanations.get(remark.key):
            yield Need(step_of(remark.key), f"id_why_{remark.key}", f"{label(remark.key)}: {say(remark)}")
    for answer in REPORT_ANSWERS:
        if answer.key not in report.answers:
            yield Need(
                "system", f"id_{answer.key}_field", _("Missing: %(what)s") % {"what": label(answer.key)}
            )
    for question in REFLECTIONS:
        if not report.answers.get(question.key):
            yield Need(
                "reflection", f"id_{question.key}", _("Missing: %(what)s") % {"what": label(question.key)}
            )
