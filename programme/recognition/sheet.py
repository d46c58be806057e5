"""Recipients of an award as a sheet, out and in."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from content.sheets import template_response
from events.certificates.paper import verify_path
from organisations import policy
from organisations.incoming.importers import Importer
from organisations.incoming.plan import NEW, SAME, Plan, Row
from organisations.models import Kind, Organisation
from organisations.policy import Action, At, Person, Thing
from organisations.register import lines
from organisations.register.reading import Sheets
from programme.models import AwardScheme, Honour
from programme.recognition import deeds
from programme.recognition.forms import HonourForm, schools_of
from vcare.calendar import format_thai_date

#: At most so many recipients from one sheet.
MOST = 300
#: What people call a column instead.
NAMES = {
    "recipient": ("ประเภทผู้ได้รับ",),
    "level": ("ระดับ", "ระดับชั้น", "รางวัลระดับ"),
    "organisation": ("โรงเรียน", "หน่วยงาน", "สถานศึกษา", "ชื่อโรงเรียน"),
    "prefix": ("คำนำหน้าชื่อ", "คำนำหน้านาม"),
    "name": ("ชื่อ-นามสกุล", "ชื่อนามสกุล", "ชื่อและนามสกุล"),
    "why": ("เหตุผลที่ได้รับ", "ผลงาน"),
}
Recipient = Honour.Recipient


def headings() -> dict[str, str]:
    """The columns that can be brought in, by field."""
    return {
        "recipient": _("Who receives it"),
        "level": pgettext("award", "Level"),
        "category": _("Category"),
        "organisation": _("School or organisation"),
        "reference": _("Number of the practice"),
        "prefix": _("Prefix"),
        "name": _("Name and surname"),
        "position": _("Position"),
        "why": _("What for, in one sentence"),
        "consent_on": _("Agreed to be named on"),
    }


def table(honours: Iterable[Honour], *, inside: bool = False) -> Iterator[list[object]]:
    """Recipients as a sheet, its heading first; `inside` has what only the office sees."""
    more = [_("State"), _("Reason")] if inside else []
    yield [
        _("Award"),
        _("Year"),
        *headings().values(),
        _("Certificate number"),
        _("Link for checking"),
        *more,
    ]
    for row in honours:
        paper = row.certificate
        place = row.school
        yield [
            row.scheme.local_name,
            row.scheme.year_name,
            row.get_recipient_display(),
            row.local_level,
            row.category,
            place.local_name if place else "",
            row.practice.reference if row.practice else "",
            row.prefix,
            row.name,
            row.position,
            row.why,
            format_thai_date(row.consent_on) if row.consent_on and inside else "",
            paper.serial if paper else "",
            settings.BASE_URL + verify_path(paper.token) if paper else "",
            *([row.get_state_display(), row.revoked_reason] if inside else []),
        ]


def template(scheme: AwardScheme, name: str) -> HttpResponse:
    """What one fills in, with the words that its columns take."""
    keys = list(headings())
    example = dict.fromkeys(keys, "") | {
        "recipient": str(Recipient.SCHOOL.label),
        "level": scheme.levels[0] if scheme.levels else "",
        "organisation": _("Name of a school as the register has it"),
    }
    schools = schools_of(scheme.office).values_list("name", flat=True)
    offered = {
        "recipient": [str(label) for label in Recipient.labels],
        "level": list(scheme.levels),
        "organisation": list(schools),
    }
    choices = {keys.index(key): words for key, words in offered.items() if words}
    return template_response(list(headings().values()), [example[key] for key in keys], choices, name)


class HonourImporter(Importer):
    """Recipients of an award."""

    key = "recipients"
    title = gettext_lazy("Recipients of an award")
    made = Honour
    sorry = {
        deeds.SettledError: gettext_lazy(
            "The award is announced or closed, or a certificate is issued. Look at the recipient itself."
        ),
        deeds.AlreadyThereError: gettext_lazy(
            "Somebody in this sheet has the award already. Please look at it again."
        ),
    }

    def place(self, key: int) -> AwardScheme | None:
        return AwardScheme.objects.select_related("office", "design").filter(pk=key).first()

    def may(self, person: Person, place: AwardScheme) -> bool:
        return not place.from_contribution and policy.may(
            person, Action.CREATE, At(Thing.AWARD, place.office)
        )

    def name(self, place: AwardScheme) -> str:
        return str(place.local_name)

    def home(self, place: AwardScheme) -> str:
        return reverse("recognition:desk_scheme", args=[place.uid])

    def begin(self, place: AwardScheme) -> str:
        return reverse("recognition:bring_in", args=[place.uid])

    def hold(self, place: AwardScheme) -> None:
        deeds.hold(place)

    def words(self, thing: Honour) -> str:
        return f"{thing.who} · {thing.local_level}"

    def stored(self, keys: Iterable[int]) -> dict[int, Honour]:
        return Honour.objects.with_names().in_bulk(list(keys))

    def keep(self, place: AwardScheme, things: list[Honour], by: User) -> None:
        deeds.give(things, by)

    def take_back(self, thing: Honour, by: User) -> None:
        deeds.drop(thing, by)

    def read(self, place: AwardScheme, sheets: Sheets) -> Plan:
        """What the lines of a file say, the award's own sheet's, too."""
        found = _found(sheets)
        places = _places(place)
        there = {_told(row) for row in place.honours.given().with_names()}
        seen: dict[tuple[object, ...], str] = {}
        rows = [
            _row(place, line, places, there, seen)
            for line in found.lines
            if any(line.cells.get(key) for key in ("organisation", "reference", "name"))
        ]
        if not rows:
            raise ValidationError(_("There is no line with a recipient in this file."))
        if sum(row.kind != SAME for row in rows) > MOST:
            raise ValidationError(_("At most %(n)s recipients at once.") % {"n": MOST})
        return Plan(rows, found.unknown, found.passed_over)


def all_headings() -> dict[str, str]:
    """Those, and what the award's own sheet says besides that matters when it is read again."""
    return headings() | {"state": _("State")}


