"""Which search engine this installation has."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from search.embedded import EmbeddedEngine
from search.engine import Engine
from search.index import FolderIndex


@lru_cache(1)
def get_engine() -> Engine:
    # A name for each database: the tests' is not the developer's.
    database = Path(str(connection.settings_dict["NAME"])).stem
    return EmbeddedEngine(FolderIndex(settings.VAR_DIR / f"search-{database}"))
