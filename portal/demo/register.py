"""What the register has besides open schools: codes and contacts, a merger, one director of two schools."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from organisations.models import Capacity, Closure, Kind, Membership, Organisation, Role, SchoolFacts

#: No school of Thailand has a code that begins so.
CODE = "9999000000"
MERGED = "โรงเรียนสาธิตสมมุติ ริมคลองเก่า"


def fill(schools: Mapping[int, Organisation], today: date) -> None:
    """Codes and contacts that say that they are made up."""
    for number, school in schools.items():
        school.obec_code = str(int(CODE) + number)
        if number % 9 != 4:
            school.phone = f"039-000-{number:03}"
            school.email = f"school{number:03}@demo.example"
        school.address = f"{number} หมู่ 1 (ที่อยู่สมมุติ)"
    Organisation.objects.bulk_update(schools.values(), ["obec_code", "phone", "email", "address"])
    # They were here before the first round of reports was closed.
    here = timezone.now() - timedelta(days=900)
    Organisation.objects.filter(pk__in=[school.pk for school in schools.values()]).update(created_at=here)
    SchoolFacts.objects.bulk_create(
        SchoolFacts(
            school=row.school,
            academic_year=row.academic_year - 1,
            pupils=row.pupils + row.school_id % 7 - 2 if row.pupils > 2 else row.pupils,
            staff=row.staff,
            as_of=today - timedelta(days=377),
            source=row.source,
        )
        for row in list(SchoolFacts.objects.filter(school__in=schools.values()).select_related("school"))
    )


def add_merger(into: Organisation, by: User, today: date) -> None:
    """A school that closed last year; it has never counted among those that are open."""
    day = today - timedelta(days=230)
    old = Organisation.objects.create(
        kind=Kind.SCHOOL,
        name=MERGED,
        name_en="Demonstration School by the old canal (fictional)",
        office=into.office,
        obec_code=str(int(CODE) + 999),
        districts=into.districts,
        subdistrict=into.subdistrict,
        levels=["early", "primary"],
        closed_on=day,
        merged_into=into,
        is_demo=True,
    )
    Closure.objects.create(
        organisation=old, into=into, day=day, reason="นักเรียนเหลือน้อย รวมตามประกาศสมมุติ 1/2569", by=by
    )


def add_director(schools: Sequence[Organisation], password: str, mail_domain: str, today: date) -> None:
    """Somebody who directs one school and acts for another until a day."""
    person = User.objects.create(
        email=f"two-schools@{mail_domain}",
        password=make_password(password),
        first_name="สมมุติ",
        last_name="สองโรงเรียน",
        position="ผู้อำนวยการโรงเรียน (สมมุติ)",
    )
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    home, also = schools
    Membership.objects.create(
        person=person, organisation=home, role=Role.SCHOOL_DIRECTOR, starts_on=today - timedelta(days=900)
    )
    Membership.objects.create(
        person=person,
        organisation=also,
        role=Role.SCHOOL_DIRECTOR,
        capacity=Capacity.ACTING,
        order_number="28/2569 (สมมุติ)",
        starts_on=today - timedelta(days=120),
        ends_on=today + timedelta(days=245),
    )
