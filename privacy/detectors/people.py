"""Names: of children by their title, of older pupils, nicknames, names without a title."""

import itertools
import re
from collections.abc import Iterator

from privacy.detectors import names, words
from privacy.detectors.draft import Draft

_THAI = "ก-ฮะ-ฺเ-ๅ็-๎"
_FULL_TITLE = re.compile(r"เด็ก[ ]?(?:ชาย|หญิง)")
#: ด.ช. ด. ช. ดช. ดช, and the same for girls; never inside a longer word.
_SHORT_TITLE = re.compile(
    rf"(?<![ก-ฮ][.])(?<![.])ด[ ]?[.,·][ ]?[ชญ][ ]?[.,·]"
    rf"|(?<![{_THAI}.])(?:ด[ ]?[.,·][ ]?[ชญ]|ด[ชญ][ ]?[.,·]|ด[ชญ](?=[ ]?[ก-ฮเ-ไ][{_THAI}]))"
)
_NOVICE = re.compile(r"สามเณร(?:ี)?|(?<![ก-๎.])ส(?:\.[ ]?ณ|ณ)\.")
_PUPIL = re.compile(
    rf"(?<![{_THAI}])นร\.|นักเรียน(?:หญิง|ชาย)?(?=[ ]?ชื่อ)|เด็ก(?:นักเรียน)?(?=[ ]?ชื่อ)|ผู้เรียน(?=[ ]?ชื่อ)|(?:ชื่อ(?:[ ]?-?[ ]?(?:นาม)?สกุล)?|รายชื่อ)[ ]?(?:ของ)?(?:นักเรียน|เด็ก|ผู้เรียน)(?=[ ]?:)"
)
_CALLED = re.compile(r"[ ]?ชื่อ(?!เล่น|เสียง|ดัง|โครงการ|ว่า(?:โครงการ|กิจกรรม))(?:ว่า)?")
_NICKNAME = re.compile(r"ชื่อเล่น[ ]?(?:ว่า|คือ|:)?")
_YOUNGER = re.compile(r"(?<!พี่)(?<!พี่ )(?<!รับ)น้อง")
_ADULT = re.compile(
    rf"(?<![{_THAI}])(?:นาย|นางสาว|น\.[ ]?ส\.)[ ]?(?P<name>[ก-ฮเ-ไ][{_THAI}]+[ ]{{1,2}}[ก-ฮเ-ไ][{_THAI}]+)"
)
_CLASS = re.compile(
    r"(?:นักเรียน|นร\.|เรียน)[ ]?(?:ระดับ)?(?:ชั้น|มัธยม|ประถม|[มป]\.)|ชั้น[ ]?(?:[มป]\.|มัธยม|ประถม)|(?<![ก-๎])ม\.[ ]?[1-6](?!\d)"
)
_STAFF = re.compile(
    r"ครู|ผู้อำนวยการ|ผอ\.|อาจารย์|วิทยากร|ตำแหน่ง|ศึกษานิเทศก์|นายก|กำนัน|ผู้ใหญ่บ้าน|ประธาน|ประจำชั้น|ที่ปรึกษา|ผู้ปกครอง|เจ้าหน้าที่|ปลัด|ผู้บริหาร|แพทย์|พยาบาล|นักจิตวิทยา|ข้าราชการ|ดร\.|สอน"
)
_CHILD = re.compile(r"นักเรียน|เด็ก|ลูกศิษย์|ผู้เรียน|ด\.[ชญ]\.")
_TITLE_BEFORE = re.compile(
    r"(?:นาย|นาง|นางสาว|น\.ส\.|ครู|ผอ\.|ดร\.|อาจารย์|คุณ|โรงเรียน|พระ|หลวงพ่อ|ชาย|หญิง|บ้าน|วัด|ตำบล|อำเภอ|จังหวัด|ถนน|ร\.ต\.|ส\.ต\.|จ\.ส\.|พ\.ต\.|พ\.อ\.|ว่าที่[^ ]*)[ ]?$"
)


def drafts(text: str) -> Iterator[Draft]:
    yield from children(text)
    yield from older_pupils(text)
    yield from nicknames(text)
    yield from without_title(text)


def children(text: str) -> Iterator[Draft]:
    for pattern, bonus in ((_FULL_TITLE, 0), (_SHORT_TITLE, 2), (_NOVICE, -1), (_PUPIL, -1)):
        for title in pattern.finditer(text):
            place = title.end()
            worth = bonus
            if called := _CALLED.match(text, place):
                place, worth = called.end(), bonus + 2
            elif (
                pattern is _PUPIL
                and not title[0].endswith("นร.")
                and text[place : place + 2].strip()[:1] != ":"
            ):
                continue
            if pattern is _SHORT_TITLE and title[0].endswith(".") and text[place : place + 1].strip():
                worth += 2  # nobody glues anything but a name to it
            if found := names.name_after(text, place, bonus=worth):
                if found.pseudonym and not found.full:
                    continue
                rule = "pseudonym" if found.pseudonym else "child-name"
                yield Draft(rule, title.start(), found.end, "นักเรียนคนหนึ่ง")


def older_pupils(text: str) -> Iterator[Draft]:
    for person in _ADULT.finditer(text):
        if words.OFFICES.match(person["name"]) or person["name"].split()[1].startswith(
            ("ชั้น", "และ", "ได้", "เป็น", "ครู")
        ):
            continue
        after = text[person.end() : person.end() + 40].split("\n")[0]
        before = text[max(0, person.start() - 25) : person.start()].rpartition("\n")[2]
        beside = _CLASS.search(after)
        staff = _STAFF.search(after[: beside.start()] if beside else after[:25]) or _STAFF.search(before)
        if (beside or _CLASS.search(before)) and not staff:
            yield Draft("adult-title-pupil", person.start(), person.end(), "นักเรียนคนหนึ่ง")


def nicknames(text: str) -> Iterator[Draft]:
    for called in _NICKNAME.finditer(text):
        word = names.RUN.match(text, called.end() + (text[called.end() : called.end() + 1] in " \"“‘'"))
        if word and not _starts_with(word[0], words.STRONG) and not names.PSEUDONYM.match(text, word.end()):
            yield Draft("nickname", called.start(), word.end(), None)
    for younger in _YOUNGER.finditer(text):
        place = younger.end()
        place += len(text[place : place + 3]) - len(text[place : place + 3].lstrip(" \"“‘'("))
        word = names.RUN.match(text, place)
        if not word or len(word[0]) < 2:
            continue
        name = names.nickname(word[0])
        if not name:
            continue
        end = place + len(name)
        if not names.PSEUDONYM.match(text, end):
            yield Draft("nickname", younger.start(), end, "นักเรียนคนหนึ่ง")


def without_title(text: str) -> Iterator[Draft]:
    runs = [*names.RUN.finditer(text)]
    for first, second in itertools.pairwise(runs):
        if not 0 < second.start() - first.end() <= 2 or "\n" in text[first.end() : second.start()]:
            continue
        if not names.is_full_name(first[0], second[0]):
            continue
        before = text[max(0, first.start() - 40) : first.start()]
        after = text[second.end() : second.end() + 30]
        if _TITLE_BEFORE.search(before) or _STAFF.search(before[-25:]) or _STAFF.search(after[:20]):
            continue
        if _CHILD.search(before) or _CLASS.search(after):
            yield Draft("possible-name", first.start(), second.end(), "นักเรียนคนหนึ่ง")


def _starts_with(run: str, known: frozenset[str]) -> bool:
    return bool(names.segmented_first(run) & known)
