"""Two networks of model schools of the demonstration."""

from collections.abc import Mapping
from datetime import date, timedelta

from networks.models import Mentoring, NetworkSchool, Partnership, SchoolNetwork
from organisations.models import Organisation

#: Name, English name, aim, criteria, mentoring topics (care step, hazard).
NETWORKS = [
    (
        "เครือข่ายเดินทางปลอดภัยสมมุติ",
        "Safe ways to school (fictional)",
        "ทางมาโรงเรียนปลอดภัย ทั้งทางบก ทางน้ำ และรถรับส่ง (สมมุติ)",
        ["มีแผนความปลอดภัยในการเดินทางทุกภาคเรียน", "ครูทุกคนผ่านการอบรมปฐมพยาบาล", "เปิดบ้านให้โรงเรียนอื่นดูงานปีละครั้ง"],
        [("", "accident"), ("4", "")],
    ),
    (
        "เครือข่ายรู้จักนักเรียนรายคนสมมุติ",
        "Knowing each pupil (fictional)",
        "เยี่ยมบ้านครบ คัดกรองครบ ส่งต่อทันเวลา (สมมุติ)",
        ["เยี่ยมบ้านครบทุกคนภายในภาคเรียนที่ 1", "ประชุมทีมดูแลทุกเดือน", "มีครูพี่เลี้ยงให้โรงเรียนอื่น"],
        [("1", ""), ("2", "")],
    ),
]

#: Schools of a network, the hub among them.
SIZE = 4


def add(schools: Mapping[int, Organisation], office: Organisation, today: date) -> None:
    """Of schools that have their partner networks already: the number of those that reach it stays."""
    numbers: dict[int, int] = {}
    for owner in Partnership.objects.current(today).values_list("owner_id", flat=True):
        numbers[owner] = numbers.get(owner, 0) + 1
    strong = [school for school in schools.values() if numbers.get(school.pk, 0) >= 3]
    for place, (name, name_en, aim, criteria, topics) in enumerate(NETWORKS):
        hub, *others = strong[place * SIZE : (place + 1) * SIZE]
        since = today - timedelta(days=150 + 60 * place)
        network = SchoolNetwork.objects.create(
            office=office,
            name=name,
            name_en=name_en,
            hub=hub,
            aim=aim,
            criteria="\n".join(criteria),
            starts_on=since,
            is_demo=True,
        )
        NetworkSchool.objects.bulk_create(
            NetworkSchool(
                network=network,
                school=school,
                state=NetworkSchool.State.MEMBER,
                starts_on=since + timedelta(days=20 * step),
            )
            for step, school in enumerate([hub, *others])
        )
        Mentoring.objects.bulk_create(
            Mentoring(
                network=network,
                mentor=hub,
                mentee=school,
                care_step=care_step,
                hazard=hazard,
                starts_on=since + timedelta(days=60),
            )
            for school, (care_step, hazard) in zip(others, topics, strict=False)
        )


def remove() -> None:
    SchoolNetwork.objects.filter(is_demo=True).delete()
