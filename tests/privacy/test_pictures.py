"""Pictures: faces, consents, hiding, and removal for good from every place."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFilter
from wagtail.models import ReferenceIndex, Revision

from accounts.models import Letter, Notice
from content.publication import NotPublishableError
from media.drawing import draw_cover
from media.models import PortalImage, PortalRendition
from media.pictures import address
from media.storage import private_storage
from organisations.models import Role
from practices.models import PracticePage
from privacy import consents, faces, gate, pictures
from privacy.models import Consent, PictureFaces, Receipt, TakeDown, Withheld
from tests.factories import ImageFactory, OfficeFactory, PracticePageFactory, SchoolFactory, UserFactory
from tests.people import member

pytestmark = pytest.mark.django_db

#: Before the other tests' fixture takes its place.
FIND = faces.find
FACE = [[0.3, 0.3, 0.2, 0.3]]
REASON = "ผู้ปกครองขอถอนความยินยอม"


@pytest.fixture(autouse=True)
def _commit_at_once(monkeypatch):
    """The tests' transaction never ends; what waits for its end happens at once."""
    monkeypatch.setattr("privacy.pictures.transaction.on_commit", lambda do, **_kwargs: do())


def with_faces(image: PortalImage, boxes=FACE) -> PortalImage:
    PictureFaces.objects.update_or_create(
        image=image, defaults={"file_hash": image.get_file_hash(), "boxes": boxes}
    )
    return image


def page_with(site_tree, image, **fields) -> PracticePage:
    page = PracticePageFactory(parent=site_tree.practices, live=False, images_cleared=True, **fields)
    page.listing_image = image
    page.background = f'<p>ก่อน</p><embed embedtype="image" id="{image.pk}" format="fullwidth" alt="สวน"/>'
    block = {"image": image.pk, "alt_text": "สวน", "decorative": False}
    page.process = PracticePage._meta.get_field("process").to_python(
        [
            {"type": "figure", "value": {"image": block, "caption": ""}},
            {"type": "step", "value": {"stage": "A", "title": "ขั้นหนึ่ง", "text": "<p>ก</p>", "image": block}},
        ]
    )
    return page


def consent_for(*images, **fields) -> Consent:
    fields.setdefault("expires_on", timezone.localdate() + timedelta(days=200))
    consent = Consent(organisation=SchoolFactory(), label="แบบฟอร์ม 12", scopes=["portal"], **fields)
    consent.form.save("form.pdf", ContentFile(b"%PDF-1.4 %%EOF"), save=False)
    consent.save()
    consent.images.set(images)
    return consent


# Faces


def test_a_face_without_a_consent_waits_for_a_reviewer(site_tree):
    page = page_with(site_tree, with_faces(ImageFactory()))
    assert [one.rule for one in gate.open_findings(page)] == ["face"]
    with pytest.raises(NotPublishableError):
        page.save_revision().publish()


def test_with_a_consent_in_force_it_is_published(site_tree):
    image = with_faces(ImageFactory())
    consent_for(image)
    page_with(site_tree, image).save_revision().publish()


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_on": timezone.localdate() - timedelta(days=1)},
        {"withdrawn_at": timezone.now()},
        {"given_on": timezone.localdate() + timedelta(days=1)},
    ],
)
def test_a_consent_that_is_not_in_force_does_not_count(site_tree, fields):
    image = with_faces(ImageFactory())
    consent_for(image, **fields)
    assert gate.open_findings(page_with(site_tree, image))


def test_a_consent_for_print_only_does_not_count(site_tree):
    image = with_faces(ImageFactory())
    consent = consent_for(image)
    Consent.objects.filter(pk=consent.pk).update(scopes=["print"])
    assert gate.open_findings(page_with(site_tree, image))


def test_a_face_beside_a_childs_name_is_red(site_tree):
    page = page_with(site_tree, with_faces(ImageFactory()), benefits="เยี่ยมเด็กชายสมมุติ ตัวอย่าง")
    assert {one.rule for one in gate.open_findings(page) if one.is_red} == {"child-name", "face-with-name"}


