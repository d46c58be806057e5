"""What the office does to a published practice: select it, confirm it, withdraw it, bring it back."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.models import User
from organisations import policy
from practices.models import PracticePage, Standing
from practices.review import letters
from practices.review.deeds import begin
from practices.review.situation import Situation, refresh
from practices.review.states import Deed
from search import pages

#: A published practice is read again after so many years.
REVIEW_YEARS = 2


def standing_of(situation: Situation) -> Standing:
    standing, _ = Standing.objects.get_or_create(page=situation.page)
    return standing


@transaction.atomic
def select(page: PracticePage, person: User, because: str) -> None:
    """The office director makes it a model for others."""
    situation = begin(page, person, Deed.SELECT)
    standing = standing_of(situation)
    standing.selected_on = timezone.localdate()
    standing.selected_by = f"{person} {person.position}".strip()
    standing.selected_for = because
    standing.save()
    log(situation.page, "practices.select", user=person, data={"reason": because})
    follow(situation.page)
    letters.standing_changed(situation.page, "selected", because=because)


@transaction.atomic
def unselect(page: PracticePage, person: User, because: str) -> None:
    situation = begin(page, person, Deed.UNSELECT)
    standing = standing_of(situation)
    standing.selected_on, standing.selected_by, standing.selected_for = None, "", ""
    standing.save()
    log(situation.page, "practices.unselect", user=person, data={"reason": because})
    follow(situation.page)
    letters.standing_changed(situation.page, "unselected", because=because)


@transaction.atomic
def renew(page: PracticePage, person: User) -> None:
    """Somebody has read it again and it still holds."""
    situation = begin(page, person, Deed.RENEW)
    day = years_on(timezone.localdate(), REVIEW_YEARS)
    PracticePage.objects.filter(pk=page.pk).update(review_due=day)
    # The versions say so too, else the next publication brings the old day back.
    keys = {situation.page.live_revision_id, situation.page.latest_revision_id} - {None}
    for revision in Revision.objects.filter(pk__in=keys):
        revision.content["review_due"] = day.isoformat()
        revision.save(update_fields=["content"])
    log(situation.page, "practices.renew", user=person, data={"review_due": day.isoformat()})
    follow(situation.page)


@transaction.atomic
def withdraw(
    page: PracticePage,
    person: User,
    *,
    gone: str,
    because: str,
    successor: PracticePage | None = None,
) -> None:
    """Take a practice from visitors: retired, archived, or hidden at once because of a danger."""
    hiding = gone == Standing.Gone.HIDDEN
    situation = begin(page, person, Deed.HIDE if hiding else Deed.RETIRE)
    standing = standing_of(situation)
    standing.gone, standing.gone_because, standing.successor = gone, because, successor
    standing.gone_on, standing.gone_by = timezone.localdate(), person
    if situation.page.live:
        standing.gone_revision = situation.page.live_revision
    standing.save()
    if situation.page.live:
        # Who may hide a page need not be one of Wagtail's publishers.
        action = UnpublishPageAction(situation.page, user=person, log_action=False)
        action.execute(skip_permission_checks=True)
    log(
        situation.page,
        "practices.hide" if hiding else "practices.retire",
        user=person,
        data={"reason": because, "kind": str(gone)},
    )
    follow(situation.page)
    letters.standing_changed(situation.page, "hidden" if hiding else "retired", because=because)
    if hiding:
        letters.tell(
            letters.in_office(situation.page, policy.Action.COORDINATE),
            "hidden",
            situation.page,
            because=because,
        )


@transaction.atomic
def restore(page: PracticePage, person: User) -> None:
    """Let visitors read again what they read before. Raises NotPublishableError."""
    situation = begin(page, person, Deed.RESTORE)
    standing = standing_of(situation)
    revision = standing.gone_revision or situation.page.live_revision or situation.page.latest_revision
    standing.gone, standing.gone_because, standing.successor = "", "", None
    standing.gone_on = standing.gone_by = standing.gone_revision = None
    standing.save()
    situation.page.publish(revision, log_action=False)
    log(situation.page, "practices.restore", user=person)
    follow(situation.page)
    letters.standing_changed(situation.page, "restored")


def follow(page: PracticePage) -> None:
    """Lists, search and kept pages show it at once."""
    refresh(page)
    # Its search entry has the selection, which no version of the page knows.
    fresh = PracticePage.objects.get(pk=page.pk)
    pages.index_page(fresh)


def years_on(day: date, years: int) -> date:
    """The same day some years later; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
