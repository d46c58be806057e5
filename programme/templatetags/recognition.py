"""Badges in the reader's language."""

from django import template
from django.utils.translation import get_language

from programme.recognition.contribution import Group
from vcare.recognition import BADGES, Badge

register = template.Library()


@register.filter
def badge_label(badge: Badge) -> str:
    return badge.label(get_language())


@register.filter
def badge_counted(badge: Badge) -> str:
    return badge.counted(get_language())


@register.filter
def badge_fairness(badge: Badge) -> str:
    return badge.fairness(get_language())


@register.filter
def with_badges(group: Group) -> list[tuple[Badge, int]]:
    """Each badge with the number of the group's schools that have it."""
    return list(zip(BADGES, group.reached, strict=True))


@register.simple_tag
def share(part: int, whole: int) -> str:
    return f"{round(part * 100 / whole)}%"
