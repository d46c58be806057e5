"""The demonstration's large event: who chose which session, and a call with three proposals."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from events.models import (
    Attendee,
    Call,
    ExchangeEventPage,
    Places,
    Proposal,
    Registration,
    SessionChoice,
    SessionPlaces,
)
from organisations.models import Organisation
from practices.models import PracticePage

#: School's number, people; the small room has three places and is full with the first two teams, the third waits.
TEAMS = [(27, 2), (40, 2), (66, 3)]
NAMES = ["บุญมี", "ดวงใจ", "สมพร"]
#: Practice's number, form, presenter, note, state, reason.
PROPOSALS = [
    (6, "talk", "นางสาวสมมุติ ลอยตัว", "มีคลิปสั้นสองนาที ไม่มีภาพนักเรียน", "sent", ""),
    (8, "poster", "นายสมมุติ พายเรือ", "ขอพื้นที่ติดโปสเตอร์สองแผ่น", "selected", ""),
    (11, "talk", "นางสมมุติ ซองเหลือง", "", "reserve", "เวลาเต็มแล้ว ถ้ามีช่องว่างจะแจ้งก่อนงานหนึ่งสัปดาห์"),
]


def add(schools: Mapping[int, Organisation], practices: Mapping[int, PracticePage], mail_domain: str) -> None:
    event = ExchangeEventPage.objects.filter(is_demo=True, event_type="symposium").first()
    if event is None:
        return
    people = {
        role: User.objects.filter(email=f"{role}@{mail_domain}").first() for role in ("teacher", "officer")
    }
    _register(event, schools, people["teacher"], mail_domain)
    _call(event, practices, people["officer"])


def _register(
    event: ExchangeEventPage, schools: Mapping[int, Organisation], teacher: User | None, mail_domain: str
) -> None:
    small, *others = sorted(SessionPlaces.objects.filter(event=event), key=lambda row: row.capacity or 0)
    now = timezone.now()
    for order, (number, size) in enumerate(TEAMS, start=1):
        own = number == 27 and teacher is not None
        registration = Registration.objects.create(
            code=f"SYM{order + 1}DEM{order + 1}"[:8],
            event=event,
            state=Registration.State.CONFIRMED,
            person=teacher if own else None,
            email=teacher.email if own and teacher else f"symposium{order}@{mail_domain}",
            organisation=schools[number],
            organisation_name=schools[number].name,
            size=size,
            consent_at=now,
            queued_at=now - timedelta(hours=30 - order),
            confirmed_at=now,
            is_demo=True,
        )
        team = Attendee.objects.bulk_create(
            Attendee(
                registration=registration,
                number=n + 1,
                prefix="นาง" if n % 2 else "นาย",
                name=f"{NAMES[n]} สมมุติ{order}",
                position="ครู",
                group="teachers",
            )
            for n in range(size)
        )
        for n, person in enumerate(team):
            rooms = [small] if order < 3 and (order, n) != (2, 1) else [others[n % len(others)]]
            for room in rooms:
                SessionChoice.objects.create(attendee=person, session=room.session, seated=True)
                SessionPlaces.objects.filter(pk=room.pk).update(taken=F("taken") + 1)
            if order == len(TEAMS) and n == 0:
                SessionChoice.objects.create(
                    attendee=person, session=small.session, queued_at=now - timedelta(hours=4)
                )
    Places.objects.filter(event=event).update(taken=sum(size for _number, size in TEAMS))


def _call(event: ExchangeEventPage, practices: Mapping[int, PracticePage], officer: User | None) -> None:
    now = timezone.now()
    call = Call.objects.create(
        event=event,
        sought="เรื่องที่ทำจริงในโรงเรียนมาแล้วอย่างน้อยหนึ่งภาคเรียน บอกทั้งผลและสิ่งที่ไม่ได้ผล เรื่องละ 20 นาที (สมมุติ)",
        forms=["talk", "exhibition", "poster"],
        opened_at=now - timedelta(days=12),
        closes_at=event.starts_at - timedelta(days=21),
        is_demo=True,
    )
    for order, (number, form, presenter, note, state, reason) in enumerate(PROPOSALS):
        decided = state != "sent"
        practice = practices[number]
        Proposal.objects.create(
            call=call,
            practice=practice,
            school=practice.owner_organisation,
            form=form,
            presenter=presenter,
            position="ครู",
            note=note,
            state=state,
            reason=reason,
            sent_at=now - timedelta(days=9 - 2 * order),
            decided_at=now - timedelta(days=1) if decided else None,
            decided_by=officer if decided else None,
            is_demo=True,
        )
