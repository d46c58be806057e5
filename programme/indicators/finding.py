"""How an office's indicators are found by the search: each leads to its place on the results page."""

from collections.abc import Collection, Iterator

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from content.search_record import SearchRecord
from networks import registration
from programme.models import Indicator, IndicatorVersion
from search import sources

#: Before the key of an indicator in the search index.
PREFIX = "indicator:"


def records(keys: Collection[int] | None) -> Iterator[SearchRecord]:
    office = registration.office()
    if office is None:
        return
    rows = Indicator.objects.of_office(office).in_use()
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    with override(settings.LANGUAGE_CODE):
        for row in rows:
            if version := row.in_force(timezone.localdate()):
                yield record(row, version)


def record(row: Indicator, version: IndicatorVersion) -> SearchRecord:
    return SearchRecord(
        key=f"{PREFIX}{row.pk}",
        kind="indicator",
        title=version.name,
        title_en=version.name_en,
        url=f"{reverse('results')}#{row.key}",
        summary=version.definition,
        body=" ".join(["ตัวชี้วัด เป้าหมาย ผลการดำเนินงาน", version.numerator, version.denominator]),
        place="",
        facets={},
    )


def indicator_changed(sender: type, instance: Indicator, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        sources.changed(PREFIX, [instance.pk])


def version_made(sender: type, instance: IndicatorVersion, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        sources.changed(PREFIX, [instance.indicator_id])


def connect() -> None:
    sources.register(sources.Source(PREFIX, records))
    for signal in (post_save, post_delete):
        signal.connect(indicator_changed, sender=Indicator, dispatch_uid="programme.indicator_changed")
    post_save.connect(version_made, sender=IndicatorVersion, dispatch_uid="programme.version_made")
