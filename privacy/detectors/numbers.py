"""Numbers that lead to a person: ids, telephones, accounts, positions; and addresses of mail and LINE."""

import re
from collections.abc import Iterator

from privacy.detectors.draft import Draft

_GAP = r"[ ]?[-. ]?[ ]?"
_GROUPED = re.compile(
    rf"(?<!\d)(?<!\d[.,])[0-8]{_GAP}\d{{4}}{_GAP}\d{{5}}{_GAP}\d{{2}}{_GAP}\d(?!\d)(?![.,]\d)"
)
_SPREAD = re.compile(r"(?<!\d)[0-8](?P<gap>[ .-])\d(?:(?P=gap)\d){11}(?!\d)")
#: Any grouping, only where the text says that it is a person's number.
_LOOSE = re.compile(r"(?<!\d)[0-8](?:[ -]{0,2}\d){12}(?!\d)")
_ID_WORDS = re.compile(r"ประชาชน|เลขบัตร|บัตร[ ]?ปชช|ปชช\.|ID[ ]?card|citizen|13[ ]?หลัก", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"isbn|issn|บาร์[ ]?โค้ด|บาร์โคด|barcode|ean|รหัสสินค้า|รหัสหนังสือ|เลขที่โครงการ|รหัสโครงการ|เลขโครงการ|"
    r"เลขที่เอกสาร|เลขพัสดุ|ครุภัณฑ์|เลขอ้างอิง|ref|tracking|เลขที่ใบเสร็จ|เลขที่สัญญา|e-?gp|มิเตอร์|imei|ซีเรียล|serial",
    re.IGNORECASE,
)
_TAX = re.compile(r"ผู้เสียภาษี|นิติบุคคล|tax", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:(?:(?:เลข|หมายเลข|เลขที่|รหัส)[ ]?(?:บัตร)?[ ]?ประจำ[ ]?ตัว|รหัส|เลข(?:ที่)?บัตร)(?:ของ)?[ ]?(?:นักเรียน|ผู้เรียน|ประชาชน|นร\.?|เด็ก)"
    r"|บัตร(?:ประจำตัว)?(?:ประชาชน|นักเรียน)[ ]?(?:เลขที่|เลข|หมายเลข)|(?:เลข|หมายเลข)[ ]?(?:ปชช\.?|นร\.)"
    r"|(?:student|pupil)[ ]?(?:id|no\.?|number|code))"
    r"(?:[ ]?(?:ของ[ก-๙]{1,20}|เลขที่|คือ|หมายเลข|เลข|ว่า|no\.?|13[ ]?หลัก)){0,2}[ ]?[:=#\-]{0,2}[ ]?\(?(?P<number>[A-Za-z]?\d[\d\-/ ]*\d(?!\d))",
    re.IGNORECASE,
)
_BARE_LABEL = re.compile(
    r"(?:เลขประจำ[ ]?ตัว|รหัสประจำ[ ]?ตัว|เลข[ ]?ปจต\.?)[ ]?(?:คือ|:|เลขที่|no\.?|#)?[ ]?(?P<number>\d{4,6})(?!\d)"
)
_PUPIL_NEAR = re.compile(r"นักเรียน|เด็ก|ด\.[ชญ]\.|ชั้น|(?<![ก-๎])[ปม]\.[ ]?[1-6]|ผู้เรียน")
_COUNTED = re.compile(r"[ ]?(?:หลัก|คน|บาท|ตัว(?!เลข)|ราย|ชุด|เปอร์เซ็นต์|%|แห่ง|ครั้ง)")
_G_CODE = re.compile(r"(?<![A-Za-z0-9])[Gg][ -]?\d{2}[ -]?\d{4,5}[ -]?\d{5,6}(?!\d)")
_MOBILE = re.compile(r"(?<![\d.,])(?:\(?\+?66\)?[- .]?(?:\(0\))?[- ]?|\(?0)[689](?:\)?[- .]?\d){8}(?![\d])")
_LINE = re.compile(
    r"(?:(?:line|ไลน์)[ ]?(?:id|ไอดี|ไอ\.ดี\.?)|(?:id|ไอดี)[ ]?(?:line|ไลน์))(?:[ ]?(?:คือ|ของ[ก-๙]{1,12}))?[ ]?[:=]?[ ]?(?P<id>[@~]?[A-Za-z0-9][A-Za-z0-9._\-]{2,})"
    r"|(?:line|ไลน์)[ ]?[:=][ ]?(?P<plain>[@~]?[A-Za-z0-9][A-Za-z0-9._\-]{2,})"
    r"|(?:แอด|add|แอ๊ด)[ ]?(?:line|ไลน์)[ ]?(?:มา(?:ที่)?)?[ ]?(?P<added>[@~]?[A-Za-z0-9][A-Za-z0-9._\-]{2,})"
    r"|line\.me/ti/p/(?P<link>[~@A-Za-z0-9_\-]+)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+\-]*[ ]?@[ ]?(?P<host>[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)")
