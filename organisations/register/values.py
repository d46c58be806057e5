"""What the cells of an office's sheet mean. Every reader raises ValidationError with the reason, for people."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.register.workbook import NO_RESULT
from vcare.calendar import DateError, buddhist_year, parse_thai_date, parse_thai_year, to_arabic_digits
from vcare.schools import DISTRICTS, LEVEL_GROUPS

#: What people write into a cell that has nothing to say.
NOTHING = frozenset(["", "-", "–", "—", "--", "ไม่มี", "ไม่มีข้อมูล", "n/a", "null"])
#: More pupils, or staff, than any school has.
MOST = 20_000
SCHOOL = re.compile(r"^(?:โรงเรียน|ร\.?\s?ร\.)\s*")


def plain(cell: str) -> str:
    """A cell's text, tidied; "" for what means nothing. Refuses formulas."""
    if cell == NO_RESULT:
        raise ValidationError(
            _("a formula without its result: open the file in Excel and save it, or paste the values only")
        )
    text = " ".join(unicodedata.normalize("NFC", cell).split()).removeprefix("'").strip()
    if text.lower() in NOTHING:
        return ""
    if text.startswith(("=", "@")):
        raise ValidationError(_("this is a formula, not a text: “%(text)s”") % {"text": text[:40]})
    return text


def name(text: str) -> str:
    """A school's name, always with โรงเรียน before it."""
    return limited(f"โรงเรียน{SCHOOL.sub('', text)}", 200)


def words(most: int):
    """A reader of text of at most so many letters."""
    return lambda text: limited(text, most)


def limited(text: str, most: int) -> str:
    if len(text) > most:
        raise ValidationError(_("longer than %(most)s letters") % {"most": most})
    return text


def obec_code(text: str) -> str:
    digits = re.sub(r"[\s\-.]", "", to_arabic_digits(text))
    if re.fullmatch(r"[0-9.,]+e\+?[0-9]+", text.lower()):
        raise ValidationError(
            _("Excel has shortened the code “%(text)s”: set the column to text and type it again")
            % {"text": text}
        )
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValidationError(_("the OBEC code has ten digits, not “%(text)s”") % {"text": text[:40]})
    return digits


def count(text: str) -> int:
    digits = re.sub(r"\s*(?:คน|people)$", "", to_arabic_digits(text)).replace(",", "").strip()
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValidationError(_("a number is expected, not “%(text)s”") % {"text": text[:40]})
    number = int(digits[:9])
    if number > MOST:
        raise ValidationError(_("%(n)s is too many for one school") % {"n": digits[:9]})
    return number


def districts(text: str) -> list[str]:
    """One district, or several with commas between."""
    return [_district(part.strip()) for part in text.split(",")]


def _district(text: str) -> str:
    bare = re.sub(r"^(?:อำเภอ|อ\.)\s*", "", text)
    for term in DISTRICTS:
        if bare in {term.th, term.key} or bare.lower().removesuffix(" district") == term.en.lower():
            return term.key
    raise ValidationError(_("district “%(text)s” does not belong to this office") % {"text": text[:40]})


def subdistrict(text: str) -> str:
    return limited(re.sub(r"^(?:ตำบล|ต\.)\s*", "", text), 80)


#: How a level is written, the longer words first: ก่อนประถม is no ประถม.
_LEVELS = re.compile(
    r"(?P<none>มัธยม(?:ศึกษา)?ตอนปลาย|ม\.?\s?(?:ปลาย|[4-6])|ปวช|ปวส)"
    r"|(?P<early>ก่อนประถม(?:ศึกษา)?|ปฐมวัย|อนุบาล(?:\s?[1-3])?|อ\.?\s?[1-3]|early years)"
    r"|(?P<lower>ขยายโอกาส|มัธยม(?:ศึกษา)?(?:ตอนต้น)?(?:ปีที่\s?[1-3])?|ม\.?\s?(?:ต้น|[1-3])|lower secondary)"
    r"|(?P<primary>ประถม(?:ศึกษา)?(?:ปีที่\s?[1-6])?|ป\.?\s?[1-6]|primary)"
)
_KEYS = ["early", "primary", "lower-secondary"]
_GROUPS = {"early": 0, "primary": 1, "lower": 2}
_SPAN = re.compile(r"^\s*(?:\([^)]*\))?\s*(?:-|–|—|ถึง|to)\s*")


def levels(text: str) -> list[str]:
    """Levels as a list or a span: "ปฐมวัย, ประถมศึกษา", "อ.2 - ม.3"."""
    unknown = ValidationError(_("levels not understood: “%(text)s”") % {"text": text[:60]})
    found: set[int] = set()
    source = to_arabic_digits(text).lower()
    before: tuple[int, int] | None = None
    for match in _LEVELS.finditer(source):
        if match.lastgroup == "none":
            raise ValidationError(
                _("“%(text)s”: schools of this office teach up to lower secondary") % {"text": text[:60]}
            )
        number = _GROUPS[str(match.lastgroup)]
        if before and _SPAN.search(source[before[1] : match.start()]):
            if number < before[0]:
                raise unknown
            found |= set(range(before[0], number + 1))
        found.add(number)
        before = (number, match.end())
    if not found:
        raise unknown
    return [_KEYS[number] for number in sorted(found)]


def email(text: str) -> str:
    EmailValidator(_("not an e-mail address: “%(text)s”") % {"text": text[:60]})(text)
    return limited(text, 254)


def phone(text: str) -> str:
    if not re.fullmatch(r"[0-9๐-๙ ,/()+.\-]*(?:ต่อ|ext\.?|to|ถึง)?[0-9๐-๙ ,/()+.\-]*", text) or len(text) > 60:
        raise ValidationError(_("not a telephone number: “%(text)s”") % {"text": text[:60]})
    return to_arabic_digits(text)


def website(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    URLValidator(["http", "https"], message=_("not a web address: “%(text)s”") % {"text": text[:60]})(address)
    return limited(address, 200)


def year(text: str) -> int:
    """A school year; not one that is yet to come."""
    this = buddhist_year(timezone.localdate())
    try:
        return parse_thai_year(text, earliest=2500, latest=this + 1)
    except DateError as error:
        raise ValidationError(_("not an academic year: “%(text)s”") % {"text": text[:40]}) from error


def day(text: str) -> date:
    """A day on which something was counted, so not one to come."""
    try:
        found = parse_thai_date(re.sub(r"^(?:ข้อมูล\s*)?ณ\s*(?:วันที่)?\s*", "", text))
    except DateError as error:
        raise ValidationError(_("not a date: “%(text)s”") % {"text": text[:40]}) from error
    if found > timezone.localdate():
        raise ValidationError(_("the day “%(text)s” is yet to come") % {"text": text[:40]})
    return found


def written_levels(keys: list[str]) -> str:
    return ", ".join(LEVEL_GROUPS[key].short("th") for key in keys if key in LEVEL_GROUPS)


def written_districts(keys: list[str]) -> str:
    return ", ".join(DISTRICTS[key].th for key in keys if key in DISTRICTS)
