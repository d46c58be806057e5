"""The schools of the site's office, and what of each is public: facts about the school, nothing about persons."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content import labels
from content.fields import code
from content.listing import FilterForm
from content.search_record import SearchRecord
from content.years import ACADEMIC, ByYear, Period, Stored
from events.models import ExchangeEventPage
from networks import board, ledger, model_networks, registration
from networks.models import Partnership
from organisations.models import Organisation, SchoolFacts
from practices.models import Adoption, PracticePage
from programme.models import Honour, Plan, Vision
from programme.recognition import contribution
from vcare.collation import name_sort_key
from vcare.schools import DISTRICTS, LEVEL_GROUPS, district_line, size_class


def schools(office: Organisation) -> QuerySet[Organisation]:
    """Schools that exist today, in Thai order, with the facts of their latest year."""
    return all_schools(office).active()


def all_schools(office: Organisation) -> QuerySet[Organisation]:
    """Those too that have closed or merged: what they did can still be read."""
    return (
        Organisation.objects.schools()
        .filter(office=office)
        .select_related("cluster", "merged_into", "office")
        .prefetch_related(latest_facts())
        .by_name()
    )


def latest_facts() -> Prefetch[str]:
    """The numbers of schools, those of the latest year first."""
    return Prefetch("facts", SchoolFacts.objects.order_by("-academic_year"))


#: Before the key of a school in the search index.
PREFIX = "school:"


def search_records(keys: Collection[int] | None) -> Iterator[SearchRecord]:
    """How the schools that have a profile are found."""
    office = registration.office()
    rows = (
        Organisation.objects.schools()
        .active()
        .filter(office=office)
        .select_related("cluster")
        .prefetch_related(
            Prefetch("visions", Vision.objects.in_force(), "visions_in_force"),
            Prefetch("plans", Plan.objects.in_force(), "plans_in_force"),
        )
    )
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    with override(settings.LANGUAGE_CODE):
        for school in rows.prefetch_related(latest_facts()).order_by("pk") if office else ():
            yield search_record(school)


def search_record(school: Organisation) -> SearchRecord:
    around = [school.subdistrict, school.cluster.name if school.cluster else ""]
    latest = next(iter(school.facts.all()), None)
    size = size_class(latest.pupils) if latest else None
    return SearchRecord(
        key=f"{PREFIX}{school.pk}",
        kind="school",
        title=school.name,
        title_en=school.name_en,
        url=reverse("school", args=[school.uid]),
        summary=" · ".join(filter(None, [*around, *(LEVEL_GROUPS.label(key) for key in school.levels)])),
        body=" ".join(
            filter(
                None,
                [
                    school.short_name,
                    school.obec_code,
                    *(vision.text for vision in school.visions_in_force),
                    *(plan.title for plan in school.plans_in_force),
                ],
            )
        ),
        place=district_line(school.districts),
        facets={
            "district": school.districts,
            "level": school.levels,
            "school_size": [size.key] if size else [],
        },
    )


@dataclass(frozen=True)
class ByFacts(ByYear):
    """All schools, with the numbers of a school year instead of the latest."""

    otherwise: Any = field(default=_("Latest numbers"), kw_only=True)

    def offered(self, rows: QuerySet[Organisation]) -> set[Period]:
        found = SchoolFacts.objects.filter(school__in=rows.order_by().values("pk"))
        return Stored("academic_year").offered(found)

    def narrowed(self, rows: QuerySet[Organisation], year: Period) -> QuerySet[Organisation]:
        facts = SchoolFacts.objects.filter(academic_year=year.year)
        return rows.prefetch_related(None).prefetch_related(Prefetch("facts", facts))


class SchoolFilter(FilterForm):
    """A word of the name, district, level."""

    per_page = 30
    by_year = ByFacts(kinds=[ACADEMIC])

    q = forms.CharField(label=_("Name"), required=False, max_length=60)
    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("All")), *labels.short_choices(LEVEL_GROUPS)], required=False
    )

    def narrowed(self, rows: QuerySet[Organisation], chosen: dict[str, Any]) -> QuerySet[Organisation]:
        if value := chosen.get("q"):
            # The same letters, whatever code points they were typed with.
            rows = rows.filter(sort_key__contains=name_sort_key(value)) | rows.filter(name__icontains=value)
        if value := chosen.get("district"):
            rows = rows.filter(districts__contains=code(value))
        if value := chosen.get("level"):
            rows = rows.filter(levels__contains=code(value))
        return rows


def profile(school: Organisation, on: date) -> dict[str, Any]:
    """The template's context. Partners are those that count; others are not the public's business."""
    rule = ledger.rule_of(school.office or school)
    row = board.Row(school, ledger.judged([school], rule, on)[school.pk], rule.school_minimum, on)
    counted = [judged.tie.key for judged in row.judged if judged.counts]
    return {
        "school": school,
        "facts": school.facts.order_by("-academic_year").first(),
        "row": row,
        "rule": rule,
        "partners": Partnership.objects.filter(pk__in=counted)
        .select_related("partner", "partner__partner_page")
        .order_by("partner__sort_key", "pk"),
        "model_networks": model_networks.of_school(school, on),
        "practices": PracticePage.objects.filter(owner_organisation=school)
        .published()
        .with_owner()
        .for_cards(),
        "adoptions": Adoption.objects.public()
        .filter(school=school)
        .with_names()
        .order_by("practice__title", "pk"),
        "visions": Vision.objects.confirmed().filter(organisation=school),
        "plans": Plan.objects.in_force().filter(organisation=school).order_by("-year", "year_kind"),
        "badges": [
            (badge, len(facts))
            for badge, facts in contribution.standing_of(school, on)
            if len(facts) >= badge.threshold
        ],
        "honours": Honour.objects.public()
        .of_school(school)
        .with_names()
        .order_by("-scheme__year", "scheme__name", "pk"),
        "merged": school.merged.by_name(),
        "events": ExchangeEventPage.objects.filter(host=school).published().order_by("-starts_at", "-pk"),
        "on": on,
    }
