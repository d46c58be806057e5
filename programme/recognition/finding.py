"""How awards are found by the search.

Only schools are named in the index: a person's consent, a practice's publication, a partner's standing may end at any
moment, and nothing tells the award then.
"""

from collections.abc import Collection, Iterator

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.utils.translation import override

from content.search_record import SearchRecord
from networks import registration
from organisations.models import Organisation
from programme.models import AwardScheme, Honour
from search import sources

#: Before the key of an award in the search index.
PREFIX = "award:"


def records(keys: Collection[int] | None) -> Iterator[SearchRecord]:
    office = registration.office()
    rows = AwardScheme.objects.public().filter(office=office)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    with override(settings.LANGUAGE_CODE):
        for row in rows.order_by("pk") if office else ():
            yield record(row)


def record(scheme: AwardScheme) -> SearchRecord:
    honours = Honour.objects.public().filter(scheme=scheme, recipient=Honour.Recipient.SCHOOL)
    names = [honour.who for honour in honours.with_names()]
    return SearchRecord(
        key=f"{PREFIX}{scheme.pk}",
        kind="award",
        title=f"{scheme.name} {scheme.year_words('th')}",
        title_en=f"{scheme.name_en} {scheme.year_words('en')}" if scheme.name_en else "",
        url=scheme.get_absolute_url(),
        summary=" · ".join([*scheme.levels, scheme.issuer]),
        body=" ".join(["รางวัล เกียรติบัตร เชิดชูเกียรติ ขวัญกำลังใจ", *names]),
        place="",
        facets={},
    )


def scheme_changed(sender: type, instance: AwardScheme, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        sources.changed(PREFIX, [instance.pk])


def honour_changed(sender: type, instance: Honour, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        sources.changed(PREFIX, [instance.scheme_id])


def organisation_saved(
    sender: type, instance: Organisation, created: bool, raw: bool = False, **kwargs: object
) -> None:
    """An award is found by the schools that received it."""
    if created or raw:
        return
    honours = Honour.objects.given().filter(recipient=Honour.Recipient.SCHOOL, organisation=instance)
    sources.changed(PREFIX, honours.values_list("scheme", flat=True))


def connect() -> None:
    post_save.connect(organisation_saved, sender=Organisation, dispatch_uid="programme.honoured_saved")
    sources.register(sources.Source(PREFIX, records))
    for signal in (post_save, post_delete):
        signal.connect(scheme_changed, sender=AwardScheme, dispatch_uid="programme.award_changed")
        signal.connect(honour_changed, sender=Honour, dispatch_uid="programme.honour_changed")
