"""The columns of the office's sheet: how each is called, read and written.

What the portal exports has these headers, so that it reads its own sheets. The headers are Thai in any
language of the interface: the sheet is the office's paper.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.register import values
from vcare.calendar import to_arabic_digits


@dataclass(frozen=True)
class Column:
    """One column. `of_year` says that it tells of one academic year."""

    key: str
    header: str
    label: Promise
    read: Callable[[str], Any]
    also: Sequence[str] = ()
    of_year: bool = False


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column(
            "obec_code",
            "รหัส สพฐ.",
            _("OBEC code"),
            values.obec_code,
            (
                "รหัสโอเบค",
                "รหัสโรงเรียน",
                "รหัสสถานศึกษา",
                "รหัสโรงเรียน 10 หลัก",
                "รหัสสถานศึกษา 10 หลัก",
                "รหัส 10 หลัก",
                "รหัส OBEC 10 หลัก",
                "รหัสโรงเรียน (OBEC)",
                "รหัส OBEC",
                "รหัสโรงเรียน สพฐ",
                "OBEC code",
                "school code",
            ),
        ),
        Column(
            "name",
            "ชื่อโรงเรียน",
            _("Name of the school"),
            values.name,
            (
                "โรงเรียน",
                "ชื่อสถานศึกษา",
                "สถานศึกษา",
                "ชื่อ",
                "ชื่อหน่วยงาน",
                "รายชื่อโรงเรียน",
                "รร",
                "school",
                "name",
                "school name",
            ),
        ),
        Column(
            "name_en",
            "ชื่อภาษาอังกฤษ",
            _("English name"),
            values.words(200),
            ("ชื่อโรงเรียนภาษาอังกฤษ", "ชื่อโรงเรียน (ภาษาอังกฤษ)", "ชื่อโรงเรียน (อังกฤษ)", "ชื่ออังกฤษ", "English name"),
        ),
        Column(
            "districts",
            "อำเภอ",
            _("District"),
            values.districts,
            ("อ", "ชื่ออำเภอ", "อำเภอที่ตั้ง", "เขตอำเภอ", "district"),
        ),
        Column(
            "subdistrict",
            "ตำบล",
            _("Subdistrict"),
            values.subdistrict,
            ("ต", "ชื่อตำบล", "ตำบลที่ตั้ง", "subdistrict", "tambon"),
        ),
        Column(
            "levels",
            "ระดับที่เปิดสอน",
            _("Levels taught"),
            values.levels,
            (
                "ระดับชั้นที่เปิดสอน",
                "ชั้นที่เปิดสอน",
                "ระดับชั้น",
                "ระดับการศึกษา",
                "เปิดสอน",
                "เปิดสอนระดับ",
                "ช่วงชั้น",
                "ช่วงชั้นที่เปิดสอน",
                "levels",
                "levels taught",
            ),
        ),
        Column(
            "cluster",
            "กลุ่มโรงเรียน",
            _("School cluster"),
            values.words(200),
            (
                "กลุ่ม",
                "ชื่อกลุ่มโรงเรียน",
                "กลุ่มเครือข่าย",
                "กลุ่มเครือข่ายสถานศึกษา",
                "ศูนย์เครือข่าย",
                "ศูนย์เครือข่ายสถานศึกษา",
                "ศูนย์เครือข่ายโรงเรียน",
                "เครือข่าย",
                "เครือข่ายโรงเรียน",
                "เครือข่ายสถานศึกษา",
                "กลุ่มโรงเรียน/ศูนย์เครือข่าย",
                "cluster",
                "school cluster",
            ),
        ),
        Column(
            "phone",
            "โทรศัพท์ของโรงเรียน",
            _("School telephone"),
            values.phone,
            (
                "โทรศัพท์",
                "โทรศัพท์โรงเรียน",
                "เบอร์โทรศัพท์",
                "เบอร์โทรศัพท์โรงเรียน",
                "เบอร์โทร",
                "เบอร์โทรโรงเรียน",
                "หมายเลขโทรศัพท์",
                "โทร",
                "phone",
                "telephone",
            ),
        ),
        Column(
            "email",
            "อีเมลของโรงเรียน",
            _("School e-mail"),
            values.email,
            ("อีเมล", "อีเมล์", "อีเมลโรงเรียน", "e-mail", "email"),
        ),
        Column("address", "ที่อยู่", _("Address"), values.words(250), ("ที่ตั้ง", "ที่อยู่โรงเรียน", "address")),
        Column(
            "website",
            "เว็บไซต์",
            _("Website"),
            values.website,
            ("เว็บไซต์โรงเรียน", "เว็บไซด์", "website", "url"),
        ),
        Column(
            "academic_year",
            "ปีการศึกษา",
            _("Academic year"),
            values.year,
            ("ปี", "ปีการศึกษา (พ.ศ.)", "academic year"),
            of_year=True,
        ),
        Column(
            "pupils",
            "จำนวนนักเรียน",
            _("Number of pupils"),
            values.count,
            ("นักเรียน", "จำนวนนักเรียนรวม", "นักเรียนรวม", "รวมนักเรียน", "นร", "จำนวน นร", "pupils", "students"),
            of_year=True,
        ),
        Column(
            "staff",
            "จำนวนครูและบุคลากร",
            _("Number of teachers and staff"),
            values.count,
            (
                "ครู/บุคลากร",
                "ครูและบุคลากร",
                "จำนวนครู/บุคลากร",
                "จำนวนครู",
                "ครู",
                "จำนวนบุคลากร",
                "บุคลากร",
                "ข้าราชการครูและบุคลากร",
                "ข้าราชการครูและบุคลากรทางการศึกษา",
                "ครูและบุคลากรทางการศึกษา",
                "staff",
                "teachers",
            ),
            of_year=True,
        ),
        Column(
            "as_of",
            "ข้อมูล ณ วันที่",
            _("Numbers as of"),
            values.day,
            ("ณ วันที่", "ข้อมูล ณ", "วันที่ของข้อมูล", "วันที่ข้อมูล", "as of"),
            of_year=True,
        ),
        Column(
            "source",
            "แหล่งข้อมูล",
            _("Source"),
            values.words(100),
            ("ที่มา", "แหล่งที่มา", "ที่มาของข้อมูล", "source"),
            of_year=True,
        ),
    )
}
#: What the portal writes for people and works out by itself: never read.
SIZE = "ขนาดโรงเรียน"
OF_SCHOOL = [column.key for column in COLUMNS.values() if not column.of_year]
OF_YEAR = [column.key for column in COLUMNS.values() if column.of_year]
#: By one of these a line says which school it is about.
NAMING = ("obec_code", "name")

_PARENTHESES = re.compile(r"\([^)]*\)")
_ENDING = re.compile(r"(?:ทั้งหมด|ทั้งสิ้น|คน|ปีการศึกษา[0-9]{4}|ปี[0-9]{4})+$")


def bare(header: str) -> str:
    """A header without spaces, dots and capitals, so that two ways of writing it are one."""
    text = unicodedata.normalize("NFC", to_arabic_digits(header)).lower().replace("เเ", "แ")
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LMN")


_BY_HEADER = {
    bare(spelling): column.key for column in COLUMNS.values() for spelling in (column.header, *column.also)
}


def recognised(header: str) -> str:
    """The key of the column that a header means, "" if none."""
    for text in (header, _PARENTHESES.sub("", header)):
        short = bare(text)
        for way in (short, _ENDING.sub("", short)):
            if way in _BY_HEADER:
                return _BY_HEADER[way]
    return ""


def recognise(headers: Iterable[str]) -> dict[int, str]:
    """The keys of the columns that a row of headers names, by place; each only once."""
    found: dict[int, str] = {}
    for place, header in enumerate(headers):
        key = recognised(header)
        if key and key not in found.values():
            found[place] = key
    return found
