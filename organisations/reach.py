"""Pages of an organisation are for those whose memberships reach it; pages of none are everybody's."""

from django.apps import apps
from django.db.models import Q
from wagtail.models import Page
from wagtail.query import PageQuerySet

from accounts.models import User
from organisations import policy
from organisations.models import Organisation


def within_reach(pages: PageQuerySet, person: User) -> PageQuerySet:
    """Without the pages of organisations that no membership of the person reaches."""
    rows = policy.memberships(person)
    reached = Q(pk__in=[row.organisation_id for row in rows])
    if offices := [row.organisation_id for row in rows if row.role in policy.OFFICE_ROLES]:
        reached |= Q(office__in=offices)
    foreign = Organisation.objects.exclude(reached)
    for label, (_thing, field) in policy.MODELS.items():
        model = apps.get_model(label)
        if issubclass(model, Page):
            pages = pages.exclude(pk__in=model.objects.filter(**{f"{field}__in": foreign}).values("pk"))
    return pages
