"""Columns for the listings of the editing interface."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from wagtail.admin.ui.tables import Column

from vcare.calendar import format_thai_date


class ThaiDateColumn(Column):
    """A day in the Buddhist era, in English in the Christian one."""

    def get_value(self, instance: Any) -> str:
        value: date | datetime | None = super().get_value(instance)
        if isinstance(value, datetime):
            value = timezone.localtime(value)
        return format_thai_date(value, "short", get_language()) if value else ""