def told_besides() -> list[str]:
    """What it says besides that does not."""
    return [_("Award"), _("Year"), _("Certificate number"), _("Link for checking"), _("Reason")]


def _found(sheets: Sheets) -> lines.Found:
    """The lines of the sheets that name recipients in one of three ways. Raises ValidationError."""
    for naming in ("organisation", "name", "reference"):
        with suppress(ValidationError):
            return lines.of(sheets, all_headings, ("level", naming), told_besides, NAMES)
    names = " · ".join(headings()[key] for key in ("level", "organisation", "name"))
    raise ValidationError(_("The sheet needs a line of headings with: %(names)s") % {"names": names})


def _told(honour: Honour) -> tuple[object, ...]:
    """What two lines have in common that name the same recipient."""
    name = honour.name.casefold()
    return honour.recipient, honour.organisation_id, honour.practice_id, name, honour.category.casefold()


def _row(
    scheme: AwardScheme,
    line: lines.Line,
    places: dict[str, Organisation],
    there: set[tuple[object, ...]],
    seen: dict[tuple[object, ...], str],
) -> Row:
    """What a line of a file means for the award."""
    if line.has_formula:
        return Row.refused(line, _("A formula without its result. Write the words or the day itself."))
    if _means(line.cells.get("state", ""), Honour.State.choices) == Honour.State.REVOKED:
        return Row(line, SAME)
    data = dict.fromkeys(headings(), "") | line.cells
    place = None
    if data["organisation"]:
        place = places.get(data["organisation"].casefold())
        if place is None:
            return Row.refused(line, _("Not in the register: %(name)s") % {"name": data["organisation"]})
    kind = _means(data["recipient"], Recipient.choices) or _guessed(data, place)
    data |= {"recipient": kind, "organisation": str(place.pk) if place else ""}
    if data["consent_on"] == "-":
        data["consent_on"] = ""
    form = HonourForm(data, scheme=scheme, recipient=kind)
    if not form.is_valid():
        return Row.refused(
            line,
            *(
                f"{form.fields[key].label}: {' '.join(errors)}" if key in form.fields else " ".join(errors)
                for key, errors in form.errors.items()
            ),
        )
    honour = form.filled()
    told = _told(honour)
    if told in seen:
        return Row.refused(
            line, _("This recipient stands in the sheet twice: line %(n)s.") % {"n": seen[told]}
        )
    seen[told] = line.place
    if told in there:
        return Row(line, SAME)
    return Row(line, NEW, honour, _said(honour))


def _said(honour: Honour) -> list[tuple[str, str]]:
    names = headings()
    agreed = ""
    if honour.consent_on:
        agreed = format_thai_date(honour.consent_on, "short", get_language())
    elif honour.is_person:
        agreed = _("Has not agreed yet")
    place = honour.school if honour.is_person or honour.practice else None
    return [
        (names["recipient"], f"{honour.who} ({honour.get_recipient_display()})"),
        (names["level"], honour.local_level),
        (names["category"], honour.category),
        (names["position"], honour.position),
        (names["organisation"], place.local_name if place else ""),
        (names["why"], honour.why),
        (names["consent_on"], agreed),
    ]


def _guessed(data: dict[str, str], place: Organisation | None) -> str:
    if data["name"]:
        return Recipient.PERSON
    if data["reference"]:
        return Recipient.PRACTICE
    return Recipient.PARTNER if place and place.kind == Kind.PARTNER else Recipient.SCHOOL


def _places(scheme: AwardScheme) -> dict[str, Organisation]:
    """The office's organisations by each of their names and by their code."""
    known: dict[str, Organisation] = {}
    for row in Organisation.objects.active().of_office(scheme.office):
        for words in (row.short_name, row.name_en, row.obec_code, row.name):
            if words:
                known[words.casefold()] = row
    return known


def _means(text: str, choices: list[tuple[str, Any]]) -> str:
    """The key of a word in either language; "" for none."""
    for language in ("en", "th"):
        with override(language):
            for key, label in choices:
                if text.casefold() == str(label).casefold():
                    return key
    return ""
