"""Recipients of an award as a sheet, out and in."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.certificates.paper import verify_path
from organisations.models import Kind, Organisation
from organisations.register import reading
from organisations.register.workbook import NO_RESULT
from programme.models import AwardScheme, Honour
from programme.recognition.forms import HonourForm
from vcare.calendar import format_thai_date

#: At most so many recipients from one sheet.
MOST = 300
Recipient = Honour.Recipient


def headings() -> dict[str, str]:
    """The columns that can be brought in, by field."""
    return {
        "recipient": _("Who receives it"),
        "level": _("Level"),
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


def empty(scheme: AwardScheme) -> list[list[object]]:
    """What one fills in, with the words that the first columns take."""
    first = [""] * len(headings())
    first[0] = " / ".join(str(label) for label in Recipient.labels)
    first[1] = " / ".join(scheme.levels)
    return [list(headings().values()), first]


def read(scheme: AwardScheme, name: str, content: bytes) -> tuple[list[dict[str, str]], list[str]]:
    """What the lines of a file say, and what is wrong line by line. Raises ValidationError if it can't be read at all."""
    rows: list[list[str]] = reading.read(name, content)[0]["rows"]
    columns, first = _columns(rows)
    places, kinds = _places(scheme), _kinds()
    found, wrong = [], []
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows[first:], start=first + 1):
        data = {key: row[place].strip() if place < len(row) else "" for key, place in columns.items()}
        if not any(data.get(key) for key in ("organisation", "reference", "name")):
            continue
        try:
            data, again = _one(scheme, data, places, kinds), False
            key = tuple(
                data[name].casefold()
                for name in ("recipient", "organisation", "reference", "name", "category")
            )
            again, _added = key in seen, seen.add(key)
            if again:
                raise ValidationError(_("This recipient stands in the sheet twice."))
            found.append(data)
        except ValidationError as error:
            words = " · ".join(error.messages)
            wrong.append(_("Line %(n)s: %(words)s") % {"n": number, "words": words})
    if not found and not wrong:
        raise ValidationError(_("There is no line with a recipient in this file."))
    if len(found) + len(wrong) > MOST:
        raise ValidationError(_("At most %(n)s recipients at once.") % {"n": MOST})
    return found, wrong


def _one(
    scheme: AwardScheme, data: dict[str, str], places: dict[str, Organisation], kinds: dict[str, str]
) -> dict[str, str]:
    """The line as the form takes it. Raises ValidationError."""
    if NO_RESULT in data.values():
        raise ValidationError(_("A formula without its result. Write the words or the day itself."))
    place = None
    if data["organisation"]:
        place = places.get(data["organisation"].casefold())
        if place is None:
            raise ValidationError(_("Not in the register: %(name)s") % {"name": data["organisation"]})
    kind = kinds.get(data["recipient"].casefold())
    if kind is None:
        kind = _guessed(data, place)
    data = data | {"recipient": kind, "organisation": str(place.pk) if place else ""}
    if data["consent_on"] == "-":
        data["consent_on"] = ""
    form = form_of(scheme, data)
    if not form.is_valid():
        raise ValidationError(
            [
                f"{form.fields[key].label}: {' '.join(errors)}" if key in form.fields else " ".join(errors)
                for key, errors in form.errors.items()
            ]
        )
    return data


def _guessed(data: dict[str, str], place: Organisation | None) -> str:
    if data["name"]:
        return Recipient.PERSON
    if data["reference"]:
        return Recipient.PRACTICE
    return Recipient.PARTNER if place and place.kind == Kind.PARTNER else Recipient.SCHOOL


def form_of(scheme: AwardScheme, data: dict[str, Any]) -> HonourForm:
    return HonourForm(data, scheme=scheme, recipient=data["recipient"])


def _places(scheme: AwardScheme) -> dict[str, Organisation]:
    """The office's organisations by each of their names and by their code."""
    known: dict[str, Organisation] = {}
    for row in Organisation.objects.active().of_office(scheme.office):
        for words in (row.short_name, row.name_en, row.obec_code, row.name):
            if words:
                known[words.casefold()] = row
    return known


def _kinds() -> dict[str, str]:
    known: dict[str, str] = {}
    for language in ("en", "th"):
        with override(language):
            known |= {str(label).casefold(): key for key, label in Recipient.choices}
    return known


def _columns(rows: list[list[str]]) -> tuple[dict[str, int], int]:
    """Where each field stands, by a heading in either language, and the first line below it."""
    known: dict[str, str] = {}
    for language in ("th", "en"):
        with override(language):
            known |= {words.casefold(): key for key, words in headings().items()}
    for number, row in enumerate(rows[:20]):
        cells = [cell.strip().casefold() for cell in row]
        columns = {known[cell]: place for place, cell in enumerate(cells) if cell in known}
        if columns.keys() >= {"level"} and columns.keys() & {"organisation", "name", "reference"}:
            missing = {key: len(row) + 1000 for key in headings() if key not in columns}
            return columns | missing, number + 1
    names = " · ".join(headings()[key] for key in ("level", "organisation", "name"))
    raise ValidationError(_("The sheet needs a line of headings with: %(names)s") % {"names": names})
