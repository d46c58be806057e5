"""What the answers say together, once it is safe to look: the form is closed and enough have answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models import FEWEST, Attendance, ExchangeEventPage, Feedback, Registration
from vcare.satisfaction import ASPECTS, LEVELS, Summary, share, summary


@dataclass(frozen=True)
class Item:
    """A question and how it was marked."""

    text: str
    summary: Summary

    @property
    def level(self) -> str:
        return self.summary.level.label(get_language())


@dataclass(frozen=True)
class Aspect:
    """Questions about one thing, and all their marks together."""

    label: str
    items: Sequence[Item]
    summary: Summary

    @property
    def level(self) -> str:
        return self.summary.level.label(get_language())


@dataclass(frozen=True)
class Results:
    n: int
    aspects: Sequence[Aspect]
    whole: Summary
    #: Question and words, in no order that tells anything.
    remarks: Sequence[tuple[str, Sequence[str]]]

    @property
    def level(self) -> str:
        return self.whole.level.label(get_language())

    def shares(self) -> list[tuple[str, int, Decimal | None]]:
        """Each level with its number of marks and their percentage, the best first."""
        total = sum(self.whole.counts)
        return [
            (term.label(get_language()), count, share(count, total))
            for term, count in zip(LEVELS, self.whole.counts, strict=True)
        ]


@dataclass(frozen=True)
class Turnout:
    """How many answered, of how many who could."""

    n: int
    invited: int
    asked: int

    @property
    def rate(self) -> Decimal | None:
        return share(self.n, self.asked)


def turnout(feedback: Feedback) -> Turnout:
    rows = dict(feedback.answers.values_list("invited").annotate(n=Count("pk")))
    return Turnout(sum(rows.values()), rows.get(True, 0), people_of(feedback.event))


def people_of(event: ExchangeEventPage) -> int:
    """The adults who were there: as the door saw them, else as the record counts them, else those with a place."""
    if seen := Attendance.attended(event).count():
        return seen
    if event.adults:
        return event.adults
    confirmed = event.registrations.filter(state=Registration.State.CONFIRMED)
    return sum(confirmed.values_list("size", flat=True))


def batches_to_show(feedback: Feedback) -> list[int]:
    """Batches with enough answers each: otherwise two results compared would tell the late ones apart."""
    if feedback.state != Feedback.State.CLOSED:
        return []
    counts = feedback.answers.values_list("batch").annotate(n=Count("pk"))
    return [batch for batch, n in counts if n >= FEWEST]


def results(feedback: Feedback) -> Results | None:
    """None while the form is open, and as long as fewer than five have answered."""
    batches = batches_to_show(feedback)
    if not batches:
        return None
    answers = list(feedback.answers.filter(batch__in=batches).order_by("pk").values_list("marks", flat=True))
    aspects = []
    for term in ASPECTS:
        items, marks = [], []
        for question in feedback.questions:
            given = [row[question["key"]] for row in answers if question["key"] in row]
            if question["aspect"] == term.key and (found := summary(given)):
                items.append(Item(question["text"], found))
                marks += given
        if found := summary(marks):
            aspects.append(Aspect(term.label(get_language()), items, found))
    whole = summary(mark for row in answers for mark in row.values())
    if whole is None:
        return None
    remarks = feedback.remarks.filter(batch__in=batches).order_by("pk").values_list("wish", "text")
    words = [
        (wish["text"], [text for key, text in remarks if key == wish["key"]]) for wish in feedback.wishes
    ]
    return Results(len(answers), aspects, whole, [(wish, texts) for wish, texts in words if texts])


def hidden_late(feedback: Feedback) -> int:
    """Answers that came after the form was opened again, and are too few to be shown."""
    shown = batches_to_show(feedback)
    return feedback.answers.exclude(batch__in=shown).count() if shown else 0


def publishable(found: Results) -> dict[str, Any]:
    """What the event's page keeps of it: numbers only, no words of anybody."""
    return {
        "n": found.n,
        "mean": str(found.whole.mean),
        "sd": str(found.whole.sd),
        "counts": list(found.whole.counts),
        "items": [
            {"text": item.text, "mean": str(item.summary.mean), "sd": str(item.summary.sd)}
            for aspect in found.aspects
            for item in aspect.items
        ],
    }


def table(feedback: Feedback) -> Iterator[list[object]]:
    """One line for each answer, heading first, in no order; nothing that is not shown on the screen."""
    questions = feedback.questions
    yield [_("No."), *(question["text"] for question in questions)]
    rows = feedback.answers.filter(batch__in=batches_to_show(feedback)).order_by("pk")
    for number, marks in enumerate(rows.values_list("marks", flat=True), start=1):
        yield [number, *(marks.get(question["key"], "") for question in questions)]


def summary_table(found: Results) -> Iterator[list[object]]:
    yield [_("Question"), _("Answers"), _("Mean"), _("S.D."), _("How it is read")]
    for aspect in found.aspects:
        for item in aspect.items:
            numbers = item.summary
            yield [item.text, numbers.n, float(numbers.mean), float(numbers.sd or 0), item.level]
        yield [
            _("Together: %(aspect)s") % {"aspect": aspect.label},
            aspect.summary.n,
            float(aspect.summary.mean),
            float(aspect.summary.sd or 0),
            aspect.level,
        ]
    yield [
        _("All marks"),
        found.whole.n,
        float(found.whole.mean),
        float(found.whole.sd or 0),
        found.level,
    ]


def remark_table(found: Results) -> Iterator[list[object]]:
    yield [_("Question"), _("What was written")]
    for question, texts in found.remarks:
        for text in texts:
            yield [question, text]
