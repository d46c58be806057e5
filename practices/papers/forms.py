"""What a teacher sends to bring in a report, and to place what is left over of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.documents import MAX_BYTES, DocumentRefused
from organisations.models import Organisation
from practices.papers.import_report import Row


class ImportForm(forms.Form):
    """A file, and in whose name."""

    file = forms.FileField(
        label=_("Word or PDF file"),
        help_text=_("Word (.docx) works best. At most 20 MB and no password."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("This file is empty. The upload may have been cut off: please choose the file again."),
        },
    )
    place = forms.ChoiceField(label=_("Whose report is it?"))

    def __init__(self, *args: Any, places: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.uid): place for place in places}
        self.fields["place"].choices = [(key, place.local_name) for key, place in self.places.items()]
        if len(places) == 1:
            self.fields["place"].widget = forms.HiddenInput()
            self.fields["place"].initial = str(places[0].uid)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise DocumentRefused("too_big")
        return file

    @property
    def owner(self) -> Organisation:
        return self.places[self.cleaned_data["place"]]


class LeftoverForm(forms.Form):
    """Where a leftover goes; empty leaves it."""

    field = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, row: Row, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = row.choices

    def clean_field(self) -> str:
        chosen: str = self.cleaned_data["field"]
        if "place" in self.data and not chosen:
            raise ValidationError(_("Please choose where it goes."))
        return "" if "leave" in self.data else chosen
