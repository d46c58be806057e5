"""What officers write into the register by hand."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import code
from content.listing import FilterForm
from content.years import NoYear
from organisations.models import Kind, Organisation
from organisations.register import values
from organisations.register.keeping import stamp
from organisations.register.state import match_key
from vcare.schools import DISTRICTS, LEVEL_GROUPS


class CellField(forms.CharField):
    """A text that is read as a cell of the office's sheet is: Thai digits, both eras, "-" for nothing."""

    def __init__(self, *, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value: Any) -> Any:
        text = values.plain(super().clean(value) or "")
        if not text and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return self.read(text) if text else None


class RegisterFilter(FilterForm):
    """Words of the name or the code; kind, district, level, whether it still exists."""

    per_page = 30
    by_year = NoYear("The register as it is today.")

    q = forms.CharField(label=_("Name or OBEC code"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("All")), (Kind.SCHOOL, _("School")), (Kind.CLUSTER, _("School cluster"))],
        required=False,
    )
    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("All")), *labels.short_choices(LEVEL_GROUPS)], required=False
    )
    standing = forms.ChoiceField(
        label=_("Open or closed"),
        choices=[("", _("Open")), ("closed", _("Closed or merged")), ("all", _("All"))],
        required=False,
    )

    def narrowed(self, rows: QuerySet[Organisation], chosen: dict[str, Any]) -> QuerySet[Organisation]:
        for word in chosen.get("q", "").split():
            # The same letters, whatever code points they were typed with.
            alike = Q(name__icontains=word) | Q(name_en__icontains=word) | Q(obec_code__startswith=word)
            rows = rows.filter(alike | Q(sort_key__contains=match_key(word) or word))
        if kind := chosen.get("kind"):
            rows = rows.filter(kind=kind)
        if district := chosen.get("district"):
            rows = rows.filter(districts__contains=code(district))
        if level := chosen.get("level"):
            rows = rows.filter(levels__contains=code(level))
        standing = chosen.get("standing")
        if standing == "closed":
            return rows.exclude(closed_on=None)
        return rows if standing == "all" else rows.active()


class _RegisterForm(forms.ModelForm):
    """Knows whether somebody else has changed the organisation since it was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = stamp(self.instance)
        else:
            del self.fields["seen"]

    def show_new_stamp(self) -> None:
        """Let the next try save over what somebody else has changed meanwhile."""
        self.data = self.data.copy()
        self.data["seen"] = stamp(Organisation.objects.get(pk=self.instance.pk))

    def namesakes(self, name: str) -> list[Organisation]:
        rows = Organisation.objects.active().filter(office=self.instance.office, kind=self.instance.kind)
        return [row for row in rows if row.pk != self.instance.pk and match_key(row.name) == match_key(name)]


class SchoolForm(_RegisterForm):
    """A school by hand."""

    obec_code = CellField(
        label=_("OBEC code"),
        read=values.obec_code,
        required=False,
        max_length=20,
        help_text=_("Ten digits. Leave it empty until it is known."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    district = forms.ChoiceField(label=_("District"), choices=labels.short_choices(DISTRICTS))
    phone = CellField(
        label=_("School telephone"),
        read=values.phone,
        required=False,
        max_length=60,
        help_text=_("The official number of the school, never that of a person. The public sees it."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    website = CellField(
        label=_("Website"),
        read=values.website,
        required=False,
        max_length=200,
        help_text=_("For example school.ac.th"),
    )

    class Meta:
        model = Organisation
        fields = [
            "name",
            "name_en",
            "short_name",
            "obec_code",
            "district",
            "subdistrict",
            "levels",
            "cluster",
            "phone",
            "email",
            "address",
            "website",
            "source_note",
        ]
        field_classes = {"levels": forms.MultipleChoiceField}
        labels = {
            "name": _("Name of the school"),
            "email": _("School e-mail"),
            "levels": _("Levels taught"),
            "cluster": _("School cluster"),
        }
        widgets = {
            "address": forms.Textarea(attrs={"rows": 2}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clusters = Organisation.objects.clusters().active().filter(office=self.instance.office)
        self.fields["cluster"].queryset = clusters.by_name()
        self.fields["cluster"].empty_label = _("None")
        self.fields["levels"].choices = labels.choices(LEVEL_GROUPS)
        if not self.instance.districts:
            self.fields["district"].choices = [("", "–"), *labels.short_choices(DISTRICTS)]
        else:
            self.fields["district"].initial = self.instance.districts[0]

    def clean_name(self) -> str:
        return values.name(values.plain(self.cleaned_data["name"]))

    def clean_obec_code(self) -> str:
        found = self.cleaned_data["obec_code"] or ""
        other = (
            Organisation.objects.filter(obec_code=found).exclude(pk=self.instance.pk).first()
            if found
            else None
        )
        if other is None:
            return found
        if other.office_id != self.instance.office_id:
            raise ValidationError(_("This code belongs to a school outside this office."))
        raise ValidationError(_("This code belongs to %(name)s.") % {"name": other.name})

    def clean_phone(self) -> str:
        return self.cleaned_data["phone"] or ""

    def clean_website(self) -> str:
        return self.cleaned_data["website"] or ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        district, name = data.get("district"), data.get("name")
        if district:
            self.instance.districts = [district]
        if name and any(district in row.districts for row in self.namesakes(name)):
            self.add_error("name", _("There is a school of this name in this district already."))
        return data


class ClusterForm(_RegisterForm):
    """A cluster by hand: hardly more than its name."""

    class Meta:
        model = Organisation
        fields = ["name", "name_en", "phone", "email", "source_note"]
        labels = {"name": _("Name of the cluster")}

    def clean_name(self) -> str:
        name = values.plain(self.cleaned_data["name"])
        if self.namesakes(name):
            raise ValidationError(_("There is a cluster of this name already."))
        return name