_OFFICIAL = re.compile(r"(?:^|\.)(?:go|ac|or|mi)\.th$|(?:^|\.)obec\.(?:go\.th|mail)$", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?:เลขที่บัญชี|เลขบัญชี|บัญชีเลขที่|เลขที่[ ]?บัญชี[^\d\n]{0,30}|พร้อมเพย์|บัญชีธนาคาร[^\d\n]{0,30})[ ]?(?:คือ|:|เลขที่)?[ ]?(?P<number>\d[\d \-]{7,16}\d)"
)
_POSITION = re.compile(
    r"(?<![\d.])(?:[5-9]|1\d|20)\.\d{3,}[ ]?(?:°?[ ]?N)?[ ]?[,/ ][ ]?(?:ลองจิจูด|long?(?:itude)?)?[ ]?[:=]?[ ]?(?:9[7-9]|10[0-5])\.\d{3,}(?:°?[ ]?E)?"
    r"|(?:ละติจูด|lat(?:itude)?)[ ]?[:=]?[ ]?(?:[5-9]|1\d|20)\.\d{3,}[^\n]{0,20}?(?:9[7-9]|10[0-5])\.\d{3,}"
    r"|(?<!\d)(?:[5-9]|1\d|20)[ ]?°[ ]?\d{1,2}[ ]?['′’][ ]?\d{1,2}(?:\.\d+)?[ ]?[\"″”]?[ ]?N?[ ,]{1,3}(?:9[7-9]|10[0-5])[ ]?°[ ]?\d{1,2}[ ]?['′’][ ]?\d{1,2}(?:\.\d+)?[ ]?[\"″”]?[ ]?E?"
    r"|(?:https?://)?(?:maps\.app\.goo\.gl|goo\.gl/maps|maps\.google\.[a-z.]+|www\.google\.[a-z.]+/maps|plus\.codes)/[^\s]+",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"(?:พิกัด|แผนที่|ที่ตั้ง|ตำแหน่ง|โลเคชัน|location|gps)[^\n]{0,12}(?:บ้าน(?!นา|ไร่|สวน|คลอง|หนอง)|ที่พัก|ที่อยู่|หอพัก)|บ้าน(?:พัก)?(?:ของ)?(?:นักเรียน|เด็ก|น้อง|ผู้ปกครอง|ครอบครัว)|เยี่ยมบ้าน|ที่อยู่(?:ของ)?(?:นักเรียน|เด็ก)|เด็กชาย|เด็กหญิง|ด\.[ชญ]\.",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"โรงเรียน|สำนักงาน|สพป|วัด|ศูนย์|อบต|เทศบาล|โรงพยาบาล|รพ\.|สถานที่จัด|หอประชุม|จุดนัด|ห้องประชุม|ที่ทำการ|ตลาด|อุทยาน|ค่าย|แหล่งเรียนรู้"
)


def drafts(text: str) -> Iterator[Draft]:
    yield from national_ids(text)
    yield from pupil_numbers(text)
    yield from telephones(text)
    yield from addresses_of_mail_and_line(text)
    yield from accounts(text)
    yield from positions(text)


def has_check_digit(digits: str) -> bool:
    """Whether 13 digits fit the national id's own check (mod 11)."""
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == int(digits[12])


def national_ids(text: str) -> Iterator[Draft]:
    for pattern in (_GROUPED, _SPREAD, _LOOSE):
        place = 0
        while found := pattern.search(text, place):
            place = found.start() + 1
            digits = "".join(filter(str.isdigit, found[0]))
            before = text[max(0, found.start() - 40) : found.start()]
            if not has_check_digit(digits):
                continue
            if pattern is _LOOSE and not _ID_WORDS.search(before):
                continue
            place = found.end()
            if digits[0] == "0" and _TAX.search(before):
                continue
            if digits.startswith("885") and _OTHER_NUMBER.search(before[-30:]):
                continue  # a Thai product's bar code
            rule = (
                "unsure-number"
                if _OTHER_NUMBER.search(before[-30:]) and not _ID_WORDS.search(before)
                else "national-id"
            )
            yield Draft(rule, found.start(), found.end(), "")


def pupil_numbers(text: str) -> Iterator[Draft]:
    for found in _LABELLED.finditer(text):
        digits = sum(map(str.isdigit, found["number"]))
        if digits < 3 or _COUNTED.match(text, found.end()) or re.fullmatch(r"25\d\d", found["number"]):
            continue
        yield Draft("pupil-number", found.start(), found.end(), "")
    for found in _BARE_LABEL.finditer(text):
        around = text[max(0, found.start() - 60) : found.end() + 40]
        if _PUPIL_NEAR.search(around) and not _COUNTED.match(text, found.end()):
            yield Draft("pupil-number", found.start(), found.end(), "")
    for found in _G_CODE.finditer(text):
        if sum(map(str.isdigit, found[0])) in (12, 13):
            yield Draft("pupil-number", found.start(), found.end(), "")


def telephones(text: str) -> Iterator[Draft]:
    for found in _MOBILE.finditer(text):
        yield Draft("mobile", found.start(), found.end(), "")


def addresses_of_mail_and_line(text: str) -> Iterator[Draft]:
    for found in _MAIL.finditer(text):
        if not _OFFICIAL.search(found["host"]):
            yield Draft("email", found.start(), found.end(), "")
    for found in _LINE.finditer(text):
        name = next(filter(None, found.group("id", "plain", "added", "link")))
        # Names with @ before them are official accounts, and "LINE OA" is none at all.
        if not name.startswith("@") and name.lower() not in {"oa", "official", "notify", "group", "openchat"}:
            yield Draft("line-id", found.start(), found.end(), "")


def accounts(text: str) -> Iterator[Draft]:
    for found in _ACCOUNT.finditer(text):
        if 9 <= sum(map(str.isdigit, found["number"])) <= 15:
            yield Draft("bank-account", found.start("number"), found.end("number"), "")


def positions(text: str) -> Iterator[Draft]:
    for found in _POSITION.finditer(text):
        before = text[max(0, found.start() - 60) : found.start()].rpartition("\n\n")[2]
        after = text[found.end() : found.end() + 30]
        home, site = [*_HOME.finditer(before)], [*_SITE.finditer(before)]
        if (home and (not site or home[-1].start() > site[-1].start() or "นักเรียน" in home[-1][0])) or (
            _HOME.search(after) and not site
        ):
            yield Draft("home-location", found.start(), found.end(), "")
        elif not site:
            yield Draft("coordinates", found.start(), found.end(), "")
