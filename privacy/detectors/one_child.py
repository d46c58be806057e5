"""What in a short text points to one child: a name beside a class, a handful of pupils of a class, the only one of it.

Stricter than the rules of a long story, where the author is asked: whoever writes three lines is told what to write instead.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from privacy.detectors import names, people, places, scan, words
from privacy.detectors.finding import Finding, Level
from privacy.detectors.normal import normal


class Why(StrEnum):
    NAME = "name"
    FEW = "few"
    ONLY = "only"


#: Findings of the long rules that point to one child by themselves.
ALWAYS = frozenset({"adult-title-pupil", "possible-name", "pseudonym", "class-room", "birth-date"})
_CLASS = (
    r"(?:ระดับ)?(?:ชั้น)?[ ]?(?:(?:[ปม]\.?|ประถมศึกษาปีที่|มัธยมศึกษาปีที่|ประถม|มัธยม)[ ]?[1-6](?!\d)"
    r"|อ\.[ ]?[1-3](?!\d)|อนุบาล(?:ปีที่)?[ ]?[1-3]?)"
)
_PUPIL = r"(?:เด็ก(?:ชาย|หญิง|นักเรียน|พิเศษ|พิการ)?|นักเรียน(?:ชาย|หญิง)?|นร\.|ผู้เรียน|ลูกศิษย์|สามเณร)"
_AGE = r"(?:อายุ|วัย)[ ]?(?:เพียง|แค่|ราว|ประมาณ)?[ ]?(?:[3-9]|1[0-8])(?!\d)(?![ ]?[-–])[ ]?(?:ปี|ขวบ)"
_ROOM = r"ห้อง[ ]?(?:[ปม]\.?[ ]?)?[1-6](?:/\d)?(?!\d)"
_IN_CLASS = re.compile(
    rf"(?<![ก-๎.])(?:{_CLASS}|{_ROOM})|ชั้น[ ]?(?:[ปมอ]\.|ประถม|มัธยม|อนุบาล)|{_ROOM}|[ปม]\.[ ]?[1-6]"
)
#: What says right after a name that it is a pupil's.
_BESIDE = re.compile(
    rf"[\"”’'»]?[ ]{{0,2}}[(,]?[ ]?(?:ซึ่ง|ที่)?(?:เป็น|คือ|อยู่|กำลังเรียน|เรียน)?(?:อยู่)?[ ]?"
    rf"(?:(?:{_PUPIL}(?!ทุก|หลาย|และ)[ ]?)?(?P<class>{_CLASS}|{_ROOM}|{_AGE})|{_PUPIL}(?!ทุก|หลาย|และ))"
)
_OPEN = " \"“‘'«("
#: Before the name of a person whom nobody takes for a pupil, or of something that is no person.
_GROWN = re.compile(
    r"(?:คุณครู|ครู|ผอ\.|ผู้อำนวยการ|อาจารย์|ดร\.|นาย|นาง|นางสาว|น\.ส\.|คุณ|ป้า|ลุง|น้า|อา|ตา|ยาย|ปู่|ย่า|พ่อ|แม่|หมอ|พยาบาล|พระ|หลวงพ่อ|หลวงพี่|ผู้ใหญ่|กำนัน|ปลัด)$"
)
_THING = re.compile(
    r"(?:โรงเรียน|รร\.|โครงการ|กิจกรรม|ชุมนุม|ค่าย|ทีม|กลุ่ม|วง|ชมรม|หนังสือ|แบบเรียน|นิทาน|เรื่อง|เพลง|หลัก|โมเดล|รูปแบบ|สื่อ|เกม|ชุด|สี|(?<!เยี่ยม)บ้าน|วัด|ตำบล|อำเภอ|ต\.|อ\.|เดือน|วัน|ทุก|ดอก|ต้น|ห้อง|หลักสูตร|ร้าน|มูลนิธิ|สวน)$"
)
#: A grown-up's name and a space stand before what may be the family name.
_NAME_BEFORE = re.compile(
    r"(?:ครู|ผอ\.|อาจารย์|ดร\.|นาย|นาง|นางสาว|น\.ส\.|คุณ)[ ]?(?P<name>[ก-ฮเ-ไ][ก-ฮะ-ฺเ-ๅ็-๎]*)[ ]{1,2}$"
)
_POST = re.compile(
    r"[\"”’'»]?[ ]{0,2}[(,]?[ ]?(?:ซึ่ง)?(?:เป็น)?(?:ตำแหน่ง)?[ ]?(?:ครู|ผู้อำนวยการ|ผอ\.|อาจารย์|ศึกษานิเทศก์|เจ้าหน้าที่|ธุรการ|พี่เลี้ยงเด็ก|ภารโรง|นักการ|แม่ครัว|วิทยากร|นักศึกษา|ผู้ปกครอง|พนักงาน|บุคลากร)"
)
_CALLED = re.compile(
    rf"{_PUPIL}[^\n]{{0,20}}?(?<!โรงเรียน)ชื่อ(?:เล่น)?(?:ว่า|คือ)?[ ]?[\"“‘']?(?P<name>[ก-ฮเ-ไ][ก-ฮะ-ฺเ-ๅ็-๎]*)"
)
_FAMILY = re.compile(r"[ ]{1,2}(?P<name>[ก-ฮเ-ไ][ก-ฮะ-ฺเ-ๅ็-๎]{1,17})(?=[ ,(])")
_FEW = re.compile(
    rf"{_PUPIL}(?P<between>(?:[^\n\d]|{_CLASS}(?:/\d{{1,2}})?|{_ROOM}){{0,40}}?)(?<![\d.,/–-])(?P<number>[1-4]|สอง|สาม|สี่)[ ]?(?:คน|ราย)(?!ละ|[ ]?ต่อ|ที่มี)"
)
_ONLY = re.compile(rf"{_PUPIL}[^\n]{{0,30}}?คนเดียว")


def reasons(text: str) -> list[Why | Finding]:
    """Why a text points to one child; findings that nobody may let stand come first."""
    plain = normal(text).text
    found = scan(text)
    told: list[Why | Finding] = [one for one in found if one.level is Level.BLOCK]
    told += [one for one in found if one.rule in ALWAYS]
    if any(named(plain)):
        told.append(Why.NAME)
    if any(few(plain)):
        told.append(Why.FEW)
    if any(only(plain)):
        told.append(Why.ONLY)
    return told


def named(text: str) -> Iterator[str]:
    """Names and nicknames that are a pupil's by what stands beside them."""
    for draft in people.nicknames(text):
        before, word = text[: draft.start], text[draft.start : draft.end].rpartition(" ")[2]
        if text.startswith("ชื่อเล่น", draft.start) and not may_name(word):
            continue
        if not _GROWN.search(before) and not _POST.match(text, draft.end) and not _THING.search(before):
            yield text[draft.start : draft.end]
    for called in _CALLED.finditer(text):
        if is_name(called["name"]) and not _POST.match(text, called.end()):
            yield called["name"]
    for run in names.RUN.finditer(text):
        end = family_end(text, run.end())
        name, beside = bare_name(text, run), _BESIDE.match(text, end)
        # Words of every day are names only beside a class or an age: "ทะเล เด็กเล่นน้ำ" names nobody.
        if name and beside and (beside["class"] or name not in names.lists().general):
            yield name


