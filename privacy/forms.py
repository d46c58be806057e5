"""What reviewers say about findings."""

import time

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.listing import FilterForm
from content.years import ByDay, ByMoment, NoYear
from media.documents import clean_document
from media.models import PortalImage
from media.names import extension, shown_name
from media.sanitise import clean_picture
from organisations.models import Kind, Organisation
from privacy.detectors import RULES, Level, scan
from privacy.models import Clearance, Consent, Sighting, TakeDown

REASON_LENGTH = 10
LARGEST_FORM = 10 * 1024 * 1024
TICKET_SALT = "privacy.take-down"
#: Seconds for which an opened form can be sent, and before which no person has read it.
TICKET_AGE = 12 * 3600
SOONEST = 2


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

    by_year = NoYear("What waits now, of whichever year.")

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

    by_year = ByMoment("made_at")

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


class ConsentForm(forms.ModelForm):
    """A consent with its signed form."""

    class Meta:
        model = Consent
        fields = ["organisation", "label", "giver", "images", "scopes", "given_on", "expires_on", "form"]
        widgets = {
            "images": forms.CheckboxSelectMultiple,
            "given_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "form": forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["images"].queryset = PortalImage.objects.order_by("-created_at", "-pk")
        self.fields["images"].label_from_instance = lambda image: image.title
        self.fields["images"].error_messages["required"] = _("Choose at least one picture.")
        self.fields["scopes"].required = True
        self.fields["form"].help_text = _(
            "A scan or photograph of the signed form: PDF, JPEG or PNG, at most 10 MB. Nobody but the people in charge sees it."
        )
        self.fields["organisation"].queryset = Organisation.objects.filter(
            kind__in=[Kind.OFFICE, Kind.SCHOOL]
        ).by_name()

    def clean_label(self) -> str:
        label = self.cleaned_data["label"]
        if scan(label):
            raise forms.ValidationError(_("Please no names or numbers here: the form has them."))
        return label

    def clean_form(self):
        upload = self.cleaned_data["form"]
        if not isinstance(upload, UploadedFile):
            return upload
        if upload.size > LARGEST_FORM:
            raise forms.ValidationError(_("This file is larger than 10 MB. Please make it smaller."))
        name, content = shown_name(upload.name), upload.read()
        if extension(name) in ("jpg", "jpeg", "png"):
            picture = clean_picture(content)
            return ContentFile(picture.content, name=f"form.{picture.extension}")
        if extension(name) != "pdf":
            raise forms.ValidationError(_("Please choose a PDF, JPEG or PNG file."))
        return ContentFile(clean_document(name, content), name="form.pdf")

    def clean(self):
        data = super().clean()
        given, ends = data.get("given_on"), data.get("expires_on")
        if given and given > timezone.localdate():
            self.add_error("given_on", _("This day is still to come."))
        if given and ends and ends <= given:
            self.add_error("expires_on", _("The consent has to end after it was given."))
        elif given and ends and ends > given.replace(year=given.year + 5, day=min(given.day, 28)):
            self.add_error("expires_on", _("At most five years: then the family is asked again."))
        return data


class ConsentFilter(FilterForm):
    """Which consents to show."""

    by_year = ByDay("given_on")

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("30", _("Ends in 30 days or less")),
            ("90", _("Ends in 90 days or less")),
            ("run-out", _("Has run out")),
            ("withdrawn", _("Consent withdrawn")),
        ],
    )

    def narrowed(self, rows: QuerySet, chosen: dict) -> QuerySet:
        state = chosen.get("state")
        if state in ("30", "90"):
            return rows.ending_within(int(state))
        if state == "run-out":
            return rows.run_out()
        return rows.exclude(withdrawn_at=None) if state == "withdrawn" else rows


class WithdrawForm(forms.Form):
    """The family no longer agrees."""

    reason = ReasonField(help_text=_("For instance: the guardian asked for it by telephone on 3 May."))
    sure = forms.BooleanField(
        label=_("I know that the pictures are gone for good"),
        error_messages={"required": _("Please tick this first.")},
    )


class TakeDownForm(forms.ModelForm):
    """The public request. Robots are told from people by a field that nobody sees and by the time taken."""

    image = forms.ModelChoiceField(
        label=_("Which picture?"),
        queryset=PortalImage.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=_("No picture, it is about the text"),
        help_text=_("The picture is hidden at once, before anybody decides."),
    )
    #: Not seen by people; robots like to fill it in.
    homepage = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = TakeDown
        fields = ["image", "reason", "words", "contact"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "words": _("Please no names of children."),
            "contact": _(
                "Telephone or e-mail, only if you want an answer. Deleted 90 days after the decision."
            ),
        }

    def __init__(self, *args, images, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["image"].queryset = PortalImage.objects.filter(pk__in=[image.pk for image in images])
        self.fields["image"].label_from_instance = lambda image: image.description
        self.fields["ticket"].initial = new_ticket()
        if not images:
            del self.fields["image"]

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        if any(finding.level is Level.BLOCK for finding in scan(words)):
            raise forms.ValidationError(
                _("Please leave out names and numbers of children: the receipt number is enough.")
            )
        return words

    def clean(self):
        data = super().clean()
        again = forms.ValidationError(_("Please look over the form once more and send it again."))
        try:
            opened = signing.loads(data.get("ticket", ""), salt=TICKET_SALT, max_age=TICKET_AGE)
        except signing.BadSignature:
            opened = None
        if opened is None or data.get("homepage") or time.time() - opened < SOONEST:
            self._renew()
            raise again
        return data

    def _renew(self) -> None:
        """What was typed is kept; sending once more is enough."""
        self.data = self.data.copy()
        self.data["ticket"] = new_ticket()


class DecideForm(forms.Form):
    """What becomes of a request."""

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=TakeDown.Outcome.choices, widget=forms.RadioSelect
    )
    reason = ReasonField()

    def __init__(self, *args, has_picture: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not has_picture:
            self.fields["outcome"].choices = [(TakeDown.Outcome.NOTED, TakeDown.Outcome.NOTED.label)]


def new_ticket() -> str:
    """When the form was opened, signed."""
    return signing.dumps(time.time(), salt=TICKET_SALT)
