"""Who is responsible in the demonstration's schools, who asks to join, a code on a poster."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from organisations.models import (
    Capacity,
    Confirmation,
    ConfirmationRound,
    JoiningCode,
    JoinRequest,
    Membership,
    Organisation,
    Role,
)
from vcare.calendar import academic_year

#: Schools that have a director and a teacher; the fifth of them has an acting director.
STAFFED = 30
#: The school of the demonstration's accounts.
HOME = 27

#: First name, last name, role, days ago.
ASKING = [
    ("นางสาวสมมุติ", "ย้ายมาใหม่", Role.TEACHER, 2),
    ("นายสมมุติ", "รับตำแหน่ง", Role.SCHOOL_DIRECTOR, 9),
]


def add(schools: Mapping[int, Organisation], office: Organisation, mail_domain: str) -> None:
    """Enough people that every state of the office's board has its schools."""
    today = timezone.localdate()
    numbers = [number for number in schools if number != HOME][: STAFFED * 2]
    people = {
        (number, role): User(
            email=f"{role.value}-{number:03}@{mail_domain}",
            password="!",  # noqa: S106 - nobody signs in as these
            first_name="สมมุติ",
            last_name=f"{'บริหาร' if role == Role.SCHOOL_DIRECTOR else 'สอนดี'} {number:03}",
            position=f"{role.label} (สมมุติ)",
        )
        for place, number in enumerate(numbers)
        for role in (Role.SCHOOL_DIRECTOR, Role.TEACHER)
        # Some lack one of the two.
        if not (role == Role.SCHOOL_DIRECTOR and place % 10 == 9)
        and not (role == Role.TEACHER and place % 6 == 5)
    }
    User.objects.bulk_create(people.values())
    rows = [
        Membership(
            person=person,
            organisation=schools[number],
            role=role,
            starts_on=today - timedelta(days=300 + number),
            capacity=Capacity.ACTING if role == Role.SCHOOL_DIRECTOR and number % 5 == 0 else "",
            order_number=f"{number}/2568" if role == Role.SCHOOL_DIRECTOR else "",
        )
        for (number, role), person in people.items()
    ]
    Membership.objects.bulk_create(rows)
    confirm(office, rows, today)
    director = Membership.objects.get(organisation=schools[HOME], role=Role.SCHOOL_DIRECTOR).person
    code = JoiningCode.objects.create(
        organisation=schools[HOME],
        role=Role.TEACHER,
        code="CARE2569",
        expires_on=today + timedelta(days=30),
        max_uses=10,
        uses=1,
        made_by=director,
    )
    for first, last, role, days in ASKING:
        asked = timezone.now() - timedelta(days=days)
        JoinRequest.objects.create(
            organisation=schools[HOME] if role == Role.TEACHER else schools[numbers[9]],
            role=role,
            email=f"asks-{role.value}@{mail_domain}",
            first_name=first,
            last_name=last,
            position=f"{role.label} (สมมุติ)",
            note="ย้ายมาเมื่อต้นเดือน (สมมุติ)",
            code=code if role == Role.TEACHER else None,
            state=JoinRequest.State.WAITING,
            created_at=asked,
            asked_at=asked,
            is_demo=True,
        )


def confirm(office: Organisation, rows: list[Membership], today: date) -> None:
    """Two of three have been confirmed in this year's round."""
    this_year = ConfirmationRound.objects.create(
        office=office,
        academic_year=academic_year(today),
        opened_on=today - timedelta(days=10),
        reminded_on=today,
    )
    officer = Membership.objects.filter(organisation=office, role=Role.OFFICER).first()
    Confirmation.objects.bulk_create(
        Confirmation(round=this_year, membership=row, by=officer and officer.person)
        for place, row in enumerate(rows)
        if row.organisation_id % 3
    )


def remove(mail_domain: str) -> None:
    JoinRequest.objects.filter(is_demo=True).delete()
    real = Confirmation.objects.exclude(membership__person__email__endswith=f"@{mail_domain}")
    ConfirmationRound.objects.exclude(pk__in=real.values("round")).delete()
