"""Notices of people of the demonstration, as the portal's own deeds would have written them; no letters."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import override

from accounts.kinds import Group, When, group_of
from accounts.models import Notice, User
from organisations.models import Role

#: Who was told what: letter, title, what it says, in English, the screen, days ago, whether it was read.
TOLD = [
    (
        Role.OFFICE_DIRECTOR,
        "networks/mail/vetting_advised",
        "รอคนที่สองตัดสิน: ชมรมจิตอาสา (สมมุติ)",
        "มีความเห็นคนแรกต่อคำขอตรวจสอบแล้ว โปรดตัดสินเป็นคนที่สอง",
        "the first opinion is in; a second person decides.",
        "networks:vetting",
        1,
        False,
    ),
    (
        Role.OFFICER,
        "networks/mail/waiting",
        "ภาคีเครือข่ายรอพิจารณา: ชมรมจิตอาสา (สมมุติ)",
        "ลงทะเบียนเป็นภาคีเครือข่ายและยืนยันอีเมลแล้ว โปรดพิจารณาอนุมัติหรือไม่อนุมัติ",
        "a partner registration waits for a decision.",
        "networks:applications",
        2,
        False,
    ),
    (
        Role.SCHOOL_DIRECTOR,
        "practices/mail/adoption_new",
        "โรงเรียนเพื่อนบ้าน (สมมุติ) จะลองใช้เรื่องของท่าน",
        "โรงเรียนเพื่อนบ้าน (สมมุติ) จะลองใช้แนวปฏิบัติที่โรงเรียนของท่านริเริ่ม ดูว่าใครนำไปใช้และปรับอะไรบ้าง",
        "another school takes up your practice.",
        "adoption:mine",
        3,
        False,
    ),
    (
        Role.TEACHER,
        "networks/commitments/mail/promise_soon",
        "ใกล้ถึงกำหนด: อบรมครูเรื่องความปลอดภัยในน้ำ (สมมุติ)",
        "ข้อที่โรงเรียนให้ไว้ในพันธสัญญาใกล้ถึงกำหนด ทำแล้วบอกผลได้ในหน้าจอเดียว",
        "a promise is due soon.",
        "commitments:mine",
        1,
        False,
    ),
    (
        Role.COORDINATOR,
        "networks/mail/match_asked",
        "โรงเรียนสมมุติขอความช่วยเหลือ: เวทีเพื่อนที่ปรึกษา",
        "โรงเรียนขอข้อเสนอของหน่วยงานท่าน โปรดตอบรับหรือปฏิเสธ",
        "a school asks for what you offer.",
        "networks:needs",
        1,
        False,
    ),
    (
        Role.COORDINATOR,
        "networks/mail/vetting_granted",
        "เขตพื้นที่ให้ระดับแล้ว (สมมุติ)",
        "เขตพื้นที่ตรวจสอบเอกสารแล้วและให้ระดับตามที่ขอ เราจะแจ้งเตือนก่อนหมดอายุ",
        "the office has granted the level.",
        "my_work",
        20,
        True,
    ),
]


def add(mail_domain: str, now: datetime) -> None:
    people = {person.email: person for person in User.objects.filter(email__endswith=f"@{mail_domain}")}
    rows = []
    for role, template, title, text, text_en, view, days, is_read in TOLD:
        person = people[f"{role.value}@{mail_domain}"]
        group = group_of(template)
        with override("th"):
            path = reverse(view)
        at = now - timedelta(days=days)
        rows.append(
            Notice(
                person=person,
                template=template,
                title=title,
                text=text,
                text_en=text_en,
                path=path,
                group=group,
                digest="" if is_read or group == Group.WAITING else When.WEEKLY,
                created_at=at,
                read_at=at + timedelta(hours=4) if is_read else None,
            )
        )
    Notice.objects.bulk_create(rows)
