"""What follows when an organisation changes its name or closes, when an offer changes, and when a paper goes."""

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page

from networks import finding
from networks.models import Commitment, Offer, SchoolNetwork, VettingDocument
from organisations.models import Organisation
from search import sources
from search.pages import index_pages


def organisation_saved(
    sender: type, instance: Organisation, created: bool, raw: bool = False, **kwargs: object
) -> None:
    """Bring the search up to date with its profile, its practices, and what else names it."""
    if created or raw:
        return
    pages = Page.objects.filter(
        Q(partnerpage__organisation=instance) | Q(practicepage__owner_organisation=instance)
    )
    index_pages(pages)
    finding.organisation_changed(instance)


def offer_changed(sender: type, instance: Offer, raw: bool = False, **kwargs: object) -> None:
    """A partner is found by what it offers."""
    if not raw:
        index_pages(Page.objects.filter(partnerpage__organisation=instance.partner_id))


def paper_deleted(sender: type, instance: VettingDocument, **kwargs: object) -> None:
    """A paper's file goes with its row, whoever deletes it."""
    if instance.file:
        name, storage = instance.file.name, instance.file.storage
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def connect() -> None:
    for signal in (post_save, post_delete):
        signal.connect(offer_changed, sender=Offer, dispatch_uid="networks.offer_changed")
        signal.connect(finding.commitment_changed, Commitment, dispatch_uid="networks.commitment_changed")
        signal.connect(
            finding.model_network_changed, SchoolNetwork, dispatch_uid="networks.model_network_changed"
        )
    sources.register(sources.Source(finding.COMMITMENT, finding.commitments))
    sources.register(sources.Source(finding.MODEL_NETWORK, finding.model_networks))
    post_delete.connect(paper_deleted, sender=VettingDocument, dispatch_uid="networks.paper_deleted")
    post_save.connect(organisation_saved, sender=Organisation, dispatch_uid="networks.organisation_saved")
