"""What a detector reports, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """BLOCK keeps a text from being published; WARN needs the reason of a named reviewer."""

    BLOCK = "block"
    WARN = "warn"
    PASS = "pass"  # noqa: S105 - a level, no password


@dataclass(frozen=True)
class Rule:
    """One kind of personal data. `reason` says why it may not stand there, `mend` what to do."""

    key: str
    level: Level
    th: str
    en: str
    reason: str
    reason_en: str
    mend: str
    mend_en: str


@dataclass(frozen=True, order=True)
class Finding:
    """A place in a text: `text[start:end]` of the text that was scanned.

    `suggestion` can be put in its place; None if only a person can rewrite the sentence.
    """

    start: int
    end: int
    rule: str
    level: Level
    text: str
    suggestion: str | None = None

    @property
    def name(self) -> str:
        return RULES[self.rule].th

    @property
    def reason(self) -> str:
        return RULES[self.rule].reason

    @property
    def mend(self) -> str:
        return RULES[self.rule].mend


_B, _W = Level.BLOCK, Level.WARN

RULES: Mapping[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(
            "national-id",
            _B,
            "เลขประจำตัวประชาชน 13 หลัก",
            "13-digit national id",
            "เลข 13 หลักนี้เป็นเลขประจำตัวประชาชน ใช้ระบุตัวบุคคลและนำไปสวมสิทธิ์ได้",
            "These 13 digits are a national id: they point at one person and can be misused.",
            "ลบเลขนี้ออกทั้งหมด ถ้าเป็นเลขอย่างอื่น ให้เขียนกำกับว่าเป็นเลขอะไร",
            "Delete the number. If it is another kind of number, say which.",
        ),
        Rule(
            "child-name",
            _B,
            "ชื่อเด็ก",
            "Name of a child",
            "มีคำนำหน้าของเด็กตามด้วยชื่อ คนในชุมชนรู้ทันทีว่าเป็นใคร",
            "A child's title and a name: people nearby know at once who it is.",
            "ใช้คำกลาง ๆ แทนชื่อ เช่น “นักเรียนคนหนึ่ง” หรือเล่ารวมจากหลายกรณี",
            "Write “a pupil”, or tell of several cases as one.",
        ),
        Rule(
            "pupil-number",
            _B,
            "เลขประจำตัวนักเรียน",
            "Pupil number",
            "เลขประจำตัวนักเรียนค้นกลับไปถึงตัวเด็กได้",
            "A pupil number leads back to the child.",
            "ลบเลขนี้ออก เรื่องที่เล่าไม่จำเป็นต้องใช้",
            "Delete the number: the story does not need it.",
        ),
        Rule(
            "home-location",
            _B,
            "พิกัดบ้านของนักเรียน",
            "Where a pupil lives",
            "พิกัดหรือลิงก์แผนที่นี้พาไปถึงบ้านเด็กได้",
            "This position or map link leads to a child's home.",
            "ลบพิกัดหรือลิงก์ บอกแค่ระดับตำบลหรืออำเภอ",
            "Delete it; name only the sub-district or district.",
        ),
        Rule(
            "face-with-name",
            _B,
            "ใบหน้าคู่กับชื่อเด็ก",
            "Face beside a child's name",
            "หน้านี้มีทั้งใบหน้าและชื่อเด็ก คนอ่านรู้ได้ว่าเป็นใคร",
            "The page shows a face and names a child: readers know who it is.",
            "เบลอใบหน้าหรือเปลี่ยนภาพ และลบชื่อออก",
            "Blur the face or take another picture, and delete the name.",
        ),
        Rule(
            "face",
            _W,
            "มีใบหน้าในภาพ",
            "Face in a picture",
            "ภาพนี้มีใบหน้าที่อาจจำได้ และยังไม่มีบันทึกความยินยอม",
            "Somebody may be recognised, and no consent is recorded.",
            "เบลอใบหน้า เปลี่ยนภาพ หรือบันทึกความยินยอมที่ “ความเป็นส่วนตัวของเด็ก”",
            "Blur the face, take another picture, or record a consent.",
        ),
        Rule(
            "face-unseen",
            _W,
            "ยังไม่ได้ตรวจใบหน้า",
            "Picture not looked at",
            "ระบบตรวจใบหน้าในภาพนี้ไม่ได้",
            "The detector could not look at this picture.",
            "ให้ผู้ตรวจดูภาพด้วยตาแล้วระบุเหตุผล",
            "A reviewer looks at it and says why it may stand.",
        ),
        Rule(
            "document-unread",
            _W,
            "ไฟล์ที่อ่านไม่ได้ทั้งหมด",
            "File that was not read completely",
            "ระบบอ่านข้อความในไฟล์นี้ไม่ได้หรือได้ไม่ครบ เช่น เป็นภาพสแกน จึงไม่รู้ว่ามีชื่อเด็กหรือไม่",
            "The text of this file could not be read, or not to its end: a scan, for instance.",
            "ใช้ไฟล์ที่คัดลอกข้อความได้ หรือแบ่งไฟล์ให้สั้นลง ไม่เช่นนั้นให้ผู้ตรวจเปิดอ่านทั้งไฟล์แล้วระบุเหตุผล",
            "Use a file whose text can be selected, or split it; else a reviewer reads it and says why it may stand.",
        ),
        Rule(
            "adult-title-pupil",
            _W,
            "ชื่อที่อาจเป็นนักเรียนโต",
            "Name that may be an older pupil's",
            "นักเรียนอายุ 15 ปีขึ้นไปใช้ นาย/นางสาว ชื่อนี้อยู่ใกล้ชั้นเรียนจึงอาจเป็นนักเรียน",
            "Pupils from 15 on have adult titles, and this name stands beside a class.",
            "ถ้าเป็นนักเรียน ใช้ “นักเรียนชั้น ม.3 คนหนึ่ง” แทนชื่อ ถ้าเป็นครู ให้ใส่ตำแหน่งกำกับ",
            "If it is a pupil, write “a pupil of grade 9”; if a teacher, add the position.",
        ),
        Rule(
            "nickname",
            _W,
            "ชื่อเล่นเด็ก",
            "Nickname of a child",
            "ชื่อเล่นประกอบกับชื่อโรงเรียนก็พอให้รู้ว่าเป็นเด็กคนไหน",
            "A nickname and the school are enough to know which child it is.",
            "ใช้ “นักเรียนคนหนึ่ง” หรือใส่ “(นามสมมติ)” ต่อท้ายเมื่อเป็นชื่อที่ตั้งขึ้น",
            "Write “a pupil”, or add “(pseudonym)” if the name is made up.",
        ),
        Rule(
            "possible-name",
            _W,
            "อาจเป็นชื่อ-สกุลนักเรียน",
            "May be a pupil's full name",
            "พบชื่อและนามสกุลใกล้คำว่านักเรียนหรือเด็ก โดยไม่มีคำนำหน้า",
            "A first and a family name without a title, near the word pupil or child.",
            "ถ้าเป็นชื่อเด็ก ให้ตัดออก ถ้าเป็นผู้ใหญ่ ให้ใส่คำนำหน้าหรือตำแหน่ง",
            "If it is a child's, delete it; if an adult's, add a title or position.",
        ),
        Rule(
            "pseudonym",
            _W,
            "นามสมมติที่เป็นชื่อเต็ม",
            "Full name said to be made up",
            "ระบุว่าเป็นนามสมมติ แต่มีทั้งชื่อและนามสกุล จึงต้องมีผู้ตรวจยืนยันว่าไม่ใช่ชื่อจริง",
            "It is said to be made up but has a family name: somebody has to confirm it.",
            "ใช้ชื่อสมมติสั้น ๆ ไม่มีนามสกุล เช่น “นักเรียน ก.”",
            "Use a short made-up name without a family name.",
        ),
        Rule(
            "unsure-number",
            _W,
            "เลข 13 หลักที่ต้องดู",
            "13 digits to look at",
            "เลขนี้เข้าสูตรเลขประจำตัวประชาชน แม้เขียนว่าเป็นเลขอย่างอื่น",
            "These digits fit a national id, though the text calls them something else.",
            "ตรวจกับต้นฉบับว่าเป็นเลขหนังสือ สินค้า หรือโครงการจริง",
            "Check that it really is a book's, a product's or a project's number.",
        ),
        Rule(
            "coordinates",
            _W,
            "พิกัดแผนที่",
            "Position on a map",
            "พิกัดละเอียดถึงตัวอาคาร อาจเป็นบ้านของเด็ก",
            "The position is exact to the building and may be a child's home.",
            "ลบพิกัด หรือเขียนให้ชัดว่าเป็นที่ตั้งของโรงเรียนหรือหน่วยงาน",
            "Delete it, or say clearly that it is the school's or an office's.",
        ),
        Rule(
            "mobile",
            _W,
            "เบอร์โทรศัพท์มือถือ",
            "Mobile number",
            "เบอร์มือถือเป็นข้อมูลส่วนบุคคล",
            "A mobile number is personal data.",
            "ใช้เบอร์โทรศัพท์ของโรงเรียนหรือหน่วยงานแทน",
            "Give the school's or the office's number instead.",
        ),
        Rule(
            "line-id",
            _W,
            "ไอดีไลน์ส่วนตัว",
            "Private LINE id",
            "ไอดีไลน์พาไปถึงตัวบุคคลได้โดยตรง",
            "A LINE id leads straight to a person.",
            "ใช้ LINE OA หรือช่องทางของโรงเรียนแทน",
            "Give the school's official account instead.",
        ),
        Rule(
            "email",
            _W,
            "อีเมลส่วนตัว",
            "Private e-mail address",
            "อีเมลนี้ไม่ใช่ของหน่วยงาน (.go.th หรือ .ac.th)",
            "This address is not an institution's (.go.th or .ac.th).",
            "ใช้อีเมลของโรงเรียนหรือหน่วยงานแทน",
            "Give the school's or the office's address instead.",
        ),
        Rule(
            "address",
            _W,
            "ที่อยู่บ้าน",
            "Home address",
            "ที่อยู่ถึงบ้านเลขที่บอกได้ว่าเป็นครอบครัวใด",
            "An address with the number of the house names the family.",
            "บอกแค่ระดับตำบลหรืออำเภอ",
            "Name only the sub-district or district.",
        ),
        Rule(
            "birth-date",
            _W,
            "วันเกิด",
            "Date of birth",
            "วันเดือนปีเกิดระบุตัวเด็กได้",
            "A date of birth points at one child.",
            "ใช้ช่วงอายุแทน เช่น “อายุ 9–10 ปี”",
            "Give an age range instead.",
        ),
        Rule(
            "bank-account",
            _W,
            "เลขบัญชีธนาคาร",
            "Bank account",
            "เลขบัญชีอาจเป็นของครอบครัวนักเรียน",
            "The account may be a pupil's family's.",
            "ลบเลขบัญชี การบริจาคใช้ e-Donation หรือบัญชีทางการของหน่วยงาน",
            "Delete it; donations go by e-Donation or the office's own account.",
        ),
        Rule(
            "class-room",
            _W,
            "ชั้นและห้องที่มีปัญหา",
            "Class and room beside a problem",
            "ชั้นกับห้องที่อยู่คู่กับปัญหาทำให้เดาได้ว่าเป็นเด็กคนไหน",
            "Class and room beside a problem let people guess the child.",
            "บอกแค่ช่วงชั้น เช่น “ระดับประถมปลาย” และเล่าปัญหาแบบรวม",
            "Name only the level and tell of the problem in general.",
        ),
        Rule(
            "small-cell",
            _W,
            "จำนวนนักเรียนน้อยมาก",
            "Very few pupils",
            "จำนวนนักเรียนน้อยกว่า 5 คนทำให้เดาตัวเด็กได้ในชุมชนเล็ก",
            "Fewer than five pupils can be guessed in a small place.",
            "เขียนว่า “ไม่ถึง 5 คน” หรือใช้ร้อยละของทั้งโรงเรียน",
            "Write “fewer than 5”, or a percentage of the whole school.",
        ),
        Rule(
            "small-cell-sensitive",
            _W,
            "จำนวนน้อยในเรื่องอ่อนไหว",
            "Few pupils in a sensitive matter",
            "เรื่องยาเสพติด เพศ ความรุนแรง และจิตใจ ต้องไม่บอกจำนวนที่น้อยกว่า 10 คน",
            "In matters of drugs, sexuality, violence and mind, counts below ten are not shown.",
            "เขียนว่า “ไม่ถึง 10 คน” หรือใช้ร้อยละของทั้งโรงเรียน",
            "Write “fewer than 10”, or a percentage of the whole school.",
        ),
    )
}
