"""The portal's own pages in header and footer."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from events.models import ExchangeEventIndexPage
from home.models import StandardPage
from networks.models import PartnerIndexPage
from practices.models import GuidanceIndexPage, PracticeIndexPage
from programme.models import FundIndexPage

register = template.Library()

#: The sections in the order of the menu.
SECTIONS = {
    PracticeIndexPage: _("Practices"),
    GuidanceIndexPage: _("Guides"),
    PartnerIndexPage: _("Partners"),
    ExchangeEventIndexPage: _("Exchange events"),
    FundIndexPage: _("Funds"),
}


@register.simple_tag(takes_context=True)
def site_menu(context: template.Context) -> dict[str, Any]:
    """`links` of the menu: the home page and the sections that exist, with the one the visitor is in.

    `home` is the home page's address, `sections` has the others by type: `menu.sections.fundindexpage`;
    `unread` says how many notices a signed-in person has not read.
    """
    request = context["request"]
    root = _root(context)
    if root is None:
        return {"home": "/", "links": [], "sections": {}, "unread": 0}
    by_type = {
        page.cached_content_type.model_class(): page.get_url(request) or ""
        for page in Page.objects.child_of(root).type(*SECTIONS).live()
    }
    home = root.get_url(request) or "/"
    links = [{"title": _("Home"), "url": home, "here": request.path == home}]
    links += [
        {"title": title, "url": by_type[section], "here": request.path.startswith(by_type[section])}
        for section, title in SECTIONS.items()
        if section in by_type
    ]
    sections = {section._meta.model_name: url for section, url in by_type.items()}
    return {"home": home, "links": links, "sections": sections, "unread": _unread(request)}


def _unread(request: HttpRequest) -> int:
    """Visitors have none, and cost no query."""
    person = getattr(request, "user", None)
    return person.unread if person and person.is_authenticated else 0


@register.simple_tag(takes_context=True)
def plain_pages(context: template.Context):
    """Plain pages for the footer: those that the editors put into menus."""
    root = _root(context)
    if root is None:
        return StandardPage.objects.none()
    return (
        StandardPage.objects.child_of(root)
        .live()
        .filter(show_in_menus=True, view_restrictions=None)
        .order_by("path")
        .defer("body", "body_en")
    )


def _root(context: template.Context) -> Page | None:
    site = Site.find_for_request(context["request"])
    return site.root_page if site else None
