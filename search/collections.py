"""Documents change their readers without being saved: many at once, or with the collection they lie in."""

from typing import Any

from django.db.models.signals import post_save
from django.db.transaction import on_commit
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.documents import get_document_model
from wagtail.models import Collection

from search import pages


def documents_added(request: HttpRequest, action_type: str, objects: list[Any], action: BulkAction) -> None:
    """Wagtail puts many documents into a collection by one statement, which no signal tells of."""
    if action_type == "add_to_collection" and get_document_model() in action.models:
        pages.index_pages_with(document.pk for document in objects)


def collection_saved(instance: Collection, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A collection is moved right after it is saved, in the same transaction, and no signal tells of it."""
    if not created and not raw:
        on_commit(lambda: collection_moved(instance.pk))


def collection_moved(pk: int) -> None:
    if collection := Collection.objects.filter(pk=pk).first():
        pages.index_pages_with(pages.documents_below(collection.path))


def connect() -> None:
    hooks.register("after_bulk_action", documents_added)
    post_save.connect(collection_saved, sender=Collection, dispatch_uid="search_collection_saved")
