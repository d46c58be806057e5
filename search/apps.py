from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        # Models are there only now.
        from search import collections, signal_handlers

        signal_handlers.connect()
        collections.connect()
