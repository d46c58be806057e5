"""Who wrote a practice, and who may therefore not decide about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from accounts.models import User
from organisations import policy
from organisations.models import Kind, Membership
from organisations.policy import Action, Thing


class Waiver(models.TextChoices):
    """Why nobody certifies for the school."""

    OFFICE = "office", _("The practice is the office's own")
    AUTHOR_IS_DIRECTOR = "author-is-director", _("The writer is the director")


def authors(page: Page, submitter: User | None = None) -> set[int]:
    """Keys of everybody who had a hand in any version of a page."""
    found = set(Revision.objects.for_instance(page).values_list("user", flat=True).distinct())
    found |= {page.owner_id, submitter.pk if submitter else None}
    return {pk for pk in found if pk is not None}


def certifiers(page: Page) -> models.QuerySet[User]:
    """Whoever is, acts as, or stands in for the director of the page's school today."""
    return policy.people_who_may(Action.CERTIFY, Thing.SCHOOL_PRACTICE, page.owner_organisation)


def waiver(page: Page, submitter: User | None) -> str:
    """Why a page goes straight to the office; empty if a director has to certify it.

    Nobody certifies what they wrote. A school without any director in the portal is not let off: the
    office records the signature on paper.
    """
    if page.owner_organisation.kind == Kind.OFFICE:
        return Waiver.OFFICE
    directors = set(certifiers(page).values_list("pk", flat=True))
    if directors and directors <= authors(page, submitter):
        return Waiver.AUTHOR_IS_DIRECTOR
    return ""


def reviewers(page: Page, submitter: User | None = None) -> models.QuerySet[User]:
    """Who may assess a page: neither its writers nor anybody of its school."""
    office = page.owner_organisation.office or page.owner_organisation
    school = Membership.objects.filter(organisation=page.owner_organisation).exclude(
        organisation__kind=Kind.OFFICE
    )
    return (
        policy.people_who_may(Action.ASSESS, Thing.SCHOOL_PRACTICE, office)
        .exclude(pk__in=authors(page, submitter))
        .exclude(memberships__in=school)
    )


def membership_of(person: User, page: Page, action: Action) -> Membership | None:
    """The membership by which a person has a right to a page; one in the page's own organisation first."""
    thing = policy.place_of(page)
    rows = [
        row
        for row in policy.memberships(person)
        if action in policy.RIGHTS[policy.Role(row.role)].get(thing.thing, ())
        and policy.reaches(row, thing.organisation)
    ]
    return min(rows, key=lambda row: row.organisation_id != page.owner_organisation_id, default=None)
