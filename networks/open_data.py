"""Partners as open data, with the codes of the Education Sandbox. docs/partner-data.md says what each key means."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.models import PartnerPage, Partnership
from organisations.models import Organisation
from vcare.partners import COOPERATION_LEVELS, COOPERATION_STATUSES, PARTICIPANT_TYPES, PARTNER_TYPES
from vcare.schools import DISTRICTS

#: Keys only ever come, none goes; if that can't be helped the number changes.
SCHEMA = "vcare-partners/1"


def cooperations(pages: Sequence[PartnerPage]) -> dict[int, list[Partnership]]:
    """Of each partner its partnerships in force with schools and offices that exist, the longest first."""
    found: defaultdict[int, list[Partnership]] = defaultdict(list)
    rows = (
        Partnership.objects.current()
        .filter(partner__in=[page.organisation_id for page in pages], owner__closed_on=None)
        .select_related("owner")
        .order_by("starts_on", "pk")
    )
    for row in rows:
        found[row.partner_id].append(row)
    return dict(found)


def open_data(pages: Iterable[PartnerPage]) -> dict[str, Any]:
    pages = list(pages)
    together = cooperations(pages)
    return {
        "schema": SCHEMA,
        "as_of": timezone.localdate().isoformat(),
        "partners": [partner(page, together.get(page.organisation_id, [])) for page in pages],
    }


def partner(page: PartnerPage, together: Iterable[Partnership]) -> dict[str, Any]:
    """What any visitor may read of a partner; of its people nothing."""
    organisation = page.organisation
    kind = PARTNER_TYPES.get(organisation.partner_type)
    group = PARTICIPANT_TYPES.get(kind.sandbox) if kind else None
    return {
        "reference": page.reference,
        "url": address_of(page),
        "name": {"th": organisation.name, "en": organisation.name_en},
        "type": _term(kind) if kind else None,
        "districts": _terms(DISTRICTS, organisation.districts),
        "what_we_offer": page.what_we_offer,
        "cooperation_levels": _terms(COOPERATION_LEVELS, page.cooperation_levels),
        "accepts_referral": page.accepts_referral,
        "website": organisation.website or None,
        "public_contact": page.public_contact or None,
        "verified_on": page.verified_on and page.verified_on.isoformat(),
        "first_published": timezone.localdate(page.first_published_at).isoformat(),
        "sandbox": {
            "ParticipantName": organisation.name,
            "ParticipantTypeCode": group.key if group else None,
            "ParticipantType": group.th if group else None,
            "Cooperation": [cooperation(row) for row in together],
        },
    }


def cooperation(row: Partnership) -> dict[str, Any]:
    return {
        "SchoolID": row.owner.obec_code or None,
        "SchoolName": row.owner.name,
        "StartDate": row.starts_on.isoformat(),
        "EndDate": row.ends_on and row.ends_on.isoformat(),
        "CooperationStatusCode": row.status,
        "CooperationStatus": COOPERATION_STATUSES.label(row.status),
        "CooperationLevelCode": row.levels,
        "CooperationLevel": [COOPERATION_LEVELS.label(key) for key in row.levels],
    }


def partner_sheet(pages: Iterable[PartnerPage]) -> Iterator[list[object]]:
    """One line for each partner."""
    yield [
        "Reference",
        "ParticipantName",
        _("English name"),
        "ParticipantTypeCode",
        "ParticipantType",
        _("Type of partner"),
        _("Districts"),
        "CooperationLevelCode",
        _("Takes referrals"),
        _("What it offers"),
        _("Website"),
        _("Public contact"),
        _("Verified on"),
        "URL",
    ]
    for page in pages:
        one = partner(page, ())
        yield [
            one["reference"],
            one["name"]["th"],
            one["name"]["en"],
            one["sandbox"]["ParticipantTypeCode"],
            one["sandbox"]["ParticipantType"],
            one["type"]["th"] if one["type"] else "",
            " ".join(term["th"] for term in one["districts"]),
            " ".join(term["key"] for term in one["cooperation_levels"]),
            _("yes") if one["accepts_referral"] else _("no"),
            one["what_we_offer"],
            one["website"],
            one["public_contact"],
            page.verified_on,
            one["url"],
        ]


def cooperation_sheet(pages: Iterable[PartnerPage]) -> Iterator[list[object]]:
    """One line for each partnership in force."""
    pages = list(pages)
    together = cooperations(pages)
    yield [
        "Reference",
        "ParticipantName",
        "ParticipantTypeCode",
        "SchoolID",
        "SchoolName",
        "StartDate",
        "EndDate",
        "CooperationStatusCode",
        "CooperationLevelCode",
    ]
    for page in pages:
        kind = PARTNER_TYPES.get(page.organisation.partner_type)
        for row in together.get(page.organisation_id, ()):
            yield [
                page.reference,
                page.organisation.name,
                kind.sandbox if kind else "",
                row.owner.obec_code,
                row.owner.name,
                row.starts_on,
                row.ends_on,
                row.status,
                " ".join(row.levels),
            ]


def address_of(page: PartnerPage) -> str:
    return settings.BASE_URL + (page.get_url() or "")


def _term(term: Any) -> dict[str, str]:
    return {"key": term.key, "th": term.label("th"), "en": term.label("en")}


def _terms(vocabulary: Any, keys: Iterable[str]) -> list[dict[str, str]]:
    return [_term(term) for key in keys if (term := vocabulary.get(key))]


# For search engines: schema.org

CONTEXT = "https://schema.org"


def partner_organization(page: PartnerPage, address: str) -> dict[str, Any]:
    organisation = page.organisation
    return filled(
        {
            "@context": CONTEXT,
            "@type": "Organization",
            "@id": address,
            "url": address,
            "name": organisation.name,
            "alternateName": organisation.name_en,
            "description": page.what_we_offer,
            "identifier": page.reference,
            "sameAs": organisation.website,
            "areaServed": [
                {"@type": "AdministrativeArea", "name": f"อำเภอ{DISTRICTS[key].th}"}
                for key in organisation.districts
                if key in DISTRICTS
            ],
        }
    )


def school_organization(school: Organisation, address: str) -> dict[str, Any]:
    districts = [f"อำเภอ{DISTRICTS[key].th}" for key in school.districts if key in DISTRICTS]
    place = filled(
        {
            "@type": "PostalAddress",
            "addressLocality": school.subdistrict,
            "addressRegion": districts[0] if districts else "",
            "addressCountry": "TH",
        }
    )
    return filled(
        {
            "@context": CONTEXT,
            "@type": ["Organization", "School"],
            "@id": address,
            "url": address,
            "name": school.name,
            "alternateName": school.name_en,
            "identifier": school.obec_code,
            "sameAs": school.website,
            "address": place,
            "parentOrganization": {"@type": "GovernmentOrganization", "name": school.office.name}
            if school.office
            else None,
        }
    )


def filled(data: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {key: value for key, value in data.items() if value not in ("", None, [])}
