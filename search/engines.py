"""Which search engine this installation has."""

from functools import lru_cache

from search.embedded import embedded_engine
from search.engine import Engine


@lru_cache(1)
def get_engine() -> Engine:
    return embedded_engine()
