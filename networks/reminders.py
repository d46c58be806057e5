"""Reminding a school that it lacks partner networks."""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from accounts.notices import notify
from networks.board import REMINDED, Row
from networks.counting import Rule
from organisations.models import Membership, Organisation, Role


def responsible(school: Organisation) -> QuerySet[User]:
    """The school's director and its teachers in charge, as of today."""
    current = Membership.objects.current().filter(
        organisation=school, role__in=[Role.SCHOOL_DIRECTOR, Role.TEACHER]
    )
    return User.objects.filter(is_active=True, memberships__in=current).distinct().order_by("pk")


def path(school: Organisation) -> str:
    with override("th"):
        return reverse("networks:number", args=[school.uid])


@transaction.atomic
def remind(row: Row, by: User) -> int:
    """Write to everybody responsible in the school; how many that are."""
    people = list(responsible(row.organisation))
    notify(
        people,
        "networks/mail/coverage_reminder",
        path=path(row.organisation),
        school=row.organisation.name,
        number=row.number,
        minimum=row.minimum,
        missing=row.missing,
        expiring=row.expiring,
    )
    log(row.organisation, REMINDED, user=by, data={"networks": row.number, "people": len(people)})
    return len(people)


def line_text(row: Row, rule: Rule) -> str:
    """The same in words to paste into LINE; Thai whatever the language of the screen."""
    with override("th"):
        values = {
            "school": row.organisation.name,
            "number": row.number,
            "minimum": row.minimum,
            "missing": row.missing,
            "expiring": row.expiring,
            "address": settings.BASE_URL + path(row.organisation),
        }
        if row.missing:
            text = _("%(school)s has %(number)s of %(minimum)s partner networks; %(missing)s are missing.")
        else:
            text = _("%(school)s has its %(minimum)s partner networks.")
        if row.expiring:
            soon = _("%(expiring)s of them will stop counting within 90 days.")
            text = f"{text} {soon}"
        ending = _("See which count and record what you did together: %(address)s")
        return f"{text}\n{ending}" % values
