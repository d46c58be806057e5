"""What was found is replaced where it stands, and faces are cut off."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry, PageLogEntry

from organisations import admin_groups
from organisations.models import Role
from privacy import faces, gate, mending, pictures
from privacy.faces import Face
from privacy.models import PictureFaces, Sighting, Withheld
from privacy.texts import plain
from tests.factories import ImageFactory, OfficeFactory, PracticePageFactory
from tests.people import member
from tests.privacy.conftest import AMBER, RED
from tests.privacy.test_screens import address, noted

INSTEAD = "นักเรียนคนหนึ่ง"

PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<td>", "&nbsp;", "&amp;", "&lt;", "ก", "ข ", "x", "\n", "<br/>"]
)


@given(st.lists(PIECES, max_size=30), st.data())
def test_a_reader_sees_the_suggestion_in_the_place_of_what_was_there(pieces, data):
    source = "".join(pieces)
    text = plain(source) if "<" in source else source
    places = [n for n, sign in enumerate(text) if sign in "กขx"]
    if not places:
        return
    start = data.draw(st.sampled_from(places))
    changed = mending.replaced(source, text, [(start, start + 1, "อ")])
    seen = plain(changed) if "<" in source else changed
    assert seen == f"{text[:start]}อ{text[start + 1 :]}"


def test_tags_stay_and_no_double_space_is_left():
    source = "<p>โทร <b>08</b>1 ได้</p>"
    text = plain(source)
    start = text.index("08")
    assert mending.replaced(source, text, [(start, start + 3, "")]) == "<p>โทร <b></b>ได้</p>"


def test_a_text_of_another_source_is_left_alone():
    assert mending.replaced("<p>ก</p>", "ข", [(0, 1, "ค")]) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", f"เรื่องของ{RED}"),
        ("background", "<p>เล่าเรื่อง <b>เด็ก</b>ชายสมมุติ&nbsp;ตัวอย่าง ที่นี่</p>"),
        ("objectives", [("objective", RED)]),
        ("process", [("step", {"title": RED, "text": f"<p>{RED}</p>"})]),
        ("results", [("observed", RED)]),
        ("authors", [("author", {"name": RED, "position": "ครู"})]),
    ],
)
def test_mends_each_kind_of_field(practice_index, officer, field, value):
    page = PracticePageFactory(parent=practice_index, live=False)
    setattr(page, field, value)
    page = page.save_revision().as_object()
    [one] = {one.digest: one for one in gate.open_findings(page)}.values()
    assert mending.offered(page, one)
    assert mending.mend(page, one.digest, by=officer)
    after = page.save_revision().as_object()
    assert not gate.open_findings(after)
    value = getattr(after, field)
    assert INSTEAD in str(value.get_prep_value() if hasattr(value, "get_prep_value") else value)


@pytest.mark.django_db
def test_does_not_offer_what_would_not_fit_or_leave_nothing(practice_index):
    page = PracticePageFactory(parent=practice_index, live=False)
    page.title = RED + "ก" * (255 - len(RED))
    [one] = gate.open_findings(page)
    assert not mending.offered(page, one)
    page.title = "1-1019-00000-00-1"
    assert not any(mending.offered(page, one) for one in gate.open_findings(page))


@pytest.mark.django_db
def test_an_editor_replaces_a_name_with_one_click_and_readers_wait_for_publication(
    client, red_draft, officer
):
    client.force_login(officer)
    noted(red_draft)
    [one] = gate.open_findings(red_draft)
    assert f"เปลี่ยนเป็น “{INSTEAD}”" in client.get(address(red_draft)).text
    response = client.post(address(red_draft, "mend"), {"digest": one.digest}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("privacy:findings")
    assert "เปลี่ยนในฉบับร่างแล้ว" in response.text
    red_draft.refresh_from_db()
    assert INSTEAD in red_draft.get_latest_revision_as_object().benefits
    assert RED in red_draft.benefits
    entry = PageLogEntry.objects.get(action="privacy.mend")
    assert entry.user == officer
    assert RED not in str(entry.data)


@pytest.mark.django_db
def test_who_may_not_edit_gets_no_button(client, red_draft, reviewer):
    client.force_login(reviewer)
    noted(red_draft)
    [one] = gate.open_findings(red_draft)
    assert address(red_draft, "mend") not in client.get(address(red_draft)).text
    assert client.post(address(red_draft, "mend"), {"digest": one.digest}).status_code == 404


@pytest.mark.django_db
def test_an_editor_of_another_office_changes_nothing(client, red_draft):
    client.force_login(member(OfficeFactory(name="สำนักงานอื่นสมมุติ"), Role.OFFICER))
    noted(red_draft)
    [one] = gate.open_findings(red_draft)
    assert client.post(address(red_draft, "mend"), {"digest": one.digest}).status_code == 404
    red_draft.refresh_from_db()
    assert RED in red_draft.get_latest_revision_as_object().benefits


@pytest.mark.django_db
def test_a_nickname_is_left_to_the_writer(client, amber_draft, officer):
    client.force_login(officer)
    amber_draft.benefits = f"ชื่อเล่น{AMBER}"
    noted(amber_draft)
    for one in gate.open_findings(amber_draft):
        assert mending.offered(amber_draft, one) == (one.finding.suggestion is not None)


# Cutting faces off

shares = st.floats(0, 0.9)


@given(st.lists(st.builds(Face, shares, shares, st.just(0.1), st.just(0.1)), min_size=1, max_size=5))
def test_no_face_is_in_what_is_kept(found):
    for cut in faces.cuts(found, 2000, 1500):
        left, top, right, bottom = cut.box
        for face in found:
            x, y = face.left * 2000, face.top * 1500
            assert x + 200 <= left or x >= right or y + 150 <= top or y >= bottom


@pytest.mark.parametrize("face", [Face(0.4, 0.4, 0.2, 0.2), Face(0.1, 0.1, 0.8, 0.8)])
def test_too_little_is_no_picture(face):
    assert faces.cuts([face], 500, 500) == []


@pytest.fixture
def portrait(db, officer):
    image = ImageFactory(focal_point_x=300, focal_point_y=300, focal_point_width=9, focal_point_height=9)
    PictureFaces.objects.create(image=image, file_hash=image.get_file_hash(), boxes=[[0.05, 0.3, 0.1, 0.2]])
    return image


def test_a_picture_is_cut_everywhere_and_comes_back_whole(client, portrait, officer, red_draft):
    client.force_login(officer)
    red_draft.listing_image = portrait
    noted(red_draft)
    original = portrait.file.name
    assert "เก็บส่วนขวาของภาพ" in client.get(address(red_draft)).text
    kind = address(red_draft).split("/")[-3]
    where = reverse("privacy:change_picture", args=[portrait.pk, "right"])
    response = client.post(where, {"thing": f"{kind}/{red_draft.pk}"}, follow=True)
    assert response.redirect_chain[-1][0] == address(red_draft)
    portrait.refresh_from_db()
    assert (portrait.width, portrait.height, portrait.focal_point_x) == (528, 360, None)
    assert portrait.file.name != original
    assert Withheld.objects.get().why == "cropped"
    assert not Sighting.objects.filter(rule__startswith="face").exists()
    assert ModelLogEntry.objects.get(action="privacy.crop").user == officer
    pictures.restore(portrait, by=officer)
    portrait.refresh_from_db()
    assert (portrait.file.name, portrait.width, portrait.focal_point_x) == (original, 640, 300)


def test_a_part_with_a_face_is_not_kept(client, portrait, officer):
    client.force_login(officer)
    admin_groups.ensure()
    client.post(reverse("privacy:change_picture", args=[portrait.pk, "left"]))
    assert not Withheld.objects.exists()


def test_a_consent_begins_with_the_picture_it_is_for(client, portrait, officer):
    client.force_login(officer)
    text = client.get(reverse("privacy:record"), {"image": portrait.pk}).text
    chosen = BeautifulSoup(text, "html.parser").select("input[name=images][checked]")
    assert [box["value"] for box in chosen] == [str(portrait.pk)]
    assert client.get(reverse("privacy:record"), {"image": "abc"}).status_code == 200
