"""Take the demonstration away, without a trace."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Collection, ModelLogEntry, Page, PageLogEntry, Site

from accounts.models import Letter, OneTimeLink, User
from events.models import ExchangeEventPage
from home.models import HomePage, SiteSettings
from media.models import PortalDocument, PortalImage
from networks.models import PartnerApplication, PartnerPage
from organisations.models import Membership, Organisation, RunningNumber
from portal.demo import adoptions, privacy
from portal.demo.building import COLLECTION, MAIL_DOMAIN
from practices.models import Adoption, GuidancePage, PracticeCollectionPage, PracticePage, Topic
from programme.models import FundPage
from search.models import Judgement


@transaction.atomic
def remove() -> None:
    """Delete what is fictional; turn the texts that only the demonstration published back into drafts."""
    adoptions.remove()
    privacy.remove()
    gone = []
    for model in (ExchangeEventPage, PracticeCollectionPage, PracticePage, PartnerPage):
        for page in model.objects.filter(is_demo=True):
            gone.append(page.pk)
            page.delete()
    restored = [
        *PracticePage.objects.all(),
        *GuidancePage.objects.all(),
        *FundPage.objects.filter(is_demo=True),
        *HomePage.objects.filter(is_demo=True),
    ]
    for page in restored:
        restore(page)
    PartnerApplication.objects.filter(is_demo=True).delete()
    Judgement.objects.filter(is_demo=True).delete()
    for letter in Letter.objects.all():
        if all(address.endswith(f"@{MAIL_DOMAIN}") for address in letter.recipients):
            letter.delete()
    User.objects.filter(email__endswith=f"@{MAIL_DOMAIN}").delete()
    demo = Organisation.objects.filter(is_demo=True)
    # Schools point at their clusters.
    demo.update(cluster=None)
    demo.delete()
    for collection in Collection.objects.filter(name=COLLECTION):
        for item in (
            *PortalImage.objects.filter(collection=collection),
            *PortalDocument.objects.filter(collection=collection),
        ):
            item.delete()
        collection.delete()
    Topic.objects.filter(practices=None).delete()
    forget_numbers()
    PageLogEntry.objects.filter(page__in=gone).delete()
    demo_types = ContentType.objects.get_for_models(
        Adoption, Organisation, PartnerApplication, User, PortalImage, PortalDocument, OneTimeLink, Membership
    )
    for model, content_type in demo_types.items():
        alive = {str(pk) for pk in model._base_manager.values_list("pk", flat=True)}
        ModelLogEntry.objects.filter(content_type=content_type).exclude(object_id__in=alive).delete()
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.is_demo = False
    settings.save()


def restore(page: Page) -> None:
    """A page as it was founded: its first revision; a draft, unless it is the home page."""
    first = page.revisions.order_by("pk").first()
    if first is None:
        return
    history = PageLogEntry.objects.filter(page=page.pk).exclude(action="wagtail.create")
    (history.exclude(revision=first) if isinstance(page, HomePage) else history).delete()
    page.revisions.exclude(pk=first.pk).delete()
    original = first.as_object()
    original.is_demo = False
    original.live = page.live
    original.latest_revision = first
    original.live_revision = first if page.live else None
    original.save()
    if not isinstance(page, HomePage):
        original.unpublish(set_expired=False, log_action=False)
        type(page).objects.filter(pk=page.pk).update(first_published_at=None, last_published_at=None)


def forget_numbers() -> None:
    """Counters of series that no page uses any more begin anew."""
    used = {
        reference[:2]
        for model in (PracticePage, PartnerPage, ExchangeEventPage)
        for reference in model.objects.values_list("reference", flat=True)
    }
    RunningNumber.objects.exclude(series__in=used).delete()
