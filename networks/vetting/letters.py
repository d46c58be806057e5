"""Who is told what about a partner's vetting, suspension and profile."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import links, mail
from accounts.models import User
from accounts.notices import notify
from networks.meeting import coordinators
from networks.models import PartnerApplication, Partnership, Suspension, Vetting
from networks.reminders import responsible
from networks.vetting.rules import APPEAL_DAYS
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing

FOLDER = "networks/mail/"
APPEAL = "appeal"


def path(name: str, *args: object) -> str:
    """An address in letters, which speak Thai."""
    with override("th"):
        return reverse(f"networks:{name}", args=args)


def deciders(office: Organisation) -> QuerySet[User]:
    return policy.people_who_may(Action.DECIDE, Thing.VETTING, office)


def tell_office(
    office: Organisation, letter: str, to: str, leave_out: User | None = None, **words: object
) -> None:
    """Those who decide about partners, without the one who has had a part in it."""
    people = deciders(office)
    if leave_out:
        people = people.exclude(pk=leave_out.pk)
    notify(people, f"{FOLDER}{letter}", path=to, **words)


def tell_coordinators(partner: Organisation, letter: str, **words: object) -> None:
    notify(
        coordinators(partner),
        f"{FOLDER}{letter}",
        path=path("own_vetting", partner.uid),
        partner=partner.name,
        **words,
    )


def tell_refusal(case: Vetting) -> None:
    """Each coordinator gets the reason and a link of their own to appeal by."""
    for person in coordinators(case.partner):
        notify(
            [person],
            f"{FOLDER}vetting_refused",
            path=path("own_vetting", case.partner.uid),
            partner=case.partner.name,
            reason=case.reason,
            appeal=appeal_path(case, person.email),
            days=APPEAL_DAYS,
        )


def appeal_path(subject: PartnerApplication | Vetting, email: str) -> str:
    """A new one-time link for one letter."""
    return path("appeal", links.make(APPEAL, subject, email, days=APPEAL_DAYS))


def refuse_application(application: PartnerApplication) -> None:
    mail.send(
        f"{FOLDER}refused",
        application.email,
        name=application.name,
        reason=application.reason,
        appeal=appeal_path(application, application.email),
        days=APPEAL_DAYS,
    )


# Schools that work with a suspended partner


def affected(partner: Organisation) -> list[Organisation]:
    """Schools and the office with a partnership in force."""
    current = Partnership.objects.current().filter(partner=partner)
    return list(Organisation.objects.filter(partnerships_as_owner__in=current).distinct().by_name())


def tell_schools(partner: Organisation, letter: str, schools: Iterable[Organisation], **words: object) -> int:
    """Everybody responsible in each school; how many schools have somebody."""
    told = 0
    for school in schools:
        people = deciders(school) if school.kind == Kind.OFFICE else responsible(school)
        told += bool(people)
        notify(
            people,
            f"{FOLDER}{letter}",
            path=path("number", school.uid),
            partner=partner.name,
            school=school.name,
            **words,
        )
    return told


def line_text(suspension: Suspension) -> str:
    """Words to paste into the schools' LINE group; without the reason, which may concern persons."""
    with override("th"):
        partner = suspension.partner.name
        if suspension.lifted_at:
            return _("%(partner)s may work with schools again.") % {"partner": partner}
        return _(
            "The office has suspended %(partner)s for the time being. Please agree on nothing new with it and "
            "put off what is planned. Questions: the office. %(address)s"
        ) % {"partner": partner, "address": settings.BASE_URL + path("coverage")}
