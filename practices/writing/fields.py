"""Form fields that know how a page keeps what they hold.

Each can tell whether two values are the same, so that a save finds out what changed and who changed it.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from content.dates import ThaiDateField
from content.tags import phrases_from_text, text_from_phrases
from practices.writing import prose
from vcare.calendar import to_arabic_digits


class Kept:
    """A field of a step: `example` shows what a good answer looks like; it is Thai, as the stories are."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        self.example = example
        kwargs.setdefault("required", False)
        super().__init__(*args, **kwargs)

    def read(self, stored: Any) -> Any:
        """What the form shows of a stored value."""
        return stored

    def write(self, value: Any, was: Any) -> Any:
        """What is stored of a cleaned value, in the place of `was`."""
        return value

    def essence(self, value: Any) -> Any:
        """The value without what makes no difference, as plain JSON."""
        return value

    def words(self, value: Any) -> str:
        """The value to be read, a line each, when two versions are compared."""
        return "" if value is None else str(value)

    def digest(self, value: Any) -> str:
        text = json.dumps(self.essence(value), ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Text(Kept, forms.CharField):
    def __init__(self, *args: Any, rows: int = 0, **kwargs: Any) -> None:
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(*args, **kwargs)

    def read(self, stored: str | None) -> str:
        return prose.tidy(stored or "")

    def to_python(self, value: Any) -> str:
        return prose.tidy(super().to_python(value) or "")


class Prose(Text):
    """A rich text, typed as plain text."""

    def __init__(self, *args: Any, rows: int = 9, **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, **kwargs)

    def read(self, stored: str | None) -> str:
        return prose.to_text(str(stored or ""))

    def to_python(self, value: Any) -> str:
        # As it will be read back: lists are numbered anew.
        return prose.to_text(prose.from_text(super().to_python(value)))

    def write(self, value: str, was: str | None) -> str:
        return prose.from_text(value, str(was or ""))


class Address(Kept, forms.URLField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, assume_scheme="https", **kwargs)


class Number(Kept, forms.CharField):
    """A number as people write it: Thai digits, commas. Stored as text, or as a whole number."""

    def __init__(
        self, *args: Any, least: int | None = None, most: int | None = None, whole: bool = True, **kwargs: Any
    ) -> None:
        self.least, self.most, self.whole = least, most, whole
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(*args, **kwargs)

    def read(self, stored: Any) -> str:
        return "" if stored is None else str(stored)

    def to_python(self, value: Any) -> str:
        text = to_arabic_digits(super().to_python(value) or "").replace(",", "").strip()
        if not text:
            return ""
        if not re.fullmatch(r"-?\d{1,12}" if self.whole else r"-?\d{1,12}(\.\d{1,4})?", text):
            raise ValidationError(
                _("Write a whole number, such as 118.") if self.whole else _("Write a number, such as 87.5."),
                code="number",
            )
        return str(int(text)) if self.whole else text

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and self.least is not None and float(value) < self.least:
            raise ValidationError(_("The number has to be at least %(least)s."), params={"least": self.least})
        if value and self.most is not None and float(value) > self.most:
            raise ValidationError(_("The number may be at most %(most)s."), params={"most": self.most})

    def write(self, value: str, was: Any) -> int | str | None:
        if value == "":
            return None
        return int(value) if self.whole else value


class Year(Number):
    """A Buddhist year; what is typed in another era or with two digits is understood."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        year = int(text)
        if year < 100:
            year += 2500
        elif year < 2400:
            year += 543
        if not 2550 <= year <= 2600:
            raise ValidationError(_("The year is a Buddhist year from 2550 on, such as 2569."), code="year")
        return str(year)


class Day(Kept, ThaiDateField):
    def essence(self, value: Any) -> str:
        return value.isoformat() if value else ""


class Tick(Kept, forms.BooleanField):
    def read(self, stored: Any) -> bool:
        return bool(stored)

    def essence(self, value: Any) -> bool:
        return bool(value)

    def words(self, value: bool) -> str:
        return str(_("Yes")) if value else str(_("No"))


class OneOf(Kept, forms.ChoiceField):
    def words(self, value: str) -> str:
        return str(dict(self.choices).get(value, value))


class Several(Kept, forms.MultipleChoiceField):
    """Keys of a vocabulary. Keys that the vocabulary has lost are kept."""

    widget = forms.CheckboxSelectMultiple

    def read(self, stored: Iterable[str]) -> list[str]:
        return list(stored)

    def write(self, value: list[str], was: Iterable[str]) -> list[str]:
        known = {key for key, _label in self.choices}
        return [*value, *(key for key in was if key not in known)]

    def essence(self, value: Iterable[str]) -> list[str]:
        known = {str(key) for key, _label in self.choices}
        return sorted(key for key in value if key in known)

    def words(self, value: Iterable[str]) -> str:
        labels = dict(self.choices)
        return "\n".join(str(labels.get(key, key)) for key in value)


class Things(Kept, forms.ModelMultipleChoiceField):
    """Rows of another table; stored as a list of them."""

    widget = forms.CheckboxSelectMultiple

    def read(self, stored: Iterable[Model]) -> list[Any]:
        return [thing.pk for thing in stored]

    def write(self, value: Iterable[Model], was: Iterable[Model]) -> list[Model]:
        return list(value)

    def essence(self, value: Iterable[Any]) -> list[str]:
        return sorted(str(getattr(thing, "pk", thing)) for thing in value)

    def words(self, value: Iterable[Any]) -> str:
        keys = [getattr(thing, "pk", thing) for thing in value]
        return "\n".join(str(thing) for thing in self.queryset.model._default_manager.filter(pk__in=keys))


class Phrases(Kept, forms.CharField):
    """Tags as phrases with commas between them."""

    #: Phrases to choose from.
    suggested: Iterable[str] = ()

    def __init__(self, *args: Any, most: int = 15, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "data-phrases": ""}))
        super().__init__(*args, **kwargs)

    def read(self, stored: Iterable[object]) -> str:
        return text_from_phrases(stored)

    def to_python(self, value: Any) -> str:
        return text_from_phrases(phrases_from_text(super().to_python(value) or ""))

    def validate(self, value: str) -> None:
        super().validate(value)
        phrases = phrases_from_text(value)
        if len(phrases) > self.most:
            raise ValidationError(_("At most %(most)s topics."), params={"most": self.most})
        if any(len(phrase) > 100 for phrase in phrases):
            raise ValidationError(_("A topic may have at most 100 characters. Put commas between topics."))

    def write(self, value: str, was: Any) -> list[str]:
        return phrases_from_text(value)

    def essence(self, value: str) -> list[str]:
        return sorted(phrases_from_text(value))

    def words(self, value: str) -> str:
        return value.replace(", ", "\n")


# --- Rows


_ROW_ID = re.compile(r"[0-9a-f-]{36}|\d{1,12}")


@dataclass(frozen=True)
class RowData:
    """One row as it stands in the form: its id, its kind, what its fields hold."""

    id: str
    kind: str
    data: Mapping[str, Any]


def new_id() -> str:
    return str(uuid.uuid4())


class Row(forms.Form):
    """The fields of one row. A block with a single value keeps it in the field `value`."""

    #: The name of its block.
    block: ClassVar[str] = ""
    heading: ClassVar[Any] = ""
    add_label: ClassVar[Any] = _("Add one more")
    #: What the page keeps of this row, None for a new one.
    stored: Any = None
    #: Whether the step offers to add such a row.
    addable: ClassVar[bool] = True

    def __init__(self, *args: Any, row_id: str = "", **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.row_id = row_id
        for name, field in self.fields.items():
            field.row_name = name

    @classmethod
    def read(cls, stored: Any) -> dict[str, Any]:
        values = stored if isinstance(stored, Mapping) else {"value": stored}
        return {name: field.read(values.get(name)) for name, field in cls.base_fields.items()}

    @classmethod
    def write(cls, data: Mapping[str, Any], was: Any) -> Any:
        """The block's value with these fields in it; what the form does not know stays."""
        if list(cls.base_fields) == ["value"]:
            return cls.base_fields["value"].write(data["value"], was)
        old = was if isinstance(was, Mapping) else {}
        return {
            **old,
            **{name: field.write(data[name], old.get(name)) for name, field in cls.base_fields.items()},
        }

    @classmethod
    def essence(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        return {name: field.essence(data.get(name)) for name, field in cls.base_fields.items()}

    @classmethod
    def words(cls, data: Mapping[str, Any]) -> str:
        parts = [field.words(data.get(name)) for name, field in cls.base_fields.items()]
        return " · ".join(part for part in parts if part)

    def is_blank(self) -> bool:
        return not any(
            value for name, value in self.cleaned_data.items() if not isinstance(self.fields[name], OneOf)
        )


def summary(content: Any) -> str:
    """A few words of a block that is shown but not edited."""
    if isinstance(content, Mapping):
        picture = content.get("image")
        alternative = picture.get("alt_text") if isinstance(picture, Mapping) else ""
        content = content.get("title") or content.get("caption") or alternative
    return Truncator(strip_tags(str(content or ""))).chars(120)


class RowsInput(forms.Widget):
    """Reads rows in the order of the screen, and does what a row's button asks for."""

    use_fieldset = True
    kinds: Mapping[str, type[Row]]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[RowData]:
        listed = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        rows: list[RowData] = []
        for entry in listed:
            row_id, _colon, kind = str(entry).partition(":")
            if _ROW_ID.fullmatch(row_id) and row_id not in {row.id for row in rows}:
                prefix = f"{name}-{row_id}-"
                row_form = self.kinds.get(kind)
                fields = row_form.base_fields if row_form else {}
                values = {
                    field_name: field.widget.value_from_datadict(data, files, prefix + field_name)
                    for field_name, field in fields.items()
                }
                rows.append(RowData(row_id, kind, values))
        return moved(rows, str(data.get("rows", "")), name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""


def moved(rows: list[RowData], action: str, name: str) -> list[RowData]:
    """The rows after `field:up:id`, `field:down:id` or `field:remove:id`."""
    field, _colon, rest = action.partition(":")
    verb, _colon, row_id = rest.partition(":")
    place = next((index for index, row in enumerate(rows) if row.id == row_id), None)
    if field != name or place is None:
        return rows
    rows = list(rows)
    if verb == "remove":
        del rows[place]
    elif verb in {"up", "down"}:
        other = place + (-1 if verb == "up" else 1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
    return rows


class RowsBoundField(BoundField):
    @cached_property
    def rows(self) -> list[Row]:
        """The rows as forms, with a new one at the end if there is none or one was asked for."""
        field: Rows = self.field
        values: list[RowData] = self.data if self.form.is_bound else (self.initial or [])
        shown = {row.id: row for row in self.initial or []}
        rows = [
            field.row_form(
                row if row.kind in field.kinds else shown.get(row.id, row),
                self.html_name,
                bound=self.form.is_bound and row.kind in field.kinds,
            )
            for row in values
        ]
        kept = {block["id"]: block["value"] for block in self.form.stored.get(self.name, ())}
        for row in rows:
            row.stored = kept.get(row.row_id)
        addable = [kind for kind, form in field.kinds.items() if form.addable]
        wanted = self.form.row_to_add(self.name)
        if wanted not in addable and addable and not rows:
            wanted = addable[0]
        if wanted in addable and len(rows) < field.most:
            rows.append(
                field.row_form(
                    RowData(new_id(), wanted, self.form.new_row(self.name)), self.html_name, bound=False
                )
            )
        return rows

    @property
    def kinds(self) -> list[Row]:
        """An empty row of each kind that can be added, for the script to copy."""
        return [
            self.field.row_form(RowData("__id__", kind, {}), self.html_name, bound=False)
            for kind, form in self.field.kinds.items()
            if form.addable
        ]


class Rows(Kept, forms.Field):
    """A list of blocks. Blocks of a kind that the step does not know stay where they are."""

    def __init__(self, *kinds: type[Row], most: int = 30, **kwargs: Any) -> None:
        self.kinds = {form.block: form for form in kinds}
        self.most = most
        widget = RowsInput()
        widget.kinds = self.kinds
        super().__init__(widget=widget, **kwargs)
        self.widget.kinds = self.kinds

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> RowsBoundField:
        return RowsBoundField(form, self, field_name)

    def row_form(self, row: RowData, name: str, *, bound: bool) -> Row:
        form = self.kinds.get(row.kind, Row)
        prefix = f"{name}-{row.id}"
        if bound:
            data = {f"{prefix}-{field}": value for field, value in row.data.items()}
            made = form(data, prefix=prefix, row_id=row.id)
        else:
            made = form(prefix=prefix, row_id=row.id, initial=dict(row.data))
        made.kind_key = row.kind
        made.is_kept = row.kind not in self.kinds
        made.summary = summary(row.data.get("value")) if made.is_kept else ""
        return made

    def read(self, stored: Iterable[Mapping[str, Any]]) -> list[RowData]:
        return [
            RowData(
                block["id"],
                block["type"],
                self.kinds[block["type"]].read(block["value"])
                if block["type"] in self.kinds
                else {"value": block["value"]},
            )
            for block in stored
        ]

    def clean(self, value: list[RowData]) -> list[RowData]:
        if len(value) > self.most:
            raise ValidationError(_("At most %(most)s rows."), params={"most": self.most}, code="most")
        rows: list[RowData] = []
        wrong = 0
        for row in value:
            if row.kind not in self.kinds:
                rows.append(row)
                continue
            form = self.row_form(row, "row", bound=True)
            if not form.is_valid():
                wrong += 1
            elif not form.is_blank():
                rows.append(RowData(row.id, row.kind, form.cleaned_data))
        if wrong:
            raise ValidationError(_("Please look at the marked rows again."), code="rows")
        return rows

    def write(self, value: list[RowData], was: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        old = {block["id"]: block for block in was}
        blocks: list[dict[str, Any]] = []
        for row in value:
            block = old.pop(row.id, None)
            if row.kind in self.kinds:
                same = block if block and block["type"] == row.kind else None
                content = self.kinds[row.kind].write(row.data, same and same["value"])
                blocks.append({"id": row.id, "type": row.kind, "value": content})
            elif block:
                blocks.append(dict(block))
        return blocks

    def essence(self, value: list[RowData]) -> list[Any]:
        """Kinds and contents in order. What a step only shows counts by its place."""
        return [
            [row.kind, self.kinds[row.kind].essence(row.data)]
            if row.kind in self.kinds
            else [row.kind, row.id]
            for row in value
        ]

    def words(self, value: list[RowData]) -> str:
        return "\n".join(
            f"{number}. {self.kinds[row.kind].words(row.data) if row.kind in self.kinds else '…'}"
            for number, row in enumerate(value, start=1)
        )
