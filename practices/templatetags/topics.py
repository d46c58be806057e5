"""Ways from a practice to the guides on its topics."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from practices.models import GuidancePage, Topic

register = template.Library()


@register.simple_tag
def topic_guides() -> dict[str, dict[str, str]]:
    """Addresses of the published guides on topics, by `hazard` and by `word`."""
    hazards: dict[str, str] = {}
    words: dict[str, str] = {}
    for guide in GuidancePage.objects.published().for_cards().filter(subject=GuidancePage.Subject.TOPIC):
        address = guide.get_url() or ""
        words |= dict.fromkeys(guide.phrases, address)
        if guide.sub_hazard:
            hazards[guide.sub_hazard] = address
    return {"hazard": hazards, "word": words}


@register.filter
def way(addresses: dict[str, str], key: str) -> str:
    """Where the key leads; empty if it has no guide."""
    return addresses.get(key, "")


@register.simple_tag
def tag_ways(tags: Iterable[Topic], words: dict[str, str]) -> list[tuple[str, str]]:
    """Each tag with the guide on it, else with the search for it."""
    return [
        (tag.name, words.get(tag.name) or f"{reverse('search')}?{urlencode({'q': tag.name})}") for tag in tags
    ]
