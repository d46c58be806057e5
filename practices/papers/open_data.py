"""A practice as open data. docs/practice-data.md says what each key means; keys only ever come, none goes."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from content.typesetting import prose
from practices.models import PracticePage
from practices.papers.paper import address_of
from vcare.care import CARE_STEPS, SCREENING_ASPECTS
from vcare.hazards import HAZARDS, MEASURES, SUB_HAZARDS
from vcare.partners import PARTNER_TYPES
from vcare.practices import (
    DIMENSIONS,
    PRACTICE_KINDS,
    SANDBOX_PRACTICE_TYPES,
    SANDBOX_RECOGNITION,
    TARGET_GROUPS,
)
from vcare.schools import DISTRICTS, LEVEL_GROUPS, SCHOOL_SIZES
from vcare.stages import STAGES

SCHEMA = "vcare-practice/1"
#: `RecognizedCode` of an award.
WON_AN_AWARD = "02"


def open_data(practice: PracticePage) -> dict[str, Any]:
    """What any visitor may read of a practice; of people only the adults who signed it, as they did."""
    owner = practice.owner_organisation
    kind = PRACTICE_KINDS[practice.kind]
    return {
        "schema": SCHEMA,
        "reference": practice.reference,
        "url": address_of(practice),
        "licence": practice.licence,
        "first_published": _day(practice.first_published_at),
        "last_published": _day(practice.last_published_at),
        "review_due": practice.review_due and practice.review_due.isoformat(),
        "kind": _term(kind),
        "title": {"th": practice.title, "en": practice.title_en},
        "summary": {"th": practice.summary, "en": practice.summary_en},
        "model_name": practice.model_name,
        "letters": [
            {"letter": block.value["letter"], "th": block.value["th"], "en": block.value["en"]}
            for block in practice.letters
        ],
        "other_names": [name.strip() for name in practice.other_names.split(",") if name.strip()],
        "owner": {
            "kind": owner.kind,
            "name": {"th": owner.name, "en": owner.name_en},
            "obec_code": owner.obec_code,
            "districts": _terms(DISTRICTS, owner.districts),
            "office": {"th": (owner.office or owner).name, "en": (owner.office or owner).name_en},
        },
        "academic_year": {"be": practice.academic_year, "term": practice.term},
        "authors": [
            {"name": block.value["name"], "position": block.value["position"], "share": block.value["share"]}
            for block in practice.authors
        ],
        "stages": _terms(STAGES, practice.stages),
        "care_steps": _terms(CARE_STEPS, practice.care_steps),
        "screening_aspects": _terms(SCREENING_ASPECTS, practice.aspects),
        "hazards": _terms(HAZARDS, practice.hazards),
        "sub_hazards": _terms(SUB_HAZARDS, practice.sub_hazards),
        "measures": _terms(MEASURES, practice.measures),
        "levels": _terms(LEVEL_GROUPS, practice.levels),
        "school_sizes": _terms(SCHOOL_SIZES, practice.school_sizes),
        "target_groups": _terms(TARGET_GROUPS, practice.target_groups),
        "dimensions": _terms(DIMENSIONS, practice.dimensions),
        "topics": sorted(tag.name for tag in practice.tags.all()),
        "policies": [
            {"item": policy.item, "title": policy.title, "paper": policy.paper}
            for policy in practice.policies.all()
        ],
        "background": _text(practice.background),
        "objectives": [block.value for block in practice.objectives],
        "targets": {
            "quantitative": [
                {"text": target["text"], "value": _number(target["value"]), "unit": target["unit"]}
                for target in practice.quantitative_targets()
            ],
            "qualitative": practice.qualitative_targets(),
        },
        "process": [
            {
                "stage": block.value["stage"] or None,
                "title": block.value["title"],
                "text": _text(block.value["text"]),
                "core": bool(block.value.get("core")),
            }
            if block.block_type == "step"
            else {"stage": None, "title": "", "text": _text(block.value), "core": False}
            for block in practice.process
            if block.block_type != "figure"
        ],
        "success_factors": [
            block.value if block.block_type == "factor" else _text(block.value)
            for block in practice.success_factors
        ],
        "results": {
            "measured": [
                {
                    **{key: result[key] or None for key in ("indicator", "before", "after", "unit")},
                    "n": result["n"],
                    **{key: result[key] or None for key in ("instrument", "period")},
                }
                for result in practice.measured_results()
            ],
            "observed": practice.observed_results(),
        },
        "benefits": practice.benefits,
        "lessons": _text(practice.lessons),
        "what_failed": _text(practice.what_failed),
        "conditions_for_reuse": practice.conditions_for_reuse,
        "text_en": _text(practice.body_en),
        "evidence": practice.evidence or None,
        "cost_baht_per_term": practice.cost,
        "partners": [
            {
                "name": {"th": partner.name, "en": partner.name_en},
                "type": partner.partner_type or None,
                "ParticipantTypeCode": PARTNER_TYPES[partner.partner_type].sandbox
                if partner.partner_type in PARTNER_TYPES
                else None,
            }
            for partner in practice.partners.all()
        ],
        "awards": [
            {
                "scheme": award.scheme,
                "level": award.level,
                "category": award.category or None,
                "year_be": award.year,
                "granted_by": award.granted_by or None,
            }
            for award in practice.awards.all()
        ],
        "recognition": [
            {
                "RecognizedCode": block.value["kind"],
                "detail": block.value["detail"],
                "when": block.value.get("when") or None,
            }
            for block in practice.recognition
        ],
        "attachments": [
            {
                "title": block.value["caption"] or document.title,
                "file_name": document.filename,
                "url": settings.BASE_URL + document.url,
            }
            for block in practice.attachments
            if (document := block.value["document"])
            and not document.collection.get_view_restrictions().exists()
        ],
        "video_url": practice.video_url or None,
        "sandbox": {
            "BestPracticeTypeCode": kind.sandbox or None,
            "BestPracticeType": SANDBOX_PRACTICE_TYPES[kind.sandbox].th if kind.sandbox else None,
            "BestPracticeName": practice.title,
            "Benefit": practice.benefits,
            "ParticipantRatio": [block.value["share"] for block in practice.authors],
            "Recognized": [
                {
                    "RecognizedCode": WON_AN_AWARD,
                    "Recognized": SANDBOX_RECOGNITION[WON_AN_AWARD].th,
                    "Detail": str(award),
                }
                for award in practice.awards.all()
            ]
            + [
                {
                    "RecognizedCode": block.value["kind"],
                    "Recognized": SANDBOX_RECOGNITION.label(block.value["kind"]),
                    "Detail": block.value["detail"],
                }
                for block in practice.recognition
            ],
        },
    }


def _term(term: Any) -> dict[str, str]:
    return {"key": term.key, "th": term.label("th"), "en": term.label("en")}


def _terms(vocabulary: Any, keys: list[str]) -> list[dict[str, str]]:
    return [_term(term) for key in keys if (term := vocabulary.get(key))]


def _text(html: Any) -> str:
    return prose.plain_text(prose.from_rich(html)) if html else ""


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _day(moment: Any) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None
