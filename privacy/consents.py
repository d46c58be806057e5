"""Consents to pictures: recording, running out, withdrawal; and requests from outside to take something down."""

from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Page

from accounts import notices
from accounts.models import User
from media.models import PortalImage
from media.storage import private_storage
from organisations import policy
from organisations.models import Membership
from organisations.policy import RIGHTS, Action, Thing
from privacy import pictures
from privacy.models import Consent, Receipt, TakeDown
from privacy.texts import files_of

#: Days before the end of a consent on which those in charge are told.
TOLD_BEFORE = (90, 30, 0)


def thai_path(name: str, *args: object) -> str:
    """Where a letter about the guard leads."""
    with override("th"):
        return reverse(f"privacy:{name}", args=args)


def in_charge(thing: Thing, action: Action) -> list[User]:
    """Everybody who has the right today, whatever office they belong to."""
    roles = [role for role, rights in RIGHTS.items() if action in rights.get(thing, ())]
    current = Membership.objects.current().filter(role__in=roles)
    people = User.objects.filter(is_active=True, memberships__in=current).distinct().order_by("pk")
    return [person for person in people if policy.may(person, action, thing)]


@transaction.atomic
def withdraw(consent: Consent, *, by: User, reason: str) -> list[Receipt]:
    """The consent ends, and each of its pictures that no other consent covers goes from every place."""
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    log(consent, "privacy.withdraw_consent", user=by, data={"reason": reason})
    others = Consent.objects.in_force().exclude(pk=consent.pk)
    shared = Consent.images.through.objects.filter(consent__in=others)
    return [
        pictures.remove(image, by=by, reason=reason, consent=consent)
        for image in consent.images.exclude(pk__in=shared.values("portalimage"))
    ]


@transaction.atomic
def forget_forms(rows: QuerySet[Consent]) -> int:
    """Delete the signed forms; that somebody agreed, for what and until when stays in the ledger."""
    rows = list(rows.select_for_update())
    for consent in rows:
        name = consent.form.name
        consent.form, consent.form_name = "", ""
        consent.save(update_fields=["form", "form_name"])
        log(consent, "privacy.forget_form")
        transaction.on_commit(partial(private_storage().delete, name))
    return len(rows)


@transaction.atomic
def ask_to_take_down(request: TakeDown) -> TakeDown:
    """Take a request in, hide its picture at once, tell those who decide."""
    if request.image:
        request.hid = pictures.hide(request.image)
    request.save()
    log(request, "privacy.ask_take_down", data={"hid": request.hid})
    notices.notify(
        in_charge(Thing.TAKE_DOWN, Action.DECIDE),
        "privacy/mail/take_down",
        path=thai_path("take_down", request.number),
        number=request.number,
        hid=request.hid,
    )
    return request


@transaction.atomic
def decide(request: TakeDown, *, outcome: str, by: User, reason: str) -> Receipt | None:
    """Remove for good, show again, or note that it was mended otherwise; the receipt if something was removed."""
    receipt = None
    image = request.image
    if outcome == TakeDown.Outcome.REMOVED and image:
        receipt = pictures.remove(image, by=by, reason=reason, take_down=request)
        request.refresh_from_db(fields=["image"])
    elif outcome == TakeDown.Outcome.RESTORED and image:
        pictures.restore(image, by=by)
    request.outcome = outcome
    request.decided_at = timezone.now()
    request.decided_by_name = str(by)
    request.decision_reason = reason
    request.save()
    log(request, "privacy.decide_take_down", user=by, data={"outcome": outcome, "reason": reason})
    return receipt


def pictures_of(page: Page) -> list[PortalImage]:
    """The pictures that a visitor sees on a page, in the order in which they were uploaded."""
    keys = [pk for label, pk in files_of(page) if label == PortalImage._meta.label_lower]
    return list(PortalImage.objects.filter(pk__in=keys).order_by("pk"))


def tell_about_ends() -> int:
    """Tell those in charge of the consents that end in 90 or 30 days or today; returns how many."""
    today = timezone.localdate()
    ending = [
        consent
        for consent in Consent.objects.in_force(today).select_related("organisation")
        if (consent.expires_on - today).days in TOLD_BEFORE
    ]
    if ending:
        notices.notify(
            in_charge(Thing.CONSENT, Action.EDIT),
            "privacy/mail/ending",
            path=thai_path("consents"),
            consents=ending,
        )
    return len(ending)
