"""Django's date formats learn the letter `B`: the year of the Buddhist era."""

import re
from datetime import date

from django.utils import dateformat
from wagtail.admin.views.mixins import ExcelDateFormatter

from vcare.calendar import to_buddhist


class DateFormat(dateformat.DateFormat):
    data: date

    def B(self) -> int:  # noqa: N802 - Django names these methods by the letter
        return to_buddhist(self.data.year)


def teach() -> None:
    letters = dateformat.re_formatchars.pattern
    if "B" not in letters:
        dateformat.re_formatchars = re.compile(letters.replace("[", "[B", 1))
        dateformat.DateFormat = DateFormat
        # Tables that are downloaded: Excel has a letter of its own for it.
        ExcelDateFormatter._formats["B"] = "bbbb"
