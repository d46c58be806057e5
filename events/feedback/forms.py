"""The form as people fill it in, and as the organiser writes it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content import labels
from events.models import Feedback
from events.models.feedback import new_key
from events.registration.forms import one_line
from networks.forms import no_links
from networks.needs_forms import about_no_child
from networks.robots import PeopleOnly
from vcare.satisfaction import ASPECTS, LEVELS

MOST_QUESTIONS, MOST_WISHES = 20, 4


class AnswerForm(forms.Form):
    """All questions of a form; every one of the marks is needed, words only if somebody likes."""

    use_required_attribute = False

    def __init__(self, *args: Any, feedback: Feedback, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feedback = feedback
        language = get_language()
        levels = [(term.key, term.label(language)) for term in LEVELS]
        for question in feedback.questions:
            self.fields[f"mark-{question['key']}"] = forms.ChoiceField(
                label=question["text"],
                choices=levels,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the five.")},
            )
        for wish in feedback.wishes:
            self.fields[f"wish-{wish['key']}"] = forms.CharField(
                label=wish["text"],
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
            )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The marks by aspect."""
        keys = {
            aspect.key: [q["key"] for q in self.feedback.questions if q["aspect"] == aspect.key]
            for aspect in ASPECTS
        }
        return [
            (ASPECTS[aspect].label(get_language()), [self[f"mark-{key}"] for key in found])
            for aspect, found in keys.items()
            if found
        ]

    def wish_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("wish-")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, value in list(data.items()):
            if name.startswith("wish-") and value:
                try:
                    about_no_child(value)
                    no_links(value)
                except ValidationError as error:
                    self.add_error(name, error)
        return data

    def marks(self) -> dict[str, int]:
        return {
            name.removeprefix("mark-"): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("mark-")
        }

    def remarks(self) -> dict[str, str]:
        return {
            name.removeprefix("wish-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("wish-") and value
        }


class OpenAnswerForm(PeopleOnly, AnswerForm):
    """The same at the open address, where robots come too."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.check_ticket(data)
        return data


class QuestionForm(forms.Form):
    """One question to be marked; without its text it is left out."""

    key = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    aspect = forms.ChoiceField(label=_("About"), choices=labels.satisfaction_aspects)
    text = forms.CharField(
        label=_("Question"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    use_required_attribute = False

    def clean_text(self) -> str:
        text = one_line(self.cleaned_data["text"])
        about_no_child(text)
        return text


class WishForm(forms.Form):
    """One question to be answered in words."""

    key = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Question"), max_length=200, required=False)

    use_required_attribute = False
    clean_text = QuestionForm.clean_text


Questions = forms.formset_factory(
    QuestionForm, extra=0, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS, validate_max=True
)
Wishes = forms.formset_factory(
    WishForm, extra=0, max_num=MOST_WISHES, absolute_max=MOST_WISHES, validate_max=True
)


def kept(formset: Any) -> list[dict[str, str]]:
    """The rows that say something, each with a key of its own."""
    rows, seen = [], set()
    for form in formset:
        data = form.cleaned_data
        if not data.get("text"):
            continue
        key = data["key"] if data["key"] and data["key"] not in seen else new_key()
        seen.add(key)
        rows.append({**data, "key": key})
    return rows


def typed(data: Mapping[str, str], prefix: str, names: tuple[str, ...], most: int) -> list[dict[str, str]]:
    """The rows as they were sent, unchecked."""
    try:
        count = min(int(data.get(f"{prefix}-TOTAL_FORMS", 0)), most)
    except ValueError:
        count = 0
    return [{name: data.get(f"{prefix}-{number}-{name}", "") for name in names} for number in range(count)]
