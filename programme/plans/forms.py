"""What people write into visions, plans and their activities."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.dates import ThaiDateField
from content.free_text import refuse_unfit, refuse_unfit_paper
from media.extraction import extract
from media.files import all_of
from media.names import extension
from media.papers import ACCEPTED, clean_paper
from organisations.models import Organisation
from organisations.pages import RegisteredPage
from programme.models import Plan, PlanActivity, PlanEvidence, Vision
from vcare.calendar import DateError, academic_year, fiscal_year, parse_thai_year
from vcare.vocabulary import is_english

#: How many years before and after this one a vision or a plan can be for.
BACK, AHEAD = 5, 2


def years() -> list[int]:
    """The school years that can be chosen, the newest first."""
    now = academic_year(timezone.localdate())
    return list(range(now + 1, now - BACK, -1))


class YearField(forms.CharField):
    """A year in either era and either digits; 69 is 2569."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Written in the era that the screen's language counts in."""
        return value - 543 if isinstance(value, int) and is_english(get_language()) else value

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        this = fiscal_year(timezone.localdate())
        try:
            return parse_thai_year(text, earliest=this - BACK, latest=this + AHEAD)
        except DateError as error:
            words = _("Write a year such as 2569, at most %(back)s years back and %(ahead)s ahead.")
            raise forms.ValidationError(words, params={"back": BACK, "ahead": AHEAD}) from error


