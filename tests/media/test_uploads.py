"""Every door by which a picture comes in."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.images.forms import get_image_form
from wagtail.models import Collection, UploadedFile
from wagtail.utils.file import hash_filelike

from accounts.models import User
from media.metadata import private_metadata
from media.models import PortalImage
from tests.media import files

NAME = "กีฬาสี ฐานที่ 3 ป.4 ที่บ้าน.jpg"


def upload(content: bytes, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def fields(**more) -> dict:
    root = Collection.get_first_root_node().pk
    return {"title": "ปลูกป่า", "description": "นักเรียนปลูกป่า", "collection": root, "tags": ""} | more


def by_single(editor, content, name=NAME):
    return editor.post(reverse("wagtailimages:add"), fields(file=upload(content, name)))


def by_many(editor, content, name=NAME):
    held = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": name, "collection": 1, "files[]": upload(content, name)},
    )
    answer = json.loads(held.content)
    if not answer["success"]:
        return held
    number = answer["uploaded_file_id"]
    return editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number]),
        {f"uploaded-image-{number}-{key}": value for key, value in fields().items()},
    )


def by_chooser(editor, content, name=NAME):
    values = fields(file=upload(content, name))
    return editor.post(
        reverse("wagtailimages_chooser:create"),
        {f"image-chooser-upload-{key}": value for key, value in values.items()},
    )


def by_form(_editor, content, name=NAME):
    form = get_image_form(PortalImage)(fields(), {"file": upload(content, name)}, user=User.objects.get())
    assert form.is_valid(), form.errors
    form.save()


def by_model(_editor, content, name=NAME):
    PortalImage.objects.create(title="ปลูกป่า", description="x", file=ContentFile(content, name=name))


def by_file(_editor, content, name=NAME):
    PortalImage(title="ปลูกป่า", description="x").file.save(name, ContentFile(content))


DOORS = [by_single, by_many, by_chooser, by_form, by_model, by_file]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", files.FORMATS)
def test_no_door_lets_metadata_in(editor, door, kind):
    door(editor, files.photo(kind), NAME.replace(".jpg", f".{files.FORMATS[kind]}"))
    image = PortalImage.objects.get()
    assert private_metadata(image.file.read()) == set()


@pytest.mark.parametrize("door", DOORS)
def test_what_is_known_of_a_picture_is_of_the_stored_one(editor, door):
    door(editor, files.photo(orientation=6))
    image = PortalImage.objects.get()
    assert (image.width, image.height) == (480, 640)
    assert image.file_size == image.file.size
    with image.open_file() as stored:
        assert image.file_hash == hash_filelike(stored)


@pytest.mark.parametrize("door", DOORS)
def test_the_name_on_disk_says_nothing_and_the_persons_own_is_kept(editor, door):
    door(editor, files.photo())
    image = PortalImage.objects.get()
    assert image.original_name == image.filename == NAME
    assert image.file.name.isascii()
    assert len(image.file.name) == len("original_images/") + 32 + len(".jpg")


def test_originals_lie_outside_the_public_directory(image):
    assert storages["private"].exists(image.file.name)
    assert not default_storage.exists(image.file.name)
    with pytest.raises(NotImplementedError):
        image.file.url  # noqa: B018


HOSTILE = {
    "empty.jpg": b"",
    **{f"half.{extension}": files.photo(kind)[:900] for kind, extension in files.FORMATS.items()},
    "half.gif": files.gif()[:60],
    "moving.gif": files.gif(),
    "moving.webp": files.animation("WEBP"),
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "page.jpg": b"<html><script>alert(1)</script></html>",
    "photo.html": files.photo(),
    "photo.jpg.php": files.photo(),
    "photo": files.photo(),
    "bomb.png": files.png_bomb(6000, 6000),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("door", [by_single, by_many, by_chooser])
def test_what_cannot_be_stored_gets_words_and_never_an_error_page(editor, door, name):
    response = door(editor, HOSTILE[name], name)
    assert response.status_code == 200
    assert not PortalImage.objects.exists()
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (files.photo()[:900], "ภาพนี้ไม่ครบหรือเสียหาย"),
        (b"<html>", "ไม่ใช่ภาพที่ระบบอ่านได้"),
        (files.png_bomb(6000, 6000), "25 ล้านพิกเซล"),
        (files.animation("WEBP"), "ภาพเคลื่อนไหว"),
    ],
)
def test_the_words_are_thai(editor, content, words):
    assert words in by_single(editor, content).content.decode()
    assert words in json.loads(by_many(editor, content).content)["error_message"]


def test_a_file_that_is_too_big_gets_thai_words(editor, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1000
    assert "ไฟล์นี้ใหญ่เกินไป" in by_single(editor, files.photo()).content.decode()


def test_the_model_refuses_a_broken_picture_and_keeps_nothing(db):
    with pytest.raises(ValidationError):
        by_model(None, files.photo()[:900])
    assert not PortalImage.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/evil.png",
        "..\\..\\evil.png",
        "/abs/evil.png",
        "con.png",
        "\u202egnp.evil.png",
        "x" * 300 + ".png",
        'a"<script>.png',
        "a\0b.png",
        ".png.png",
    ],
)
def test_evil_names_do_no_harm(editor, name):
    by_single(editor, files.photo("PNG"), name)
    image = PortalImage.objects.get()
    assert image.file.name.startswith("original_images/")
    assert image.file.name.count("/") == 1
    assert not set('\r\n\0/\\"<>\u202e') & set(image.original_name)
    assert len(image.original_name) <= 70


def test_a_picture_that_waits_for_its_form_is_private_and_clean_and_keeps_its_name(editor):
    editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": NAME, "collection": 1, "files[]": upload(files.photo())},
    )
    held = UploadedFile.objects.get()
    assert held.file.storage.path(held.file.name).startswith(storages["private"].location)
    assert not default_storage.exists(held.file.name)
    assert private_metadata(held.file.read()) == set()
    assert NAME in held.file.name


def test_a_waiting_picture_leaves_no_file_behind(editor):
    by_many(editor, files.photo())
    assert storages["private"].listdir("wagtail_uploads")[1] == []


def test_alternative_text_is_asked_for(editor):
    response = editor.post(reverse("wagtailimages:add"), fields(file=upload(files.photo()), description=""))
    assert not PortalImage.objects.exists()
    page = response.content.decode()
    assert "สำหรับผู้ที่มองไม่เห็นภาพ" in page
    assert "ใครยินยอมให้เผยแพร่" in page
    assert "ผู้ถ่ายหรือผู้วาดภาพ" in page


def test_another_file_replaces_the_old_one_and_its_renditions(editor, image):
    old, old_rendition = image.file.name, image.get_rendition("width-100").file.name
    editor.post(
        reverse("wagtailimages:edit", args=[image.pk]), fields(file=upload(files.photo("PNG"), "ใหม่.png"))
    )
    image.refresh_from_db()
    assert image.original_name == "ใหม่.png"
    assert image.file.name.endswith(".png")
    assert not storages["private"].exists(old)
    assert not image.renditions.filter(file=old_rendition).exists()


def test_an_editor_sees_and_changes_a_picture(editor, image):
    page = editor.get(reverse("wagtailimages:edit", args=[image.pk]))
    assert page.status_code == 200
    assert editor.get(reverse("wagtailimages:index")).status_code == 200
    editor.post(reverse("wagtailimages:edit", args=[image.pk]), fields(title="ป่าชายเลน"))
    image.refresh_from_db()
    assert image.title == "ป่าชายเลน"
    assert image.original_name == "ปลูกป่า.jpg"


def test_a_picture_is_saved_again_without_being_read_again(image, monkeypatch):
    monkeypatch.setattr("media.files.clean_picture", lambda content: pytest.fail("read again"))
    image.title = "อีกชื่อหนึ่ง"
    image.save()