def test_a_picture_that_cannot_be_looked_at_waits_too(site_tree, monkeypatch):
    def broken(content):
        raise faces.NotLookedAtError

    monkeypatch.setattr("privacy.faces.find", broken)
    assert [one.rule for one in gate.open_findings(page_with(site_tree, ImageFactory()))] == ["face-unseen"]


def test_blurring_shows_the_blurred_picture_everywhere_and_keeps_the_original_private(site_tree, officer):
    image = with_faces(ImageFactory())
    original = image.file.name
    page = page_with(site_tree, image)
    assert pictures.blur(image, by=officer) == 1
    image.refresh_from_db()
    assert image.file.name != original
    assert private_storage().exists(original)
    assert not gate.open_findings(page)
    pictures.restore(image, by=officer)
    image.refresh_from_db()
    assert image.file.name == original


def test_a_covered_face_is_coarse():
    picture = Image.new("RGB", (200, 200), "white")
    for x in range(0, 200, 4):
        ImageDraw.Draw(picture).line((x, 0, x, 200), fill="black", width=2)
    target = io.BytesIO()
    picture.save(target, "JPEG")
    covered = faces.covered(target.getvalue(), [faces.Face(0.3, 0.3, 0.4, 0.4)])
    with Image.open(io.BytesIO(covered)) as after:
        middle = after.convert("L").crop((90, 90, 110, 110)).getextrema()
        edge = after.convert("L").crop((2, 2, 22, 22)).getextrema()
    assert middle[1] - middle[0] < 40 < edge[1] - edge[0]


# Hiding


def test_hiding_lets_a_neutral_picture_stand_in_everywhere_at_once(client, site_tree, officer):
    image = ImageFactory(title="ชื่อเดิม", description="คำบรรยายเดิม")
    page = page_with(site_tree, image)
    page.save_revision().publish()
    old_address = address(image, "width-320|format-jpeg")
    assert client.get(old_address).status_code == 200
    files = [rendition.file.name for rendition in image.renditions.all()]
    storage = image.renditions.first().file.storage
    assert pictures.hide(image, by=officer)
    assert client.get(old_address).status_code == 404
    assert not any(storage.exists(name) for name in files)
    text = client.get(page.url).text
    assert old_address not in text
    assert "คำบรรยายเดิม" not in text
    image.refresh_from_db()
    pictures.restore(image, by=officer)
    image.refresh_from_db()
    assert (image.title, image.description) == ("ชื่อเดิม", "คำบรรยายเดิม")
    assert client.get(old_address).status_code == 200


# Withdrawal


def test_withdrawal_takes_the_picture_from_every_place(client, site_tree, officer):
    image = with_faces(ImageFactory(title="ภาพงานกีฬา", description="เด็กวิ่งแข่งที่สนาม"))
    consent = consent_for(image)
    page = page_with(site_tree, image)
    page.save_revision().publish()
    page.title = "ฉบับที่สอง"
    page.save_revision()
    old_address = address(image, "width-320|format-jpeg")
    client.get(old_address)
    rendition = image.renditions.get(filter_spec="width-320|format-jpeg")
    original, storage = image.file.name, rendition.file.storage
    pk = image.pk

    [receipt] = consents.withdraw(consent, by=officer, reason=REASON)

    page = PracticePage.objects.get(pk=page.pk)
    assert page.listing_image_id is None
    assert "<embed" not in page.background
    assert [block.block_type for block in page.process] == ["step"]
    assert not page.pictures()
    versions = [
        revision
        for revision in Revision.objects.filter(object_id=str(page.pk))
        if [block["type"] for block in json.loads(revision.content["process"])] == ["step"]
    ]
    assert len(versions) == 2
    assert not any(
        "figure" in row.content["process"] for row in Revision.objects.filter(object_id=str(page.pk))
    )
    for revision in versions:
        assert f'id=\\"{pk}\\"' not in json.dumps(revision.content)
        old = revision.as_object()
        assert not old.pictures()
        assert old.process[0].value["title"] == "ขั้นหนึ่ง"
    assert not PortalRendition.objects.filter(image_id=pk).exists()
    assert not storage.exists(rendition.file.name)
    assert not private_storage().exists(original)
    assert not PortalImage.objects.filter(pk=pk).exists()
    assert not ReferenceIndex.objects.filter(
        to_object_id=str(pk), to_content_type__model="portalimage"
    ).exists()
    assert client.get(old_address).status_code == 404
    assert client.get(page.url).status_code == 200
    assert "เด็กวิ่งแข่ง" not in client.get(reverse("search"), {"q": "เด็กวิ่งแข่งที่สนาม"}).text.replace(
        'value="เด็กวิ่งแข่งที่สนาม"', ""
    ).replace("เด็กวิ่งแข่งที่สนาม", "", 10)
    assert old_address not in client.get(reverse("practice_feed")).text
    assert {line["place"] for line in receipt.lines} == {
        "pages",
        "revisions",
        "others",
        "renditions",
        "originals",
        "search",
        "feeds",
        "exports",
        "caches",
    }
    counts = {line["place"]: line["count"] for line in receipt.lines}
    assert counts["pages"] == 1
    assert counts["revisions"] == 2
    assert counts["renditions"] >= 1


