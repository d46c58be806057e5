"""What reviewers say about findings."""

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.listing import FilterForm
from privacy.detectors import RULES, Level, scan
from privacy.models import Clearance, Sighting

REASON_LENGTH = 10


class ReasonField(forms.CharField):
    """A reason in a person's own words that does not repeat what it is about."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("Why"))
        super().__init__(
            max_length=500,
            min_length=REASON_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={
                "min_length": _("Please say why in a few words more, so that others understand it later.")
            },
            **kwargs,
        )

    def clean(self, value):
        value = super().clean(value)
        if any(finding.level is Level.BLOCK for finding in scan(value)):
            raise forms.ValidationError(
                _("The reason itself names a child or a number. Please write it without.")
            )
        return value


class ClearForm(forms.Form):
    """Let one finding stand."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=Clearance.Decision.choices, widget=forms.RadioSelect
    )
    reason = ReasonField()


class PhraseForm(forms.Form):
    """Let a phrase stand wherever it is found."""

    phrase = forms.CharField(
        label=_("Phrase"),
        max_length=200,
        help_text=_("As it stands in the text. The portal keeps only a hash of it."),
    )
    reason = ReasonField(help_text=_("For instance: the title of a book for children."))
    expires_on = forms.DateField(
        label=_("May stand until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At most one year. Then somebody looks at it again."),
    )

    def clean_phrase(self) -> str:
        phrase = self.cleaned_data["phrase"]
        if not scan(phrase):
            raise forms.ValidationError(_("The guard finds nothing in this, so there is nothing to clear."))
        return phrase

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if not today <= day <= today.replace(year=today.year + 1, day=min(today.day, 28)):
            raise forms.ValidationError(_("Please choose a day from today on, within a year."))
        return day


class QueueFilter(FilterForm):
    """Which things of the queue to show."""

    level = forms.ChoiceField(
        label=_("Colour"),
        required=False,
        choices=[("", _("Red and amber")), ("block", _("Red")), ("warn", _("Amber"))],
    )
    state = forms.ChoiceField(
        label=_("Where"), required=False, choices=[("", _("Everywhere")), *Sighting.State.choices]
    )

    def narrowed(self, rows: QuerySet, chosen: dict) -> QuerySet:
        return rows.filter(**{name: chosen[name] for name in ("level", "state") if name in chosen})


def queue(sightings: QuerySet[Sighting]) -> QuerySet:
    """One row for each thing: what visitors read first, then red before amber, the oldest first."""
    return (
        sightings.open()
        .values("thing_type", "thing_pk", "state")
        .annotate(
            red=Count("pk", filter=Q(level="block")),
            amber=Count("pk", filter=Q(level="warn")),
            since=Min("first_seen"),
        )
        .order_by("-state", "-red", "since", "thing_pk")
    )


class HistoryFilter(FilterForm):
    """Which decisions to show."""

    rule = forms.ChoiceField(label=_("Kind of data"), required=False)
    level = forms.ChoiceField(
        label=_("Colour"),
        required=False,
        choices=[("", _("Red and amber")), ("block", _("Red")), ("warn", _("Amber"))],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", _("All")), *((rule.key, rule.th) for rule in RULES.values())]

    def narrowed(self, rows: QuerySet, chosen: dict) -> QuerySet:
        return rows.filter(**chosen)


def things(rows) -> list[dict]:
    """The rows of the queue with the things that they are about; things that are gone are left out."""
    kinds = ContentType.objects.in_bulk({row["thing_type"] for row in rows})
    found = []
    by_kind: dict[int, list[str]] = {}
    for row in rows:
        by_kind.setdefault(row["thing_type"], []).append(row["thing_pk"])
    known = {
        (kind, str(thing.pk)): thing
        for kind, keys in by_kind.items()
        if (model := kinds[kind].model_class())
        for thing in model._default_manager.filter(pk__in=keys)
    }
    for row in rows:
        if thing := known.get((row["thing_type"], row["thing_pk"])):
            found.append({**row, "thing": thing, "kind": thing._meta.verbose_name})
    return found
