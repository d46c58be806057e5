from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

PLACES = {
    "pages": _("Pages"),
    "revisions": _("Old versions"),
    "others": _("Settings and lists"),
    "renditions": _("Renditions"),
    "originals": _("Original files"),
    "search": _("Search"),
    "feeds": _("Feeds"),
    "exports": _("Exports"),
    "caches": _("Caches"),
}


@register.filter
def place_name(place: str) -> str:
    """What a line of a receipt is about."""
    return PLACES.get(place, place)
