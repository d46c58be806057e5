"""A changed profile, field by field, before and after."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.models import ProfileChange
from vcare.partners import PARTNER_TYPES
from vcare.schools import DISTRICTS

#: A separator between names of districts that stays with the name before it.
BETWEEN = ", "


@dataclass(frozen=True)
class Compared:
    label: str
    before: str
    after: str


def compared(change: ProfileChange) -> list[Compared]:
    labels = {
        "name": _("Name of the organisation"),
        "name_en": _("Name in English"),
        "partner_type": _("Kind of organisation"),
        "districts": _("Districts"),
        "public_contact": _("Contact that everybody may see"),
        "website": _("Website"),
        "facebook": _("Facebook page"),
        "line_oa": _("LINE official account"),
        "accepts_referral": _("Takes referrals"),
    }
    return [
        Compared(labels.get(name, name), words(name, change.before.get(name)), words(name, after))
        for name, after in change.after.items()
    ]


def words(name: str, value: Any) -> str:
    """A stored value as somebody would say it."""
    language = get_language() or "th"
    if name == "partner_type":
        return PARTNER_TYPES[value].label(language) if value in PARTNER_TYPES else ""
    if name == "districts":
        return BETWEEN.join(DISTRICTS[key].short(language) for key in value or () if key in DISTRICTS)
    if name == "accepts_referral":
        return _("yes") if value else _("no")
    return str(value or "")
