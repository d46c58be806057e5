"""Who is put forward, why, from when to when, and a picture that exposes nobody else."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from accounts.models import User
from content.dates import ThaiDateField
from events.adults import adults_only
from media.forms import PictureUploadField
from media.models import PortalImage
from organisations.models import Organisation
from privacy import faces
from programme.models import Featured
from programme.recognition import deeds
from programme.recognition.forms import not_ahead, plain, schools_of

#: Where these pictures lie in the editing interface.
COLLECTION = "ครูและโรงเรียนประจำเดือน"
#: Longer is no month.
MOST_DAYS = 92


class FeaturedForm(forms.ModelForm):
    """A teacher or a school put forward. Nothing is public without the day on which they agreed."""

    starts_on = ThaiDateField(label=_("From which day?"))
    ends_on = ThaiDateField(label=_("Until which day?"))
    consent_on = ThaiDateField(
        label=_("When did they agree?"),
        required=False,
        help_text=_("The person, or the school's director. Left empty, nobody outside the office sees it."),
    )
    picture = PictureUploadField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-shrink": "1600"}),
    )
    alt = forms.CharField(
        label=_("What can be seen in the picture, in one sentence?"),
        max_length=255,
        required=False,
        help_text=_("It is read out to people who cannot see the picture. Name no pupil."),
    )

    field_order = [
        "organisation",
        "prefix",
        "name",
        "position",
        "why",
        "starts_on",
        "ends_on",
        "consent_on",
        "picture",
        "alt",
    ]
    use_required_attribute = False

    class Meta:
        model = Featured
        fields = ["organisation", "prefix", "name", "position", "why"]
        labels = {
            "organisation": _("Which school?"),
            "prefix": _("Prefix"),
            "name": _("Name and surname"),
            "position": _("Position"),
            "why": _("What for? Two or three sentences that a colleague would say"),
        }
        help_texts = {"name": _("Adults only. Pupils are never named."), "why": _("No names of pupils.")}
        widgets = {"why": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, office: Organisation, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.office, self.instance.kind = office, kind
        self.fields["organisation"].queryset = schools_of(office)
        if kind == Featured.Of.SCHOOL:
            for name in ("prefix", "name", "position"):
                del self.fields[name]
        else:
            self.fields["name"].required = True
        if self.instance.pk:
            for name in ("starts_on", "ends_on", "consent_on"):
                self.fields[name].initial = getattr(self.instance, name)
        picture = self.fields["picture"]
        picture.help_text = (
            _("Only this one adult may be recognisable, never a pupil. At most one face is accepted.")
            if kind == Featured.Of.PERSON
            else _("Nobody may be recognisable: pictures with faces are refused.")
        )

    def clean_prefix(self) -> str:
        return plain(self.cleaned_data["prefix"])

    def clean_name(self) -> str:
        adults_only(plain(self.cleaned_data["name"]))
        return plain(self.cleaned_data["name"])

    def clean_position(self) -> str:
        return plain(self.cleaned_data["position"])

    def clean_consent_on(self) -> date | None:
        return not_ahead(self.cleaned_data["consent_on"])

    def clean_picture(self) -> Any:
        upload = self.cleaned_data["picture"]
        if not upload:
            return None
        try:
            seen = faces.find(upload.read())
        except faces.NotLookedAtError as error:
            raise ValidationError(
                _("The picture could not be looked at for faces. Try again, or go on without one.")
            ) from error
        finally:
            upload.seek(0)
        if len(seen) > (1 if self.instance.kind == Featured.Of.PERSON else 0):
            raise ValidationError(_("Faces of others can be recognised in it. Choose another picture."))
        return upload

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last:
            if last < first:
                self.add_error("ends_on", _("The last day comes before the first."))
            elif last - first > timedelta(days=MOST_DAYS):
                self.add_error("ends_on", _("At most %(n)s days.") % {"n": MOST_DAYS})
            # The database refuses an end before the beginning, too.
            self.instance.starts_on, self.instance.ends_on = first, last
        if data.get("picture") and not data.get("alt"):
            self.add_error("alt", _("Say what can be seen: some readers cannot see the picture."))
        return data

    @transaction.atomic
    def store(self, by: User) -> Featured:
        """Raises SettledError if it was ended meanwhile; then no picture is kept."""
        featured: Featured = self.save(commit=False)
        if featured.pk:
            deeds.hold_featured(featured)
        featured.consent_on = self.cleaned_data["consent_on"]
        before = None
        if upload := self.cleaned_data.get("picture"):
            before = featured.image
            featured.image = PortalImage(
                title=featured.who[:250],
                description=self.cleaned_data["alt"],
                consent_note=str(_("Agreed to be put forward")),
                file=upload,
                collection=collection(),
                uploaded_by_user=by,
            )
            featured.image.save()
            featured.image = featured.image
        deeds.feature(featured, by)
        if before:
            before.delete()
        return featured


def collection() -> Collection:
    found = Collection.objects.filter(name=COLLECTION).first()
    return found or Collection.get_first_root_node().add_child(instance=Collection(name=COLLECTION))
