"""Partners at each level, one that is suspended, and something of everything that waits for the office."""

from collections.abc import Mapping
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from networks.models import (
    Appeal,
    Declaration,
    Level,
    PartnerApplication,
    PartnerIndexPage,
    PartnerPage,
    Partnership,
    ProfileChange,
    ProfileClaim,
    Suspension,
    Vetting,
    VettingDocument,
)
from networks.vetting.rules import DECLARATION_VERSION, last_day
from organisations.models import Kind, Organisation, Role
from portal.founding import add

PAPER = b"%PDF-1.4\n% a made-up paper\n%%EOF\n"
State = Vetting.State

#: Partner's number, level, and how many days ago it was granted.
GRANTED = [(1, Level.PUPILS, 200), (5, Level.PUPILS, 90), (8, Level.VETTED, 300), (10, Level.VETTED, 690)]


def load(
    partners: Mapping[int, Organisation], office: Organisation, school: Organisation, mail_domain: str
) -> None:
    """As if all this had been done in time; nobody gets a letter."""
    first, second, coordinator = (
        User.objects.get(email=f"{role.value}@{mail_domain}")
        for role in (Role.GROUP_DIRECTOR, Role.OFFICER, Role.COORDINATOR)
    )
    today, now = timezone.localdate(), timezone.now()
    for number, level, days in GRANTED:
        begun = today - timedelta(days=days)
        case(
            partners[number],
            state=State.GRANTED,
            asked=level,
            level=level,
            asked_at=now - timedelta(days=days + 9),
            first_by=first,
            first_at=now - timedelta(days=days + 4),
            first_level=level,
            first_note="ดูหนังสือรับรองแล้ว ตรงกับชื่อและผู้ประสานงาน (สมมุติ)",
            decided_by=second,
            decided_at=now - timedelta(days=days),
            starts_on=begun,
            expires_on=last_day(begun),
        )
        if level == Level.PUPILS:
            declare(partners[number], days + 9)
    declare(partners[19], 6)
    case(partners[19], state=State.ASKED, asked=Level.PUPILS, asked_at=now - timedelta(days=5))
    case(
        partners[20],
        state=State.ADVISED,
        asked=Level.VETTED,
        asked_at=now - timedelta(days=8),
        first_by=first,
        first_at=now - timedelta(days=3),
        first_level=Level.VETTED,
        first_note="เอกสารครบ โทรถามหน่วยงานแล้ว (สมมุติ)",
    )
    change(partners[2].partner_page, coordinator)
    ProfileClaim.objects.create(
        partner=partners[26],
        state=ProfileClaim.State.VERIFIED,
        name="นางสมมุติ ขอดูแล",
        position="หัวหน้าสำนักงาน",
        phone="039-000-000",
        email=f"claimant@{mail_domain}",
        proof_of_office="โทรถามได้ที่สำนักงานในเวลาราชการ (สมมุติ)",
        consent_at=now - timedelta(days=2),
        verified_at=now - timedelta(days=2),
        is_demo=True,
    )
    suspend(office, school, second)
    refused = PartnerApplication.objects.filter(is_demo=True, state="refused").first()
    if refused is not None:
        PartnerApplication.objects.filter(pk=refused.pk).update(decided_by=second)
        Appeal.objects.create(
            application=refused,
            office=office,
            refused_by=second,
            refusal=refused.reason,
            text="เราจะไม่ขายสินค้าในโรงเรียน ขอเพียงสอนการเล่นดนตรี (สมมุติ)",
            made_at=now - timedelta(days=1),
        )


def case(partner: Organisation, **fields: object) -> None:
    made = Vetting.objects.create(partner=partner, **fields)
    paper = VettingDocument(case=made, kind=VettingDocument.Kind.REGISTRATION, number="สมมุติ 1/2569")
    paper.file.save("paper.pdf", ContentFile(PAPER), save=False)
    paper.save()


def declare(partner: Organisation, days_ago: int) -> None:
    Declaration.objects.create(
        partner=partner,
        version=DECLARATION_VERSION,
        name="นายสมมุติ รับผิดชอบ",
        position="หัวหน้าหน่วยงาน",
        at=timezone.now() - timedelta(days=days_ago),
    )


def change(page: PartnerPage, by: User) -> None:
    ProfileChange.objects.create(
        page=page,
        before={"public_contact": page.public_contact, "accepts_referral": page.accepts_referral},
        after={
            "public_contact": "โทร. 039-000-111 (สมมุติ)",
            "accepts_referral": not page.accepts_referral,
        },
        asked_by=by,
        asked_at=timezone.now() - timedelta(days=2),
    )


def suspend(office: Organisation, school: Organisation, by: User) -> None:
    """A partner of the teacher's school that is not shown and does not count at the moment."""
    today = timezone.localdate()
    name = "ชมรมสมมุติ ปีนเขาหลังเลิกเรียน"
    partner = Organisation.objects.create(
        kind=Kind.PARTNER,
        name=name,
        name_en="Fictional After-School Climbing Club",
        office=office,
        districts=school.districts,
        partner_type="association",
        is_demo=True,
    )
    page = PartnerPage(
        title=name,
        title_en=partner.name_en,
        summary="พานักเรียนปีนเขาในวันหยุด (สมมุติ)",
        what_we_offer="พานักเรียนปีนเขาในวันหยุด (สมมุติ)",
        organisation=partner,
        cooperation_levels=["04"],
        verified_on=today - timedelta(days=200),
        is_demo=True,
    )
    add(PartnerIndexPage.objects.get(), page, live=False)
    Partnership.objects.create(
        owner=school, partner=partner, starts_on=today - timedelta(days=180), levels=["04"]
    )
    Suspension.objects.create(
        partner=partner,
        reason="รอผลการตรวจอุปกรณ์ความปลอดภัย (สมมุติ)",
        starts_on=today - timedelta(days=4),
        ends_on=today + timedelta(days=26),
        by=by,
        hid_profile=True,
        revision=page.latest_revision,
    )
