"""The yardstick's settings with a database of its own, and pages that are indexed all together."""

from benchmarks.bare.settings import *  # noqa: F403 - all of them
from benchmarks.bare.settings import BARE_DIR

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BARE_DIR / "stock.sqlite3"}}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database", "AUTO_UPDATE": False}}
