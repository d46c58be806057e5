"""What people write into dossiers and about them."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content import labels
from content.dates import ThaiDateField
from content.free_text import refuse_unfit, refuse_unfit_paper
from media.extraction import extract
from media.files import all_of
from media.names import extension
from media.papers import ACCEPTED, clean_paper
from organisations.models import Kind, Organisation
from practices.models import PracticePage
from privacy import faces
from programme.models import Dossier, DossierAttachment
from programme.plans.forms import YearField
from vcare.awards import AWARD_SCHEMES
from vcare.calendar import academic_year, format_academic_year, to_christian
from vcare.dossiers import APPENDIX_KINDS, AWARD_CATEGORIES, YEARS_TOLD
from vcare.schools import size_class

#: Those of AWARD_SCHEMES that are no award by themselves, only names of levels.
ONLY_LEVELS = ("medal", "rank", "iqa")
#: What is written below one heading.
SECTION_LENGTH = 20_000
#: The first academic year that can be the last one told.
EARLIEST = 2560


def last_years() -> list[tuple[str, str]]:
    """Which three academic years can be told, the newest first."""
    now = academic_year(timezone.localdate())
    language = get_language()
    return [
        (
            str(year),
            f"{format_academic_year(year - YEARS_TOLD + 1, language=language)} – "
            f"{to_christian(year) if language == 'en' else year}",
        )
        for year in range(now, now - 6, -1)
    ]


class SeenForm(forms.Form):
    """The mark of what the person has looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


#: Digits of a page's number that every database can look for.
LONGEST_KEY = 9


class PracticeField(forms.ModelChoiceField):
    """Says of a number that no database has what it says of any other practice that is not offered."""

    def to_python(self, value: Any) -> PracticePage | None:
        if len(str(value)) > LONGEST_KEY:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )
        found: PracticePage | None = super().to_python(value)
        return found


