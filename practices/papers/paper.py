"""A practice as the parts of a report, in plain data that Word and PDF are both made of. Always Thai."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from wagtail.images.models import SourceImageIOError

from content.digits import in_thai_digits
from content.typesetting import prose
from content.typesetting.prose import Block
from content.typesetting.qr import qr_svg
from media.models import PortalImage
from practices.models import PracticePage
from practices.papers import parts
from practices.papers.parts import Part
from vcare.calendar import format_academic_year, format_thai_date
from vcare.care import CARE_STEPS, SCREENING_ASPECTS
from vcare.hazards import HAZARDS, MEASURES, SUB_HAZARDS
from vcare.practices import DIMENSIONS, PRACTICE_KINDS, SANDBOX_RECOGNITION, TARGET_GROUPS
from vcare.schools import LEVEL_GROUPS, SCHOOL_SIZES, district_line
from vcare.stages import STAGES

#: Small enough to send by LINE, sharp enough on A4.
PICTURE = "max-1200x1200|format-jpeg|jpegquality-78"
#: Centimetres that a picture may take on the page.
WIDEST, HIGHEST = 13.0, 9.0


@dataclass(frozen=True)
class Chapter:
    part: Part
    blocks: list[Block]


@dataclass
class Paper:
    """What a report of a practice says."""

    title: str
    reference: str
    address: str
    is_draft: bool
    day: datetime
    kind: str
    model_name: str
    school: str
    office: str
    place: str
    year: str
    authors: list[dict[str, str]]
    endorsed_by: str
    endorsed_on: str
    abstract: list[Block]
    facts: list[tuple[str, str]]
    chapters: list[Chapter]
    english: list[Block]
    by_office: bool = False
    keywords: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def data(self, *, thai_digits: bool = False) -> dict[str, Any]:
        """The paper for a typst template."""
        chapters = [
            {"heading": chapter.part.heading, "blocks": deepened(chapter.blocks)} for chapter in self.chapters
        ]
        data = {
            "title": self.title,
            "author": [author["name"] for author in self.authors] or [self.school],
            "keywords": self.keywords,
            "reference": self.reference,
            "address": self.address,
            "qr": qr_svg(self.address),
            "qr_alt": f"คิวอาร์โค้ดไปยัง {self.address}",
            "is_draft": self.is_draft,
            "kind_label": self.kind,
            "model_name": self.model_name,
            "school": self.school,
            "office": self.office,
            "place": self.place,
            "year": self.year,
            "authors": self.authors,
            "by_office": self.by_office,
            "endorsed_by": self.endorsed_by,
            "endorsed_on": self.endorsed_on,
            "endorsement_heading": parts.ENDORSEMENT.th,
            "abstract_heading": parts.ABSTRACT.th,
            "contents_heading": parts.CONTENTS.th,
            "facts_heading": parts.FACTS.th,
            "english_heading": parts.ENGLISH.th,
            "abstract": self.abstract,
            "facts": [{"kind": "facts", "rows": [list(row) for row in self.facts]}],
            "chapters": chapters,
            "english": deepened(self.english),
            "day": format_thai_date(self.day, "long"),
        }
        return {**(in_thai_digits(data) if thai_digits else data), "thai_digits": thai_digits}


def paper_of(practice: PracticePage, *, is_draft: bool = False) -> Paper:
    """The report of a published practice, or of a revision of its draft."""
    with override("th"):
        return _Writer(practice, is_draft).paper()


def address_of(practice: PracticePage) -> str:
    """Where the practice is read, as it is printed on papers."""
    return settings.BASE_URL + (practice.get_url() or f"/practices/{practice.reference.lower()}/")


def deepened(blocks: list[Block]) -> list[Block]:
    """The blocks with the depth of each heading below its chapter, none of it skipped."""
    levels = sorted({block["level"] for block in blocks if block["kind"] == "heading"})
    done: list[Block] = []
    depth = 1
    for block in blocks:
        if block["kind"] == "heading":
            depth = min(2 + levels.index(block["level"]), depth + 1)
            block = {**block, "depth": depth}
        done.append(block)
    return done


def _heading(text: str, level: int, *, outlined: bool = False) -> Block:
    return {"kind": "heading", "level": level, "runs": [{"text": prose.clean(text)}], "outlined": outlined}


class _Writer:
    """Takes a practice apart, part by part."""

    def __init__(self, practice: PracticePage, is_draft: bool) -> None:
        self.practice = practice
        self.is_draft = is_draft
        self.pictures: dict[str, bytes] = {}
        self.left_out = 0

    def paper(self) -> Paper:
        practice = self.practice
        owner = practice.owner_organisation
        office = owner.office or owner
        chapters = [Chapter(part, self.chapter(part, inner)) for part, inner in parts.CHAPTERS]
        english = prose.from_plain(practice.summary_en) + prose.from_rich(practice.body_en)
        if english and practice.title_en:
            english.insert(0, prose.paragraph(practice.title_en, bold=True))
        return Paper(
            title=prose.clean(practice.title),
            reference=practice.reference,
            address=address_of(practice),
            is_draft=self.is_draft,
            day=self.day(),
            kind=PRACTICE_KINDS[practice.kind].label("th"),
            model_name=prose.clean(practice.model_name),
            school=owner.name,
            office=office.name,
            place="" if owner.pk == office.pk else district_line(owner.districts),
            year=format_academic_year(practice.academic_year, practice.term),
            authors=[
                {"name": prose.clean(block.value["name"]), "position": prose.clean(block.value["position"])}
                for block in practice.authors
            ],
            by_office=owner.pk == office.pk,
            endorsed_by=prose.clean(practice.endorsed_by),
            endorsed_on=format_thai_date(practice.endorsed_on, "long") if practice.endorsed_on else "",
            abstract=prose.from_plain(practice.summary) or _nothing(),
            facts=self.facts(),
            chapters=chapters,
            english=english,
            keywords=[tag.name for tag in practice.tags.all()],
            pictures=self.pictures,
        )

    def day(self) -> datetime:
        """When what the paper says was last changed."""
        practice = self.practice
        changed = practice.latest_revision_created_at if self.is_draft else practice.last_published_at
        return timezone.localtime(changed or practice.last_published_at)

    def facts(self) -> list[tuple[str, str]]:
        practice = self.practice
        evidence = practice.get_evidence_display() if practice.evidence else ""
        rows = [
            ("รหัสผลงาน", practice.reference),
            ("ประเภทผลงาน", PRACTICE_KINDS[practice.kind].label("th")),
            ("ชื่อรูปแบบ/นวัตกรรม", practice.model_name),
            ("หน่วยงานเจ้าของผลงาน", practice.owner_organisation.name),
            ("ปีการศึกษา", format_academic_year(practice.academic_year, practice.term)),
            ("ขั้นของ V-CARE + N", _labels(STAGES, practice.stages, with_key=True)),
            ("ความหมายของชื่อรูปแบบ", "\n".join(map(_letter, practice.letters))),
            ("ขั้นตอนการดูแลช่วยเหลือ", _labels(CARE_STEPS, practice.care_steps)),
            ("ด้านการคัดกรอง", _labels(SCREENING_ASPECTS, practice.aspects)),
            ("กลุ่มภัย", _labels(HAZARDS, practice.hazards)),
            ("ภัย", _labels(SUB_HAZARDS, practice.sub_hazards)),
            ("มาตรการความปลอดภัย", _labels(MEASURES, practice.measures)),
            ("ระดับชั้น", _labels(LEVEL_GROUPS, practice.levels)),
            ("เหมาะกับโรงเรียน", _labels(SCHOOL_SIZES, practice.school_sizes)),
            ("กลุ่มเป้าหมาย", _labels(TARGET_GROUPS, practice.target_groups)),
            ("มิติการพัฒนา", _labels(DIMENSIONS, practice.dimensions)),
            ("นโยบายที่เกี่ยวข้อง", "\n".join(str(policy) for policy in practice.policies.all())),
            ("ภาคีที่ร่วมดำเนินการ", "\n".join(partner.name for partner in practice.partners.all())),
            ("หลักฐานของผล", evidence or "ยังไม่ทราบ"),
            ("ค่าใช้จ่ายต่อภาคเรียน", "ยังไม่ทราบ" if practice.cost is None else f"ประมาณ {practice.cost:,} บาท"),
            ("คำสำคัญ", ", ".join(tag.name for tag in practice.tags.all())),
            ("สัญญาอนุญาต", str(practice.get_licence_display())),
        ]
        return [(name, prose.clean(value)) for name, value in rows if value]

    def chapter(self, part: Part, inner: Iterable[Part]) -> list[Block]:
        if not inner:
            return getattr(self, f"_{part.key}")() or _nothing()
        return [
            block
            for section in inner
            for block in (
                _heading(section.heading, 1, outlined=True),
                *(getattr(self, f"_{section.key}")() or _nothing()),
            )
        ]

    def _background(self) -> list[Block]:
        return prose.from_rich(self.practice.background)

    def _objectives(self) -> list[Block]:
        return prose.numbered(block.value for block in self.practice.objectives)

    def _targets(self) -> list[Block]:
        blocks: list[Block] = []
        if targets := self.practice.quantitative_targets():
            blocks.append(_heading(parts.QUANTITATIVE.th, 2))
            if any(target.get("value") is not None for target in targets):
                rows = [
                    [target["text"], _number(target.get("value")), target.get("unit")] for target in targets
                ]
                blocks.append(
                    prose.table(["เป้าหมาย", "ค่าเป้าหมาย", "หน่วย"], [6, 1.6, 1.6], rows, centred=(1, 2))
                )
            else:
                blocks += prose.numbered(target["text"] for target in targets)
        if lines := self.practice.qualitative_targets():
            blocks += [_heading(parts.QUALITATIVE.th, 2), *prose.numbered(lines)]
        return blocks

    def _process(self) -> list[Block]:
        blocks: list[Block] = []
        number = 0
        for block in self.practice.process:
            if block.block_type == "step":
                number += 1
                step = block.value
                blocks.append(_heading(f"{parts.PROCESS.number}.{number} {step['title']}", 1, outlined=True))
                if stage := STAGES.get(step["stage"] or ""):
                    blocks.append(
                        prose.paragraph(f"ขั้นของ V-CARE + N: {stage.key} {stage.label('th')}", bold=True)
                    )
                if step.get("core"):
                    blocks.append(prose.paragraph(parts.CORE, bold=True))
                blocks += _below(prose.from_rich(step["text"]))
                blocks += self.picture(step["image"])
            elif block.block_type == "figure":
                blocks += self.picture(block.value["image"], block.value["caption"])
            else:
                blocks += _below(prose.from_rich(block.value))
        return blocks

    def _results(self) -> list[Block]:
        blocks: list[Block] = []
        if measured := self.practice.measured_results():
            rows = [
                [
                    result["indicator"],
                    result.get("before"),
                    result["after"],
                    result.get("unit"),
                    _number(result.get("n")),
                    result.get("instrument"),
                    result.get("period"),
                ]
                for result in measured
            ]
            columns = ["ตัวชี้วัด", "ก่อน", "หลัง", "หน่วย", "จำนวนที่วัด", "เครื่องมือ", "ช่วงเวลา"]
            blocks += [
                _heading(parts.QUANTITATIVE.th, 2),
                prose.table(columns, [3.6, 1.3, 1.3, 1.4, 1.5, 2.2, 2], rows, centred=(1, 2, 3, 4)),
            ]
        if observed := self.practice.observed_results():
            blocks += [_heading(parts.QUALITATIVE.th, 2), *prose.numbered(observed)]
        return blocks

    def _benefits(self) -> list[Block]:
        return prose.from_plain(self.practice.benefits)

    def _lessons(self) -> list[Block]:
        return _below(prose.from_rich(self.practice.lessons))

    def _what_failed(self) -> list[Block]:
        return _below(prose.from_rich(self.practice.what_failed))

    def _conditions_for_reuse(self) -> list[Block]:
        return prose.from_plain(self.practice.conditions_for_reuse)

    def _success_factors(self) -> list[Block]:
        """Lines that follow each other are one list."""
        blocks: list[Block] = []
        lines: list[str] = []
        for block in self.practice.success_factors:
            if block.block_type == "factor":
                lines.append(block.value)
                continue
            blocks += [*prose.numbered(lines), *prose.from_rich(block.value)]
            lines = []
        return blocks + prose.numbered(lines)

    def _recognition(self) -> list[Block]:
        awards = [
            " ".join(
                filter(
                    None,
                    [
                        f"รางวัล{award.get_scheme_display().removeprefix('รางวัล')}",
                        f"ประจำปี {award.year}",
                        f"ระดับ{award.level}",
                        f"ประเภท{award.category}" if award.category else "",
                        f"จาก{award.granted_by}" if award.granted_by else "",
                    ],
                )
            )
            for award in self.practice.awards.all()
        ]
        others = [
            f"{SANDBOX_RECOGNITION.label(block.value['kind'])}: {block.value['detail']}"
            + (f" ({block.value['when']})" if block.value.get("when") else "")
            for block in self.practice.recognition
        ]
        return prose.numbered([*awards, *others])

    def _appendix(self) -> list[Block]:
        practice = self.practice
        blocks = prose.numbered(
            f"{block.value['caption'] or document.title} ({document.filename})"
            for block in practice.attachments
            if (document := block.value["document"])
        )
        if practice.video_url:
            blocks.append(
                {
                    "kind": "paragraph",
                    "runs": [{"text": "วีดิทัศน์ "}, {"text": practice.video_url, "href": practice.video_url}],
                }
            )
        if practice.source_note:
            blocks += [_heading("หมายเหตุเกี่ยวกับแหล่งที่มา", 1), *prose.from_plain(practice.source_note)]
        if practice.listing_image:
            blocks += self.picture(practice.listing_image)
        if self.left_out:
            blocks.append(
                {
                    "kind": "nothing",
                    "text": f"ไม่ได้ใส่ภาพ {self.left_out} ภาพ เพราะยังไม่ได้ยืนยันว่าเผยแพร่ภาพได้",
                }
            )
        return blocks

    def picture(self, image: PortalImage | None, caption: str = "") -> list[Block]:
        """A picture, only where everybody recognisable has agreed."""
        if image is None:
            return []
        if not self.practice.images_cleared:
            self.left_out += 1
            return []
        try:
            with image.get_rendition(PICTURE).file.open("rb") as file:
                content = file.read()
        except (SourceImageIOError, OSError):
            return []
        name = f"{image.pk}.jpg"
        self.pictures[name] = content
        # The alternative text of the place where it stands, else of the picture itself.
        alt = getattr(image, "contextual_alt_text", "") or image.description or image.title
        credit = f"ภาพ: {image.credit}" if image.credit else ""
        words = "\n".join(filter(None, [caption, credit]))
        return [prose.figure(name, content, alt=alt, caption=words, within=(WIDEST, HIGHEST))]


def _letter(block: Any) -> str:
    """C = พันธสัญญา (Commitment)"""
    meaning = f"{block.value['letter']} = {block.value['th']}"
    return f"{meaning} ({block.value['en']})" if block.value.get("en") else meaning


def _below(blocks: list[Block]) -> list[Block]:
    """Headings of an author's text stand below those of the report."""
    return [
        {**block, "level": block["level"] + 1} if block["kind"] == "heading" else block for block in blocks
    ]


def _nothing() -> list[Block]:
    return [{"kind": "nothing", "text": parts.NOTHING}]


def _labels(vocabulary: Any, keys: Iterable[str], *, with_key: bool = False) -> str:
    terms = [term for key in keys if (term := vocabulary.get(key))]
    return "\n".join(f"{term.key} {term.label('th')}" if with_key else term.label("th") for term in terms)


def _number(value: Any) -> str:
    if value is None or value == "":
        return ""
    text = f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text