def bare_name(text: str, run: re.Match[str]) -> str:
    """The name that a run is or ends with, unless something before it makes it a grown-up's or a thing's."""
    before = text[max(0, run.start() - 30) : run.start()].rpartition("\n")[2]
    word = re.sub("^(?:พี่|หนู|เจ้า|ชื่อ)(?=..)", "", run[0])
    if is_name(run[0]) or is_name(word):
        stripped = before.rstrip(_OPEN)
        grown = _NAME_BEFORE.search(before)
        if (grown and may_name(grown["name"])) or (_THING.search(stripped) and stripped == before):
            return ""
        return "" if _GROWN.search(before) else word
    return glued_name(run[0])


def glued_name(run: str) -> str:
    """The name at the end of a run after the verb that it is glued to: ติวให้มะลิ."""
    for place in range(2, len(run) - 2):
        head = run[:place]
        if (
            head.endswith(_VERBS)
            and names.may_cut(run, place)
            and names.segmented(head)
            and is_name(run[place:])
        ):
            return re.sub("^หนู(?=..)", "", run[place:])
    return ""


def family_end(text: str, end: int) -> int:
    """Where a family name after a given one ends, `end` if none follows."""
    family = _FAMILY.match(text, end)
    if family is None:
        return end
    first = names.segmented_first(family["name"])
    return end if first & (words.STRONG | names.lists().verbs) else family.end()


_VERBS = (
    "ช่วย",
    "ดูแล",
    "พา",
    "ติดตาม",
    "เยี่ยม",
    "ช่วยเหลือ",
    "ทำให้",
    "ให้",
    "สอน",
    "ฝึก",
    "รับ",
    "ส่ง",
    "ตามหา",
    "ของ",
    "และ",
    "กับ",
)


def is_name(word: str) -> bool:
    known = word in words.GIVEN or word in words.NICKNAMES or word in names.lists().given
    return len(word) > 2 and known and word not in words.STRONG | words.SOFT | words.PLACES | words.NO_PUPIL


def may_name(word: str) -> bool:
    """Whether a word could be a nickname: one that is known, or no word at all."""
    return is_name(word) or not names.segmented(word)


def few(text: str) -> Iterator[str]:
    """Fewer than five pupils of a class."""
    for found in _FEW.finditer(text):
        around = places.sentence(text, found.start(), found.end(), 60)
        if not places.OTHER_PEOPLE.search(found["between"]) and _IN_CLASS.search(around):
            yield found[0]


def only(text: str) -> Iterator[str]:
    """The only pupil of a class."""
    for found in _ONLY.finditer(text):
        if _IN_CLASS.search(places.sentence(text, found.start(), found.end(), 40)):
            yield found[0]
