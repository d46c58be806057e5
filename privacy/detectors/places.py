"""Where a child lives, sits and stands out: addresses, dates of birth, class with room, small counts."""

import re
from collections.abc import Iterator

from privacy.detectors import words
from privacy.detectors.draft import Draft

_OFFICE = re.compile(
    r"โรงเรียน|สำนักงาน|สพป|วัด[ก-ฮ]|ศูนย์|อบต|เทศบาล|โรงพยาบาล|รพ\.|มหาวิทยาลัย|บริษัท|ห้าง|มูลนิธิ|สมาคม|ที่ทำการ|สถานี|วิทยาลัย|สถานศึกษา"
)
_HOUSE = re.compile(
    r"(?:บ้าน|อยู่)[ ]?เลขที่[ ]?:?[ ]?\d{1,4}(?:/\d{1,4})?"
    r"|(?<![\d/.])\d{1,4}(?:/\d{1,4})?[ ]?(?:ม\.|หมู่(?:ที่)?|หมู่บ้าน|ซอย|ซ\.|ถนน|ถ\.)[ ]?[\dก-๙][^\n]{0,40}?(?:ต\.|ตำบล|แขวง|อ\.|อำเภอ|เขต)[ ]?[ก-ฮเ-ไ]"
    r"|(?:ที่อยู่|อาศัยอยู่|พักอยู่)(?:ของ[ก-๙]{1,15})?(?:ที่)?[ ]?:?[ ]?\d{1,4}(?:/\d{1,4})?[ ]?(?:ม\.|หมู่|ซอย|ซ\.|ถ\.|ถนน|ต\.|ตำบล)"
    r"|(?:ที่อยู่|อาศัยอยู่|พักอยู่)(?:ของ[ก-๙]{1,15})?(?:ที่)?[ ]?:?[ ]?(?:บ้าน)?เลขที่[ ]?\d{1,4}(?:/\d{1,4})?"
)
_MONTHS = "ม\\.ค\\.|ก\\.พ\\.|มี\\.ค\\.|เม\\.ย\\.|พ\\.ค\\.|มิ\\.ย\\.|ก\\.ค\\.|ส\\.ค\\.|ก\\.ย\\.|ต\\.ค\\.|พ\\.ย\\.|ธ\\.ค\\.|มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
_BIRTH = re.compile(
    rf"(?:วันเกิด|เกิดวันที่|เกิดเมื่อ(?:วันที่)?|ว\.?[ ]?ด\.?[ ]?ป\.?[ ]?เกิด|วัน[ ]?/?เดือน[ ]?/?ปี[ ]?เกิด)[ ]?(?:คือ|:)?[ ]?(?:วันที่)?[ ]?(?P<day>\d{{1,2}}[ ]?(?:[/.-][ ]?\d{{1,2}}[ ]?[/.-][ ]?\d{{2,4}}|(?:{_MONTHS})[ ]?(?:พ\.ศ\.)?[ ]?\d{{2,4}}))"
)
_ROOM = re.compile(
    r"(?<![ก-๎])(?:ชั้น)?[ ]?(?:[ปมอ]\.?|ประถมศึกษาปีที่|มัธยมศึกษาปีที่|ประถม|มัธยม|อนุบาล(?:ปีที่)?)[ ]?[1-6][ ]?(?:/[ ]?\d{1,2}(?![\d/])|ห้อง[ ]?(?:ที่)?[ ]?\d{1,2}(?!\d))"
    r"|(?:ประถมศึกษาปีที่|มัธยมศึกษาปีที่|ชั้น(?:ประถม|มัธยม))[ ]?[1-6][ ]?(?:/[ ]?\d{1,2}(?![\d/])|ห้อง[ ]?\d{1,2}(?!\d))"
    r"|ชั้น[ ]?[ปมอ]\.?[ ]?[1-6][ ]?(?:/[ ]?\d{1,2}(?![\d/])|ห้อง[ ]?\d{1,2}(?!\d))"
)
_PROBLEM = re.compile("|".join(map(re.escape, sorted(words.PROBLEMS, key=len, reverse=True))))
_SENSITIVE = re.compile("|".join(map(re.escape, sorted(words.SENSITIVE, key=len, reverse=True))))
#: Said about a whole class or against a problem, not about one child in it.
_HARMLESS = re.compile(
    r"ไม่มี(?:ปัญหา|นักเรียน)|ป้องกัน|กิจกรรม|อบรม|หลักสูตร|หน่วยการเรียน|รณรงค์|ให้ความรู้|แผนการ|แบบสอบถาม|การเรียนรู้|เรียนเรื่อง|สอนเรื่อง|แก้ปัญหาโจทย์|โจทย์ปัญหา|แก้ปัญหา(?:คณิต|การ)|ทุกคน|ทั้งห้อง|ทั้งชั้น"
)
_PUPIL_WORD = r"(?:นักเรียน|นร\.|เด็ก|ผู้เรียน|เด็กชาย|เด็กหญิง|ลูกศิษย์|สามเณร)"
_COUNT = re.compile(
    rf"(?P<who>{_PUPIL_WORD})(?P<between>[^\n\d]{{0,40}}?)(?<![\d.,/])(?P<number>[1-9]|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)[ ]?(?P<unit>คน|ราย|รูป)(?!ละ|[ ]?ต่อ|ที่มี)"
)
_BACK_COUNT = re.compile(
    r"(?<![\d.,/])(?P<number>[1-9]|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)[ ]?(?P<unit>คน|ราย)(?P<between>)(?!ละ|[ ]?ต่อ)(?=[^\n\d]{0,12}(?P<who>)(?:เป็น|คือ)นักเรียน)"
)
_CASES = re.compile(r"(?P<between>)(?<![\d.,/])(?P<number>[1-9])[ ]?(?P<unit>ราย|กรณี|เคส)(?!ละ|[ ]?ต่อ)")
OTHER_PEOPLE = re.compile(
    r"ครู|ผู้ปกครอง|กรรมการ|วิทยากร|เจ้าหน้าที่|อาสา|ผู้ใหญ่|พ่อ|แม่|บุคลากร|ตำรวจ|พยาบาล|ผู้อำนวยการ|นักจิตวิทยา|โรงเรียน(?:ละ|ส่ง)|กลุ่มละ|คู่ละ|ทีมละ|ห้องละ|ชั้นละ|ละ[ ]?$|อย่างน้อย|ไม่เกิน|ไม่น้อยกว่า|มากกว่า|ครั้งละ|คนที่|แกนนำ|พี่เลี้ยง|ยืม|เลือก|จับคู่|แบ่ง|ต่อ|ร้อยละ|ใช้"
)
_EACH = re.compile(r"แต่ละ|กลุ่มละ|โต๊ะละ|ห้องละ|ต่อโต๊ะ|ครั้งละ|รอบละ|เช่น[ ]?$|สมมติ(?:ว่า)?[ ]?$")
_ONE = {"หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9}
FEW, FEW_SENSITIVE = 5, 10


def drafts(text: str) -> Iterator[Draft]:
    yield from houses(text)
    yield from birth_dates(text)
    yield from rooms(text)
    yield from small_counts(text)


def houses(text: str) -> Iterator[Draft]:
    for found in _HOUSE.finditer(text):
        before = text[max(0, found.start() - 60) : found.start()].rpartition("\n")[2]
        if not _OFFICE.search(before) or re.search(r"นักเรียน|เด็ก|ผู้ปกครอง", before[-25:]):
            yield Draft("address", found.start(), found.end(), "")


def birth_dates(text: str) -> Iterator[Draft]:
    for found in _BIRTH.finditer(text):
        yield Draft("birth-date", found.start("day"), found.end("day"), "")


def rooms(text: str) -> Iterator[Draft]:
    for found in _ROOM.finditer(text):
        around = sentence(text, found.start(), found.end(), 90)
        if _PROBLEM.search(around) and not _HARMLESS.search(around):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            yield Draft("class-room", start, found.end(), None)


def small_counts(text: str) -> Iterator[Draft]:
    for pattern in (_COUNT, _BACK_COUNT, _CASES):
        for found in pattern.finditer(text):
            number = int(found["number"]) if found["number"].isdigit() else _ONE[found["number"]]
            if OTHER_PEOPLE.search(found["between"]) or re.match(r"[ ]?(?:คน)?หนึ่ง", found["unit"] + "x"):
                continue
            if found["number"] == "หนึ่ง":
                continue  # no count: a pupil, any pupil
            if _EACH.search(text[max(0, found.start() - 20) : found.start()]):
                continue
            start, end = found.start("number"), found.end("unit")
            sensitive = _SENSITIVE.search(sentence(text, found.start(), end, 80))
            if sensitive and number < FEW_SENSITIVE:
                yield Draft("small-cell-sensitive", start, end, "ไม่ถึง 10 คน")
            elif number < FEW and pattern is not _CASES:
                yield Draft("small-cell", start, end, "ไม่ถึง 5 คน")


def sentence(text: str, start: int, end: int, reach: int) -> str:
    """What stands around a place, not further than its line."""
    before = text[max(0, start - reach) : start].rpartition("\n")[2]
    return before + text[start:end] + text[end : end + reach].partition("\n")[0]
