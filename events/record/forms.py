"""What the organiser writes into the record of an event."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.dates import ThaiDateField
from events.models import ExchangeEventPage
from events.record.drafts import GROUPS, Record
from events.registration.forms import one_line
from networks.needs_forms import about_no_child

MOST_LESSONS, MOST_ACTIONS = 15, 15


class CountsForm(forms.Form):
    """Who came, in numbers. Pupils are a number too, and nothing else."""

    opened = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in GROUPS:
            field = ExchangeEventPage._meta.get_field(name)
            self.fields[name] = forms.IntegerField(
                label=field.verbose_name,
                help_text=field.help_text,
                required=False,
                min_value=0,
                max_value=100_000,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def counts(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in GROUPS}

    def count_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in GROUPS]

    def renew(self, digest: str) -> None:
        """The next press saves, now that the person knows."""
        self.data = self.data.copy()
        self.data["opened"] = digest


class LessonForm(forms.Form):
    """One lesson; without text it is left out."""

    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Lesson or finding"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    use_required_attribute = False

    def clean_text(self) -> str:
        text: str = " ".join(self.cleaned_data["text"].split())
        about_no_child(text)
        return text


class ActionForm(forms.Form):
    """What somebody does next; without text it is left out."""

    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What"), max_length=300, required=False)
    owner = forms.CharField(
        label=_("Who (position)"),
        max_length=150,
        required=False,
        help_text=_("A position, not a name: people change posts."),
    )
    due = ThaiDateField(label=_("By"), required=False)

    use_required_attribute = False

    def clean_text(self) -> str:
        text = one_line(self.cleaned_data["text"])
        about_no_child(text)
        return text

    def clean_owner(self) -> str:
        owner = one_line(self.cleaned_data["owner"])
        about_no_child(owner)
        return owner

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text") and (data.get("owner") or data.get("due")) and "text" not in self.errors:
            self.add_error("text", _("Say what is to be done."))
        return data


Lessons = forms.formset_factory(
    LessonForm, extra=0, max_num=MOST_LESSONS, absolute_max=MOST_LESSONS, validate_max=True
)
Actions = forms.formset_factory(
    ActionForm, extra=0, max_num=MOST_ACTIONS, absolute_max=MOST_ACTIONS, validate_max=True
)


def lesson_rows(record: Record, formset: Any) -> list[dict[str, Any]]:
    """The lessons as stored; a row keeps its id, so that nothing that hangs on it is lost."""
    known = {row["id"] for row in record.raw("lessons")}
    return [
        {"type": "lesson", "value": data["text"], "id": data["key"] if data["key"] in known else ""}
        for data in (form.cleaned_data for form in formset)
        if data.get("text")
    ]


def action_rows(record: Record, formset: Any) -> list[dict[str, Any]]:
    known = {row["id"] for row in record.raw("next_actions")}
    return [
        {
            "type": "action",
            "value": {
                "text": data["text"],
                "owner": data["owner"],
                "due": data["due"].isoformat() if data["due"] else None,
            },
            "id": data["key"] if data["key"] in known else "",
        }
        for data in (form.cleaned_data for form in formset)
        if data.get("text")
    ]


def lesson_initial(record: Record) -> list[dict[str, Any]]:
    return [{"key": row["id"], "text": row["value"]} for row in record.raw("lessons")] or [{}]


def action_initial(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "key": block.id,
            "text": block.value["text"],
            "owner": block.value["owner"],
            "due": block.value["due"],
        }
        for block in record.draft.next_actions
    ] or [{}]
