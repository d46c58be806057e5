"""Filling the portal with many pages at once: Wagtail's indexes are written when all of them are there.

The public search has no need of this: it follows after the commit anyway.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Leave the editors' search and the index of references until the end.

    For a process that nobody else's pages are saved in: a command, not a request.
    """
    models = [
        model for model in get_indexed_models() if post_save.disconnect(post_save_signal_handler, model)
    ]
    try:
        with transaction.atomic():
            with disable_reference_index_auto_update():
                yield
            call_command("rebuild_references_index", verbosity=0)
            call_command("update_index", verbosity=0)
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)
