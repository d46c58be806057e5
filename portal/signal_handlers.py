"""What follows a change of public content: no page made before it is served again."""

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.signals import page_published, page_unpublished, post_page_move

from portal.pagecache import next_generation
from search.signals import index_changed

#: Apps whose rows a public page may show.
PUBLIC_APPS = {
    *settings.PORTAL_APPS,
    "wagtailcore",
    "wagtailredirects",
    "wagtailimages",
    "wagtaildocs",
    "wagtailembeds",
    "taggit",
}

#: Rows that no public page shows. Anything not named here counts as public.
PRIVATE_MODELS = {
    "accounts.letter",
    "accounts.lineaccount",
    "accounts.linechannel",
    "accounts.lineevent",
    "accounts.linemessage",
    "accounts.notice",
    "accounts.noticesettings",
    "accounts.onetimelink",
    "networks.appeal",
    "networks.commitmentnotice",
    "networks.documentopening",
    "networks.expirynotice",
    "events.attendance",
    "events.attendee",
    "events.doorlink",
    "events.answer",
    "events.eventreport",
    "events.handedballots",
    "events.places",
    "events.registration",
    "events.remark",
    "events.spentballot",
    "events.intent",
    "events.intentquestion",
    "events.turnout",
    "events.voice",
    "events.certificate",
    "events.certificatebatch",
    "events.certificatebundle",
    "events.certificatecounter",
    "events.certificatedesign",
    "events.certificateedition",
    "events.certificateregister",
    "events.certificatewish",
    "events.signatory",
    "networks.partnerapplication",
    "networks.profilechange",
    "networks.profileclaim",
    "networks.vettingdocument",
    "organisations.closure",
    "organisations.confirmation",
    "organisations.confirmationround",
    "networks.progressreport",
    "organisations.invitation",
    "organisations.joiningcode",
    "organisations.joinrequest",
    "organisations.registerchange",
    "organisations.registerimport",
    "organisations.runningnumber",
    "programme.planreminder",
    "practices.assessment",
    "practices.discardedpractice",
    "practices.practicequestion",
    "practices.pulsequestion",
    "practices.questionmessage",
    "practices.reminder",
    "practices.signedpaper",
    "practices.stepstate",
    "practices.practiceimport",
    "privacy.clearance",
    "privacy.consent",
    "privacy.picturefaces",
    "privacy.receipt",
    "privacy.sighting",
    "privacy.takedown",
    "privacy.withheld",
    "programme.cockpitshare",
    "programme.dossier",
    "programme.dossierattachment",
    "programme.dossieredition",
    "programme.dossiersection",
    "programme.narrative",
    "programme.nudge",
    "programme.reportreminder",
    "programme.reportreturn",
    "programme.reportversion",
    "programme.termreport",
    "search.judgement",
    "search.practicerequest",
    "search.querytally",
    "search.savedsearch",
    "wagtailcore.apitoken",
    "wagtailcore.comment",
    "wagtailcore.commentreply",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.pagesubscription",
    "wagtailcore.referenceindex",
    "wagtailcore.revision",
    "wagtailcore.taskstate",
    "wagtailcore.uploadedfile",
    "wagtailcore.workflowstate",
}
#: Made while a page is rendered; only their loss changes a page.
MADE_ON_DEMAND = {"media.portalrendition", "wagtailimages.rendition", "wagtailembeds.embed"}

#: What saving a draft or signing in changes.
PRIVATE_FIELDS = {
    "draft_title",
    "has_unpublished_changes",
    "last_login",
    "latest_revision",
    "latest_revision_created_at",
}


def is_public(model: type[Model]) -> bool:
    return model._meta.app_label in PUBLIC_APPS and model._meta.label_lower not in PRIVATE_MODELS


def on_save(sender: type[Model], using: str, update_fields: frozenset[str] | None, **kwargs: object) -> None:
    only_private = bool(update_fields) and set(update_fields or ()) <= PRIVATE_FIELDS
    if is_public(sender) and sender._meta.label_lower not in MADE_ON_DEMAND and not only_private:
        transaction.on_commit(next_generation, using=using, robust=True)


def on_delete(sender: type[Model], using: str, **kwargs: object) -> None:
    if is_public(sender):
        transaction.on_commit(next_generation, using=using, robust=True)


def on_publication(**kwargs: object) -> None:
    transaction.on_commit(next_generation, robust=True)


def connect() -> None:
    post_save.connect(on_save)
    for signal in (post_delete, m2m_changed):
        signal.connect(on_delete)
    for signal in (page_published, page_unpublished, post_page_move, index_changed):
        signal.connect(on_publication)
