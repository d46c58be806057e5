"""Drafts together: saved in the background, changed by two, thrown away, fetched back, gone back to."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from media.models import PortalDocument, PortalImage
from organisations.models import Role
from practices.models import PracticePage
from tests.factories import OfficeFactory, PracticePageFactory, SchoolFactory
from tests.media.files import photo
from tests.people import member
from tests.practices.writing.conftest import address, latest, screen

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


def other_browser(client_class, person):
    client = client_class()
    client.force_login(person)
    return client


@pytest.fixture
def colleague(school):
    return member(school, Role.TEACHER)


@pytest.fixture
def second(colleague, client):
    """The browser of a colleague of the same school."""
    return other_browser(type(client), colleague)


# --- In the background


def test_a_background_save_tells_when_and_from_what_to_go_on(fill, story):
    answer = fill("background", background="ขาดเรียนวันละ 14 คน", headers=JSON).json()
    assert answer["saved"].startswith("บันทึกแล้ว ")
    assert answer["saved"].endswith("น.")
    assert answer["errors"] == {}
    path = address(story, "background")
    assert answer["digests"]["background"]
    assert latest(story).background == "<p>ขาดเรียนวันละ 14 คน</p>"
    assert path


def test_saves_of_one_sitting_are_one_version(fill, story):
    fill("background", background="หนึ่ง", headers=JSON)
    count = story.revisions.count()
    fill("background", background="หนึ่ง สอง", headers=JSON)
    fill("background", background="หนึ่ง สอง สาม", headers=JSON)
    assert story.revisions.count() == count
    assert latest(story).background == "<p>หนึ่ง สอง สาม</p>"


def test_a_later_sitting_is_a_version_of_its_own(fill, story):
    fill("background", background="เช้า", headers=JSON)
    count = story.revisions.count()
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        fill("background", background="บ่าย", headers=JSON)
    assert story.revisions.count() == count + 1


def test_a_colleagues_version_is_never_overwritten(fill, story, second):
    fill("background", background="ของครูหนึ่ง", headers=JSON)
    fill("lessons", client=second, lessons="ของครูสอง", headers=JSON)
    fill("background", background="ของครูหนึ่ง แก้อีก", headers=JSON)
    contents = [revision.content["background"] for revision in story.revisions.order_by("pk")]
    assert "<p>ของครูหนึ่ง</p>" in contents


def test_the_published_version_is_not_overwritten(fill, story):
    fill("background", background="ที่เผยแพร่", headers=JSON)
    latest_revision = PracticePage.objects.get().latest_revision
    latest_revision.publish()
    fill("background", background="ที่แก้ทีหลัง", headers=JSON)
    assert Revision.objects.get(pk=latest_revision.pk).content["background"] == "<p>ที่เผยแพร่</p>"
    assert PracticePage.objects.get().background == "<p>ที่เผยแพร่</p>"


def test_a_text_that_could_expose_a_child_is_saved_and_said(fill, story):
    answer = fill("background", background="เมื่อวาน ด.ช.สมมุติ ใจดี ไม่มาโรงเรียน", headers=JSON).json()
    assert "ชื่อเด็ก" in answer["notes"]
    assert "สมมุติ" in latest(story).background


# --- Two at once


def test_two_who_change_different_questions_disturb_nobody(desk, second, story):
    path = address(story, "lessons")
    mine, theirs = screen(desk, path), screen(second, path)
    second.post(path, {**theirs, "lessons": "บทเรียนของครูสอง"})
    response = desk.post(path, {**mine, "what_failed": "ไลน์กลุ่ม"})
    assert response.status_code == 302
    page = latest(story)
    assert page.lessons == "<p>บทเรียนของครูสอง</p>"
    assert page.what_failed == "<p>ไลน์กลุ่ม</p>"


def conflict(desk, second, story, headers=None):
    path = address(story, "lessons")
    mine, theirs = screen(desk, path), screen(second, path)
    second.post(path, {**theirs, "lessons": "แบบของครูสอง"})
    return desk.post(path, {**mine, "lessons": "แบบของครูหนึ่ง", "what_failed": "ไลน์กลุ่ม"}, headers=headers or {})


def test_two_who_change_the_same_text_see_both_versions(desk, second, story, colleague):
    response = conflict(desk, second, story)
    assert response.status_code == 409
    assert "แบบของครูหนึ่ง" in response.text
    assert "แบบของครูสอง" in response.text
    assert str(colleague) in response.text
    assert latest(story).lessons == "<p>แบบของครูสอง</p>"
    assert latest(story).what_failed == "<p>ไลน์กลุ่ม</p>"  # nobody else touched it


@pytest.mark.parametrize(("choice", "kept"), [("mine", "แบบของครูหนึ่ง"), ("theirs", "แบบของครูสอง")])
def test_the_person_chooses(desk, second, story, choice, kept):
    from bs4 import BeautifulSoup

    page = BeautifulSoup(conflict(desk, second, story).text, "html.parser")
    form = page.find("form", attrs={"data-choice": True})
    sent = {field["name"]: field["value"] for field in form.find_all("input", type="hidden")}
    response = desk.post(form["action"], {**sent, "take-lessons": choice})
    assert response.status_code == 302
    assert latest(story).lessons == f"<p>{kept}</p>"


def test_a_background_save_is_told_of_the_conflict(desk, second, story):
    response = conflict(desk, second, story, JSON)
    assert response.status_code == 409
    assert response.json()["conflicts"] == ["ได้เรียนรู้อะไร"]


def test_whoever_typed_the_same_has_no_conflict(desk, second, story):
    path = address(story, "lessons")
    mine, theirs = screen(desk, path), screen(second, path)
    second.post(path, {**theirs, "lessons": "เหมือนกัน"})
    assert desk.post(path, {**mine, "lessons": "เหมือนกัน"}).status_code == 302


def test_colleagues_see_each_other(desk, second, story, teacher, colleague):
    second.get(address(story, "background"))
    text = desk.get(address(story, "background")).text
    assert f"{colleague} กำลังแก้เรื่องนี้อยู่ด้วย" in text
    assert f"{teacher} กำลังแก้" not in text


def test_a_colleague_takes_over(second, story, fill):
    fill("background", client=second, background="เขียนต่อให้")
    assert latest(story).background == "<p>เขียนต่อให้</p>"


def test_the_editing_interface_sees_the_same_draft(fill, story, client):
    fill("summary", summary="จากโทรศัพท์")
    editor = other_browser(type(client), member(story.owner_organisation.office, Role.OFFICER))
    assert "จากโทรศัพท์" in editor.get(f"/admin/pages/{story.pk}/edit/").text


# --- Locked


def test_a_locked_story_is_not_changed_and_says_so(fill, desk, story):
    sent = screen(desk, address(story, "background"))
    PracticePage.objects.filter(pk=story.pk).update(
        locked=True, locked_by=member(OfficeFactory(), Role.OFFICER)
    )
    response = desk.post(address(story, "background"), {**sent, "background": "ช้าไป"}, headers=JSON)
    assert response.status_code == 423
    assert "อยู่ระหว่างตรวจ" in response.json()["held"]
    assert latest(story).background == ""
    assert desk.get(address(story, "background")).status_code == 302
    assert "อยู่ระหว่างการตรวจ" in desk.get(f"/my/practices/{story.reference.lower()}/").text


# --- Thrown away, fetched back, gone back to


def test_a_draft_thrown_away_is_gone_and_can_be_fetched_back(desk, story, teacher):
    path = f"/my/practices/{story.reference.lower()}/"
    assert desk.get(f"{path}discard/").status_code == 200
    desk.post(f"{path}discard/")
    assert desk.get(path).status_code == 404
    assert story.title not in desk.get("/my/").text
    assert f"{path}fetch-back/" in desk.get("/my/practices/").text
    desk.post(f"{path}fetch-back/")
    assert desk.get(path).status_code == 200
    actions = PageLogEntry.objects.filter(page=story.pk, user=teacher).values_list("action", flat=True)
    assert {"practices.discard", "practices.fetch_back"} <= set(actions)


def test_a_draft_thrown_away_is_deleted_after_thirty_days(desk, story):
    desk.post(f"/my/practices/{story.reference.lower()}/discard/")
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        call_command("forget", "--yes", verbosity=0)
        assert PracticePage.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        call_command("forget", "--yes", verbosity=0)
    assert not PracticePage.objects.exists()


def test_throwing_changes_away_leaves_what_is_published(fill, desk, story):
    fill("background", background="ที่เผยแพร่")
    PracticePage.objects.get().latest_revision.publish()
    fill("background", background="ที่จะทิ้ง")
    desk.post(f"/my/practices/{story.reference.lower()}/discard/")
    page = PracticePage.objects.get()
    assert page.live
    assert not page.has_unpublished_changes
    assert latest(story).background == "<p>ที่เผยแพร่</p>"
    assert any("ที่จะทิ้ง" in revision.content["background"] for revision in page.revisions.all())


def test_an_earlier_version_comes_back_as_the_newest(fill, desk, story):
    first = story.latest_revision_id
    fill("background", background="ใหม่กว่า")
    path = f"/my/practices/{story.reference.lower()}/history/"
    assert f"{path}{first}/restore/" in desk.get(path).text
    desk.post(f"{path}{first}/restore/")
    assert latest(story).background == ""
    assert story.revisions.count() == 3


@pytest.mark.parametrize("number", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page_of_the_history(desk, story, number):
    assert desk.get(f"/my/practices/{story.reference.lower()}/history/?page={number}").status_code == 200


def test_versions_of_other_stories_are_not_there(desk, story, school):
    other = PracticePageFactory(parent=story.get_parent(), owner_organisation=school, live=False)
    path = f"/my/practices/{story.reference.lower()}/history/{other.latest_revision_id}/"
    assert desk.get(path).status_code == 404
    assert desk.post(f"{path}restore/").status_code == 404


def test_the_preview_shows_the_draft(fill, desk, story):
    fill("background", background="ยังไม่เผยแพร่")
    assert "ยังไม่เผยแพร่" in desk.get(f"/my/practices/{story.reference.lower()}/preview/").text


# --- Pictures and files


def picture():
    return SimpleUploadedFile("photo.jpg", photo(), content_type="image/jpeg")


def test_a_picture_stands_behind_the_steps(desk, story, fill):
    path = f"/my/practices/{story.reference.lower()}/add/picture/"
    data = {"file": picture(), "alt": "ครูยืนที่ปากซอย", "caption": "เวรเช้า", "consent_note": "มองไม่เห็นหน้า"}
    assert desk.post(path, data).url == address(story, "pictures")
    block = latest(story).process[0]
    image = PortalImage.objects.get()
    assert block.block_type == "figure"
    assert block.value["image"].pk == image.pk
    assert image.consent_note == "มองไม่เห็นหน้า"
    fill("pictures", **{f"process-{block.id}-alt": "ครูสองคนยืนที่ปากซอย"})
    assert latest(story).process[0].value["image"].contextual_alt_text == "ครูสองคนยืนที่ปากซอย"


def test_a_picture_can_be_the_cover(desk, story):
    path = f"/my/practices/{story.reference.lower()}/add/picture/"
    desk.post(path, {"file": picture(), "alt": "ลาน", "consent_note": "ไม่มีคน", "cover": "on"})
    assert latest(story).listing_image == PortalImage.objects.get()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("photo.gif", b"GIF89a", "ใช้เป็นภาพไม่ได้"),
        ("photo.jpg", b"not a picture", "ไม่ใช่ภาพ"),
        ("photo.jpg", b"", ""),
    ],
)
def test_what_is_no_picture_is_refused_in_thai(desk, story, name, content, words):
    path = f"/my/practices/{story.reference.lower()}/add/picture/"
    data = {"file": SimpleUploadedFile(name, content), "alt": "ลานกิจกรรม", "consent_note": "ไม่มีคน"}
    response = desk.post(path, data)
    assert response.status_code == 400
    assert words in response.text
    assert "ลานกิจกรรม" in response.text
    assert not PortalImage.objects.exists()


def test_a_picture_needs_its_words(desk, story):
    response = desk.post(f"/my/practices/{story.reference.lower()}/add/picture/", {"file": picture()})
    assert response.status_code == 400
    assert "บอกว่าในภาพมีอะไร" in response.text


def test_a_file_that_is_none_is_refused_in_thai(desk, story):
    path = f"/my/practices/{story.reference.lower()}/add/file/"
    response = desk.post(path, {"file": SimpleUploadedFile("virus.exe", b"MZ"), "caption": "แบบเปล่า"})
    assert response.status_code == 400
    assert "แบบเปล่า" in response.text
    assert not PortalDocument.objects.exists()


def test_strangers_add_nothing(client, story):
    client.force_login(member(SchoolFactory(), Role.TEACHER))
    path = f"/my/practices/{story.reference.lower()}/add/picture/"
    assert client.post(path, {"file": picture(), "alt": "x", "consent_note": "x"}).status_code == 404