class AboutForm(forms.ModelForm):
    """For which award, of which years, about which work."""

    scheme = forms.ChoiceField(label=_("Which award is it for?"), required=False)
    year_be = YearField(label=_("Of which year is the award?"), help_text=_("Such as 2569"))
    last_year = forms.ChoiceField(label=_("Which three academic years are told?"))
    as_of = ThaiDateField(
        label=_("Up to which day does it count?"),
        required=False,
        help_text=_("Leave empty for the day on which data are fetched."),
    )
    due_on = ThaiDateField(
        label=_("When does it have to be sent?"),
        required=False,
        help_text=_("Whoever writes it is reminded before that day, as long as it is a draft."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = Dossier
        fields = [
            "title",
            "practice",
            "scheme",
            "award_name",
            "granted_by",
            "category",
            "year_be",
            "year_kind",
            "last_year",
            "as_of",
            "due_on",
        ]
        labels = {
            "title": _("What is the work called?"),
            "practice": _("Which practice is it about?"),
            "award_name": _("Name of the award, if it is not in the list"),
            "granted_by": _("Who gives the award?"),
            "category": _("In which category?"),
            "year_kind": _("What kind of year does the award's name mean?"),
        }
        help_texts = {
            "practice": _(
                "Its text is taken over below the headings. Only published practices can be chosen."
            ),
            "year_kind": _("Awards say “of 2567” without saying which year."),
        }
        widgets = {"year_kind": forms.RadioSelect}
        field_classes = {"practice": PracticeField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Organisation = self.instance.organisation
        known = [choice for choice in labels.choices(AWARD_SCHEMES) if choice[0] not in ONLY_LEVELS]
        self.fields["scheme"].choices = [*known, ("", _("Another one"))]
        own = PracticePage.objects.live().public().filter(owner_organisation=place)
        self.fields["practice"].queryset = own.order_by("-academic_year", "title")
        self.fields["practice"].empty_label = _("None of them")
        office = place.kind == Kind.OFFICE
        self.fields["category"].choices = [
            (key, label) for key, label in labels.choices(AWARD_CATEGORIES) if (key == "office") is office
        ]
        self.fields["last_year"].choices = last_years()
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.edition
            chosen = str(self.instance.last_year)
            if chosen not in dict(self.fields["last_year"].choices):
                self.fields["last_year"].choices.append((chosen, chosen))
        else:
            del self.fields["seen"]
            now = academic_year(timezone.localdate())
            work = own.order_by("-academic_year", "-first_published_at").first()
            self.initial |= {
                "title": work.title[:200] if work else "",
                "practice": work.pk if work else None,
                "scheme": AWARD_SCHEMES.keys()[0],
                "category": "office" if office else category_of(place),
                "year_be": now,
                "last_year": str(now),
            }

    def clean_last_year(self) -> int:
        return int(self.cleaned_data["last_year"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("scheme"):
            data["award_name"] = ""
        elif "award_name" in data and not data["award_name"].strip():
            self.add_error("award_name", _("Choose an award, or write its name."))
        as_of = data.get("as_of")
        if as_of and as_of > timezone.localdate():
            self.add_error("as_of", _("This day is still to come."))
        return data

    def filled(self) -> Dossier:
        """The dossier with what was chosen, not stored yet; its edition is the one that was opened."""
        dossier: Dossier = self.save(commit=False)
        if dossier.pk:
            seen = self.cleaned_data.get("seen")
            dossier.edition = seen if seen is not None else -1
        return dossier


def category_of(school: Organisation) -> str:
    """The class in which a school of its size competes; any, where its size is not known."""
    newest = school.facts.first()
    size = size_class(newest.pupils) if newest else None
    return f"school-{size.key}" if size else "school"


class SectionForm(forms.Form):
    """The text below a heading. `was` is the mark of the text that the writer began from."""

    text = forms.CharField(
        label=_("What stands below this heading"),
        max_length=SECTION_LENGTH,
        required=False,
        validators=[refuse_unfit],
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Each line is a paragraph; a line that begins with “- ” is a point of a list. No names of pupils."
        ),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class UploadForm(forms.ModelForm):
    """A paper from outside: a letter, an order, a certificate."""

    kind = forms.ChoiceField(label=_("What kind of paper is it?"))
    file = forms.FileField(
        label=_("The paper"),
        help_text=_(
            "PDF, JPG or PNG, at most 20 MB. Pictures of activities come from the record of an event."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "data-shrink": "2000"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("This file is empty. Please choose the file again."),
        },
    )
    looked_at = forms.BooleanField(
        label=_("I have looked it through: no pupil is named or shown in it."),
        error_messages={"required": _("Look it through, then tick here.")},
    )

    class Meta:
        model = DossierAttachment
        fields = ["title", "kind"]
        labels = {"title": _("What is the paper called?")}
        help_texts = {"title": _("As it is to stand in the appendix, with its number and day.")}

    field_order = ["kind", "title", "file", "looked_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            choice for choice in labels.choices(APPENDIX_KINDS) if choice[0] != "picture"
        ]
        self.fields["kind"].initial = "letter"

    def clean_file(self) -> File:
        paper = clean_paper(self.cleaned_data["file"])
        content = all_of(paper)
        if extension(paper.name) == "pdf":
            refuse_unfit_paper(extract("pdf", content))
        elif shows_faces(content):
            raise forms.ValidationError(
                _(
                    "There are faces in this picture. Use a scan of the paper, or a picture of an event's record."
                )
            )
        return paper


def shows_faces(content: bytes) -> bool:
    """Whether somebody may be recognised; a picture that nobody could look at counts as if."""
    try:
        return bool(faces.find(content))
    except faces.NotLookedAtError:
        return True


class SentForm(forms.Form):
    sent_on = ThaiDateField(label=_("On which day was it sent?"), initial=timezone.localdate)
    letter_number = forms.CharField(
        label=_("Number of the covering letter"), max_length=60, required=False, validators=[refuse_unfit]
    )

    def clean_sent_on(self) -> Any:
        return past(self.cleaned_data["sent_on"])


class ResultForm(forms.Form):
    result = forms.ChoiceField(
        label=_("How did it end?"), choices=Dossier.Result.choices, widget=forms.RadioSelect
    )
    listed = forms.ChoiceField(label=_("At which level?"), required=False)
    level = forms.CharField(
        label=_("The level, if it is not in the list"),
        max_length=60,
        required=False,
        validators=[refuse_unfit],
        help_text=_("As the announcement says it."),
    )
    decided_on = ThaiDateField(label=_("When was it announced?"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("What did the committee say?"),
        max_length=500,
        required=False,
        validators=[refuse_unfit],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["listed"].choices = [("", _("Another level")), *known_levels(dossier.scheme)]
        self.dossier = dossier

    def clean_decided_on(self) -> Any:
        day = past(self.cleaned_data["decided_on"])
        if self.dossier.sent_on and day < self.dossier.sent_on:
            raise forms.ValidationError(_("That is before it was sent."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        listed, written = data.pop("listed", ""), (data.get("level") or "").strip()
        if data.get("result") == Dossier.Result.NOT_AWARDED:
            data["level"] = ""
        elif listed and written:
            self.add_error("level", _("Choose a level of the list or write one, not both."))
        elif listed:
            data["level"] = level_of(listed)
        elif data.get("result") and not written and "listed" not in self.errors:
            self.add_error("level", _("Choose the level, or write it as the announcement says it."))
        return data


def known_levels(scheme: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """By the award's own levels, then by those that any award may have; the values are `scheme:level`."""
    language = get_language()
    return [
        (
            AWARD_SCHEMES.label(key, language),
            [(f"{key}:{level.key}", level.label(language)) for level in AWARD_SCHEMES[key].levels],
        )
        for key in dict.fromkeys([scheme, *ONLY_LEVELS])
        if key in AWARD_SCHEMES
    ]


def level_of(listed: str) -> str:
    """A level of the list in Thai, as announcements say it."""
    scheme, _colon, key = listed.partition(":")
    return next(level.th for level in AWARD_SCHEMES[scheme].levels if level.key == key)


def past(day: Any) -> Any:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come."))
    return day
