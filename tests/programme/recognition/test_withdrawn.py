"""A name whose consent was withdrawn: gone from the check of a certificate, from finished dossiers, and after a while for good."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from events.models import Certificate, CertificateCounter, CertificateDesign
from organisations.models import Role
from programme.dossier import deeds as dossiers
from programme.dossier import editions, withholding
from programme.models import AwardScheme, Dossier, Featured, Honour
from programme.recognition import deeds
from tests.factories import ImageFactory, OfficeFactory, SchoolFactory
from tests.people import _letters_leave_at_once, member
from vcare.calendar import fiscal_year

__all__ = ["_letters_leave_at_once"]

pytestmark = pytest.mark.django_db

NAME = "สมใจ สมมุติ"
WITHHELD = "ผู้รับขอไม่เปิดเผยชื่อ"


@pytest.fixture
def office(site_tree):
    return OfficeFactory()


@pytest.fixture
def officer(office):
    return member(office, Role.OFFICER)


@pytest.fixture
def school(office):
    return SchoolFactory(office=office, name="โรงเรียนบ้านสมมุติ")


@pytest.fixture
def teacher(school):
    return member(school, Role.TEACHER)


@pytest.fixture
def honour(office, officer, school, teacher):
    CertificateCounter.objects.create(office=office, year=fiscal_year(timezone.localdate()))
    scheme = AwardScheme.objects.create(
        office=office,
        name="ครูผู้ดูแล",
        levels=["ดีเด่น"],
        year=2569,
        issuer=office.name,
        state="announced",
        announced_on=timezone.localdate() - timedelta(days=9),
        design=CertificateDesign.objects.create(office=office, name="แบบกลาง", heading=office.name),
    )
    row = Honour(
        scheme=scheme,
        level="ดีเด่น",
        recipient="person",
        organisation=school,
        prefix="นาง",
        name=NAME,
        position="ครูชำนาญการ",
        person=teacher,
        consent_on=timezone.localdate() - timedelta(days=9),
    )
    deeds.give([row], officer)
    return row


def checked(client, certificate):
    return client.get(reverse("exchange:verify_one", args=[certificate.token])).text


@pytest.fixture
def certificate(honour, officer):
    return deeds.certify(honour, officer)


def test_the_check_of_a_certificate_withholds_a_withdrawn_name_and_says_it_is_valid(
    client, honour, certificate, officer
):
    assert NAME in checked(client, certificate)
    deeds.withdraw(honour, officer)
    for page in (
        checked(client, certificate),
        client.get(reverse("exchange:verify"), {"number": f"{certificate.number}/{certificate.year}"}).text,
    ):
        assert NAME not in page
        assert WITHHELD in page
        assert "เกียรติบัตรนี้ใช้ได้" in page
    deeds.agree(honour, timezone.localdate(), officer)
    assert NAME in checked(client, certificate)


def test_the_check_names_nobody_who_has_not_agreed_yet(client, honour, certificate):
    Honour.objects.filter(pk=honour.pk).update(consent_on=None)
    assert NAME not in checked(client, certificate)


@pytest.fixture
def dossier(school, teacher, honour):
    made = Dossier(
        organisation=school,
        title="ล็อกคางทุกเช้า",
        award_name="รางวัลสมมุติ",
        category="school-small",
        year_be=2569,
        last_year=2569,
    )
    dossiers.begin(made, teacher)
    return made


@pytest.fixture
def finished(dossier, teacher):
    seen = editions.fingerprint(dossiers.content_of(dossier))
    dossiers.finish(dossier, teacher, seen)
    return dossier


def paper(client, dossier, number):
    return client.get(reverse("dossiers:paper", args=[dossier.uid, number, "docx"]))


def test_one_press_makes_the_next_edition_without_the_name(client, finished, honour, officer, teacher):
    client.force_login(teacher)
    assert NAME in str(finished.editions.get().content)
    assert withholding.WITHHELD not in client.get(finished.get_absolute_url()).text
    deeds.withdraw(honour, officer)
    page = client.get(finished.get_absolute_url()).text
    address = reverse("dossiers:leave_out", args=[finished.uid])
    assert address in page
    assert reverse("dossiers:paper", args=[finished.uid, 1, "docx"]) not in page
    assert paper(client, finished, 1).status_code == 302
    client.post(address)
    newest = finished.editions.first()
    assert newest.number == 2
    assert NAME not in str(newest.content)
    assert "ครูชำนาญการ" not in str(newest.content)
    assert WITHHELD in str(newest.content)
    assert paper(client, finished, 2).status_code == 200
    assert paper(client, finished, 1).status_code == 302
    finished.refresh_from_db()
    assert finished.state == Dossier.State.READY
    assert address not in client.get(finished.get_absolute_url()).text
    client.post(address)
    assert finished.editions.count() == 2


def test_only_who_writes_a_dossier_makes_that_edition(client, finished, honour, officer):
    deeds.withdraw(honour, officer)
    client.force_login(member(SchoolFactory(office=finished.organisation.office), Role.TEACHER))
    assert client.post(reverse("dossiers:leave_out", args=[finished.uid])).status_code == 404
    assert finished.editions.count() == 1


def test_a_draft_loses_the_name_and_keeps_everything_else(client, dossier, honour, officer, teacher):
    section = dossier.sections.get(key="recognition")
    own = f"ขอบคุณ {NAME} ที่เริ่มไว้"
    dossiers.write(dossier, section.key, own, dossiers.digest(section.text), teacher)
    deeds.withdraw(honour, officer)
    client.force_login(teacher)
    client.post(reverse("dossiers:leave_out", args=[dossier.uid]))
    section.refresh_from_db()
    assert section.text == f"ขอบคุณ {WITHHELD} ที่เริ่มไว้"
    assert not dossier.editions.exists()


def withdrawn_for(honour, days):
    Honour.objects.filter(pk=honour.pk).update(withdrawn_on=timezone.localdate() - timedelta(days=days))


@pytest.mark.parametrize(("days", "kept"), [(89, True), (92, False)])
def test_a_withdrawn_name_goes_for_good_after_its_time(finished, honour, certificate, days, kept):
    withdrawn_for(honour, days)
    call_command("forget", "--yes", verbosity=0)
    honour.refresh_from_db()
    edition = finished.editions.get()
    assert (NAME in honour.name) is kept
    assert (NAME in str(edition.content)) is kept
    assert any(NAME in section.text for section in finished.sections.all()) is kept
    assert withholding.was_emptied(edition) is not kept
    assert Certificate.objects.get().full_name == f"นาง{NAME}"


def test_the_check_withholds_the_name_after_it_is_forgotten_too(client, honour, certificate):
    withdrawn_for(honour, 200)
    call_command("forget", "--yes", verbosity=0)
    assert NAME not in checked(client, certificate)


@pytest.mark.parametrize(
    ("ended", "withdrawn", "kept"),
    [(179, None, True), (182, None, False), (-9, 182, False), (-9, 10, True)],
)
def test_who_was_put_forward_goes_with_the_picture_after_its_time(office, school, ended, withdrawn, kept):
    today = timezone.localdate()
    image = ImageFactory()
    Featured.objects.create(
        office=office,
        kind="person",
        organisation=school,
        name=NAME,
        why="อยู่เป็นเพื่อนจนจบ",
        image=image,
        starts_on=today - timedelta(days=300),
        ends_on=today - timedelta(days=ended),
        withdrawn_on=today - timedelta(days=withdrawn) if withdrawn else None,
    )
    call_command("forget", "--yes", verbosity=0)
    assert Featured.objects.exists() is kept
    assert type(image).objects.filter(pk=image.pk).exists() is kept
