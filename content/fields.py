"""Model fields for lists of vocabulary keys and for sorting."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class CodesField(models.CharField):
    """A list of vocabulary keys in one column: `["V", "C"]` is stored as `|V|C|`.

    The bars let any database find one key: `stages__contains=code("V")`.
    """

    def __init__(self, *args, choices, **kwargs):
        self.codes = list(choices)
        kwargs.setdefault("max_length", 400)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        # The vocabulary is no part of the column: a new term needs no migration.
        return name, path, args, {**kwargs, "choices": []}

    def to_python(self, value: str | Iterable[str] | None) -> list[str]:
        if not value:
            return []
        if isinstance(value, str):
            return [key for key in value.split("|") if key]
        return list(value)

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def get_prep_value(self, value: str | Iterable[str] | None) -> str:
        if isinstance(value, str):
            return value
        keys = self.to_python(value)
        return f"|{'|'.join(keys)}|" if keys else ""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: list[str], model_instance: models.Model | None) -> None:
        known = {key for key, _label in self.codes}
        for key in value:
            if key not in known:
                raise ValidationError(f"“{key}” is not in the list.", code="invalid_choice")
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value: list[str]) -> None:
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=self.codes,
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            widget=forms.CheckboxSelectMultiple,
        )


def code(key: str) -> str:
    """What a column of codes contains if it has `key`; for `contains` look-ups."""
    return f"|{key}|"


class SortKeyField(models.CharField):
    """A key of `vcare.collation`: compared by code point, whatever language the database was made for.

    SQLite does so by itself.
    """

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
