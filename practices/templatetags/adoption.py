"""What the page of a practice shows of those who use it."""

from datetime import date
from fractions import Fraction
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from organisations import policy
from organisations.models import Kind
from organisations.policy import Action, Thing
from practices.adoption import charts, families, thanking
from practices.adoption.origins import origins_of
from practices.models import Adoption, PracticePage
from vcare.calendar import MONTHS, buddhist_year
from vcare.vocabulary import Term

register = template.Library()

#: Schools that the page itself shows; the others stand on a page of their own.
MOST_SHOWN = 12
MOST_WORDS = 3


@register.simple_tag(takes_context=True)
def adoption_of_reader(context: template.Context, page: PracticePage) -> dict[str, Any]:
    """What the reader may do: `adoption` of the only school, `school` that may begin, or `is_own`."""
    request = context.get("request")
    person = getattr(request, "user", None)
    if page.pk is None or person is None or not person.is_authenticated:
        return {}
    rows = policy.own_organisations(person, Action.CREATE, Thing.ADOPTION)
    schools = [row for row in rows if row.kind == Kind.SCHOOL]
    if schools and all(school.pk == page.owner_organisation_id for school in schools):
        return {"is_own": True}
    if len(schools) != 1:
        return {}
    adoption = Adoption.objects.kept().filter(practice=page.pk, school=schools[0]).first()
    return {"adoption": adoption, "school": None if adoption else schools[0]}


@register.inclusion_tag("practices/adoption/section.html")
def adopters_of(page: PracticePage) -> dict[str, Any]:
    """The section "who uses it": counts, the tree, what was changed, why some stopped."""
    if page.pk is None:
        return {}
    family = families.family_of(page)
    shown = family.members[:MOST_SHOWN]
    whole = len(family) <= MOST_SHOWN
    began = timezone.localdate(page.first_published_at) if page.first_published_at else timezone.localdate()
    return {
        "practice": page,
        "family": family,
        "shown": shown if whole else [],
        "whole": whole,
        "tree": charts.tree(family, began) if shown and whole else None,
        "changes": family.changes()[:MOST_WORDS],
        "stops": family.stops()[:MOST_WORDS],
        "thanks": thanking.of_practice(page),
        "seen": origins_of(page),
        "origin": Adoption.objects.filter(own_page=page.pk)
        .select_related("practice", "practice__owner_organisation")
        .first(),
    }


@register.filter
def percent(share: Fraction) -> str:
    return f"{round(share * 100)}%"


@register.filter
def term_label(term: Term) -> str:
    return term.label(get_language())


@register.filter
def month_label(day: date) -> str:
    """พ.ย. 69, in English Nov 26: where months stand close together."""
    year = day.year if get_language() == "en" else buddhist_year(day)
    return f"{MONTHS.short(str(day.month), get_language())} {year % 100:02d}"
