"""What directors and schools answer after an event, and what the office's lists are narrowed by."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content import labels
from content.listing import FilterForm
from content.years import ByMoment, NoYear
from events.funnel.counting import OUTCOMES, Funnel, Line
from events.models import Intent, IntentQuestion
from practices.adoption.forms import ReasonFields

YES, NO = "yes", "no"


class DecisionForm(forms.Form):
    """A director's word on everything that colleagues want to try, each on its own."""

    def __init__(self, *args: Any, intents: list[Intent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.intents = intents
        for intent in intents:
            self.fields[f"intent-{intent.pk}"] = forms.ChoiceField(
                label=intent.practice.local_title,
                choices=[(YES, _("Yes, our school tries it")), (NO, _("No, not at our school"))],
                widget=forms.RadioSelect,
            )

    def decided(self) -> list[tuple[Intent, bool]]:
        return [(intent, self.cleaned_data[f"intent-{intent.pk}"] == YES) for intent in self.intents]


class FollowUpForm(ReasonFields):
    """What became of it: three answers; the last one says why."""

    answer = forms.ChoiceField(label=_("How is it today?"), choices=[], widget=forms.RadioSelect)

    field_order = ["answer", "reason", "text"]

    def __init__(self, *args: Any, question: IntentQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = IntentQuestion.Answer
        keys = [answers.TRIED, answers.NOT_YET, answers.NO]
        if question.intent.adoption.used_from:
            keys.remove(answers.NOT_YET)
        self.fields["answer"].choices = [(key.value, key.label) for key in keys]
        self.fields["reason"].label = _("Why do you not go on?")
        # Said by the form itself: not "if you like".
        says_why = self.data.get("answer") in {None, answers.NO}
        self.fields["reason"].required = self.fields["text"].required = says_why

    def stopped(self, data: dict[str, Any]) -> bool:
        return data.get("answer") == IntentQuestion.Answer.NO


class LineFilter(FilterForm):
    """What stands behind a number: a stage, a state today, a practice, a school."""

    per_page = 30
    by_year = NoYear("Of one event.")

    outcome = forms.ChoiceField(label=_("State today"), choices=[], required=False)
    practice = forms.ChoiceField(label=_("Practice"), choices=[], required=False)
    school = forms.ChoiceField(label=_("School"), choices=[], required=False)
    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=[
            ("", _("All")),
            ("tried", _("Have tried it")),
            ("embedded", _("In lasting use")),
            ("waiting", _("Waits for the director")),
            ("elsewhere", _("Not checked in at the event")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, funnel: Funnel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.funnel = funnel
        everything = [("", _("All"))]
        language = get_language()
        self.fields["outcome"].choices = everything + [(term.key, term.label(language)) for term in OUTCOMES]
        self.fields["practice"].choices = everything + [
            (row.key, row.thing.local_title) for row in funnel.by_practice()
        ]
        self.fields["school"].choices = everything + [
            (row.key, row.thing.local_name) for row in funnel.by_school()
        ]

    def narrowed(self, rows: Any, chosen: dict[str, Any]) -> list[Line]:
        lines: list[Line] = list(rows)
        if outcome := chosen.get("outcome"):
            lines = [line for line in lines if line.standing == outcome]
        if practice := chosen.get("practice"):
            lines = [line for line in lines if line.practice.reference == practice]
        if school := chosen.get("school"):
            lines = [line for line in lines if str(line.school.uid) == school]
        stage = chosen.get("stage", "")
        if stage == "waiting":
            return [line for line in lines if line.waits]
        if stage == "elsewhere":
            turnout = self.funnel.turnout or {}
            return [line for line in lines if line.school.pk not in turnout]
        return [line for line in lines if line.is_at(stage)] if stage else lines


class FunnelsFilter(FilterForm):
    """All events' outcomes: the year, the type, words of the title."""

    per_page = 20
    by_year = ByMoment("starts_at")

    q = forms.CharField(label=_("Words of the title"), required=False, max_length=100)
    event_type = forms.ChoiceField(label=_("Type"), choices=[], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event_type"].choices = [("", _("All")), *labels.event_types()]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        for word in chosen.get("q", "").split():
            rows = rows.filter(Q(title__icontains=word) | Q(title_en__icontains=word))
        if kind := chosen.get("event_type"):
            rows = rows.filter(event_type=kind)
        return rows
