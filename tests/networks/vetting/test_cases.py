"""Two different people decide how far a partner is trusted."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Notice
from networks.models import Declaration, DocumentOpening, Level, Vetting, VettingDocument, level_of
from networks.vetting import cases, expiry
from networks.vetting.cases import ChangedError, SamePersonError
from organisations.models import Organisation, Role
from tests.factories import OfficeFactory, PartnerFactory
from tests.networks.vetting.conftest import REASON, granted, upload
from tests.people import member

pytestmark = pytest.mark.django_db


def own(place, rest=""):
    return f"/networks/vetting/own/{place.partner.uid}/{rest}"


def at(place, rest=""):
    return f"/networks/vetting/{place.partner.uid}/{rest}"


def post(client, person, path, **data):
    client.force_login(person)
    return client.post(path, data)


def advise(client, place, level):
    """The first person opens the page and sends the form that stands there."""
    client.force_login(place.first)
    seen = client.get(at(place)).context["opinion"]["seen"].value()
    return client.post(at(place, "advise/"), {"level": level, "reason": REASON, "seen": seen})


def decide(client, place, **data):
    """The second person does."""
    client.force_login(place.second)
    seen = client.get(at(place)).context["verdict"]["seen"].value()
    return client.post(at(place, "decide/"), {"seen": seen, **data})


def level(partner, on=None):
    return Organisation.objects.annotate(level=level_of("pk", on)).get(pk=partner.pk).level


def test_from_papers_to_a_level_by_two_people(client, place):
    post(client, place.coordinator, own(place, "papers/"), kind="registration", number="จ 1", file=upload())
    post(client, place.coordinator, own(place, "declare/"), name="นายสมมุติ ก", position="ประธาน", agree="on")
    mail.outbox.clear()
    post(client, place.coordinator, own(place, "ask/"), level="3")
    case = Vetting.objects.get()
    assert case.state == Vetting.State.ASKED
    told = {address for letter in mail.outbox for address in letter.to}
    assert told == {place.first.email, place.second.email, place.director.email}

    mail.outbox.clear()
    advise(client, place, level="3")
    told = {address for letter in mail.outbox for address in letter.to}
    assert told == {place.second.email, place.director.email}
    assert level(place.partner) == Level.LISTED

    mail.outbox.clear()
    decide(client, place, level="3", reason="")
    case.refresh_from_db()
    assert (case.state, case.level, case.first_by, case.decided_by) == (
        Vetting.State.GRANTED,
        Level.PUPILS,
        place.first,
        place.second,
    )
    assert level(place.partner) == Level.PUPILS
    assert [letter.to for letter in mail.outbox] == [[place.coordinator.email]]
    assert "พบนักเรียนได้" in client.get(place.profile.url).text
    states = ModelLogEntry.objects.filter(action="networks.vet").order_by("pk")
    assert [entry.data["state"] for entry in states] == ["asked", "advised", "granted"]


def test_one_person_alone_cannot_be_both(client, place, asked):
    advise(client, place, level="2")
    assert "อีกคนหนึ่งตัดสิน" in client.get(at(place)).text
    seen = client.get(at(place)).context["verdict"]["seen"].value()
    response = client.post(at(place, "decide/"), {"level": "2", "reason": "", "seen": seen}, follow=True)
    assert "ต้องเป็นสองคน" in response.text
    asked.refresh_from_db()
    assert asked.state == Vetting.State.ADVISED


def test_not_even_the_database_lets_one_person_be_both(place, asked):
    cases.advise(asked, Level.VETTED, REASON, place.first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vetting.objects.filter(pk=asked.pk).update(decided_by=place.first)


def test_nobody_of_the_partner_decides_about_it(place, asked):
    both = member(place.office, Role.OFFICER)
    place.partner.memberships.create(person=both, role=Role.COORDINATOR)
    with pytest.raises(SamePersonError):
        cases.advise(asked, Level.VETTED, REASON, both)


def test_the_second_of_two_decisions_is_told_that_it_was_late(place, asked):
    seen = [Vetting.objects.get(pk=asked.pk) for _ in range(2)]
    cases.advise(asked, Level.VETTED, REASON, place.first)
    cases.decide(seen[0], Level.VETTED, "", place.second)
    with pytest.raises(ChangedError):
        cases.decide(seen[1], 0, REASON, place.director)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (Vetting.State.GRANTED, place.second)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_make_one_decision(place, asked):
    cases.advise(asked, Level.VETTED, REASON, place.first)
    start, outcomes = threading.Barrier(3), []

    def decide(person, given):
        start.wait()
        try:
            cases.decide(Vetting.objects.get(pk=asked.pk), given, REASON, person)
        except SamePersonError:
            outcomes.append("same")
        except ChangedError:
            outcomes.append("late")
        else:
            outcomes.append("decided")
        finally:
            connections.close_all()

    people = [(place.second, 2), (place.director, 0), (place.first, 2)]
    threads = [threading.Thread(target=decide, args=pair) for pair in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["decided", "late", "late"], ["decided", "late", "same"])
    asked.refresh_from_db()
    assert asked.decided_by in (place.second, place.director)


def test_meeting_pupils_needs_a_paper_and_a_declaration_in_force(client, place):
    text = post(client, place.coordinator, own(place, "ask/"), level="3").text
    assert "โปรดเพิ่มเอกสารอย่างน้อยหนึ่งฉบับก่อน" in text
    assert "ต้องแถลงคำมั่นคุ้มครองเด็กก่อน" in text
    Declaration.objects.create(partner=place.partner, version="2500/1", name="ก", position="ข")
    assert cases.declaration_of(place.partner) is None


def test_papers_handed_in_once_more_are_looked_at_once_more(client, place, asked):
    client.force_login(place.first)
    seen = client.get(at(place)).context["opinion"]["seen"].value()
    cases.take_back(asked, place.coordinator)
    cases.ask(asked, Level.VETTED, place.coordinator)
    response = client.post(at(place, "advise/"), {"level": "2", "reason": REASON, "seen": seen})
    assert response.status_code == 400
    assert "ภาคีส่งเอกสารใหม่อีกครั้ง" in response.text
    assert REASON in response.text
    again = response.context["opinion"]["seen"].value()
    client.post(at(place, "advise/"), {"level": "2", "reason": REASON, "seen": again})
    asked.refresh_from_db()
    assert asked.state == Vetting.State.ADVISED


def test_nobody_gets_more_than_asked_for(client, place, asked):
    response = advise(client, place, level="3")
    assert response.status_code == 400
    assert response.context["opinion"].errors["level"]


def test_a_refusal_needs_a_reason_and_carries_a_way_to_appeal(client, place, asked):
    cases.advise(asked, 0, REASON, place.first)
    response = decide(client, place, level="0", reason="")
    assert response.status_code == 400
    mail.outbox.clear()
    decide(client, place, level="0", reason="เอกสารหมดอายุแล้ว โปรดส่งฉบับใหม่")
    [letter] = mail.outbox
    assert letter.to == [place.coordinator.email]
    assert "/networks/appeals/" in letter.body
    assert "/networks/appeals/" not in Notice.objects.get(person=place.coordinator).path
    assert "เอกสารหมดอายุแล้ว" in post_get(client, place.coordinator, own(place))


def post_get(client, person, path):
    client.force_login(person)
    return client.get(path).text


def test_a_level_ends_with_its_last_day_by_itself(place):
    case = granted(place.partner, Level.PUPILS)
    assert level(place.partner, case.expires_on) == Level.PUPILS
    assert level(place.partner, case.expires_on + timedelta(days=1)) == Level.LISTED
    assert case.expires_on == timezone.localdate().replace(year=timezone.localdate().year + 2) - timedelta(
        days=1
    )


def test_the_end_is_announced_at_each_of_its_days_once(place):
    case = granted(place.partner)
    told = []
    for left in (120, 90, 89, 31, 29, 0):
        with time_machine.travel(
            timezone.now() + timedelta(days=(case.expires_on - timezone.localdate()).days - left)
        ):
            mail.outbox.clear()
            expiry.tell()
            assert expiry.tell() == 0
            told.append(len(mail.outbox))
    # The coordinator, two officers and the director; a day without a run is made up for.
    assert told == [0, 4, 0, 0, 4, 4]


def test_what_another_decision_outlasts_is_not_announced(place):
    old = granted(place.partner, starts_on=timezone.localdate() - timedelta(days=700))
    granted(place.partner)
    assert old not in expiry.ending(90)


# Papers


def test_each_opening_of_a_paper_is_written_down_and_shown(client, place, asked):
    paper = asked.documents.get()
    client.force_login(place.first)
    response = client.get(f"/networks/vetting/papers/{paper.pk}/")
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert DocumentOpening.objects.get().person == place.first
    text = client.get(at(place)).text
    assert str(place.first) in text[text.index('id="openings"') :]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PRIVACY_REVIEWER, Role.OFFICER, Role.COORDINATOR])
def test_papers_are_not_there_for_others(client, place, asked, role):
    home = {
        Role.OFFICER: lambda: OfficeFactory(name="สำนักงานอื่นสมมุติ"),
        Role.COORDINATOR: lambda: PartnerFactory(office=place.office),
    }.get(role, lambda: place.office)()
    client.force_login(member(home, role))
    assert client.get(f"/networks/vetting/papers/{asked.documents.get().pk}/").status_code == 404
    assert client.get(at(place)).status_code == 404
    assert client.get(own(place)).status_code == 404
    assert not DocumentOpening.objects.exists()


def test_a_paper_is_replaced_and_taken_away_with_its_file_until_it_is_looked_at(
    client, place, django_capture_on_commit_callbacks
):
    post(client, place.coordinator, own(place, "papers/"), kind="registration", file=upload())
    old = VettingDocument.objects.get()
    storage, name = old.file.storage, old.file.name
    with django_capture_on_commit_callbacks(execute=True):
        post(
            client, place.coordinator, own(place, "papers/"), kind="other", file=upload(), instead=str(old.pk)
        )
    new = VettingDocument.objects.get()
    assert new.pk != old.pk
    assert not storage.exists(name)
    cases.ask(new.case, Level.VETTED, place.coordinator)
    assert client.post(own(place, f"papers/{new.pk}/remove/")).status_code == 404
    client.post(own(place, "take-back/"))
    client.post(own(place, f"papers/{new.pk}/remove/"))
    assert not VettingDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"), [("a.exe", b"MZ"), ("a.pdf", b"<html>"), ("a.pdf", b""), ("a.svg", b"<svg/>")]
)
def test_what_is_no_paper_is_refused_beside_its_field(client, place, name, content):
    response = post(
        client,
        place.coordinator,
        own(place, "papers/"),
        kind="other",
        number="ข 7",
        file=upload(name, content),
    )
    assert response.status_code == 400
    assert "file" in response.context["paper_form"].errors
    assert "ข 7" in response.text


def test_a_new_case_begins_while_the_old_level_still_holds(client, place):
    granted(place.partner, Level.VETTED, timezone.localdate() - timedelta(days=700))
    post(client, place.coordinator, own(place, "papers/"), kind="registration", file=upload())
    post(client, place.coordinator, own(place, "ask/"), level="2")
    assert Vetting.objects.open().filter(partner=place.partner).exists()
    assert level(place.partner) == Level.VETTED
