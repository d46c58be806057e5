"""What the screen after an import says, in the reader's language."""

from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from media.sanitise import MESSAGES as PICTURE_MESSAGES
from practices.models import PracticeImport, PracticePage
from practices.papers.recognising import KNOWN
from privacy import Level, findings_of
from privacy.detectors import RULES
from vcare.vocabulary import is_english

#: Places that no heading of the file names.
SECTIONS = {
    "@before": _("Before the first heading"),
    "@box": _("A text box"),
    "@footnote": _("A footnote"),
    "@cover": _("Cover"),
    "@contents": _("Table of contents"),
    "@endorsement": _("Endorsement and signatures"),
    "@preface": _("Preface and thanks"),
    "@references": _("References"),
}
WARNINGS = {
    "people": _(
        "The number of people measured for “%(indicator)s” was left out: it has to be a number from %(least)s on."
    ),
    "picture": _("Picture %(n)s was left out: %(why)s"),
    "small_pictures": _("%(n)s very small pictures, such as logos and bullets, were left out."),
    "other_school": _("The file speaks of %(file)s, but this draft belongs to %(draft)s."),
    "note_embedded": _("%(n)s embedded files were left out."),
    "note_formulas": _("%(n)s formulas were brought in as plain text: please look at them."),
    "note_drawings": _("%(n)s drawings or charts were left out: please add them as pictures."),
    "note_linked": _("%(n)s pictures lie outside the file and were left out."),
    "note_comments": _("%(n)s comments in the margin were left out."),
    "note_hidden": _("%(n)s hidden passages were left out."),
    "note_deleted": _("%(n)s passages that are marked as deleted were left out."),
    "note_repeated": _("%(n)s lines at the head and foot of the pages, such as page numbers, were left out."),
}
TOO_MANY = _("there are more pictures than a practice can have.")

#: Where a leftover can go, in the order of a report.
TEXT_FIELDS = (
    "summary",
    "background",
    "objectives",
    "targets",
    "process",
    "success_factors",
    "results",
    "benefits",
    "lessons",
    "what_failed",
    "conditions_for_reuse",
    "source_note",
)
PICTURE_FIELDS = ("process", "listing_image")


class Row(NamedTuple):
    """A leftover as the screen shows it."""

    number: int
    section: str
    text: str
    picture: int | None
    choices: list[tuple[str, str]]


class Danger(NamedTuple):
    """Something in the draft that could expose a child."""

    field: str
    name: str
    words: str
    reason: str
    mend: str
    blocks: bool


def section_name(section: str) -> str:
    return str(SECTIONS.get(section, section.removeprefix("@")))


def field_name(name: str) -> str:
    return str(PracticePage._meta.get_field(name).verbose_name)


def waiting(report: PracticeImport) -> list[Row]:
    return [
        Row(
            number,
            section_name(row["section"]),
            row["text"],
            row["picture"],
            [(name, field_name(name)) for name in (PICTURE_FIELDS if row["picture"] else TEXT_FIELDS)],
        )
        for number, row in enumerate(report.leftovers)
        if not row["state"]
    ]


def passed_over(report: PracticeImport) -> list[tuple[str, str]]:
    return [(section_name(row["section"]), row["text"]) for row in report.passed_over]


def warnings(report: PracticeImport) -> list[str]:
    told = []
    for code, values in report.warnings:
        if code == "picture":
            values = {**values, "why": PICTURE_MESSAGES.get(values["why"], TOO_MANY)}
        told.append(str(WARNINGS[code]) % values)
    return told


def placed(report: PracticeImport) -> list[tuple[str, str]]:
    """Headings of the file and the field that each led to."""
    english = is_english(get_language())
    names = {part.key: part.en if english else part.th for part in KNOWN}
    rows: dict[str, str] = {}
    for heading, part in report.headings:
        main, _colon, kind = part.partition(":")
        rows.setdefault(heading, " · ".join(names.get(key, key) for key in (main, kind) if key))
    return list(rows.items())


def dangers(page: PracticePage) -> list[Danger]:
    """What the privacy guard finds in the draft, the worst first."""
    english = is_english(get_language())
    found: list[Danger] = []
    for name, rows in findings_of(page).items():
        for row in rows:
            rule = RULES[row.finding.rule]
            try:
                label = field_name(name)
            except LookupError:
                label = row.passage.label
            found.append(
                Danger(
                    label,
                    rule.en if english else rule.th,
                    row.finding.text[:120],
                    rule.reason_en if english else rule.reason,
                    rule.mend_en if english else rule.mend,
                    rule.level == Level.BLOCK,
                )
            )
    return sorted(found, key=lambda danger: not danger.blocks)
