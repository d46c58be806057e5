"""Awards of the demonstration: last year's, this year's, one in preparation; who is put forward; thanks between schools."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from events.models import Certificate, CertificateDesign
from organisations.models import Organisation
from practices.models import Adoption, PracticePage, Thanks
from programme.models import AwardScheme, Featured, Honour
from programme.recognition import contribution, deeds
from vcare.awards import AWARD_SCHEMES
from vcare.calendar import academic_year

Recipient = Honour.Recipient
#: Papers are set when they are asked for; a few numbers are enough to look at.
WITH_PAPER = 3
TEACHERS = [
    ("นาง", "สมจิต สมมุติใจงาม", "ครูชำนาญการ"),
    ("นาย", "ประเสริฐ สมมุติพงศ์", "ครูชำนาญการพิเศษ"),
]
THANKS = [
    "ใช้แล้วครูคุยกับบ้านง่ายขึ้นมาก ขอบคุณที่เล่าละเอียดจนทำตามได้ (สมมุติ)",
    "",
    "ขอบคุณที่บอกตรง ๆ ว่าอะไรไม่ได้ผล เราจึงไม่ต้องพลาดซ้ำ (สมมุติ)",
]


def add(
    office: Organisation,
    schools: Mapping[int, Organisation],
    partners: Mapping[int, Organisation],
    practices: Mapping[int, PracticePage],
    officer: User,
) -> None:
    today = timezone.localdate()
    year = academic_year(today)
    design = CertificateDesign.objects.for_choice(office).first()
    kept = {"office": office, "issuer": office.name, "design": design, "made_by": officer, "is_demo": True}
    medal, contest = (AWARD_SCHEMES[key] for key in ("medal", "bp-contest-100"))
    last, this, next_one = (
        AwardScheme.objects.create(**kept, **fields)
        for fields in (
            {
                "name": "โรงเรียนดูแลช่วยเหลือนักเรียนดีเด่น (สมมุติ)",
                "name_en": "Schools that look after their pupils well (fictional)",
                "known_as": "medal",
                "levels": [term.th for term in medal.levels],
                "year": year - 1,
                "state": AwardScheme.State.CLOSED,
                "announced_on": today - timedelta(days=300),
            },
            {
                "name": "การประกวดแนวปฏิบัติที่ดี (สมมุติ)",
                "name_en": "Contest of best practices (fictional)",
                "known_as": "bp-contest-100",
                "levels": [term.th for term in contest.levels],
                "year": year,
                "state": AwardScheme.State.ANNOUNCED,
                "announced_on": today - timedelta(days=20),
            },
            {
                "name": "ครูผู้ดูแลด้วยหัวใจ (สมมุติ)",
                "levels": ["ดีเด่น", "ชมเชย"],
                "year": year,
            },
        )
    )
    rows = []
    for level, numbers in (("เหรียญทอง", (27, 3)), ("เหรียญเงิน", (8, 14, 55)), ("เหรียญทองแดง", (61, 90))):
        rows += [
            honour(last, level, Recipient.SCHOOL, organisation=schools[number])
            for number in numbers
            if number in schools
        ]
    rows.append(
        honour(
            last,
            "เหรียญทอง",
            Recipient.PARTNER,
            organisation=next(iter(partners.values())),
            category="ภาคีเครือข่าย",
        )
    )
    best = [practices[number] for number in sorted(practices)][:4]
    for level, page in zip(("ดีเยี่ยม", "ดีเยี่ยม", "ดีมาก", "ดี"), best, strict=False):
        rows.append(
            honour(this, level, Recipient.PRACTICE, practice=page, why="เล่าครบทั้งสิ่งที่ได้ผลและไม่ได้ผล (สมมุติ)")
        )
    for number, (prefix, name, position) in enumerate(TEACHERS):
        rows.append(
            honour(
                this,
                "ดีเยี่ยม",
                Recipient.PERSON,
                category="ครูผู้ถอดบทเรียน",
                prefix=prefix,
                name=name,
                position=position,
                organisation=schools[27 - number],
                consent_on=today - timedelta(days=25) if number == 0 else None,
            )
        )
    rows.append(honour(next_one, "ดีเด่น", Recipient.PERSON, prefix="นางสาว", name="อารี สมมุติศรี", position="ครู"))
    Honour.objects.bulk_create(rows)
    if design:
        for row in Honour.objects.filter(scheme=last, recipient=Recipient.SCHOOL).order_by("pk")[:WITH_PAPER]:
            deeds.certify(row, officer)
        for badge, standing in contribution.unrewarded(office, today)[:1]:
            deeds.reward(office, standing.school, badge, officer)
        AwardScheme.objects.filter(office=office, from_contribution=True).update(is_demo=True)
        Honour.objects.exclude(badge="").update(is_demo=True)
    put_forward(office, schools, officer)
    say_thanks(schools)


def honour(scheme: AwardScheme, level: str, recipient: str, **fields: object) -> Honour:
    return Honour(scheme=scheme, level=level, recipient=recipient, is_demo=True, **fields)


def put_forward(office: Organisation, schools: Mapping[int, Organisation], officer: User) -> None:
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=10), "ends_on": today + timedelta(days=20)}
    kept = {
        "office": office,
        "consent_on": today - timedelta(days=12),
        "made_by": officer,
        "is_demo": True,
        **days,
    }
    Featured.objects.create(
        kind=Featured.Of.PERSON,
        organisation=schools[27],
        prefix="นาง",
        name="สมจิต สมมุติใจงาม",
        position="ครูชำนาญการ",
        why="ชวนเพื่อนครูเปลี่ยนการเยี่ยมบ้านจากการกรอกแบบเป็นการนั่งฟัง แล้วเล่าให้โรงเรียนอื่นฟังว่าครั้งแรกทำไมไม่สำเร็จ (สมมุติ)",
        **kept,
    )
    Featured.objects.create(
        kind=Featured.Of.SCHOOL,
        organisation=schools[14],
        why="โรงเรียนเล็กที่ไปเป็นพี่เลี้ยงให้โรงเรียนข้างเคียงทุกเดือน ครูสี่คนแบ่งกันไปทีละคน (สมมุติ)",
        **kept,
    )


def say_thanks(schools: Mapping[int, Organisation]) -> None:
    today = timezone.localdate()
    rows = Adoption.objects.public().filter(
        state__in=["using", "trying"], practice__owner_organisation=schools[27]
    )
    chosen = list(rows.order_by("pk")[: len(THANKS)])
    if len(chosen) < len(THANKS):
        more = Adoption.objects.public().filter(state="using").exclude(pk__in=[row.pk for row in chosen])
        chosen += list(more.order_by("pk")[: len(THANKS) - len(chosen)])
    Thanks.objects.bulk_create(
        Thanks(
            adoption=row,
            words=words,
            said_on=today - timedelta(days=5 + 7 * number),
            shown_on=today - timedelta(days=3) if number == 0 else None,
        )
        for number, (row, words) in enumerate(zip(chosen, THANKS, strict=False))
    )


def remove(mail_domain: str) -> None:
    """What is fictional and what visitors of the demonstration entered, before the certificates go."""
    visitors = f"@{mail_domain}"
    schemes = AwardScheme.objects.filter(Q(is_demo=True) | Q(made_by__email__endswith=visitors))
    honours = Honour.objects.filter(
        Q(is_demo=True)
        | Q(scheme__in=schemes)
        | Q(organisation__is_demo=True)
        | Q(given_by__email__endswith=visitors)
    )
    Certificate.objects.filter(honour__in=honours).update(is_demo=True)
    honours.delete()
    schemes.delete()
    Featured.objects.filter(Q(is_demo=True) | Q(organisation__is_demo=True)).delete()
