"""A view of the cockpit for deputies and inspectors: read-only, for some days, every opening logged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts import links, mail
from accounts.models import OneTimeLink, User
from content.templatetags.thai import thai_date
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing
from programme.models import CockpitShare

PURPOSE = "cockpit"


@transaction.atomic
def make(office: Organisation, to: str, days: int, by: User, email: str = "") -> tuple[CockpitShare, str]:
    """A new share and the path of its link, which is told this once and kept nowhere."""
    share = CockpitShare.objects.create(
        office=office, to=to, expires_at=timezone.now() + timedelta(days=days), made_by=by
    )
    token = links.make(PURPOSE, share, email, days=days)
    with override("th"):
        path = reverse("cockpit:shared", args=[token])
        if email:
            mail.send(
                "programme/mail/share",
                email,
                office=office.name,
                addressed=to,
                address=path,
                until=thai_date(share.expires_at, "long"),
            )
    log(share, "programme.share", user=by, data={"to": to, "days": days})
    return share, path


def holds(link: OneTimeLink) -> bool:
    """Whether whoever shared the cockpit may still do so; a share without such a person ends here."""
    share = CockpitShare.objects.select_related("office", "made_by").filter(pk=link.subject_pk).first()
    if share is None:
        return False
    if share.made_by and policy.may(share.made_by, Action.CREATE, At(Thing.COCKPIT, share.office)):
        return True
    end(share, None)
    return False


@transaction.atomic
def end(share: CockpitShare, by: User | None) -> bool:
    """Let it end now; False if it had ended before."""
    now = timezone.now()
    if not CockpitShare.objects.filter(pk=share.pk, ended_at=None, expires_at__gt=now).update(ended_at=now):
        return False
    links.withdraw(PURPOSE, share)
    log(share, "programme.share_end", user=by, data={"to": share.to})
    return True


@dataclass(frozen=True)
class Shared:
    """A share and how often its link was opened."""

    share: CockpitShare
    link: OneTimeLink | None


def with_links(shares: Iterable[CockpitShare]) -> list[Shared]:
    shares = list(shares)
    rows = OneTimeLink.objects.filter(
        purpose=PURPOSE,
        subject_label=CockpitShare._meta.label_lower,
        subject_pk__in=[str(share.pk) for share in shares],
    )
    found = {row.subject_pk: row for row in rows}
    return [Shared(share, found.get(str(share.pk))) for share in shares]
