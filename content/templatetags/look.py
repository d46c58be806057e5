"""What the components need: shapes, links, chosen filters."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField, Form
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language, gettext
from wagtail.models import Page

from content import facets
from content.pages import BasePage
from vcare.calendar import MONTHS, buddhist_year
from vcare.stages import STAGES

register = template.Library()

register.simple_tag(facets.cover_facets, name="cover_facets")
register.simple_tag(facets.gem_facets, name="gem_facets")

#: The words of the wheel, broken where a facet has room for two lines.
WHEEL_WORDS = {
    "V": (("กำหนด", "วิสัยทัศน์"), ("Set the", "vision")),
    "C": (("จัดทำ", "พันธสัญญา"), ("Make the", "commitment")),
    "A": (("ปฏิบัติการ", "ดูแล"), ("Carry out", "care")),
    "R": (("สะท้อนผล", "และรายงาน"), ("Reflect", "and report")),
    "E": (("ให้ขวัญ", "กำลังใจ"), ("Encourage", "people")),
    "N": (("รวมพลัง", "ขยายผล"), ("Join", "forces")),
}


@register.simple_tag
def wheel_sides(pages) -> list[dict[str, Any]]:
    """The wheel's sides with the stage pages that they lead to; a stage without page stays blank."""
    by_stage = {page.stage: page for page in pages}
    words = 1 if get_language() == "en" else 0
    return [
        {
            "facet": facet,
            "letter": stage.key,
            "tone": stage.css,
            "name": stage.label(get_language()),
            "lines": WHEEL_WORDS[stage.key][words],
            "page": by_stage.get(stage.key),
        }
        for stage, facet in zip(STAGES, facets.wheel_facets(), strict=True)
    ]


@register.inclusion_tag("components/icon.html")
def icon(name: str, css: str = "") -> dict[str, str]:
    """A picture of the sprite, hidden from screen readers: `{% icon "search" %}`."""
    return {"name": name, "css": css}


@register.simple_tag(takes_context=True)
def language_url(context: template.Context, language: str) -> str:
    """The address of this page in another language."""
    request: HttpRequest = context["request"]
    address = request.get_full_path()
    translated = translate_url(address, language)
    if translated == address and language != get_language():
        # One slash: two would lead to another host.
        plain = "/" + address.removeprefix("/en/").lstrip("/")
        return plain if language == "th" else f"/{language}{plain}"
    return translated


@register.simple_tag(takes_context=True)
def absolute(context: template.Context, address: str) -> str:
    """An address with scheme and host, for machines and for sharing."""
    return context.request.build_absolute_uri(address)


@register.simple_tag
def today() -> date:
    return timezone.localdate()


@register.filter
def page_numbers(pages: Paginator, number: int) -> Iterator[int | str]:
    """The numbers around a page and at both ends, with an ellipsis for what is left out."""
    return pages.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.simple_tag
def trail(page: Page) -> list[tuple[str, str]]:
    """Titles and addresses of the pages above a page, from the home page down."""
    above = page.get_ancestors().filter(depth__gt=1).order_by("path")
    if get_language() == "en":
        above = above.specific()
    return [(_title(ancestor), ancestor.get_url() or "") for ancestor in above]


def _title(page: Page) -> str:
    if page.depth == 2:
        return gettext("Home")
    return page.local_title if isinstance(page, BasePage) else page.title


@register.simple_tag
def day_block(day: date) -> dict[str, str]:
    """Day, short month and year, each for itself."""
    english = get_language() == "en"
    return {
        "day": str(day.day),
        "month": MONTHS.short(str(day.month), get_language()),
        "year": str(day.year if english else buddhist_year(day)),
    }


@register.simple_tag(takes_context=True)
def chosen_chips(context: template.Context, form: Form, chosen: dict[str, Any]) -> list[dict[str, str]]:
    """What a visitor chose in a filter form: field, words, and the query that takes it off again."""
    chips = []
    for name, value in chosen.items():
        query = context.request.GET.copy()
        for key in (name, "page"):
            query.pop(key, None)
        chips.append(
            {
                "name": str(form[name].label),
                "value": _chosen_label(form[name], value),
                "query": query.urlencode(),
            }
        )
    return chips


def _chosen_label(field: BoundField, value: Any) -> str:
    choices = dict(getattr(field.field, "choices", []))
    return str(choices.get(value, value))


@register.simple_tag
def coverage_parts(coverage) -> list[dict[str, int | str]]:
    """The bar of a `Coverage`, left to right: those who reached the minimum, then fewer and fewer.

    `x` and `count` are in schools; `partners` is how many partners each of them has.
    """
    counts = [(coverage.minimum, coverage.reached)]
    counts += [(n, coverage.by_count[n]) for n in reversed(range(coverage.minimum))]
    parts, x = [], 0
    for place, (partners, count) in enumerate(counts):
        level = 0 if place == 0 else 3 if partners == 0 else min(place, 2)
        parts.append({"partners": partners, "count": count, "x": x, "level": f"level-{level}"})
        x += count
    return parts
