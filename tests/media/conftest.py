import pytest
from django.core.files.base import ContentFile

from media.models import PortalDocument, PortalImage
from tests.factories import UserFactory
from tests.media import files


@pytest.fixture(autouse=True)
def _own_directories(settings, tmp_path):
    """Each test writes into a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.PRIVATE_ROOT = tmp_path / "private"
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": str(settings.PRIVATE_ROOT)}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    fields = [PortalImage._meta.get_field("file"), PortalDocument._meta.get_field("file")]
    before = [field.storage for field in fields]
    for field in fields:
        field.storage = field._storage_callable()
    yield
    for field, storage in zip(fields, before, strict=True):
        field.storage = storage


@pytest.fixture
def editor(client, db):
    """A signed-in administrator's browser."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def image(db) -> PortalImage:
    row = PortalImage(title="ปลูกป่า", description="นักเรียนปลูกป่าชายเลน")
    row.file = ContentFile(files.photo(size=(1600, 1200)), name="ปลูกป่า.jpg")
    row.save()
    return row


@pytest.fixture
def paper(db) -> PortalDocument:
    row = PortalDocument(title="แผนเผชิญเหตุ")
    row.file = ContentFile(files.docx("ซ้อมแผนเผชิญเหตุปีละสองครั้ง"), name="แผนเผชิญเหตุ น้ำท่วม.docx")
    row.save()
    return row
