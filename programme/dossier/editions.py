"""Everything that a dossier prints, as plain data: what an edition keeps and its fingerprint is over."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from programme.indicators.freezing import mark
from programme.models import Dossier, DossierAttachment, DossierEdition, DossierSection
from vcare.dossiers import APPENDIX_KINDS, AWARD_CATEGORIES, DOSSIER_HEADINGS

Content = dict[str, Any]


def content(
    dossier: Dossier, sections: Mapping[str, DossierSection], attachments: list[DossierAttachment]
) -> Content:
    """In Thai, whoever looks. Headings without anything are left out."""
    with override("th"):
        return {
            "title": dossier.title,
            "award": dossier.award,
            "award_year": dossier.award_year,
            "category": AWARD_CATEGORIES.label(dossier.category),
            "granted_by": dossier.granted_by,
            "organisation": dossier.organisation.name,
            "office": dossier.organisation.office.name if dossier.organisation.office else "",
            "years": dossier.years,
            "as_of": (dossier.as_of or dossier.fetched_on).isoformat(),
            "chapters": _chapters(sections),
            "attachments": [
                {
                    "uid": str(row.uid),
                    "number": number,
                    "kind": APPENDIX_KINDS.label(row.kind),
                    "title": row.title,
                    "digest": row.digest,
                }
                for number, row in enumerate(attachments, start=1)
            ],
        }


def _chapters(sections: Mapping[str, DossierSection]) -> list[dict[str, Any]]:
    rows = []
    for heading in DOSSIER_HEADINGS:
        section = sections.get(heading.key)
        text = section.text.strip() if section else ""
        facts = section.facts if section else {}
        rows.append(
            {
                "key": heading.key,
                "title": heading.th,
                "below": heading.chapter,
                "text": text,
                "tables": facts.get("tables", []),
                "sources": facts.get("sources", []) if text or facts.get("tables") else [],
            }
        )
    said = {row["key"] for row in rows if row["text"] or row["tables"]}
    # A chapter that says nothing itself stays for what stands below it.
    said |= {row["below"] for row in rows if row["key"] in said}
    return [row for row in rows if row["key"] in said]


def fingerprint(found: Content) -> str:
    """A SHA-256 over the content, whatever order its keys are in."""
    return mark(found)


def is_whole(edition: DossierEdition) -> bool:
    """Whether it is still what was finished."""
    return edition.fingerprint == fingerprint(edition.content)
