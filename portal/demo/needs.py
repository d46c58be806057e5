"""What the demonstration's schools need and its partners offer."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from networks.meeting import keep_reach
from networks.models import Match, Need, Offer
from organisations.models import Organisation

#: Partner's number, title, what schools get, hazard groups, places, for how many schools.
OFFERS = [
    (
        1,
        "ตรวจสุขภาพและคัดกรองถึงโรงเรียน (สมมุติ)",
        "ทีมพยาบาลหนึ่งวัน พร้อมแบบบันทึกรวมของโรงเรียน",
        ["unhealthiness"],
        ["school"],
        6,
    ),
    (2, "อบรมปฐมพยาบาลและช่วยชีวิต (สมมุติ)", "วิทยากรสองคน หุ่นฝึก ครึ่งวัน", ["accident"], ["school", "partner"], 4),
    (
        5,
        "ตำรวจสอนรู้ทันยาเสพติด (สมมุติ)",
        "วิทยากรหนึ่งคน ชั้นละหนึ่งชั่วโมง ต่อเนื่องสี่สัปดาห์",
        ["violence", "unhealthiness"],
        ["school"],
        5,
    ),
    (8, "ซ้อมแผนอพยพหนีไฟและน้ำป่า (สมมุติ)", "ทีมบรรเทาสาธารณภัย รถดับเพลิง หนึ่งวัน", ["accident"], ["school"], 3),
    (10, "ปรึกษานักจิตวิทยาสำหรับครู (สมมุติ)", "ห้องประชุมออนไลน์เดือนละครั้ง", ["unhealthiness"], ["online"], 20),
    (
        19,
        "อบรมสิทธิเด็กและการคุ้มครอง (สมมุติ)",
        "วิทยากรสองคน คู่มือครูทุกคน",
        ["rights", "violence"],
        ["school", "partner"],
        6,
    ),
    (20, "ทุนอุปกรณ์ความปลอดภัยบนถนน (สมมุติ)", "หมวกนิรภัยและป้ายหน้าโรงเรียน", ["accident"], ["school"], 2),
]

#: School's number, hazard group, care step, band, time, place, note, days ago, state.
NEEDS = [
    (27, "accident", "", "to-50", "term", "school", "อยากให้เด็กทุกคนลอยตัวได้ สะดวกวันพุธบ่าย", 12, "open"),
    (3, "unhealthiness", "", "school", "term", "school", "มีห้องพยาบาลและห้องประชุม", 45, "open"),
    (14, "violence", "", "to-100", "month", "school", "เน้นการหยุดล้อเลียนกันในห้องเรียน", 6, "open"),
    (31, "accident", "", "school", "next", "school", "", 70, "open"),
    (52, "rights", "", "to-20", "term", "partner", "ครูทั้งโรงเรียนเข้าอบรมได้ในวันเสาร์", 20, "closed"),
    (60, "accident", "", "school", "term", "school", "ซ้อมพร้อมกันทั้งโรงเรียน", 33, "open"),
]


def add(schools: Mapping[int, Organisation], partners: Mapping[int, Organisation]) -> None:
    offers = []
    for number, title, what, hazards, places, capacity in OFFERS:
        partner = partners[number]
        offer = Offer.objects.create(
            partner=partner,
            title=title,
            what=what,
            hazards=hazards,
            districts=sorted(
                {*partner.districts, *(key for school in schools.values() for key in school.districts)}
            )
            if capacity > 4
            else partner.districts,
            places=places,
            capacity=capacity,
            left=capacity,
            is_demo=True,
        )
        keep_reach(offer)
        offers.append(offer)
    now = timezone.now()
    needs = [
        Need.objects.create(
            school=schools[number],
            hazard=hazard,
            care_step=care_step,
            band=band,
            time=time,
            place=place,
            note=note,
            state=state,
            created_at=now - timedelta(days=days),
            is_demo=True,
        )
        for number, hazard, care_step, band, time, place, note, days, state in NEEDS
    ]
    meet(needs[1], offers[0], Match.State.ASKED)
    meet(needs[2], offers[2], Match.State.OFFERED)
    meet(needs[5], offers[1], Match.State.AGREED)


def meet(need: Need, offer: Offer, state: str) -> None:
    """A meeting in the middle of its story, as if letters had been read."""
    Match.objects.create(need=need, offer=offer, state=state)
    if state == Match.State.AGREED:
        Offer.objects.filter(pk=offer.pk).update(left=offer.left - 1)
        Need.objects.filter(pk=need.pk).update(state=Need.State.MET)
