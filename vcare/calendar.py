"""Thai dates: the Buddhist era, school and budget years, reading and writing.

The Buddhist year is the Christian year + 543. Until 1940 it began on 1 April, so January to
March belonged to the year before; 2483 had only nine months. Years here are Buddhist unless a
name says otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from typing import Literal

from vcare.vocabulary import Source, Term, Vocabulary, is_english

Style = Literal["short", "long", "formal", "full"]

#: The earliest Buddhist year that is taken for a plausible one.
EARLIEST_YEAR = 2400
#: How many years after this one are still plausible.
YEARS_AHEAD = 20

#: Keys are the numbers of the months.
MONTHS = Vocabulary(
    Term(str(number), th, en, Source.FOUND, th_short, en[:3])
    for number, (th, th_short, en) in enumerate(
        [
            ("มกราคม", "ม.ค.", "January"),
            ("กุมภาพันธ์", "ก.พ.", "February"),
            ("มีนาคม", "มี.ค.", "March"),
            ("เมษายน", "เม.ย.", "April"),
            ("พฤษภาคม", "พ.ค.", "May"),
            ("มิถุนายน", "มิ.ย.", "June"),
            ("กรกฎาคม", "ก.ค.", "July"),
            ("สิงหาคม", "ส.ค.", "August"),
            ("กันยายน", "ก.ย.", "September"),
            ("ตุลาคม", "ต.ค.", "October"),
            ("พฤศจิกายน", "พ.ย.", "November"),
            ("ธันวาคม", "ธ.ค.", "December"),
        ],
        start=1,
    )
)

#: Keys are those of `date.weekday()`: 0 is Monday.
WEEKDAYS = Vocabulary(
    Term(str(number), "วัน" + th, en, Source.FOUND, th_short, en[:3])
    for number, (th, th_short, en) in enumerate(
        [
            ("จันทร์", "จ.", "Monday"),
            ("อังคาร", "อ.", "Tuesday"),
            ("พุธ", "พ.", "Wednesday"),
            ("พฤหัสบดี", "พฤ.", "Thursday"),
            ("ศุกร์", "ศ.", "Friday"),
            ("เสาร์", "ส.", "Saturday"),
            ("อาทิตย์", "อา.", "Sunday"),
        ]
    )
)

TERMS = Vocabulary(
    [
        Term("1", "ภาคเรียนที่ 1", "Term 1", Source.FOUND),
        Term("2", "ภาคเรียนที่ 2", "Term 2", Source.FOUND),
        Term("all", "ทั้งปีการศึกษา", "Whole year", Source.FOUND),
    ]
)

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def to_arabic_digits(text: str) -> str:
    return text.translate(_TO_ARABIC)


def to_thai_digits(text: str) -> str:
    return text.translate(_TO_THAI)


# Years


def to_buddhist(christian: int) -> int:
    return christian + 543


def to_christian(buddhist: int) -> int:
    return buddhist - 543


def buddhist_year(day: date) -> int:
    """The Buddhist year of a day, with regard to the old new year on 1 April."""
    if day < date(1940, 4, 1) and day.month < 4:
        return day.year + 542
    return day.year + 543


def buddhist_date(year: int, month: int, day: int) -> date:
    """The day that has this date in the Buddhist calendar.

    Raises ValueError if there is none, as in January to March 2483.
    """
    christian = year - 542 if year < 2483 and month < 4 else year - 543
    if year == 2483 and month < 4:
        raise ValueError("The year 2483 began in April.")
    return date(christian, month, day)


def academic_year(day: date) -> int:
    """The school year (ปีการศึกษา), from 16 May to 15 May."""
    return to_buddhist(day.year) - ((day.month, day.day) < (5, 16))


def term(day: date) -> int | None:
    """The term by the regulation of 2549, None between terms.

    Term 1 is from 16 May to 11 October, term 2 from 1 November to 1 April. The schools' own
    dates may differ from year to year.
    """
    month_and_day = (day.month, day.day)
    if (5, 16) <= month_and_day <= (10, 11):
        return 1
    if month_and_day >= (11, 1) or month_and_day <= (4, 1):
        return 2
    return None


def fiscal_year(day: date) -> int:
    """The budget year (ปีงบประมาณ), from 1 October, named after the year in which it ends."""
    return to_buddhist(day.year) + (day.month >= 10)


def academic_year_span(year: int) -> tuple[date, date]:
    """The first and the last day of a school year."""
    christian = to_christian(year)
    return date(christian, 5, 16), date(christian + 1, 5, 15)


def fiscal_year_span(year: int) -> tuple[date, date]:
    """The first and the last day of a budget year."""
    christian = to_christian(year)
    return date(christian - 1, 10, 1), date(christian, 9, 30)


# Writing


def format_thai_date(day: date, style: Style = "short", language: str | None = "th") -> str:
    """Write a date: 22 พ.ย. 2569, in English 22 Nov 2026.

    long: 22 พฤศจิกายน 2569; formal: ๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙; full: with the day of the week.
    """
    return f"{_weekday(day, style, language)}{_day_and_month(day, style, language)} " + _year(
        day, style, language
    )


def format_thai_range(
    start: date, end: date | None, style: Style = "short", language: str | None = "th"
) -> str:
    """Write days from `start` to `end`, both included: 28–29 พ.ย. 2569.

    Raises ValueError if `end` is before `start`.
    """
    start, end = _as_date(start), _as_date(end or start)
    if end < start:
        raise ValueError("The end is before the start.")
    last = format_thai_date(end, style, language)
    if start == end:
        return last
    if style == "full" or _year(start, style, language) != _year(end, style, language):
        return f"{format_thai_date(start, style, language)} – {last}"
    if start.month != end.month:
        return f"{_day_and_month(start, style, language)} – {last}"
    return f"{_number(start.day, style, language)}–{last}"


def format_thai_time(moment: time | datetime, language: str | None = "th", style: Style = "short") -> str:
    """Write a time of day: 13.30 น., in English 13:30."""
    if is_english(language):
        return f"{moment:%H:%M}"
    text = f"{moment:%H.%M} น."
    return to_thai_digits(text) if style == "formal" else text


def format_thai_datetime(moment: datetime, style: Style = "short", language: str | None = "th") -> str:
    """Write a date and time: 22 พ.ย. 2569 13.30 น.; other styles put เวลา before the time."""
    day = format_thai_date(moment, style, language)
    clock = format_thai_time(moment, language, style)
    if is_english(language):
        return f"{day}, {clock}"
    return f"{day} {clock}" if style == "short" else f"{day} เวลา {clock}"


def format_academic_year(year: int, term: str | int | None = None, language: str | None = "th") -> str:
    """Write a school year, with a key of TERMS also the term: ภาคเรียนที่ 2/2569."""
    english = is_english(language)
    if str(term) in ("1", "2"):
        return f"Term {term}/{to_christian(year)}" if english else f"ภาคเรียนที่ {term}/{year}"
    return f"Academic year {to_christian(year)}" if english else f"ปีการศึกษา {year}"


def _as_date(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _number(number: int, style: Style, language: str | None) -> str:
    if style == "formal" and not is_english(language):
        return to_thai_digits(str(number))
    return str(number)


def _weekday(day: date, style: Style, language: str | None) -> str:
    if style != "full":
        return ""
    name = WEEKDAYS.label(str(day.weekday()), language)
    return f"{name} " if is_english(language) else f"{name}ที่ "


def _day_and_month(day: date, style: Style, language: str | None) -> str:
    month = MONTHS[str(day.month)]
    name = month.short(language) if style == "short" else month.label(language)
    return f"{_number(day.day, style, language)} {name}"


def _year(day: date, style: Style, language: str | None) -> str:
    if is_english(language):
        return str(day.year)
    year = _number(buddhist_year(_as_date(day)), style, language)
    return f"พ.ศ. {year}" if style == "formal" else year


# Reading


DateErrorCode = Literal["unreadable", "impossible", "ambiguous", "implausible", "no_time"]


class DateError(ValueError):
    """A text that is no date.

    `code` says why:
    unreadable  no date in any of the known ways of writing
    impossible  a day, month or time that does not exist, such as 31 เม.ย.
    ambiguous   a year of two digits that may be of either era
    implausible a year before `earliest` or after `latest`; `year` is what was understood
    no_time     a date without the time of day that was asked for
    """

    def __init__(
        self,
        code: DateErrorCode,
        *,
        year: int | None = None,
        earliest: int | None = None,
        latest: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.year = year
        self.earliest = earliest
        self.latest = latest


def parse_thai_date(
    text: str,
    *,
    today: date | None = None,
    earliest: int = EARLIEST_YEAR,
    latest: int | None = None,
) -> date:
    """Read a date as people write it, in either era, with either digits.

    Four digits below 2400 are a Christian year, two digits from 40 to 99 a Buddhist one. The
    Buddhist year must be from `earliest` to `latest`, by default 20 years after `today`.
    Raises DateError.
    """
    match = _match(_cleaned(text))
    month = _month(match["month"])
    year, is_buddhist = _read_year(match["year"], match["era"])
    try:
        if is_buddhist:
            found = buddhist_date(year, month, int(match["day"]))
        else:
            found = date(year, month, int(match["day"]))
    except ValueError:
        _refuse_implausible(year if is_buddhist else to_buddhist(year), today, earliest, latest)
        raise DateError("impossible") from None
    _refuse_implausible(buddhist_year(found), today, earliest, latest)
    return found


def parse_thai_time(text: str) -> time:
    """Read a time of day such as 13.30 น. or 13:30. Raises DateError."""
    match = _TIME.fullmatch(_cleaned(text))
    if match is None:
        raise DateError("unreadable")
    try:
        return time(int(match["hour"]), int(match["minute"]))
    except ValueError:
        raise DateError("impossible") from None


def parse_thai_datetime(
    text: str,
    *,
    today: date | None = None,
    earliest: int = EARLIEST_YEAR,
    latest: int | None = None,
) -> datetime:
    """Read a date, as `parse_thai_date` does, with a time behind it. Raises DateError."""
    text = _cleaned(text)
    match = _WITH_TIME.fullmatch(text)
    day = parse_thai_date(match["date"] if match else text, today=today, earliest=earliest, latest=latest)
    if match is None:
        raise DateError("no_time")
    return datetime.combine(day, parse_thai_time(match["time"]))


def parse_thai_year(
    text: str,
    *,
    today: date | None = None,
    earliest: int = EARLIEST_YEAR,
    latest: int | None = None,
) -> int:
    """Read a year in either era and return the Buddhist one. Raises DateError."""
    match = _YEAR_ALONE.fullmatch(_cleaned(text))
    if match is None:
        raise DateError("unreadable")
    year, is_buddhist = _read_year(match["year"], match["era"])
    year = year if is_buddhist else to_buddhist(year)
    _refuse_implausible(year, today, earliest, latest)
    return year


_ERA = r"(?P<era>พ\.?\s?ศ\.?|พุทธศักราช|ค\.?\s?ศ\.?|คริสต์ศักราช|b\.?e\.?|c\.?e\.?|a\.?d\.?)?"
_THAI_WEEKDAY = r"(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ?|ศุกร์|เสาร์|อาทิตย์|จ\.|อ\.|พ\.|พฤ\.|ศ\.|ส\.|อา\.)"
_BEFORE = (
    rf"(?:(?:วัน)?{_THAI_WEEKDAY}?\s?(?:ที่)?\s?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)?"
)
_FORMS = [
    re.compile(form)
    for form in (
        r"(?P<year>[0-9]{4})(?P<between>[-/.])(?P<month>[0-9]{1,2})(?P=between)(?P<day>[0-9]{1,2})(?P<era>)",
        rf"{_BEFORE}(?P<day>[0-9]{{1,2}})\s?[-/. ]\s?(?P<month>[0-9]{{1,2}})\s?[-/. ]\s?"
        rf"{_ERA}\s?(?P<year>[0-9]{{4}}|[0-9]{{2}})",
        rf"{_BEFORE}(?P<day>[0-9]{{1,2}})\s?[-/]?\s?(?:เดือน)?\s?"
        rf"(?P<month>[ก-๎a-z][ก-๎a-z. ]*?)\s?[-/,]?\s?"
        rf"(?:ปี)?\s?{_ERA}\s?(?P<year>[0-9]{{4}}|[0-9]{{2}})",
        rf"{_BEFORE}(?P<month>[a-z]+)\.?\s(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s"
        rf"{_ERA}\s?(?P<year>[0-9]{{4}})",
    )
]
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.][0-9]{2})?\s?(?:น\.?|นาฬิกา)?")
_WITH_TIME = re.compile(
    r"(?P<date>.+?)(?:[ ,]+(?:เวลา ?)?|(?<=[0-9])t)(?P<time>[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?[ นาฬิก.]*)"
)
_YEAR_ALONE = re.compile(rf"(?:ปี)?\s?(?:การศึกษา|งบประมาณ)?\s?{_ERA}\s?(?P<year>[0-9]{{4}}|[0-9]{{2}})")


def _month_names() -> dict[str, int]:
    """Every way of writing a month, without dots and spaces, and its number."""
    names: dict[str, int] = {"กรกฏาคม": 7, "กรกฏา": 7, "กุมภาพันธุ์": 2, "sept": 9}
    for number, month in enumerate(MONTHS, start=1):
        spoken = re.sub(r"(คม|ยน|พันธ์)$", "", month.th)
        for name in (month.th, month.th_short, spoken, month.en, month.en_short):
            names[_bare(name)] = number
    return names


def _bare(name: str) -> str:
    return re.sub(r"[\s.]", "", name).lower()


_MONTH_BY_NAME = _month_names()


def _cleaned(text: str) -> str:
    if len(text) > 100:
        raise DateError("unreadable")
    text = unicodedata.normalize("NFC", to_arabic_digits(text)).lower()
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    return " ".join(text.split())


def _match(text: str) -> re.Match[str]:
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return match
    raise DateError("unreadable")


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    try:
        return _MONTH_BY_NAME[_bare(text)]
    except KeyError:
        raise DateError("unreadable") from None


def _read_year(text: str, era: str | None) -> tuple[int, bool]:
    """A year, and whether it is Buddhist."""
    year = int(text)
    era = _bare(era or "")
    of_buddha = era in ("พศ", "พุทธศักราช", "be")
    if len(text) == 2:
        if not of_buddha and (era or year < 40):
            raise DateError("ambiguous")
        return 2500 + year, True
    return year, of_buddha if era else year >= 2400


def _refuse_implausible(year: int, today: date | None, earliest: int, latest: int | None) -> None:
    if latest is None:
        latest = buddhist_year(today or date.today()) + YEARS_AHEAD
    if not earliest <= year <= latest:
        raise DateError("implausible", year=year, earliest=earliest, latest=latest)
