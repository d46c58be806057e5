from django import template
from django.utils.translation import gettext_lazy as _

from privacy.faces import Cut

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
#: What is kept of a picture when the faces in it are cut off.
PARTS = {
    "upper": _("Keep the upper part (%(percent)s%%)"),
    "lower": _("Keep the lower part (%(percent)s%%)"),
    "left": _("Keep the left part (%(percent)s%%)"),
    "right": _("Keep the right part (%(percent)s%%)"),
}


@register.filter
def part(cut: Cut) -> str:
    """What a button says that keeps this part."""
    return PARTS[cut.part] % {"percent": cut.percent}


@register.filter
def place_name(place: str) -> str:
    """What a line of a receipt is about."""
    return PLACES.get(place, place)
