"""What an officer sends to bring in a sheet: the file, then what its columns mean."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content import publication
from content.dates import ThaiDateField
from organisations.models import Organisation, RegisterImport, SchoolFacts
from organisations.register import table, values
from organisations.register.columns import COLUMNS, NAMING
from organisations.register.forms import CellField
from organisations.register.plan import Choice
from organisations.register.table import Heading
from organisations.register.workbook import NO_RESULT

#: How many cells of a column are shown beside its header.
SAMPLES = 3
#: Chosen for a column that is not brought in.
UNUSED = "-"


class UploadForm(forms.Form):
    """A sheet, and whose register it is for."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("One line for each school, .xlsx or .csv, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("This file is empty. Please choose the file again."),
        },
    )
    office = forms.ChoiceField(label=_("Whose register is it?"))

    def __init__(self, *args: Any, offices: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.uid): office for office in offices}
        self.fields["office"].choices = [(key, row.local_name) for key, row in self.offices.items()]
        if len(offices) == 1:
            self.fields["office"].widget = forms.HiddenInput()
            self.fields["office"].initial = str(offices[0].uid)

    @property
    def owner(self) -> Organisation:
        return self.offices[self.cleaned_data["office"]]


class SheetForm(forms.Form):
    """Which sheet of a file with several."""

    sheet = forms.TypedChoiceField(label=_("Sheet"), coerce=int, required=False)

    def __init__(self, *args: Any, sheets: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(number, sheet["name"]) for number, sheet in enumerate(sheets)]


def best_sheet(sheets: list[dict[str, Any]]) -> int:
    """The sheet in which most columns are recognised."""
    return max(range(len(sheets)), key=lambda number: len(table.find(sheets[number]["rows"]).recognised))


class ColumnsForm(forms.Form):
    """What each column of the sheet means, and what holds where a line says nothing."""

    year = CellField(
        label=_("Academic year of the numbers"),
        read=values.year,
        required=False,
        max_length=20,
        help_text=_("Used where the sheet has no column for it. If it is empty, the year of the day counts."),
    )
    as_of = ThaiDateField(
        label=_("The numbers are as of"),
        required=False,
        help_text=_("Used where the sheet has no column for it, for example 10 June 2569"),
    )
    source = forms.CharField(
        label=_("Source of the numbers"),
        required=False,
        max_length=100,
        help_text=_("Used where the sheet has no column for it. The public reads it beside the numbers."),
    )

    def __init__(self, *args: Any, sheet: RegisterImport, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.number = sheet, number
        self.rows: list[list[str]] = sheet.sheets[number]["rows"]
        self.heading: Heading = table.find(self.rows)
        chosen = Choice.from_json(sheet.choice) if sheet.choice else None
        known = chosen.columns if chosen and chosen.sheet == number else self.heading.recognised
        choices = [(UNUSED, _("Do not bring in")), *((key, column.label) for key, column in COLUMNS.items())]
        below = self.rows[self.heading.last + 1 :]
        self.places = [
            place
            for place in range(max(map(len, self.rows), default=0))
            if self._header(place) or any(place < len(row) and row[place] for row in below)
        ]
        for place in self.places:
            samples = [row[place] for row in below if place < len(row) and row[place] not in values.NOTHING]
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=self._header(place) or _("Column %(n)s without a header") % {"n": place + 1},
                choices=choices,
                initial=known.get(place, UNUSED),
                help_text=" · ".join(sample.removeprefix(NO_RESULT[0])[:40] for sample in samples[:SAMPLES]),
            )
        self.fields["year"].initial = (chosen and chosen.year) or self.heading.year
        self.fields["as_of"].initial = (chosen and chosen.as_of) or self.heading.as_of
        self.fields["source"].initial = (chosen and chosen.source) or sheet.file_name[:100]

    def _header(self, place: int) -> str:
        return self.heading.headers[place] if place < len(self.heading.headers) else ""

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"column-{place}"] for place in self.places]

    @property
    def defaults(self) -> list[forms.BoundField]:
        return [self[name] for name in ("year", "as_of", "source")]

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if source and (
            found := publication.obstacles(SchoolFacts(source=source), quoting=True).get("source")
        ):
            raise ValidationError(found)
        return source

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        return values.day(day.isoformat()) if day else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        used: dict[str, int] = {}
        for place in self.places:
            key = data.get(f"column-{place}")
            if key in used:
                self.add_error(
                    f"column-{place}",
                    _("“%(column)s” is chosen for another column already.") % {"column": COLUMNS[key].label},
                )
            elif key and key != UNUSED:
                used[key] = place
        if not any(key in used for key in NAMING):
            raise ValidationError(_("Choose the column with the name or the OBEC code of the school."))
        undated = "as_of" not in used and not data.get("as_of") and "as_of" not in self.errors
        if undated and {"pupils", "staff"} & used.keys():
            self.add_error("as_of", _("Say of which day the numbers are: the sheet has no column for it."))
        self.used = used
        return data

    @property
    def choice(self) -> Choice:
        data = self.cleaned_data
        columns = {place: key for key, place in self.used.items()}
        return Choice(self.number, self.heading.last, columns, data["year"], data["as_of"], data["source"])
