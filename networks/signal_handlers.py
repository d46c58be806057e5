"""What follows when an organisation changes its name, its districts or closes."""

from django.db.models import Q
from django.db.models.signals import post_save
from wagtail.models import Page

from organisations.models import Organisation
from search.pages import index_pages


def organisation_saved(
    sender: type, instance: Organisation, created: bool, raw: bool = False, **kwargs: object
) -> None:
    """Bring the search up to date with its profile and its practices."""
    if created or raw:
        return
    pages = Page.objects.filter(
        Q(partnerpage__organisation=instance) | Q(practicepage__owner_organisation=instance)
    )
    if pages.exists():
        index_pages(pages)


def connect() -> None:
    post_save.connect(organisation_saved, sender=Organisation, dispatch_uid="networks.organisation_saved")
