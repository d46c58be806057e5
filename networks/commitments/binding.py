"""What a commitment in force does to the partnerships that are counted, and its end too."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from networks.models import Commitment, Partnership
from organisations.models import Kind, Organisation


def pairs(commitment: Commitment) -> Iterator[tuple[Organisation, Organisation]]:
    """Each school or office of a commitment with each of its partners."""
    organisations = [party.organisation for party in commitment.parties.select_related("organisation")]
    for owner in organisations:
        if owner.kind in (Kind.OFFICE, Kind.SCHOOL):
            for partner in organisations:
                if partner.kind == Kind.PARTNER:
                    yield owner, partner


def bind(commitment: Commitment) -> None:
    """Let a partnership of each pair last as long as the commitment; call it in the transaction that signs."""
    for owner, partner in pairs(commitment):
        _bind(commitment, owner, partner)


def _bind(commitment: Commitment, owner: Organisation, partner: Organisation) -> None:
    before = commitment.starts_on - timedelta(days=1)
    running = (
        Partnership.objects.select_for_update()
        .filter(owner=owner, partner=partner, status="01", starts_on__lte=commitment.ends_on)
        .filter(Q(ends_on=None) | Q(ends_on__gte=before))
        .order_by("starts_on", "pk")
        .first()
    )
    if running is None:
        Partnership.objects.update_or_create(
            owner=owner,
            partner=partner,
            starts_on=commitment.starts_on,
            defaults={
                "ends_on": commitment.ends_on,
                "status": "01",
                "levels": commitment.levels,
                "activity": commitment.title,
                "commitment": commitment,
            },
        )
        return
    running.starts_on = min(running.starts_on, commitment.starts_on)
    running.levels = list(dict.fromkeys([*running.levels, *commitment.levels]))
    if running.ends_on is None or running.ends_on <= commitment.ends_on:
        running.ends_on, running.commitment = commitment.ends_on, commitment
    running.save()


def release(commitment: Commitment, on: date | None = None) -> None:
    """End the partnerships that a called-off commitment kept, unless another one keeps them."""
    day = on or timezone.localdate()
    for partnership in commitment.partnerships.select_for_update():
        other = (
            Commitment.objects.filter(
                state=Commitment.State.IN_FORCE, ends_on__gte=day, parties__organisation=partnership.owner_id
            )
            .filter(parties__organisation=partnership.partner_id)
            .exclude(pk=commitment.pk)
            .order_by("-ends_on", "pk")
            .first()
        )
        if other:
            partnership.ends_on, partnership.commitment = other.ends_on, other
        elif partnership.starts_on > day and not partnership.activities.exists():
            partnership.delete()
            continue
        else:
            partnership.ends_on = max(day, partnership.starts_on)
        partnership.save()
