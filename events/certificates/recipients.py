"""People who get a certificate, read from the office's own sheet. Nothing is kept of a sheet with a mistake in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from content.sheets import template_response
from events.certificates.forms import RoleForm
from events.models import Certificate, CertificateWish, ExchangeEventPage
from organisations.register import reading
from vcare.certificates import CERTIFICATE_ROLES

#: People of one sheet.
MOST_LINES = 500
#: Above the header there may be titles.
SEARCHED = 15
#: The header of our own sheet, Thai in any language; behind it what others call the same.
COLUMNS = {
    "prefix": ("คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "prefix"),
    "name": ("ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อสกุล", "ชื่อนามสกุล", "ชื่อและนามสกุล", "ชื่อ", "ผู้รับ", "name"),
    "surname": ("สกุล", "นามสกุล", "surname"),
    "position": ("ตำแหน่ง", "position"),
    "organisation": ("หน่วยงาน", "โรงเรียน", "สถานศึกษา", "สังกัด", "organisation", "school"),
    "role": ("บทบาท", "หน้าที่", "role"),
    "email": ("อีเมล", "อีเมล์", "email"),
}
OWN_SHEET = [COLUMNS[key][0] for key in ("prefix", "name", "position", "organisation", "role", "email")]


@dataclass
class Line:
    """One line of a sheet, with what is wrong with it."""

    number: int
    data: dict[str, str]
    wrong: list[str] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        return CertificateWish(prefix=self.data["prefix"], name=self.data["name"]).full_name

    def wish(self) -> CertificateWish:
        return CertificateWish(**self.data)


def read(name: str, content: bytes, event: ExchangeEventPage, usual_role: str) -> list[Line]:
    """The people of a sheet; who has no role in it gets `usual_role`. Raises ValidationError for the whole file."""
    rows, start, columns = _table(reading.read(name, content))
    lines = [
        line
        for number, row in enumerate(rows[start + 1 :], start=start + 2)
        if (line := _line(number, row, columns, usual_role)) is not None
    ]
    if not lines:
        raise ValidationError(_("There is nobody below the header."))
    if len(lines) > MOST_LINES:
        raise ValidationError(_("More than %(n)s people. Please make several files.") % {"n": MOST_LINES})
    _look_for_doubles(lines, event)
    return lines


def template(name: str) -> HttpResponse:
    """What one fills in, with the words that roles go by."""
    example = ["นาย", "สมมุติ ตัวอย่าง", "ครู", "โรงเรียนสมมุติ", CERTIFICATE_ROLES["speaker"].th, ""]
    roles = [str(term.th) for term in CERTIFICATE_ROLES if term.key != "attended"]
    return template_response(OWN_SHEET, example, {OWN_SHEET.index(COLUMNS["role"][0]): roles}, name)


def _key(text: str) -> str:
    return re.sub(r"[\s.\-–_/()*:]", "", text).casefold()


def _table(sheets: reading.Sheets) -> tuple[Sequence[Sequence[str]], int, dict[str, int]]:
    """The lines of the first sheet with a header, the header's place and where its columns are."""
    known = {_key(word): key for key, words in COLUMNS.items() for word in words}
    for sheet in sheets:
        for number, row in enumerate(sheet["rows"][:SEARCHED]):
            found: dict[str, int] = {}
            for place, cell in enumerate(row):
                if key := known.get(_key(cell)):
                    found.setdefault(key, place)
            if "name" in found:
                return sheet["rows"], number, found
    raise ValidationError(_("There is no column “%(name)s” in this file.") % {"name": COLUMNS["name"][0]})


def _line(number: int, row: Sequence[str], columns: dict[str, int], usual_role: str) -> Line | None:
    data = {key: row[place] if place < len(row) else "" for key, place in columns.items()}
    if not any(data.values()):
        return None
    surname = data.pop("surname", "")
    data = {key: data.get(key, "") for key in COLUMNS if key != "surname"}
    data["name"] = f"{data['name']} {surname}".strip()
    wrong = []
    role = _role(data["role"]) if data["role"] else usual_role
    if role == "attended":
        wrong.append(_("Those who took part get theirs by their check-in, not from a file."))
    elif not role:
        wrong.append(_("Which role is “%(role)s”?") % {"role": data["role"]})
    form = RoleForm({**data, "role": role if role != "attended" else "speaker"})
    if form.is_valid() and not wrong:
        return Line(number, {name: form.cleaned_data[name] for name in data})
    for name, errors in form.errors.items():
        if name != "role":
            wrong += [f"{form.fields[name].label}: {error}" for error in errors]
    return Line(number, data, wrong or [_("Please look at this line again.")])


def _role(words: str) -> str:
    for term in CERTIFICATE_ROLES:
        if _key(words) in {_key(term.th), _key(term.en), _key(term.key)}:
            return str(term.key)
    return ""


def _look_for_doubles(lines: list[Line], event: ExchangeEventPage) -> None:
    rows: Iterator[Any] = (
        Certificate.objects.valid().filter(event=event.pk).values_list("full_name", "role", "serial")
    )
    issued = {(name, role): serial for name, role, serial in rows}
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        who = (line.full_name, line.data["role"])
        if who in issued:
            line.wrong.append(_("Has a certificate for this already: %(serial)s") % {"serial": issued[who]})
        elif who in seen:
            line.wrong.append(_("The same person as in line %(n)s.") % {"n": seen[who]})
        seen.setdefault(who, line.number)