def test_withdrawal_is_not_stopped_by_other_findings_on_the_page(site_tree, officer):
    image = with_faces(ImageFactory())
    consent = consent_for(image)
    page = page_with(site_tree, image)
    page.save_revision().publish()
    PracticePage.objects.filter(pk=page.pk).update(benefits="เด็กชายสมมุติ ตัวอย่าง")
    consents.withdraw(consent, by=officer, reason=REASON)
    assert not PortalImage.objects.filter(pk=image.pk).exists()


def test_a_picture_that_another_consent_covers_stays(officer):
    image = ImageFactory()
    first, _second = consent_for(image), consent_for(image)
    assert consents.withdraw(first, by=officer, reason=REASON) == []
    assert PortalImage.objects.filter(pk=image.pk).exists()


# The ledger's screens


def form_data(image, **changes):
    return {
        "organisation": SchoolFactory().pk,
        "label": "งานกีฬาสี แบบฟอร์ม 12",
        "giver": "guardian",
        "images": [image.pk],
        "scopes": ["portal"],
        "given_on": timezone.localdate().isoformat(),
        "expires_on": (timezone.localdate() + timedelta(days=300)).isoformat(),
        "form": SimpleUploadedFile("แบบฟอร์ม.pdf", b"%PDF-1.4\n%%EOF"),
        **changes,
    }


def test_a_consent_is_recorded_with_its_form_in_the_private_storage(client, officer):
    client.force_login(officer)
    image = ImageFactory()
    client.post(reverse("privacy:record"), form_data(image))
    consent = Consent.objects.get()
    assert consent.recorded_by == officer
    assert private_storage().exists(consent.form.name)
    response = client.get(reverse("privacy:consent_file", args=[consent.pk]))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    client.logout()
    assert client.get(reverse("privacy:consent_file", args=[consent.pk])).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("label", "เด็กชายสมมุติ ตัวอย่าง", "ไม่ใส่ชื่อ"),
        ("images", [], "อย่างน้อยหนึ่งภาพ"),
        ("expires_on", "2020-01-01", "สิ้นสุด"),
        ("given_on", "2100-01-01", "ยังมาไม่ถึง"),
        ("form", SimpleUploadedFile("x.exe", b"MZ"), "PDF"),
        ("form", SimpleUploadedFile("x.pdf", b"nonsense"), "ไม่ตรง"),
    ],
)
def test_bad_input_is_told_beside_the_field(client, officer, field, value, message):
    client.force_login(officer)
    response = client.post(reverse("privacy:record"), form_data(ImageFactory(), **{field: value}))
    assert message in str(response.context["form"].errors.get(field, "")) or message in str(
        response.context["form"].errors
    )
    assert not Consent.objects.exists()


