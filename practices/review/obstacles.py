"""What stands in the way of handing a practice in."""

from collections.abc import Iterator

from django.utils.functional import Promise

from practices.models import PracticePage
from practices.writing.completeness import completeness


def obstacles(page: PracticePage) -> list[tuple[str, str | Promise]]:
    """Field and message of everything that has to be mended first, in the words of the form."""
    return list(_found(page))


def _found(page: PracticePage) -> Iterator[tuple[str, str | Promise]]:
    for need in completeness(page.serializable_data()).before_submission:
        if need.field != "images_cleared":  # the page says it itself
            yield need.field, need.text
    for field, messages in page.all_obstacles(quoting=True, handing_in=True).items():
        yield from ((field, message) for message in messages)


def in_words(page: PracticePage) -> list[str]:
    """Each obstacle as one line."""
    return [str(message) for _field, message in obstacles(page)]
