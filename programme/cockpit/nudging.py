"""Asking a school to look: a letter to those responsible, and the same words for LINE."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from accounts import notices
from accounts.models import User
from networks import reminders
from organisations.models import Organisation
from programme.cockpit.attention import QUIET_DAYS, Row, last_nudges
from programme.models import Nudge


class TooSoonError(Exception):
    """The school was nudged within the last week."""


def responsible(school: Organisation) -> QuerySet[User]:
    return reminders.responsible(school)


def is_about_reports(row: Row) -> bool:
    """Whether nothing but a report is missing."""
    return set(row.reasons) <= {"late-report", "no-report"}


def path(row: Row) -> str:
    """Where the school looks: its reports, or its networks."""
    with override("th"):
        return (
            reverse("reports:mine")
            if is_about_reports(row)
            else reverse("networks:number", args=[row.school.uid])
        )


def words(row: Row) -> list[str]:
    """Why, as the letter and the words for LINE say it: in Thai, whatever the language of the screen."""
    with override("th"):
        return [
            f"{reason} {_('It cannot be sent any more: please call the office, which can open the round again.')}"
            if key == "no-report"
            else reason
            for key, reason in zip(row.reasons, row.words(), strict=True)
        ]


@transaction.atomic
def nudge(row: Row, by: User) -> Nudge:
    """Write to everybody responsible in the school, once a week at most. Raises TooSoonError."""
    school = row.school
    # One at a time: two taps must not become two letters.
    Organisation.objects.select_for_update().get(pk=school.pk)
    last = last_nudges([school]).get(school.pk)
    if last is not None and last > timezone.now() - timedelta(days=QUIET_DAYS):
        raise TooSoonError
    people = list(responsible(school))
    made = Nudge.objects.create(school=school, reasons=list(row.reasons), people=len(people), sent_by=by)
    notices.notify(
        people,
        "programme/mail/nudge",
        path=path(row),
        school=school.name,
        reasons=words(row),
        about_reports=is_about_reports(row),
    )
    log(school, "programme.nudge", user=by, data={"reasons": list(row.reasons), "people": len(people)})
    return made


def line_text(row: Row) -> str:
    """The words to copy into LINE."""
    with override("th"):
        greeting = _("The office asks %(school)s to have a look:") % {"school": row.school.name}
        ending = (
            _("See the reports of your school here: %(address)s")
            if is_about_reports(row)
            else _("See and record it here: %(address)s")
        ) % {"address": settings.BASE_URL + path(row)}
        return "\n".join([greeting, *(f"• {reason}" for reason in words(row)), ending])
