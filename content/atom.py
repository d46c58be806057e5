"""Atom that every reader can read."""

import re
from typing import Any

from django.utils.feedgenerator import Atom1Feed

#: Signs that people paste unseen and XML can't hold: Django refuses the whole feed for one of them.
_UNHOLDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Atom(Atom1Feed):
    """Atom whose entries are plain text."""

    def add_item(self, title: str, link: str, description: str, **more: Any) -> None:
        texts = {name: plain(value) if isinstance(value, str) else value for name, value in more.items()}
        super().add_item(plain(title), link, plain(description), **texts)


def plain(text: str) -> str:
    return _UNHOLDABLE.sub(" ", text)
