"""Taking a partner out of the portal for a time, and letting it in again."""

import logging
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from accounts.models import User
from content.publication import NotPublishableError
from networks.models import PartnerPage, Suspension
from networks.vetting import letters
from networks.vetting.cases import ChangedError
from organisations.models import Organisation

logger = logging.getLogger(__name__)


@transaction.atomic
def suspend(partner: Organisation, reason: str, ends_on: date | None, by: User) -> Suspension:
    """From today: the profile is hidden, nothing counts, schools are told. Raises ChangedError."""
    page = PartnerPage.objects.filter(organisation=partner).first()
    try:
        with transaction.atomic():
            suspension = Suspension.objects.create(
                partner=partner,
                reason=reason,
                ends_on=ends_on,
                by=by,
                hid_profile=page is not None and page.live,
                revision=page.live_revision if page is not None and page.live else None,
            )
    except IntegrityError as error:
        raise ChangedError from error
    if page is not None and page.live:
        # The office director need not be one of Wagtail's publishers.
        UnpublishPageAction(page, user=by, log_action=False).execute(skip_permission_checks=True)
    log(partner, "networks.suspend", user=by, data={"reason": reason, "ends_on": str(ends_on or "")})
    letters.tell_coordinators(partner, "suspended", reason=reason, ends_on=ends_on)
    letters.tell_schools(partner, "suspended_school", letters.affected(partner), ends_on=ends_on)
    return suspension


@transaction.atomic
def lift(suspension: Suspension, because: str, by: User | None) -> None:
    """From today it counts again, and visitors read what they read before.

    Raises ChangedError, and NotPublishableError if something stands against showing the profile again.
    """
    yesterday = timezone.localdate() - timedelta(days=1)
    last = min(suspension.ends_on or yesterday, yesterday)
    lifted = Suspension.objects.filter(pk=suspension.pk, lifted_at=None).update(
        lifted_at=timezone.now(), lifted_by=by, lifted_because=because, ends_on=last
    )
    if not lifted:
        raise ChangedError
    suspension.refresh_from_db()
    partner = suspension.partner
    page = PartnerPage.objects.filter(organisation=partner, live=False).first()
    if suspension.hid_profile and page is not None:
        revision = suspension.revision or page.latest_revision or page.save_revision(user=by)
        page.publish(revision, user=by, log_action=False)
    log(partner, "networks.lift", user=by, data={"reason": because})
    letters.tell_coordinators(partner, "lifted", reason=because)
    letters.tell_schools(partner, "lifted_school", letters.affected(partner))


def lift_what_has_ended() -> int:
    """Show those again whose last day has passed; how many they were."""
    lifted = 0
    ended = Suspension.objects.standing().filter(ends_on__lt=timezone.localdate())
    for row in ended.select_related("partner"):
        try:
            lift(row, "", None)
        except NotPublishableError:
            # It stands in the office's list, and whoever lifts it by hand is told why.
            logger.warning("The profile of partner %s can't be shown again", row.partner_id)
        else:
            lifted += 1
    return lifted
