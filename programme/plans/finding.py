"""How the search finds the office's visions and plans in force; those of a school are found with the school."""

from collections.abc import Collection, Iterator

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from content.search_record import SearchRecord
from content.years import ACADEMIC, FISCAL, Period, fiscal_years
from networks import registration
from organisations.models import Organisation
from programme.models import Plan, Vision
from search import sources

VISION, PLAN = "vision:", "plan:"


def visions(keys: Collection[int] | None) -> Iterator[SearchRecord]:
    rows = Vision.objects.in_force().filter(organisation=registration.office()).select_related("organisation")
    for row in rows if keys is None else rows.filter(pk__in=keys):
        year = Period(ACADEMIC, row.academic_year)
        with override(settings.LANGUAGE_CODE):
            yield SearchRecord(
                key=f"{VISION}{row.pk}",
                kind="plan",
                title=f"วิสัยทัศน์ {row.organisation.name} {year}",
                url=f"{reverse('plans:vision')}?year={year.key}",
                summary=row.text,
                day=timezone.localdate(row.confirmed_at) if row.confirmed_at else None,
                facets=facets(year),
            )


def plans(keys: Collection[int] | None) -> Iterator[SearchRecord]:
    rows = Plan.objects.in_force().filter(organisation=registration.office()).select_related("organisation")
    for row in rows if keys is None else rows.filter(pk__in=keys):
        with override(settings.LANGUAGE_CODE):
            yield SearchRecord(
                key=f"{PLAN}{row.pk}",
                kind="plan",
                title=row.title,
                url=reverse("plans:public", args=[row.uid]),
                summary=f"{row.organisation.name} · {row.year_name}",
                body=row.text,
                day=timezone.localdate(row.approved_at) if row.approved_at else None,
                facets=facets(Period(row.year_kind, row.year)),
            )


def facets(year: Period) -> dict[str, list[str]]:
    if year.kind == FISCAL:
        return {"fiscal_year": [str(year.year)]}
    return {"year": [str(year.year)], "fiscal_year": [str(one) for one in fiscal_years(year.year, None)]}


def vision_changed(sender: type, instance: Vision, raw: bool = False, **kwargs: object) -> None:
    """With those that it replaced, which are replaced without being saved one by one."""
    if not raw:
        others = Vision.objects.filter(organisation=instance.organisation_id)
        sources.changed(VISION, [instance.pk, *others.values_list("pk", flat=True)])


def plan_changed(sender: type, instance: Plan, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        others = Plan.objects.filter(organisation=instance.organisation_id)
        sources.changed(PLAN, [instance.pk, *others.values_list("pk", flat=True)])


def organisation_saved(
    sender: type, instance: Organisation, created: bool, raw: bool = False, **kwargs: object
) -> None:
    """They are found by the name of whose they are."""
    if created or raw:
        return
    for prefix, model in ((VISION, Vision), (PLAN, Plan)):
        rows = model.objects.in_force().filter(organisation=instance)
        sources.changed(prefix, rows.values_list("pk", flat=True))


def connect() -> None:
    post_save.connect(organisation_saved, sender=Organisation, dispatch_uid="programme.planner_saved")
    sources.register(sources.Source(VISION, visions))
    sources.register(sources.Source(PLAN, plans))
    for signal in (post_save, post_delete):
        signal.connect(vision_changed, sender=Vision, dispatch_uid="programme.vision_changed")
        signal.connect(plan_changed, sender=Plan, dispatch_uid="programme.plan_changed")
