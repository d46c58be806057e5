"""What editors send from the search desk."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from content.dates import ThaiDateField
from search import asked, changes
from search.models import EditedSynonyms, Judgement, Pin, PracticeRequest
from search.synonyms import lines, objections

PERIODS = [(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (395, _("13 months"))]
LISTS = [
    ("most", _("Most searched")),
    ("empty", _("Without result")),
    ("low", _("Results nobody opens")),
]

_SHOWN = "search.desk.effect"


class ListForm(forms.Form):
    """Which list of queries; whatever is sent, there is one."""

    list = forms.CharField(required=False)
    days = forms.IntegerField(required=False)

    def chosen(self) -> tuple[str, int]:
        self.is_valid()
        which, days = self.cleaned_data.get("list"), self.cleaned_data.get("days")
        return (
            which if which in dict(LISTS) else "most",
            days if days in dict(PERIODS) else 30,
        )


def question_field(**more: Any) -> forms.CharField:
    return forms.CharField(label=_("Query"), max_length=asked.LONGEST, **more)


def checked_question(text: str) -> str:
    """Raises ValidationError for a question that nobody may read, or that asks for nothing."""
    if not asked.words(text):
        raise forms.ValidationError(_("There is no word in it."))
    if asked.is_personal(text):
        raise forms.ValidationError(_("This looks like a person's name or number. It can't be kept."))
    return text


class QuestionForm(forms.Form):
    """A query whose results are looked at."""

    q = question_field(required=False)

    def question(self) -> str:
        return self.cleaned_data["q"].strip() if self.is_valid() else ""


class SynonymsForm(forms.ModelForm):
    """A set of synonyms. It is saved only as its effect has been shown."""

    same = forms.CharField(
        label=_("same meaning"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One term a line."),
    )
    narrower = forms.CharField(
        label=_("narrower terms"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One term a line. Whoever searches for one of these finds the main term too."),
    )

    class Meta:
        model = EditedSynonyms
        fields = ["canonical", "same", "narrower", "note", "active"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("same", "narrower"):
            data[name] = "\n".join(lines(data.get(name, "")))
        if not self.errors:
            row = EditedSynonyms(pk=self.instance.pk, shipped=self.instance.shipped, **data)
            for objection in objections(row):
                self.add_error(None, objection)
        return data

    def seal(self) -> str:
        """Says that the effect of just this was shown."""
        return signing.dumps(
            [self.instance.pk, self.instance.shipped, self.values()], salt=_SHOWN, compress=True
        )

    def was_shown(self, seal: str) -> bool:
        try:
            shown = signing.loads(seal, salt=_SHOWN, max_age=3600)
        except signing.BadSignature:
            return False
        return bool(shown == [self.instance.pk, self.instance.shipped, self.values()])

    def values(self) -> list[Any]:
        return [self.cleaned_data[name] for name in self.Meta.fields]


class PinForm(forms.ModelForm):
    page = forms.ModelChoiceField(label=_("page"), queryset=Page.objects.all(), widget=AdminPageChooser())
    starts_on = ThaiDateField(label=_("from"))
    ends_on = ThaiDateField(label=_("last day"), required=False, help_text=_("Empty: until it is taken off."))

    class Meta:
        model = Pin
        fields = ["query", "page", "position", "starts_on", "ends_on", "note"]

    def clean_query(self) -> str:
        return checked_question(self.cleaned_data["query"])

    def clean_page(self) -> Page:
        page: Page = self.cleaned_data["page"]
        if not Page.objects.live().public().filter(pk=page.pk).exists():
            raise forms.ValidationError(_("Only a published page that anybody may read can stand first."))
        return page

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first."))
        if (query := data.get("query")) and (page := data.get("page")):
            same = Pin.objects.filter(key=asked.question(query), page=page).exclude(pk=self.instance.pk)
            if same.exists():
                self.add_error("page", _("This page is pinned to this query already."))
        return data


class GradesForm(forms.Form):
    """Grades of the pages that are shown for a query."""

    UNJUDGED = ""

    def __init__(self, *args: Any, query: str, pages: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = query
        self.rows = {
            row.page_id: row
            for row in Judgement.objects.filter(key=asked.question(query), page__in=pages).select_related(
                "page"
            )
        }
        choices = [(self.UNJUDGED, _("not judged")), *Judgement.Grade.choices]
        for pk, title in pages.items():
            self.fields[f"page-{pk}"] = forms.ChoiceField(
                label=title,
                choices=choices,
                required=False,
                initial=self.rows[pk].grade if pk in self.rows else self.UNJUDGED,
                widget=forms.RadioSelect,
            )

    def save(self, by: Any) -> int:
        """Keep what was changed; how many grades."""
        changed = 0
        for name in self.changed_data:
            pk, grade = int(name.removeprefix("page-")), self.cleaned_data[name]
            row = self.rows.get(pk)
            if grade == self.UNJUDGED:
                if row:
                    changes.delete(row, by)
            else:
                row = row or Judgement(query=self.query, page_id=pk)
                row.grade = int(grade)
                changes.save(row, by)
            changed += 1
        return changed


class RequestForm(forms.ModelForm):
    note = forms.CharField(
        label=_("message"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )

    class Meta:
        model = PracticeRequest
        fields = ["query", "note"]

    def clean_query(self) -> str:
        return checked_question(self.cleaned_data["query"])
