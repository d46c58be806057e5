"""Reports and totals as chapters of lines, for screens and papers alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.models import ReportVersion, TermReport
from programme.reports import checks
from programme.reports.comparing import Comparison
from programme.reports.figures import Figures
from programme.reports.words import label
from vcare.reports import (
    ALL_FIGURES,
    COUNTED,
    REFLECTIONS,
    REPORT_ANSWERS,
    REPORT_FIGURES,
    REPORT_STEPS,
    REPORT_SUMS,
)
from vcare.vocabulary import Term


@dataclass(frozen=True)
class Line:
    """One answer of a report, or one sum of a round."""

    key: str
    name: str
    value: int | str | None
    unit: str = ""
    before: int | None = None
    explanation: str = ""
    #: Of a sum: how many schools said, how many did not, whether it is left out.
    schools: int = 0
    silent: int = 0
    hidden: bool = False
    is_counted: bool = False
    is_text: bool = False


@dataclass(frozen=True)
class Chapter:
    key: str
    name: str
    lines: list[Line] = field(default_factory=list)


def keys_of(step: str) -> list[str]:
    """Numbers of a step in their order, each sum behind its parts."""
    found = []
    for figure in REPORT_FIGURES:
        if figure.step == step:
            found.append(figure.key)
            found += [total.key for total in REPORT_SUMS if total.parts[-1] == figure.key]
    return found


def of_draft(report: TermReport, comparison: Comparison) -> list[Chapter]:
    counted = {row.key: row.value for row in comparison.counted}
    return list(_chapters(report.figures, report.answers, report.explanations, counted, comparison, report))


def of_version(version: ReportVersion, comparison: Comparison) -> list[Chapter]:
    return list(
        _chapters(
            version.figures,
            version.answers,
            version.explanations,
            version.counted,
            comparison,
            comparison.report,
        )
    )


def _chapters(
    figures: Mapping[str, int | None],
    answers: Mapping[str, str],
    explanations: Mapping[str, str],
    counted: Mapping[str, int],
    comparison: Comparison,
    report: TermReport,
) -> Iterator[Chapter]:
    known, taught = checks.with_sums(figures), set(report.school.levels)
    language = get_language()
    for step in REPORT_STEPS:
        lines = [
            Line(
                key,
                label(key),
                known.get(key),
                ALL_FIGURES[key].unit_label(language),
                comparison.before_figures.get(key),
                explanations.get(key, ""),
            )
            for key in keys_of(step.key)
            if key not in REPORT_FIGURES or checks.asked(REPORT_FIGURES[key].level, taught)
        ]
        if step.key == "system":
            words = {"yes": _("There is"), "no": _("Not yet")}
            lines += [
                Line(term.key, term.label(language), words.get(answers.get(term.key, "")), is_text=True)
                for term in REPORT_ANSWERS
            ]
            if reference := answers.get("reference"):
                lines.append(Line("reference", label("reference"), reference, is_text=True))
            lines += [
                Line(
                    term.key,
                    term.label(language),
                    counted.get(term.key),
                    "",
                    None,
                    explanations.get(term.key, ""),
                    is_counted=True,
                )
                for term in COUNTED
            ]
        if step.key == "reflection":
            lines += [
                Line(term.key, term.label(language), answers.get(term.key), is_text=True)
                for term in REFLECTIONS
            ]
        yield Chapter(step.key, step.label(language), lines)


def of_totals(numbers: Figures, *, inside: bool) -> list[Chapter]:
    """A round's sums; for those outside the office's own work without what could point at a child."""
    language = get_language()
    hidden = set() if inside else numbers.hidden
    found = []
    for step in REPORT_STEPS:
        lines = [
            _sum_line(numbers.totals[key], ALL_FIGURES[key], hidden)
            for key in [*keys_of(step.key), *(COUNTED.keys() if step.key == "system" else [])]
            # What is counted to look after children is never told outside.
            if inside or not key.startswith("incidents_")
        ]
        if step.key == "system":
            lines = [_sum_line(numbers.answers[term.key], term, set()) for term in REPORT_ANSWERS] + lines
        if lines:
            found.append(Chapter(step.key, step.label(language), lines))
    return found


def _sum_line(total: Any, term: Term, hidden: set[str]) -> Line:
    unit = _("schools") if term.key in REPORT_ANSWERS else ""
    if term.key in REPORT_FIGURES or term.key in REPORT_SUMS:
        unit = ALL_FIGURES[term.key].unit_label(get_language())
    return Line(
        total.key,
        term.label(get_language()),
        None if total.key in hidden else total.value,
        unit,
        schools=total.schools,
        silent=total.silent,
        hidden=total.key in hidden and total.value is not None,
        is_counted=term.key in COUNTED,
    )


@dataclass(frozen=True)
class NamedStep:
    """A step as the list of all steps shows it."""

    key: str
    name: str


def named_steps() -> list[NamedStep]:
    return [NamedStep(step.key, step.label(get_language())) for step in REPORT_STEPS]
