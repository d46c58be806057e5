"""Who is put forward: adults who agreed, from day to day, with no face but their own, gone at once."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from media.models import PortalImage
from organisations.models import Role
from privacy.faces import Face
from programme.models import Featured
from programme.recognition import deeds
from programme.recognition.featured_forms import FeaturedForm
from tests.factories import OfficeFactory, SchoolFactory, StagePageFactory
from tests.people import member
from vcare.calendar import format_thai_date

pytestmark = pytest.mark.django_db

WHY = "ชวนเพื่อนครูเปลี่ยนการเยี่ยมบ้านให้เป็นการฟัง (สมมุติ)"


@pytest.fixture
def school(site_tree):
    return SchoolFactory(office=OfficeFactory())


@pytest.fixture
def officer(school, client):
    person = member(school.office, Role.OFFICER)
    client.force_login(person)
    return person


def upload() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (320, 200), "#887766").save(file, "JPEG")
    return SimpleUploadedFile("photo.jpg", file.getvalue(), "image/jpeg")


def day(days=0) -> str:
    return format_thai_date(timezone.localdate() + timedelta(days=days))


def kept(client, school, kind="person", **fields):
    person = {"prefix": "นาง", "name": "สมศรี สมมุติ", "position": "ครู"} if kind == "person" else {}
    days = {"starts_on": day(), "ends_on": day(30), "consent_on": day(-1)}
    data = {"organisation": school.pk, "why": WHY, **person, **days, **fields}
    return client.post(reverse("recognition:new_featured", args=[kind]), data, follow=True)


def test_is_shown_from_day_to_day_with_consent_only(client, school, officer, site_tree):
    stage = StagePageFactory(parent=site_tree.model, stage="E")
    kept(client, school, consent_on="")
    row = Featured.objects.get()
    places = [site_tree.home.url, stage.url, reverse("recognition:awards")]
    client.logout()
    assert not any(WHY in client.get(place).text for place in places)
    row.consent_on = timezone.localdate()
    row.save()
    assert all(WHY in client.get(place).text for place in places)
    row.starts_on = row.ends_on = timezone.localdate() - timedelta(days=1)
    row.save()
    assert not any(WHY in client.get(place).text for place in places)


def test_refuses_children_other_faces_and_long_months(client, school, officer, monkeypatch):
    assert "เฉพาะผู้ใหญ่" in kept(client, school, prefix="", name="เด็กหญิงใจดี สมมุติ").text
    assert kept(client, school, why="ช่วยเด็กชายสมมุติ ใจดี").status_code == 400
    assert kept(client, school, ends_on=day(-5)).status_code == 400
    assert "ไม่เกิน 92 วัน" in kept(client, school, ends_on=day(200)).text
    monkeypatch.setattr("privacy.faces.find", lambda content: [Face(1, 1, 9, 9), Face(20, 1, 9, 9)])
    page = kept(client, school, picture=upload(), alt="ครูยืนหน้าห้องสมุด")
    assert "ใบหน้าของคนอื่น" in page.text
    monkeypatch.setattr("privacy.faces.find", lambda content: [Face(1, 1, 9, 9)])
    page = kept(client, school, "school", picture=upload(), alt="หน้าโรงเรียน")
    assert "ใบหน้าของคนอื่น" in page.text
    assert not Featured.objects.exists()
    assert not PortalImage.objects.exists()


def test_withdrawn_it_is_gone_at_once_with_its_picture(client, school, officer, site_tree, monkeypatch):
    monkeypatch.setattr("privacy.faces.find", lambda content: [Face(1, 1, 9, 9)])
    kept(client, school, picture=upload(), alt="ครูยืนหน้าห้องสมุด")
    row = Featured.objects.get()
    assert "ครูยืนหน้าห้องสมุด" in client.get(site_tree.home.url).text
    for _twice in range(2):
        client.post(reverse("recognition:end_featured", args=[row.uid]), follow=True)
    client.logout()
    assert WHY not in client.get(site_tree.home.url).text
    assert not PortalImage.objects.exists()
    client.force_login(member(school, Role.SCHOOL_DIRECTOR))
    assert client.post(reverse("recognition:end_featured", args=[row.uid])).status_code == 404


def test_what_was_ended_is_not_put_forward_again_by_a_form_that_is_kept_just_then(client, school, officer):
    kept(client, school)
    stale = Featured.objects.get()
    fields = {
        "organisation": school.pk,
        "name": "สมศรี สมมุติ",
        "why": WHY,
        "starts_on": day(),
        "ends_on": day(30),
    }
    form = FeaturedForm(
        fields | {"alt": "ครูยืนหน้าห้อง"},
        {"picture": upload()},
        office=school.office,
        kind="person",
        instance=stale,
    )
    assert form.is_valid()
    deeds.end(Featured.objects.get(), officer)
    with pytest.raises(deeds.SettledError):
        form.store(officer)
    assert Featured.objects.get().withdrawn_on
    assert not PortalImage.objects.exists()