class VisionForm(forms.ModelForm):
    """One sentence and its year. `seen` is the edition that was opened."""

    class Meta:
        model = Vision
        fields = ["text"]
        labels = {"text": _("What do you want your pupils' care to be like?")}
        help_texts = {
            "text": _(
                "One to three sentences. No names of pupils. Visitors read it once the director confirms it."
            )
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class SeenForm(forms.Form):
    """The edition that the person has read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class PlanForm(forms.ModelForm):
    """The text of a plan and its file."""

    year = YearField(label=_("Which year?"), help_text=_("Such as 2569"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    upload = forms.FileField(
        label=_("The plan as a PDF"),
        required=False,
        help_text=_("The signed paper, at most 20 MB. A new file takes the place of the old one."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    drop_file = forms.BooleanField(label=_("Take the file out"), required=False)

    class Meta:
        model = Plan
        fields = ["title", "year_kind", "text", "file_is_public"]
        labels = {
            "title": _("What is the plan called?"),
            "year_kind": _("For which kind of year?"),
            "text": _("What is it about?"),
            "file_is_public": _("Visitors may open the file once the plan is approved"),
        }
        help_texts = {
            "title": _("For example: plan of student care, academic year 2569"),
            "text": _("Goals and focus in a few lines. No names of pupils."),
            "file_is_public": _("Only if no pupil is named or shown in it."),
        }
        widgets = {"year_kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 6})}

    field_order = ["title", "year_kind", "year", "text", "upload", "drop_file", "file_is_public"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.edition
            self.fields["year"].initial = self.instance.year
        else:
            self.fields["year"].initial = academic_year(timezone.localdate())
            del self.fields["seen"]
        if not self.instance.file:
            del self.fields["drop_file"]

    def clean_upload(self) -> File | None:
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        if extension(upload.name) != "pdf":
            raise forms.ValidationError(_("Use a PDF file."))
        paper = clean_paper(upload)
        refuse_unfit_paper(extract("pdf", all_of(paper)))
        return paper

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("file_is_public") and not (data.get("upload") or self.instance.file):
            self.add_error("file_is_public", _("There is no file that visitors could open."))
        return data

    def filled(self) -> Plan:
        """The plan with what was written, not stored yet; its edition is the one that was opened."""
        plan: Plan = self.save(commit=False)
        plan.year = self.cleaned_data["year"]
        if self.cleaned_data.get("drop_file"):
            plan.file, plan.file_is_public = "", False
        if upload := self.cleaned_data.get("upload"):
            plan.file = upload
        if (seen := self.cleaned_data.get("seen")) is not None:
            plan.edition = seen
        return plan


class ActivityForm(forms.ModelForm):
    """What is to be done by whom from when until when."""

    starts_on = ThaiDateField(label=_("From which day?"))
    ends_on = ThaiDateField(label=_("Until which day?"))

    class Meta:
        model = PlanActivity
        fields = ["what", "owner", "owner_position", "starts_on", "ends_on", "note"]
        labels = {
            "what": _("What is to be done?"),
            "owner": _("Who sees to it?"),
            "owner_position": _("Position or group"),
            "note": _("Note for colleagues"),
        }
        help_texts = {
            "what": _("Something that can be done and seen. No names of pupils."),
            "owner_position": _("Visitors read the position, never the name."),
            "note": _("Never public."),
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hasattr(organisation, "_people_to_choose"):
            rows = organisation.memberships.current().filter(person__is_active=True).select_related("person")
            people = {row.person_id: row.person for row in rows.order_by("person__first_name", "pk")}
            organisation._people_to_choose = people
        people = organisation._people_to_choose
        field = self.fields["owner"]
        field.queryset = field.queryset.filter(pk__in=people)
        field.widget.choices = [
            ("", _("Nobody in particular")),
            *(
                (pk, f"{person} · {person.position}" if person.position else str(person))
                for pk, person in people.items()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day does not come before the first."))
        if "owner" not in self.errors and not (data.get("owner") or data.get("owner_position")):
            self.add_error("owner_position", _("Say who sees to it: a person, a position or a group."))
        return data


class ProgressForm(forms.Form):
    """How an activity stands."""

    state = forms.ChoiceField(
        label=_("How does it stand?"), choices=PlanActivity.State.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        required=False,
        validators=[refuse_unfit],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for what is postponed or called off. No names of pupils."),
    )
    due_on = ThaiDateField(label=_("Put off until which day?"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        state = data.get("state")
        if state in PlanActivity.EXPLAINED and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why, in a few words."))
        if state == PlanActivity.State.POSTPONED and "due_on" not in self.errors:
            if not data.get("due_on"):
                self.add_error("due_on", _("Say until which day it is put off."))
            elif data["due_on"] < timezone.localdate():
                self.add_error("due_on", _("That day is over."))
        elif state != PlanActivity.State.POSTPONED:
            data["due_on"] = None
        return data


class EvidenceForm(forms.ModelForm):
    """A practice or an event of this portal, or a paper."""

    work = forms.CharField(
        label=_("Number of a practice or an event on this portal"),
        max_length=20,
        required=False,
        help_text=_("Such as BP69-0012 or EV69-0003."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_(
            "PDF, JPG or PNG, at most 20 MB. Only your colleagues and the office see it. No pupil in it."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    class Meta:
        model = PlanEvidence
        fields = ["note"]
        labels = {"note": _("What does it show?")}

    field_order = ["work", "file", "note"]

    def clean_work(self) -> str:
        reference: str = self.cleaned_data["work"].strip()
        self.instance.page = registered(reference) if reference else None
        if reference and self.instance.page is None:
            raise forms.ValidationError(_("Nothing public has this number. Look at it once more."))
        return reference

    def clean_file(self) -> File | None:
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        paper = clean_paper(upload)
        if extension(paper.name) == "pdf":
            refuse_unfit_paper(extract("pdf", all_of(paper)))
        return paper

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not (data.get("work") or data.get("file")):
            self.add_error("work", _("Give a number or choose a file."))
        return data

    def filled(self, activity: PlanActivity) -> PlanEvidence:
        evidence: PlanEvidence = self.save(commit=False)
        evidence.activity = activity
        if file := self.cleaned_data.get("file"):
            evidence.file = file
        return evidence


def registered(reference: str) -> Page | None:
    """The page of a practice or an event that any visitor may read, by its number."""
    page = Page.objects.live().public().filter(slug=reference.lower()).first()
    return page if page and issubclass(page.specific_class or Page, RegisteredPage) else None


class BackForm(forms.Form):
    reason = forms.CharField(
        label=_("What is to be mended?"),
        max_length=500,
        validators=[refuse_unfit],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names of pupils."),
    )


class CopyForm(forms.Form):
    year = YearField(
        label=_("Into which year?"), help_text=_("All days move along; nothing counts as begun.")
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["year"].initial = plan.year + 1

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year == self.plan.year:
            raise forms.ValidationError(
                _("That is the year of this plan. To change it, begin a new version.")
            )
        return year


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("One line for each activity, .xlsx or .csv, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("This file is empty. Please choose the file again."),
        },
    )
