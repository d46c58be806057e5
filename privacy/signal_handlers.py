"""Every door: what is saved for visitors is checked, what is drafted is noted."""

import logging

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from taggit.models import TagBase
from wagtail.models import Comment, CommentReply, Page, Revision
from wagtail.signals import page_published, page_unpublished

from content import publication
from content.pages import BOOKKEEPING, BasePage
from content.publication import NotPublishableError, Published
from media.models import PortalDocument
from privacy import gate
from privacy.models import Sighting

logger = logging.getLogger(__name__)


@receiver(pre_save)
def guard(
    sender: type[models.Model], instance: models.Model, raw: bool = False, update_fields=None, **kwargs
):
    """The last door, for whatever came past the forms: scripts, copies, columns written one by one."""
    if raw:
        return
    if isinstance(instance, Page):
        own = {field.name for field in sender._meta.concrete_fields}
        shows_more = update_fields is None or own & set(update_fields) - BOOKKEEPING
        # Pages of ours ask by themselves, together with what their type demands.
        if instance.live and shows_more and not isinstance(instance, BasePage):
            publication.check(instance)
    elif isinstance(instance, (Comment, CommentReply)):
        if red := [one for one in gate.open_findings(instance) if one.is_red]:
            raise NotPublishableError(instance, {"text": [gate.told(one) for one in red]})
    elif isinstance(instance, Published) and not isinstance(instance, TagBase):
        # A tag is made while a draft is saved, and read with the page that has it.
        publication.check(instance)


@receiver(post_save, sender=Revision)
def note_draft(instance: Revision, created: bool, raw: bool = False, **kwargs: object) -> None:
    if created and not raw and instance.base_content_type.model_class() is Page:
        transaction.on_commit(lambda: _note_draft(instance.pk), robust=True)


def _note_draft(pk: int) -> None:
    revision = Revision.objects.filter(pk=pk).first()
    if revision is None:
        return
    if Page.objects.filter(pk=revision.object_id, live_revision=pk).exists():
        # Published meanwhile: what stands in it is noted as such.
        Sighting.objects.of(revision.content_object).filter(state=Sighting.State.DRAFT).delete()
    elif (page := revision.as_object()).pk:
        gate.note(page, Sighting.State.DRAFT)


@receiver(post_save, sender=PortalDocument)
def note_document(instance: PortalDocument, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        gate.note(instance, Sighting.State.LIVE)


@receiver(page_published)
def note_publication(instance: Page, **kwargs: object) -> None:
    gate.note(instance.specific, Sighting.State.LIVE)


@receiver(page_unpublished)
def forget_publication(instance: Page, **kwargs: object) -> None:
    Sighting.objects.of(instance.specific).filter(state=Sighting.State.LIVE).delete()


@receiver(post_delete)
def forget(sender: type[models.Model], instance: models.Model, **kwargs: object) -> None:
    if isinstance(instance, Page) and sender is not Page:
        Sighting.objects.of(instance).delete()
