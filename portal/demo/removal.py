"""Take the demonstration away, without a trace."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, ModelLogEntry, Page, PageLogEntry, Site

from accounts.models import Letter, User
from events.models import ExchangeEventPage
from home.models import HomePage, SiteSettings
from media.models import PortalDocument, PortalImage
from networks.models import (
    Appeal,
    Commitment,
    PartnerApplication,
    PartnerPage,
)
from organisations.models import (
    IncomingSheet,
    Organisation,
    RegisterImport,
    RunningNumber,
)
from portal.demo import (
    adoptions,
    certificates,
    indicators,
    membership,
    model_schools,
    privacy,
    recognition,
)
from portal.demo.building import COLLECTION, MAIL_DOMAIN
from portal.founding import draft_vision
from practices.models import GuidancePage, PracticeCollectionPage, PracticePage, Topic
from programme.models import Dossier, FundEntry, FundPage, FundYear, Plan, ReportRound, Vision
from search.models import Judgement


@transaction.atomic
def remove() -> None:
    """Delete what is fictional; turn the texts that only the demonstration published back into drafts."""
    adoptions.remove()
    indicators.remove(MAIL_DOMAIN)
    recognition.remove(MAIL_DOMAIN)
    certificates.remove()
    membership.remove(MAIL_DOMAIN)
    model_schools.remove()
    privacy.remove()
    by_visitors = f"@{MAIL_DOMAIN}"
    Dossier.objects.filter(Q(is_demo=True) | Q(created_by__email__endswith=by_visitors)).delete()
    FundEntry.objects.filter(fund__is_demo=True).delete()
    FundYear.objects.filter(fund__is_demo=True).delete()
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
    Commitment.objects.filter(is_demo=True).delete()
    Plan.objects.filter(Q(is_demo=True) | Q(created_by__email__endswith=by_visitors)).delete()
    Vision.objects.filter(Q(is_demo=True) | Q(written_by__email__endswith=by_visitors)).delete()
    draft_vision(Organisation.objects.offices().order_by("pk").first())
    Appeal.objects.filter(application__is_demo=True).delete()
    PartnerApplication.objects.filter(is_demo=True).delete()
    ReportRound.objects.filter(is_demo=True).delete()
    Judgement.objects.filter(is_demo=True).delete()
    for letter in Letter.objects.all():
        if all(address.endswith(f"@{MAIL_DOMAIN}") for address in letter.recipients):
            letter.delete()
    # What visitors of the demonstration brought into the register.
    brought_in = RegisterImport.objects.filter(by__email__endswith=f"@{MAIL_DOMAIN}")
    Organisation.objects.filter(
        register_changes__register_import__in=brought_in, register_changes__is_new=True
    ).update(is_demo=True)
    brought_in.delete()
    IncomingSheet.objects.filter(by__email__endswith=by_visitors).delete()
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
    # What is told of things that are gone was told of the demonstration's.
    for content_type in ContentType.objects.filter(pk__in=ModelLogEntry.objects.values("content_type")):
        if model := content_type.model_class():
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
        for model in (PracticePage, PartnerPage, ExchangeEventPage, Commitment)
        for reference in model.objects.values_list("reference", flat=True)
    }
    RunningNumber.objects.exclude(series__in=used).delete()
