import os

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from wagtail.models import UploadedFile

from media.models import PortalDocument, PortalImage
from tests.media import files


def test_a_clean_portal_passes(image, paper, capsys):
    image.get_rendition("width-100")
    call_command("check_media_privacy")
    assert "3 files, none carries metadata" in capsys.readouterr().out


@pytest.mark.parametrize("kind", files.FORMATS)
def test_one_picture_with_a_place_fails(image, kind, capsys):
    storage, name = image.file.storage, image.file.name
    storage.delete(name)
    storage.save(name, ContentFile(files.photo(kind)))
    with pytest.raises(CommandError):
        call_command("check_media_privacy")
    assert "EXIF" in capsys.readouterr().out


def test_one_document_with_a_place_fails(paper):
    storage, name = paper.file.storage, paper.file.name
    storage.delete(name)
    storage.save(
        name, ContentFile(files.office("word/document.xml", extra={"word/media/1.jpg": files.photo()}))
    )
    with pytest.raises(CommandError):
        call_command("check_media_privacy")


def test_a_missing_file_is_told_and_is_no_leak(image, capsys):
    image.file.storage.delete(image.file.name)
    call_command("check_media_privacy")
    assert "missing" in capsys.readouterr().err


def test_uploads_that_nobody_completed_are_forgotten_after_a_day(db):
    for model in (PortalImage, PortalDocument):
        UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=ContentFile(files.photo() if model is PortalImage else files.pdf(), name="รอ.pdf"),
        )
    old, new = UploadedFile.objects.order_by("pk")
    os.utime(old.file.path, (0, 0))
    call_command("purge_held_uploads")
    assert list(UploadedFile.objects.all()) == [new]
    assert not old.file.storage.exists(old.file.name)
