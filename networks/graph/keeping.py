"""What is worked out of a network is kept until the network is another."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, TypeVar

from django.core.cache import cache

T = TypeVar("T")

#: Seconds that something unused may stay.
KEPT = 24 * 3600


def kept(name: str, made_from: Any, make: Callable[[], T]) -> T:
    """What `make` returns, made once for the same input: its digest is the key, so nothing has to be forgotten."""
    digest = blake2b(repr(_settled(made_from)).encode(), digest_size=16).hexdigest()
    found: T = cache.get_or_set(f"networks.graph.{name}.{digest}", make, KEPT)
    return found


def _settled(value: Any) -> Any:
    """The same for equal values: sets and dictionaries in order."""
    if isinstance(value, dict):
        return [(key, _settled(part)) for key, part in value.items()]
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_settled(part) for part in value]
    return value
