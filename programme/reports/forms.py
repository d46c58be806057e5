"""What a school fills in step by step, and what directors and officers say about it."""

import hashlib
import json
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from content.dates import ThaiDateField
from content.templatetags.thai import thai_date, thai_number
from media.papers import ACCEPTED, clean_paper
from networks.commitments.forms import AboutNoChild
from networks.needs_forms import about_no_child
from programme.models import ReportRound, TermReport
from programme.reports import checks, on_paper
from programme.reports.checks import Remark
from programme.reports.comparing import Comparison
from programme.reports.counting import Counted
from programme.reports.on_paper import SignedPaper
from programme.reports.readiness import step_of
from programme.reports.words import label, say
from vcare.calendar import parse_thai_year, to_arabic_digits
from vcare.reports import (
    COUNTED,
    REFLECTION_LENGTH,
    REFLECTIONS,
    REPORT_ANSWERS,
    REPORT_FIGURES,
    REPORT_STEPS,
    ReportFigure,
    step_figures,
)

#: More is a slip of the finger.
LARGEST = {"people": 20_000, "times": 100_000, "baht": 99_999_999}
WHY_LENGTH = 300
STEP_KEYS = REPORT_STEPS.keys()
WHY = "why_"


def read_number(text: str) -> int | None:
    """A whole number with either digits, with or without commas; None for nothing. Raises ValueError."""
    plain = to_arabic_digits(text).replace(",", "").replace("\u00a0", "").strip()
    if plain in {"", "-", "–"}:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 12):
        raise ValueError(text)
    return int(plain)


class WholeNumberField(forms.CharField):
    """A count as people write it. `figure` says of what."""

    def __init__(self, figure: ReportFigure, **kwargs: Any) -> None:
        self.figure = figure
        kwargs["widget"] = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 20}
        )
        super().__init__(label=figure.label(get_language()), required=False, **kwargs)
        self.unit = figure.unit_label(get_language())
        self.optional = not figure.required

    def to_python(self, value: Any) -> int | None:
        try:
            number = read_number(str(value or ""))
        except ValueError:
            raise forms.ValidationError(_("Write a whole number, like 118.")) from None
        if number is not None and number > LARGEST[self.figure.unit]:
            raise forms.ValidationError(_("This is too much to be true. Look at the digits again."))
        return number

    def run_validators(self, value: Any) -> None:
        """A number has been looked at already; those of texts do not fit."""

    def prepare_value(self, value: Any) -> Any:
        return thai_number(value) if isinstance(value, int) else value


class YesNoField(forms.ChoiceField):
    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [("yes", gettext_lazy("There is")), ("no", gettext_lazy("Not yet"))]
        super().__init__(choices=choices, required=False, **kwargs)


