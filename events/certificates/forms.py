"""What the office fills in: designs, numbers, who gets a certificate, corrections; and what strangers ask."""

import io
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image

from content.dates import ThaiDateField
from content.listing import FilterForm
from content.years import FISCAL, ByDay
from events.adults import adults_only
from events.certificates import wording
from events.certificates.paper import Look, content_of
from events.models import (
    Certificate,
    CertificateDesign,
    CertificateRegister,
    CertificateWish,
    ExchangeEventPage,
    Signatory,
)
from events.models.certificates import roles
from events.registration.forms import one_line
from media.sanitise import ImageRefused, clean_picture
from networks.needs_forms import about_no_child
from organisations.models import Organisation
from vcare.calendar import fiscal_year, to_arabic_digits
from vcare.certificates import PLACEHOLDERS

MAX_BYTES = 10 * 1024 * 1024
#: Longest sides in pixels: an A4 at 150 dots per inch, and small pictures twice as fine.
BACKGROUND_SIDE, SMALL_SIDE = 1754, 900
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic"
SIGNERS = (1, 2, 3)
#: People that may be written down by hand at once.
MOST = 30


def picture_of(upload: Any, longest: int) -> ContentFile:
    """A clean picture, small enough to be in each of 500 papers. Raises ValidationError that says what to do."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 10 MB. Please choose a smaller one."))
    upload.seek(0)
    try:
        clean = clean_picture(upload.read())
    except ImageRefused as error:
        raise ValidationError(error.messages) from error
    with Image.open(io.BytesIO(clean.content)) as picture:
        picture.load()
        small = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    if small.mode == "RGBA":
        small.save(made, "PNG", optimize=True)
    else:
        small.save(made, "JPEG", quality=85, optimize=True)
    return ContentFile(made.getvalue(), name="picture.png" if small.mode == "RGBA" else "picture.jpg")


def for_paper(text: str) -> str:
    """A text with words left open, each of them known."""
    if wrong := wording.unknown(text):
        raise ValidationError(
            _("Nothing stands for %(words)s. Use only the words listed below the field."),
            params={"words": ", ".join(wrong)},
        )
    about_no_child(text)
    return text


class PictureInput(forms.FileInput):
    """Chosen anew or left as it is."""

    def __init__(self) -> None:
        super().__init__({"accept": ACCEPTED})


class DesignForm(forms.ModelForm):
    """How certificates look, with up to three who sign."""

    class Meta:
        model = CertificateDesign
        fields = [
            "name",
            "heading",
            "given",
            "below",
            "body",
            "closing",
            "thai_digits",
            "border",
            "colour",
            "signatures_agreed",
        ]
        widgets = {"body": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "heading": _("Usually the name of the office."),
            "below": _("What is in [brackets] is left out if nothing is known."),
            "body": _("At most four lines. Words in {braces} are filled in for each person."),
            "signatures_agreed": _("Only needed with pictures of signatures."),
        }

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["logo_file"] = picture_field(_("Logo"))
        self.fields["background_file"] = picture_field(
            _("Picture behind everything"), _("A4 across. Used with the frame “A picture of our own”.")
        )
        if self.instance.logo:
            self.fields["no_logo"] = forms.BooleanField(label=_("Take the logo away"), required=False)
        known = {signer.number: signer for signer in self.instance.signers.all()} if self.instance.pk else {}
        self.known_signers = known
        for number in SIGNERS:
            signer = known.get(number)
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name with its prefix"),
                max_length=120,
                required=False,
                initial=signer.name if signer else "",
            )
            self.fields[f"position_{number}"] = forms.CharField(
                label=_("Position"),
                max_length=250,
                required=False,
                initial=signer.position if signer else "",
                help_text=_("At most three lines; a line is broken where you break it."),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"picture_{number}"] = picture_field(
                _("Signature"), _("On white or transparent ground.")
            )
            if signer and signer.picture:
                self.fields[f"no_picture_{number}"] = forms.BooleanField(
                    label=_("Take the signature away"), required=False
                )

    def text_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "heading", "given", "below", "body", "closing")]

    def look_fields(self) -> list[forms.BoundField]:
        names = ("border", "colour", "thai_digits", "logo_file", "no_logo", "background_file")
        return [self[name] for name in names if name in self.fields]

    def signer_fields(self) -> list[tuple[int, list[forms.BoundField]]]:
        names = ("name", "position", "picture", "no_picture")
        return [(n, [self[f"{name}_{n}"] for name in names if f"{name}_{n}" in self.fields]) for n in SIGNERS]

    def clean_heading(self) -> str:
        return for_paper(self.cleaned_data["heading"])

    def clean_given(self) -> str:
        return for_paper(self.cleaned_data["given"])

    def clean_below(self) -> str:
        return for_paper(self.cleaned_data["below"])

    def clean_closing(self) -> str:
        return for_paper(self.cleaned_data["closing"])

    def clean_body(self) -> str:
        body = for_paper(self.cleaned_data["body"].replace("\r\n", "\n").strip())
        if body.count("\n") > 3:
            raise ValidationError(_("At most four lines."))
        return body

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.read_picture("logo_file", SMALL_SIDE)
        self.read_picture("background_file", BACKGROUND_SIDE)
        signed = False
        for number in SIGNERS:
            self.read_picture(f"picture_{number}", SMALL_SIDE)
            name, position = data.get(f"name_{number}", ""), data.get(f"position_{number}", "")
            if (position or data.get(f"picture_{number}")) and not name:
                self.add_error(f"name_{number}", _("Who is it?"))
            for key, value in ((f"name_{number}", name), (f"position_{number}", position)):
                try:
                    about_no_child(value)
                except ValidationError as error:
                    self.add_error(key, error)
            if position.strip().count("\n") > 2:
                self.add_error(
                    f"position_{number}", _("At most three lines; a line is broken where you break it.")
                )
            signer = self.known_signers.get(number)
            kept = bool(signer and signer.picture) and not data.get(f"no_picture_{number}")
            signed = signed or bool(name and (kept or data.get(f"picture_{number}")))
        if signed and not data.get("signatures_agreed"):
            self.add_error("signatures_agreed", _("Ask them first: a signature is theirs."))
        has_background = self.instance.background or data.get("background_file")
        if data.get("border") == CertificateDesign.Border.PICTURE and not has_background:
            self.add_error("background_file", _("Choose the picture, or another frame."))
        return data

    def read_picture(self, name: str, longest: int) -> None:
        upload = self.cleaned_data.get(name)
        if upload:
            try:
                self.cleaned_data[name] = picture_of(upload, longest)
            except ValidationError as error:
                self.add_error(name, error)

    def look(self) -> Look:
        """The design as it is typed right now, for a preview; nothing is kept."""
        data = self.cleaned_data
        pictures: dict[str, bytes | None] = {}
        for name in ("logo", "background"):
            if upload := data.get(f"{name}_file"):
                pictures[name] = upload.read()
            elif (file := getattr(self.instance, name)) and not data.get(f"no_{name}"):
                pictures[name] = content_of(file)
        signers = []
        for number in SIGNERS:
            if not data.get(f"name_{number}"):
                continue
            signers.append(
                Signatory(number=number, name=data[f"name_{number}"], position=data[f"position_{number}"])
            )
            signer = self.known_signers.get(number)
            if upload := data.get(f"picture_{number}"):
                pictures[f"signer{number}"] = upload.read()
            elif signer and signer.picture and not data.get(f"no_picture_{number}"):
                pictures[f"signer{number}"] = content_of(signer.picture)
        return Look(
            self.instance,
            signers,
            {name: content for name, content in pictures.items() if content is not None},
        )

    @transaction.atomic
    def save(self, commit: bool = True) -> CertificateDesign:
        """The design; if certificates were issued by it, a new one that takes its place."""
        data, design = self.cleaned_data, self.instance
        if design.pk and design.is_used:
            offered = CertificateDesign.objects.current().filter(pk=design.pk)
            if not offered.update(retired_at=timezone.now()):
                # Pressed twice: the first one has made what takes its place.
                return design.successors.current().first() or design
            fresh = CertificateDesign(office=design.office, succeeds_id=design.pk, is_demo=design.is_demo)
            fresh.logo, fresh.background = design.logo.name, design.background.name
            for name in self.Meta.fields:
                setattr(fresh, name, getattr(design, name))
            design = fresh
        for name in ("logo", "background"):
            if upload := data.get(f"{name}_file"):
                upload.seek(0)
                getattr(design, name).save(upload.name, upload, save=False)
            elif data.get(f"no_{name}"):
                setattr(design, name, "")
        design.changed_at = timezone.now()
        design.save()
        self.save_signers(design)
        self.instance = design
        return design

    def save_signers(self, design: CertificateDesign) -> None:
        data = self.cleaned_data
        design.signers.all().delete()
        for number in SIGNERS:
            if not data.get(f"name_{number}"):
                continue
            signer = Signatory(
                design=design,
                number=number,
                name=data[f"name_{number}"],
                position=data[f"position_{number}"].replace("\r\n", "\n").strip(),
            )
            known = self.known_signers.get(number)
            if upload := data.get(f"picture_{number}"):
                upload.seek(0)
                signer.picture.save(upload.name, upload, save=False)
            elif known and known.picture and not data.get(f"no_picture_{number}"):
                signer.picture = known.picture.name
            signer.save()


def picture_field(label: Any, help_text: Any = "") -> forms.FileField:
    return forms.FileField(label=label, help_text=help_text, required=False, widget=PictureInput())


def placeholder_words() -> list[tuple[str, str]]:
    """What a text may leave open, each with an example."""
    return [(f"{{{word}}}", example) for word, example in PLACEHOLDERS.items()]


class RegisterForm(forms.ModelForm):
    """How numbers are written."""

    class Meta:
        model = CertificateRegister
        fields = ["pattern", "width"]


class FirstNumberForm(forms.Form):
    """With which number a year's series begins, so that none is given out that stands on paper already."""

    year = forms.TypedChoiceField(label=_("Fiscal year"), coerce=int, choices=[])
    first = forms.IntegerField(
        label=_("First number of that year"),
        min_value=1,
        max_value=900000,
        help_text=_(
            "The number after the last one that the office gave out on paper in that year; 1 if there was none. "
            "It can't be changed once the portal has given out a number."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    #: The batch that waits for it.
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in open_years()]


def open_years() -> list[int]:
    """The fiscal years of days that may stand on a certificate."""
    year = fiscal_year(timezone.localdate())
    return [year - 1, year, year + 1]


class BatchForm(forms.Form):
    """Who of an event gets which certificate."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    design = forms.ModelChoiceField(CertificateDesign.objects.none(), label=_("Design"), empty_label=None)
    occasion = forms.CharField(
        label=_("Name of the event in the sentence"),
        max_length=300,
        help_text=_("It stands behind “ได้เข้าร่วม”, “เป็นวิทยากรใน” and so on."),
    )
    issued_on = ThaiDateField(label=_("Date on the certificate"))
    attended = forms.BooleanField(label=_("Everybody whose attendance was verified"), required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, event: ExchangeEventPage, office: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["design"].queryset = CertificateDesign.objects.for_choice(office)

    def clean_occasion(self) -> str:
        occasion = one_line(self.cleaned_data["occasion"])
        about_no_child(occasion)
        return occasion

    def clean_issued_on(self) -> Any:
        day = self.cleaned_data["issued_on"]
        if day < timezone.localdate(self.event.starts_at):
            raise ValidationError(_("The event has not begun on this day."))
        if (day - timezone.localdate()).days > 30:
            raise ValidationError(_("At most 30 days ahead."))
        return day

    def clean(self) -> dict[str, Any]:
        if self.event.is_cancelled:
            raise ValidationError(_("This event is cancelled"))
        return super().clean() or {}


class SheetForm(BatchForm):
    """A sheet with people who get one for their role."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("One line for each person, .xlsx or .csv, at most 5 MB and 500 people."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("This file is empty. Please choose the file again."),
        },
    )
    usual_role = forms.ChoiceField(label=_("Role of those who have none in the file"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["attended"]
        self.fields["usual_role"].choices = [choice for choice in roles() if choice[0] != "attended"]


class NameForm(forms.Form):
    """Whom the paper names."""

    prefix = forms.CharField(
        label=_("Prefix"), max_length=40, required=False, help_text=_("Mr, Mrs, Miss, Dr")
    )
    name = forms.CharField(
        label=_("Name and surname"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    position = forms.CharField(label=_("Position"), max_length=150, required=False)
    organisation = forms.CharField(label=_("School or organisation"), max_length=200, required=False)

    use_required_attribute = False

    def clean_prefix(self) -> str:
        adults_only(self.cleaned_data["prefix"])
        return one_line(self.cleaned_data["prefix"])

    def clean_name(self) -> str:
        adults_only(self.cleaned_data["name"])
        return self.line("name")

    def clean_position(self) -> str:
        return self.line("position")

    def clean_organisation(self) -> str:
        return self.line("organisation")

    def line(self, name: str) -> str:
        text = one_line(self.cleaned_data[name])
        about_no_child(text)
        return text


class RoleForm(NameForm):
    """Somebody with a part in the event, whether registered or not."""

    role = forms.ChoiceField(label=_("Role"), choices=[])
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("The link to the certificate goes there.")
    )

    field_order = ["role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            ("", _("Choose one")),
            *(choice for choice in roles() if choice[0] != "attended"),
        ]
        self.empty_permitted = True

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


People = forms.formset_factory(RoleForm, extra=0, max_num=MOST, absolute_max=MOST, validate_max=True)
ROLE_ROW = ("role", "prefix", "name", "position", "organisation", "email")


def typed_people(data: Any, *, without: int | None = None, more: bool = False) -> list[dict[str, str]]:
    """The rows as typed so far, unchecked: with one more, or without one."""
    try:
        count = min(int(data.get("people-TOTAL_FORMS", 0)), MOST)
    except ValueError:
        count = 0
    rows = [
        {name: data.get(f"people-{number}-{name}", "") for name in ROLE_ROW}
        for number in range(count)
        if number != without
    ]
    return [*rows, {}] if more and len(rows) < MOST else rows


class WishForm(NameForm):
    """A person of a batch, before a number is taken."""

    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("The link to the certificate goes there.")
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    @staticmethod
    def initial_of(wish: CertificateWish) -> dict[str, str]:
        return {name: getattr(wish, name) for name in ("prefix", "name", "position", "organisation", "email")}


class CorrectionForm(NameForm):
    """What the new edition says, and why there is one."""

    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Whom it concerns reads it. It stays in the history.")
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def clean_reason(self) -> str:
        return self.line("reason")


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Whom it concerns reads it. It stays in the history.")
    )

    use_required_attribute = False

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        about_no_child(reason)
        return reason


class CertificateFilter(FilterForm):
    """The register: by number, name, organisation or event, by fiscal year and state."""

    per_page = 25
    by_year = ByDay("issued_on", kind=FISCAL)

    q = forms.CharField(label=_("Number, name, organisation or event"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *Certificate.State.choices], required=False
    )

    def narrowed(self, rows: QuerySet[Certificate], chosen: dict[str, Any]) -> QuerySet[Certificate]:
        if state := chosen.get("state"):
            rows = rows.filter(state=state)
        for word in chosen.get("q", "").split():
            found = (
                Q(full_name__icontains=word)
                | Q(organisation__icontains=word)
                | Q(occasion__icontains=word)
                | Q(serial__icontains=to_arabic_digits(word))
            )
            if word.isdecimal():
                found |= Q(number=min(int(word), 2**31 - 1))
            rows = rows.filter(found)
        return rows.in_order()


_NUMBER = re.compile(r"(\d{1,7})\s*/\s*(\d{2,4})")


class VerifyForm(forms.Form):
    """The number as it stands on the paper, in any digits."""

    number = forms.CharField(
        label=_("Number on the certificate"),
        max_length=80,
        help_text=_("For example 0123/2570; Thai digits are fine."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )

    use_required_attribute = False

    def clean_number(self) -> tuple[int, int]:
        match = _NUMBER.search(to_arabic_digits(self.cleaned_data["number"]))
        if match is None:
            raise ValidationError(_("Write the number and the year, like 0123/2570."))
        year = int(match[2])
        return int(match[1]), year + 2500 if year < 100 else year
