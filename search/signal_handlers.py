"""What follows when a page, its visibility or its documents change: the index changes with it.

That it has to is written in the transaction of the change itself, so that neither can stand without the other.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, post_page_move

from search import pages

#: Columns that say nothing about what a visitor reads: saving a draft writes these.
BOOKKEEPING = {
    "draft_title",
    "go_live_at",
    "expire_at",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
}


def page_saved(instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if raw or not isinstance(instance, Page):
        return
    if update_fields is not None and BOOKKEEPING.issuperset(update_fields):
        return
    pages.index_page(instance)


def page_deleted(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        pages.remove_page(instance.pk)


def branch_changed(instance: Page, **kwargs: Any) -> None:
    """The page and all below it have another address, or other readers."""
    pages.index_pages(Page.objects.filter(path__startswith=Page.objects.get(pk=instance.pk).path))


def restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    if page := Page.objects.filter(pk=instance.page_id).first():
        branch_changed(page)


def document_saved(instance: Any, created: bool = False, **kwargs: Any) -> None:
    if not created:
        pages.index_pages_with([instance.pk])


def document_deleted(instance: Any, **kwargs: Any) -> None:
    pages.index_pages_with([instance.pk])


def collection_restriction_changed(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    if collection := Collection.objects.filter(pk=instance.collection_id).first():
        pages.index_pages_with(pages.documents_below(collection.path))


def site_changed(instance: Site, raw: bool = False, **kwargs: Any) -> None:
    """Pages have got their addresses, or lost them."""
    if not raw:
        pages.index_pages(Page.objects.all())


def connect() -> None:
    post_save.connect(page_saved, dispatch_uid="search_page_saved")
    post_delete.connect(page_deleted, dispatch_uid="search_page_deleted")
    page_slug_changed.connect(branch_changed, dispatch_uid="search_page_slug_changed")
    post_page_move.connect(branch_changed, dispatch_uid="search_page_moved")
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid="search_restriction")
        signal.connect(
            collection_restriction_changed,
            sender=CollectionViewRestriction,
            dispatch_uid="search_collection_restriction",
        )
        signal.connect(site_changed, sender=Site, dispatch_uid="search_site")
    post_save.connect(document_saved, sender=get_document_model(), dispatch_uid="search_document_saved")
    post_delete.connect(document_deleted, sender=get_document_model(), dispatch_uid="search_document_deleted")
