"""How the search finds what is no page: commitments that visitors may read, and networks of model schools."""

from collections.abc import Collection, Iterator

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from content.search_record import SearchRecord
from content.templatetags.thai import thai_date
from networks.models import Commitment, SchoolNetwork
from organisations.models import Organisation
from search import sources

COMMITMENT, MODEL_NETWORK = "commitment:", "model-network:"


def commitments(keys: Collection[int] | None) -> Iterator[SearchRecord]:
    """Those that have a public page; not who signed."""
    rows = Commitment.objects.shown().with_parties().order_by("pk")
    for row in rows if keys is None else rows.filter(pk__in=keys):
        names = " · ".join(party.organisation.name for party in row.parties.all())
        with override(settings.LANGUAGE_CODE):
            yield SearchRecord(
                key=f"{COMMITMENT}{row.pk}",
                kind="commitment",
                title=row.title,
                url=reverse("commitments:public", args=[row.reference.lower()]),
                summary=f"{names} · {thai_date(row.starts_on)} – {thai_date(row.ends_on)}",
                body="\n".join([row.purpose, *(promise.what for promise in row.promises.all())]),
                day=timezone.localdate(row.in_force_at),
                kicker=f"{row.get_kind_display()} · {row.reference}",
            )


def model_networks(keys: Collection[int] | None) -> Iterator[SearchRecord]:
    rows = SchoolNetwork.objects.public().select_related("hub").order_by("pk")
    for row in rows if keys is None else rows.filter(pk__in=keys):
        with override(settings.LANGUAGE_CODE):
            yield SearchRecord(
                key=f"{MODEL_NETWORK}{row.pk}",
                kind="model-network",
                title=row.name,
                title_en=row.name_en,
                url=reverse("networks:model_network", args=[row.uid]),
                summary=row.hub.name,
                body="\n".join([row.aim, *row.criteria_list]),
                day=row.starts_on,
                facets={"district": row.hub.districts},
            )


def commitment_changed(sender: type, instance: Commitment, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        sources.changed(COMMITMENT, [instance.pk])


def model_network_changed(sender: type, instance: SchoolNetwork, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        sources.changed(MODEL_NETWORK, [instance.pk])


def organisation_changed(organisation: Organisation) -> None:
    """Its commitments and the networks around it are found by its name, as it is now."""
    commitments = Commitment.objects.shown().filter(parties__organisation=organisation)
    sources.changed(COMMITMENT, commitments.values_list("pk", flat=True))
    networks = SchoolNetwork.objects.filter(Q(hub=organisation) | Q(office=organisation))
    sources.changed(MODEL_NETWORK, networks.values_list("pk", flat=True))