def test_the_list_has_those_that_end_first_and_narrows_to_them(client, officer):
    client.force_login(officer)
    today = timezone.localdate()
    late = consent_for(ImageFactory(), expires_on=today + timedelta(days=300))
    soon = consent_for(ImageFactory(), expires_on=today + timedelta(days=20))
    gone = consent_for(
        ImageFactory(), given_on=today - timedelta(days=50), expires_on=today - timedelta(days=2)
    )
    rows = client.get(reverse("privacy:consents")).context["rows"]
    assert [row.pk for row in rows] == [gone.pk, soon.pk, late.pk]
    assert [row.pk for row in client.get(reverse("privacy:consents"), {"state": "30"}).context["rows"]] == [
        soon.pk
    ]


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
@pytest.mark.parametrize("name", ["consents", "faces", "take_downs"])
def test_odd_page_numbers_show_a_page(client, officer, page, name):
    client.force_login(officer)
    assert client.get(reverse(f"privacy:{name}"), {"page": page}).status_code == 200


@pytest.mark.parametrize(("days", "told"), [(90, True), (30, True), (0, True), (45, False), (-1, False)])
def test_those_in_charge_are_told_before_the_end(officer, days, told):
    member(OfficeFactory(), Role.SUPERVISOR)
    consent_for(
        ImageFactory(),
        given_on=timezone.localdate() - timedelta(days=99),
        expires_on=timezone.localdate() + timedelta(days=days),
    )
    call_command("consents", stdout=io.StringIO())
    assert [notice.person for notice in Notice.objects.all()] == ([officer] if told else [])


def test_a_consent_is_withdrawn_on_its_screen_with_a_receipt(client, officer):
    client.force_login(officer)
    consent = consent_for(ImageFactory())
    where = reverse("privacy:withdraw_consent", args=[consent.pk])
    assert "ทำเครื่องหมาย" in client.post(where, {"reason": REASON}).text
    response = client.post(where, {"reason": REASON, "sure": "on"}, follow=True)
    assert Receipt.objects.get().number in response.text


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.TEACHER])
def test_others_find_no_ledger(client, role):
    from tests.people import home_of

    consent = consent_for(ImageFactory())
    client.force_login(member(home_of(role), role))
    for name in ("consent", "consent_file", "change_consent"):
        assert client.get(reverse(f"privacy:{name}", args=[consent.pk])).status_code == 404


# Requests from outside


@pytest.fixture
def _at_leisure(monkeypatch):
    monkeypatch.setattr("privacy.forms.SOONEST", -1)


def ask(client, page, image=None, **changes):
    where = f"{reverse('privacy:ask')}?page={page.pk}"
    form = client.get(where).context["form"]
    data = {"ticket": form["ticket"].value(), "reason": "my-child", "words": "", "contact": "", **changes}
    if image:
        data["image"] = image.pk
    return client.post(where, data, follow=True)


@pytest.mark.usefixtures("_at_leisure")
def test_anybody_has_a_picture_hidden_at_once_and_gets_a_number(client, site_tree, officer, reviewer):
    image = ImageFactory()
    page = page_with(site_tree, image)
    page.save_revision().publish()
    response = ask(client, page, image, words="ลูกของเราไม่อยากให้มีภาพ")
    request = TakeDown.objects.get()
    assert request.number in response.text
    assert "ซ่อนภาพทันทีแล้ว" in response.text
    assert Withheld.objects.get().image == image
    assert {notice.person for notice in Notice.objects.all()} == {officer, reviewer}
    assert not any("ลูกของเรา" in letter.text for letter in Letter.objects.all())