def text_field(name: str, length: int, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=name,
        max_length=length,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


def digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Group:
    """A field with the explanation that belongs beneath it; what the portal counts has only the latter."""

    field: forms.BoundField | None
    why: forms.BoundField | None
    is_number: bool = False
    #: Whether the report was sent back for this answer.
    is_meant: bool = False
    counted: Counted | None = None


@dataclass
class Outcome:
    """What a form changes, in which part of the report, and what a colleague was quicker with."""

    changes: dict[str, dict[str, Any]]
    conflicts: list[str]


class StepForm(forms.Form):
    """One screen of the report. Whatever can be read is kept, though it may not fit with the rest."""

    def __init__(self, data: Any = None, *, report: TermReport, step: str, comparison: Comparison) -> None:
        self.report, self.step, self.comparison = report, step, comparison
        initial = {
            **report.figures,
            **report.answers,
            **{f"{WHY}{key}": words for key, words in report.explanations.items()},
        }
        super().__init__(data, initial=initial)
        taught = set(report.school.levels)
        for figure in step_figures(step):
            if checks.asked(figure.level, taught):
                self.fields[figure.key] = self.number_field(figure)
        if step == "system":
            self.add_answers()
        if step == "reflection":
            for question in REFLECTIONS:
                self.fields[question.key] = text_field(
                    question.label(get_language()),
                    REFLECTION_LENGTH,
                    4,
                    _("Of the whole school. No names, classes or stories of pupils."),
                )
        self.add_explanations()

    def number_field(self, figure: ReportFigure) -> WholeNumberField:
        field = WholeNumberField(figure)
        before = self.comparison.before_figures.get(figure.key)
        field.before = None if before is None else thai_number(before)
        return field

    def add_answers(self) -> None:
        for answer in REPORT_ANSWERS:
            self.fields[answer.key] = YesNoField(label=answer.label(get_language()))
        self.fields["reference"] = text_field(
            label("reference"), WHY_LENGTH, 2, _("Such as the number of the order. No names of pupils.")
        )

    def add_explanations(self) -> None:
        """A field for each number that wants one, has one, or was just given one."""
        self.remarks: dict[str, Remark] = {
            remark.key: remark
            for remark in self.comparison.doubts(self.as_typed())
            if step_of(remark.key) == self.step
        }
        given = {key for key in self.report.explanations if step_of(key) == self.step}
        sent = {name.removeprefix(WHY) for name in self.data if name.startswith(WHY)}
        possible = set(COUNTED.keys()) if self.step == "system" else set()
        known = {key for key in given | sent | possible if key in REPORT_FIGURES or key in COUNTED}
        for key in [*self.remarks, *sorted(known - set(self.remarks))]:
            if step_of(key) != self.step:
                continue
            remark = self.remarks.get(key)
            self.fields[f"{WHY}{key}"] = text_field(
                _("Explain this change") if remark else _("A word about this number"),
                WHY_LENGTH,
                2,
                f"{label(key)}: {say(remark)}" if remark else "",
            )

    def as_typed(self) -> dict[str, int | None]:
        """The report's numbers with what has just been sent, as far as it can be read."""
        found = dict(self.report.figures)
        for figure in step_figures(self.step) if self.is_bound else []:
            try:
                found[figure.key] = read_number(str(self.data.get(figure.key, "")))
            except ValueError:
                continue
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, value in list(data.items()):
            if isinstance(value, str) and value and name not in REPORT_ANSWERS:
                try:
                    about_no_child(value)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        #: What can be kept: everything that is readable and tells of no child.
        self.readable = dict(self.cleaned_data)
        for remark in checks.errors(self.as_typed()):
            if remark.key in self.fields and remark.key not in self.errors:
                self.add_error(remark.key, say(remark))
        return data

    def stored(self, name: str) -> Any:
        if name.startswith(WHY):
            return self.report.explanations.get(name.removeprefix(WHY))
        part = self.report.figures if name in REPORT_FIGURES else self.report.answers
        return part.get(name)

    def digests(self) -> dict[str, str]:
        return {name: digest(self.stored(name)) for name in self.fields}

    def outcome(self) -> Outcome:
        """Asked after `is_valid`. What a colleague changed meanwhile is said beside the field, not overwritten."""
        changes: dict[str, dict[str, Any]] = {}
        conflicts = []
        for name, value in self.readable.items():
            value = None if value in ("", None) else value
            stored = self.stored(name)
            if value == stored or name not in self.data:
                continue
            was = self.data.get(f"was-{name}", "")
            if was and was != digest(stored):
                conflicts.append(name)
                theirs = thai_number(stored) if stored is not None else "–"
                self.add_error(
                    name,
                    _("A colleague has written here meanwhile: %(theirs)s. Keep yours by saving once more.")
                    % {"theirs": theirs},
                )
                continue
            part, key = self.part_of(name)
            changes.setdefault(part, {})[key] = value
        return Outcome(changes, conflicts)

    @staticmethod
    def part_of(name: str) -> tuple[str, str]:
        if name.startswith(WHY):
            return "explanations", name.removeprefix(WHY)
        return ("figures" if name in REPORT_FIGURES else "answers"), name

    def groups(self, meant: Container[str] = ()) -> list[Group]:
        """What stands on the screen, in order. `meant` are the answers for which it was sent back."""
        found = [
            Group(
                self[name],
                self.why(name),
                is_number=isinstance(field, WholeNumberField),
                is_meant=name in meant,
            )
            for name, field in self.fields.items()
            if not name.startswith(WHY)
        ]
        counted = self.comparison.counted if self.step == "system" else []
        return found + [Group(None, self.why(row.key), counted=row) for row in counted]

    def why(self, key: str) -> forms.BoundField | None:
        name = f"{WHY}{key}"
        return self[name] if name in self.fields else None

    def unexplained(self) -> list[str]:
        """Names of explanations that were not on the screen yet when it was sent."""
        return [f"{WHY}{key}" for key in self.remarks if f"{WHY}{key}" not in self.data]


class ReturnForm(AboutNoChild, forms.Form):
    """Why a report goes back, and which answers are meant."""

    guarded = ("reason",)

    reason = forms.CharField(
        label=gettext_lazy("What is to be mended?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The people of the school read it. No names of pupils."),
    )
    fields_meant = forms.MultipleChoiceField(
        label=gettext_lazy("Which answers?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, figures: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_meant"].choices = [
            (key, label(key))
            for terms in (REPORT_FIGURES, REPORT_ANSWERS, REFLECTIONS)
            for key in [term.key for term in terms]
            if terms is not REPORT_FIGURES or figures.get(key) is not None
        ]


class CorrectionForm(AboutNoChild, forms.Form):
    guarded = ("reason",)

    reason = forms.CharField(
        label=gettext_lazy("Why is it written anew?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands beside the new version. No names of pupils."),
    )


class CertifyForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    agreed = forms.BooleanField(
        label=gettext_lazy("I certify that this report is right."),
        error_messages={"required": gettext_lazy("Tick this first: it is your word.")},
    )


class OnPaperForm(AboutNoChild, forms.Form):
    """What stands on the paper that a school's director has signed, and its picture."""

    guarded = ("name", "position")

    code = forms.CharField(
        label=gettext_lazy("Number on the paper"),
        max_length=20,
        help_text=gettext_lazy("Six digits in the frame at the top of the printed report."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name of who signed"),
        max_length=150,
        help_text=gettext_lazy("As on the paper: the director, or who stands in for the director."),
    )
    position = forms.CharField(
        label=gettext_lazy("Position"),
        max_length=150,
        help_text=gettext_lazy("As on the paper, such as acting director, with the number of the order."),
    )
    signed_on = ThaiDateField(label=gettext_lazy("Day on the paper"))
    file = forms.FileField(
        label=gettext_lazy("Photograph or scan of the signed paper"),
        help_text=gettext_lazy(
            "PDF or picture, at most 20 MB. Only the school and the office can open it. No papers about pupils."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, report: TermReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report

    def clean_code(self) -> str:
        code = re.sub(r"[\s-]", "", to_arabic_digits(self.cleaned_data["code"]))
        if not re.fullmatch(rf"[0-9]{{{on_paper.DIGITS}}}", code):
            raise forms.ValidationError(_("Write the six digits, like 048213."))
        if code != on_paper.code(self.report):
            raise forms.ValidationError(
                _(
                    "This number is not that of the report in the portal. Read it once more; if it is right, the "
                    "school has changed its report since: ask it to print and sign anew."
                )
            )
        return code

    def clean_name(self) -> str:
        return words_only(self.cleaned_data["name"])

    def clean_position(self) -> str:
        return words_only(self.cleaned_data["position"])

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if day < (written := timezone.localdate(self.report.saved_at)):
            raise forms.ValidationError(
                _("On %(day)s the report was still being written. Look at the day on the paper again.")
                % {"day": thai_date(written)}
            )
        return day

    def clean_file(self) -> File:
        return clean_paper(self.cleaned_data["file"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors and "file" in data:
            self.add_error("file", _("The file is all right. Choose it once more: it is not kept meanwhile."))
        return data

    def paper(self) -> SignedPaper:
        data, school = self.cleaned_data, self.report.school.name
        position = data["position"] if school in data["position"] else f"{data['position']} {school}"
        return SignedPaper(data["code"], f"{data['name']} {position}"[:400], data["signed_on"], data["file"])


def words_only(text: str) -> str:
    """Raises ValidationError for what can be nobody's name or position."""
    if sum(sign.isalpha() for sign in text) < 2:
        raise forms.ValidationError(_("Write it in words, as on the paper."))
    return " ".join(text.split())


class RoundForm(forms.ModelForm):
    """Which term, and from when to when."""

    academic_year = forms.CharField(label=gettext_lazy("Academic year"), max_length=12)
    opens_on = ThaiDateField(label=gettext_lazy("Opens on"))
    due_on = ThaiDateField(label=gettext_lazy("To be sent by"))

    class Meta:
        model = ReportRound
        fields = ["academic_year", "term", "opens_on", "due_on"]
        labels = {"term": gettext_lazy("Term")}

    def __init__(self, *args: Any, office: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        self.fields["term"].choices = [(1, "1"), (2, "2")]
        if self.instance.pk and self.instance.state != ReportRound.State.PLANNED:
            # Reports were made for this very term.
            del self.fields["academic_year"], self.fields["term"]

    def clean_academic_year(self) -> int:
        try:
            return parse_thai_year(self.cleaned_data["academic_year"], earliest=2500)
        except ValueError:
            raise forms.ValidationError(_("Write the year like 2569.")) from None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("opens_on"), data.get("due_on")
        if first and last and last < first:
            self.add_error("due_on", _("This day comes before the round opens."))
        year, term = data.get("academic_year"), data.get("term")
        same = ReportRound.objects.filter(office=self.office, academic_year=year, term=term)
        if year and term and same.exclude(pk=self.instance.pk).exists():
            self.add_error("term", _("There is a round of this term already."))
        return data


class ReceiveForm(forms.Form):
    """Certified reports of a round that the office has read."""

    report = forms.ModelMultipleChoiceField(queryset=TermReport.objects.none(), to_field_name="uid")

    def __init__(self, *args: Any, term_round: ReportRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = TermReport.objects.filter(round=term_round).select_related("round__office", "school__office")
        self.fields["report"].queryset = rows
