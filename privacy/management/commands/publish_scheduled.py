"""Wagtail's command, but a page that may not be published does not stop the others."""

import logging

from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import Page, Revision

from accounts import notices
from content.publication import NotPublishableError

logger = logging.getLogger(__name__)


class Command(publish_scheduled.Command):
    def handle(self, *args, **options):
        if not options["dryrun"]:
            hold_back()
        super().handle(*args, **options)


def hold_back() -> None:
    """Take what may not be published from the calendar, and say so to those who put it there."""
    for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()):
        thing = revision.as_object()
        try:
            thing.check_publishable()
        except NotPublishableError:
            logger.warning("Not published on its day: %s %s", thing._meta.label, thing.pk)
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            tell(thing, revision)
        except AttributeError:
            continue  # no page of ours: nothing to ask it


def tell(page: Page, revision: Revision) -> None:
    people = {person for person in (revision.user, page.owner) if person}
    notices.notify(people, "privacy/mail/held_back", path=f"/admin/pages/{page.pk}/edit/")
