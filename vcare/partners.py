"""Partner organisations and the ways in which they co-operate.

The two-digit codes are those of the Education Sandbox data set.
"""

from __future__ import annotations

from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary

#: `ParticipantTypeCode` of the Education Sandbox.
PARTICIPANT_TYPES = Vocabulary(
    Term(key, th, en, Source.FOUND)
    for key, th, en in [
        ("01", "บุคคล", "Person"),
        ("02", "หน่วยงานรัฐ/รัฐวิสาหกิจ", "State agency/enterprise"),
        ("03", "บริษัทเอกชน", "Private company"),
        ("04", "มูลนิธิ", "Foundation"),
        ("05", "สมาคม", "Association"),
        ("06", "องค์กรต่างประเทศ", "International organisation"),
    ]
)


@dataclass(frozen=True)
class PartnerType(Term):
    """What a partner is. `sandbox` is the nearest key of PARTICIPANT_TYPES."""

    sandbox: str = ""


PARTNER_TYPES = Vocabulary(
    PartnerType(key, th, en, Source.KNOWLEDGE, th_short, en_short, sandbox=sandbox)
    for sandbox, key, th, en, th_short, en_short in [
        ("02", "hospital", "โรงพยาบาล (รพ.)", "Hospital", "โรงพยาบาล", ""),
        (
            "02",
            "subdistrict-health",
            "โรงพยาบาลส่งเสริมสุขภาพตำบล (รพ.สต.)",
            "Subdistrict health promoting hospital",
            "รพ.สต.",
            "Health centre",
        ),
        (
            "02",
            "public-health-office",
            "สำนักงานสาธารณสุขจังหวัด/อำเภอ (สสจ./สสอ.)",
            "Provincial/district public health office",
            "สสจ./สสอ.",
            "Public health office",
        ),
        (
            "01",
            "vhv",
            "อาสาสมัครสาธารณสุขประจำหมู่บ้าน (อสม.)",
            "Village health volunteers",
            "อสม.",
            "Health volunteers",
        ),
        ("02", "police", "สถานีตำรวจ (สภ.)", "Police station", "สถานีตำรวจ", ""),
        (
            "02",
            "border-police",
            "ตำรวจตระเวนชายแดน (ตชด.)",
            "Border Patrol Police",
            "ตชด.",
            "",
        ),
        ("02", "military", "ทหาร/หน่วยเฉพาะกิจ", "Military unit", "ทหาร", ""),
        (
            "02",
            "court",
            "ศาลเยาวชนและครอบครัว",
            "Juvenile and Family Court",
            "ศาลเยาวชนฯ",
            "Juvenile court",
        ),
        (
            "02",
            "probation",
            "สถานพินิจฯ/คุมประพฤติ",
            "Juvenile observation centre / probation",
            "",
            "Probation",
        ),
        (
            "02",
            "local-government",
            "องค์กรปกครองส่วนท้องถิ่น (อบจ. เทศบาล อบต.)",
            "Local government",
            "อปท.",
            "",
        ),
        (
            "02",
            "district-admin",
            "ที่ว่าการอำเภอ/ฝ่ายปกครอง",
            "District administration",
            "ฝ่ายปกครอง",
            "",
        ),
        ("01", "village-head", "กำนัน ผู้ใหญ่บ้าน", "Subdistrict/village heads", "", "Village heads"),
        (
            "02",
            "social-development",
            "พมจ./บ้านพักเด็กและครอบครัว",
            "Social development office / shelter for children and families",
            "พมจ./บ้านพักเด็กฯ",
            "Social development",
        ),
        ("02", "disaster", "ปภ./กู้ชีพ กู้ภัย", "Disaster prevention / rescue", "", "Rescue"),
        (
            "05",
            "temple",
            "วัด/ศาสนสถาน (พุทธ คริสต์ อิสลาม)",
            "Temple, church, mosque",
            "วัด/ศาสนสถาน",
            "",
        ),
        ("01", "parents", "เครือข่ายผู้ปกครอง", "Parents' network", "ผู้ปกครอง", "Parents"),
        (
            "01",
            "school-board",
            "คณะกรรมการสถานศึกษาขั้นพื้นฐาน",
            "School board",
            "กรรมการสถานศึกษา",
            "",
        ),
        ("05", "alumni", "สมาคมศิษย์เก่า", "Alumni", "ศิษย์เก่า", ""),
        (
            "01",
            "community",
            "ชุมชน/ปราชญ์ชาวบ้าน",
            "Community / local wise persons",
            "ชุมชน",
            "Community",
        ),
        ("03", "private", "ภาคเอกชน/สถานประกอบการ", "Private company", "ภาคเอกชน", ""),
        ("04", "foundation", "มูลนิธิ", "Foundation", "", ""),
        ("05", "association", "สมาคม/ชมรม", "Association / club", "", "Association"),
        (
            "06",
            "international",
            "องค์กรต่างประเทศ",
            "International organisation",
            "",
            "International",
        ),
        (
            "02",
            "eef",
            "กองทุนเพื่อความเสมอภาคทางการศึกษา (กสศ.)",
            "Equitable Education Fund",
            "กสศ.",
            "EEF",
        ),
        ("02", "university", "มหาวิทยาลัย/ราชภัฏ", "University", "มหาวิทยาลัย", ""),
        ("02", "vocational", "วิทยาลัยอาชีวศึกษา", "Vocational college", "อาชีวศึกษา", ""),
        (
            "02",
            "school",
            "สถานศึกษาอื่น (โรงเรียนพี่เลี้ยง/คู่พัฒนา/สพม.)",
            "Other school",
            "สถานศึกษาอื่น",
            "",
        ),
        (
            "02",
            "special-education",
            "ศูนย์การศึกษาพิเศษประจำจังหวัด",
            "Special education centre",
            "ศูนย์การศึกษาพิเศษ",
            "",
        ),
        (
            "02",
            "learning-promotion",
            "สกร. ระดับอำเภอ (เดิม กศน.)",
            "District learning promotion centre",
            "สกร.",
            "Learning centre",
        ),
        ("03", "media", "สื่อมวลชน", "Media", "", ""),
    ]
)

#: `CooperationLevelCode`. Not a ladder (05 and 06 are resources): a partner may have several.
COOPERATION_LEVELS = Vocabulary(
    Term(key, th, en, Source.FOUND)
    for key, th, en in [
        ("01", "ให้ข้อมูล", "Gives information"),
        ("02", "ให้คำปรึกษา", "Gives advice"),
        ("03", "มีส่วนร่วมบางส่วน", "Takes part in some of it"),
        ("04", "ทำงานร่วมกัน", "Works together"),
        ("05", "สนับสนุนงบประมาณ", "Gives budget"),
        ("06", "สนับสนุนสื่อ/อุปกรณ์", "Gives materials/equipment"),
    ]
)

#: `CooperationStatusCode`.
COOPERATION_STATUSES = Vocabulary(
    Term(key, th, en, Source.FOUND)
    for key, th, en in [
        ("01", "ยังมีส่วนร่วม", "Still taking part"),
        ("02", "สิ้นสุดการมีส่วนร่วม", "Ended"),
        ("03", "ไม่มีการเข้ามามีส่วนร่วม", "No participation"),
    ]
)