@pytest.mark.usefixtures("_at_leisure")
@pytest.mark.parametrize(
    "changes",
    [{"homepage": "x"}, {"ticket": "x"}, {"words": "ลบภาพเด็กชายสมมุติ ตัวอย่าง"}, {"reason": ""}],
)
def test_robots_and_names_are_turned_away_and_nothing_typed_is_lost(client, site_tree, changes):
    image = ImageFactory()
    page = page_with(site_tree, image)
    page.save_revision().publish()
    response = ask(client, page, image, **{"contact": "ติดต่อทางนี้", **changes})
    assert response.status_code == 400
    assert "ติดต่อทางนี้" in response.text
    assert not TakeDown.objects.exists()
    assert not Withheld.objects.exists()


@pytest.mark.usefixtures("_at_leisure")
def test_a_picture_of_another_page_cannot_be_hidden(client, site_tree):
    page = PracticePageFactory(parent=site_tree.practices)
    other = ImageFactory()
    ask(client, page, other)
    assert not Withheld.objects.exists()


@pytest.mark.usefixtures("_at_leisure")
@pytest.mark.parametrize(("outcome", "there"), [("removed", False), ("restored", True)])
def test_the_office_decides(client, site_tree, officer, outcome, there):
    image = ImageFactory()
    page = page_with(site_tree, image)
    page.save_revision().publish()
    ask(client, page, image)
    request = TakeDown.objects.get()
    client.force_login(officer)
    client.post(reverse("privacy:take_down", args=[request.number]), {"outcome": outcome, "reason": REASON})
    assert PortalImage.objects.filter(pk=image.pk).exists() is there
    assert Receipt.objects.exists() is not there
    assert not Withheld.objects.exists()
    client.logout()
    text = client.get(reverse("privacy:asked", args=[request.number])).text
    assert TakeDown.objects.get().get_outcome_display() in text


def test_a_stranger_does_not_decide(client):
    request = TakeDown.objects.create(reason="me")
    client.force_login(UserFactory())
    where = reverse("privacy:take_down", args=[request.number])
    assert client.post(where, {"outcome": "noted", "reason": REASON}).status_code == 404


# The detector itself


def drawn_face() -> bytes:
    """A face of shades that OpenCV's cascades take for one; nobody's."""
    picture = Image.new("L", (400, 400), 90)
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = 120, 80, 280, 300
    width, height = right - left, bottom - top
    draw.ellipse((left - 8, top - 30, right + 8, bottom - 40), fill=30)
    draw.ellipse((left, top, right, bottom), fill=200)
    draw.rectangle(
        (left + width * 0.12, top + height * 0.3, right - width * 0.12, top + height * 0.47), fill=150
    )
    for share in (0.3, 0.7):
        x, y = left + width * share, top + height * 0.4
        draw.ellipse((x - width * 0.13, y - height * 0.045, x + width * 0.13, y + height * 0.045), fill=60)
        draw.ellipse((x - width * 0.05, y - height * 0.04, x + width * 0.05, y + height * 0.04), fill=10)
        draw.rectangle((x - width * 0.15, y - height * 0.12, x + width * 0.15, y - height * 0.08), fill=40)
    draw.rectangle(
        (left + width * 0.45, top + height * 0.4, left + width * 0.55, top + height * 0.62), fill=225
    )
    draw.ellipse(
        (left + width * 0.38, top + height * 0.6, left + width * 0.62, top + height * 0.67), fill=130
    )
    draw.ellipse((left + width * 0.3, top + height * 0.73, left + width * 0.7, top + height * 0.81), fill=90)
    target = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(3)).convert("RGB").save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def detector(monkeypatch):
    """The detector, which other tests do without."""
    monkeypatch.setattr("privacy.faces.find", FIND)


def test_a_face_is_found_and_gone_when_covered(detector):
    found = faces.find(drawn_face())
    assert len(found) == 1
    assert 0.2 < found[0].left + found[0].width / 2 < 0.8
    assert faces.find(faces.covered(drawn_face(), found)) == []


def test_a_picture_drawn_by_the_portal_has_no_face(detector):
    assert faces.find(draw_cover(1, "v", "school")) == []


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xd8\xff\xe0 broken"])
def test_what_is_no_picture_is_said_to_be_not_looked_at(detector, content):
    with pytest.raises(faces.NotLookedAtError):
        faces.find(content)
