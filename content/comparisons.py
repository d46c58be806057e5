"""Two versions of a page side by side, in words: no keys of lists, no `None`, no dates for machines."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.admin.compare import FieldComparison, TextDiff, register_comparison_class

from content.fields import CodesField


class WordsComparison(FieldComparison):
    """Compares what the values say."""

    def words(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value)
        return str(formats.localize(value))

    def htmldiff(self) -> str:
        before, after = self.words(self.val_a), self.words(self.val_b)
        if before == after:
            return TextDiff([("equal", before)]).to_html()
        kinds = (("deletion", before), ("addition", after))
        return TextDiff([(kind, text) for kind, text in kinds if text]).to_html()


class CodesComparison(WordsComparison):
    def words(self, value: list[str]) -> str:
        labels = dict(self.field.codes)
        return " · ".join(str(labels.get(code, code)) for code in value or [])


def use_in_editing() -> None:
    numbers = (models.IntegerField, models.DecimalField, models.FloatField)
    for kind in (*numbers, models.BooleanField, models.DateField, models.TimeField):
        register_comparison_class(kind, comparison_class=WordsComparison)
    register_comparison_class(CodesField, comparison_class=CodesComparison)
