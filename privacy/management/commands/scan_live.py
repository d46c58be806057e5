"""Look again at everything that visitors read: the rules get better, and some ways lead past the gate."""

import logging
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from wagtail.models import Page

from accounts import notices
from accounts.models import User
from content.publication import Published
from media.models import PortalDocument, PortalImage
from organisations.models import Membership, Role
from privacy import gate
from privacy.consents import thai_path
from privacy.models import Sighting

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Scan all that is published with today's rules and tell the privacy reviewers what is open."

    def handle(self, **options: Any) -> None:
        before = set(_open_digests())
        red = amber = things = failed = 0
        for thing in everything_public():
            things += 1
            try:
                found = gate.note(thing, Sighting.State.LIVE)
            except Exception as error:  # noqa: BLE001 - one broken page must not hide the others
                failed += 1
                logger.error(
                    "%s %s could not be scanned: %s", thing._meta.label, thing.pk, type(error).__name__
                )
                continue
            red += sum(one.is_red for one in found)
            amber += sum(not one.is_red for one in found)
        self.stdout.write(f"{things} things, {red} red, {amber} amber, {failed} not readable")
        new = set(_open_digests()) - before
        if new or failed:
            notices.notify(
                reviewers(),
                "privacy/mail/live",
                path=thai_path("findings"),
                red=red,
                amber=amber,
                failed=failed,
            )


def everything_public():
    """Live pages, terms, settings, pictures and documents."""
    for page in Page.objects.live().exclude(depth=1).order_by("pk").iterator(chunk_size=100):
        yield page.specific
    for model in apps.get_models():
        if issubclass(model, (Published, PortalImage, PortalDocument)):
            yield from model._default_manager.order_by("pk").iterator(chunk_size=100)


def reviewers() -> list[User]:
    current = Membership.objects.current().filter(role=Role.PRIVACY_REVIEWER)
    return list(User.objects.filter(is_active=True, memberships__in=current).distinct())


def _open_digests():
    return Sighting.objects.filter(state=Sighting.State.LIVE).open().values_list("digest", flat=True)
