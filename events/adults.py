"""Who may be named: adults, never pupils."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_CHILD = re.compile(
    r"^\s*(?:เด็ก\s*ชาย|เด็ก\s*หญิง|ด\s*\.?\s*[ชญ]\s*\.|ด[ชญ](?=\s|$)|สามเณร|ส\s*\.?\s*ณ\s*\.|น้อง|นักเรียน|นร\.|master\b)",
    re.IGNORECASE,
)


def adults_only(text: str) -> None:
    if _CHILD.match(text):
        raise ValidationError(
            _("Only adults are registered by name. Pupils are counted by the organiser on the day.")
        )
