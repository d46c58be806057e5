"""The indicators that an office begins with, from its description of V-CARE + N."""

from datetime import date

from django.db import transaction

from accounts.models import User
from organisations.models import Organisation
from programme.models import Indicator, IndicatorVersion
from vcare.indicators import PRESETS

#: The first day of the policy that the description answers: fiscal year 2568.
FIRST_DAY = date(2024, 10, 1)


@transaction.atomic
def begin(office: Organisation, by: User | None = None) -> int:
    """Add those that the office does not have yet; how many that were."""
    Organisation.objects.select_for_update().get(pk=office.pk)
    known = set(office.indicators.values_list("key", flat=True))
    added = 0
    for place, preset in enumerate(PRESETS):
        if preset.key in known:
            continue
        indicator = Indicator.objects.create(office=office, key=preset.key, place=place)
        IndicatorVersion.objects.create(
            indicator=indicator,
            valid_from=FIRST_DAY,
            name=preset.th,
            name_en=preset.en,
            definition=preset.definition,
            numerator=preset.numerator,
            denominator=preset.denominator,
            method=preset.method,
            data=preset.data,
            year_kind=preset.year_kind,
            compares=preset.compares,
            unit=preset.unit,
            target=preset.target,
            owner=preset.owner,
            note=preset.note,
            claim=preset.claim,
            reason=f"เอกสาร V-CARE + N: {preset.place}",
            made_by=by,
        )
        added += 1
    return added
