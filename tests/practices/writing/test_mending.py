"""The writer mends what the guard found with one click, in the step and in the overview."""

import pytest
from bs4 import BeautifulSoup

from organisations.models import Role
from practices.writing import uploads
from privacy.models import PictureFaces, Withheld
from tests.factories import ImageFactory, SchoolFactory
from tests.people import member
from tests.practices.writing.conftest import address, latest, screen

NAME = "เด็กชายสมมุติ ตัวอย่าง"
INSTEAD = "นักเรียนคนหนึ่ง"


def buttons(text):
    return [one["value"] for one in BeautifulSoup(text, "html.parser").select("button[name=mend]")]


def test_a_name_is_replaced_in_the_step_and_nothing_typed_is_lost(fill, desk, story):
    fill("background", background=f"ครูคุยกับ{NAME}ทุกวัน")
    where = address(story, "background")
    [mend] = buttons(desk.get(where).text)
    sent = screen(desk, where) | {"mend": mend, "background": f"ครูคุยกับ{NAME}ทุกวัน แล้วกลับบ้าน"}
    response = desk.post(where, sent, follow=True)
    assert response.redirect_chain[-1][0] == where
    assert "แก้ให้แล้ว" in response.text
    background = latest(story).background
    assert NAME not in background
    assert INSTEAD in background
    assert "แล้วกลับบ้าน" in background


def test_the_overview_mends_too(fill, desk, story):
    fill("background", background=f"ครูคุยกับ{NAME}ทุกวัน")
    home = f"/my/practices/{story.reference.lower()}/"
    [mend] = buttons(desk.get(home).text)
    assert INSTEAD in desk.get(home).text
    desk.post(f"{home}mend/", {"mend": mend})
    assert INSTEAD in latest(story).background
    assert "เปลี่ยนหรือยกเว้นไปแล้ว" in desk.post(f"{home}mend/", {"mend": mend}, follow=True).text


def test_strangers_mend_nothing(fill, client, story):
    fill("background", background=f"ครูคุยกับ{NAME}ทุกวัน")
    client.force_login(member(SchoolFactory(), Role.TEACHER))
    assert client.post(f"/my/practices/{story.reference.lower()}/mend/", {"mend": "x"}).status_code == 404


@pytest.fixture
def portrait(story):
    image = ImageFactory(collection=uploads.collection())
    PictureFaces.objects.create(image=image, file_hash=image.get_file_hash(), boxes=[[0.05, 0.3, 0.1, 0.2]])
    page = latest(story)
    page.listing_image = image
    page.save_revision()
    return image


def test_faces_in_the_storys_own_picture_are_cut_off_or_blurred(desk, story, portrait):
    home = f"/my/practices/{story.reference.lower()}/"
    blur, right = buttons(desk.get(home).text)
    assert blur.startswith("blur:")
    desk.post(f"{home}mend/", {"mend": right})
    assert Withheld.objects.get(image=portrait).why == "cropped"


def test_a_picture_of_the_office_is_not_the_schools_to_change(desk, story, portrait):
    portrait.collection = portrait.collection.get_parent()
    portrait.save()
    assert buttons(desk.get(f"/my/practices/{story.reference.lower()}/").text) == []
