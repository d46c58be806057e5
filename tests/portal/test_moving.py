"""One installation goes into an archive, and another comes out of it."""

import hashlib
import json
import zipfile

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page, Revision

from accounts.models import User
from media.models import PortalImage
from organisations.models import Membership, Organisation, Role
from portal.moving import contents, writing
from portal.moving.format import MANIFEST, rows_of
from practices.models import PracticePage
from privacy.models import Withheld
from tests.factories import ImageFactory, MembershipFactory, OfficeFactory, PracticePageFactory, SchoolFactory

pytestmark = pytest.mark.django_db

#: Columns that sound like a secret and travel (decision 0039).
NOT_SECRET = {
    "accounts.user.password",  # a hash
    "events.certificate.token",  # printed on the paper
    "search.synonymedition.token",  # a mark by which an edition is known
    "wagtailcore.collectionviewrestriction.password",  # shared by many
    "wagtailcore.pageviewrestriction.password",
}


def emptied() -> None:
    """The database as `migrate` leaves it, but for what it begins itself."""
    with connection.cursor() as cursor:
        for model in contents.travelling():
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def entries(file) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(source, target, *, honest: bool = True, **changed) -> None:
    """A copy with other contents (None: left out); an honest one has a manifest that agrees."""
    found = entries(source) | {name: value for name, value in changed.items() if value is not None}
    found = {name: value for name, value in found.items() if changed.get(name, b"") is not None}
    if honest and MANIFEST not in changed:
        manifest = json.loads(found[MANIFEST])
        for name, value in found.items():
            if name != MANIFEST:
                about = manifest["files"].setdefault(name, {})
                about |= {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
        found[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for name, value in found.items():
            archive.writestr(name, value)


@pytest.fixture
def portal(site_tree):
    """An office with a school, a person, a practice with a draft, a picture that is withheld."""
    office = OfficeFactory()
    person = MembershipFactory(organisation=office, role=Role.OFFICER).person
    person.set_password("รหัสผ่านสมมุติ ๑๒๓")
    person.save()
    school = SchoolFactory(office=office, name="โรงเรียนสมมุติ ‘=1+1’")
    image = ImageFactory()
    Withheld.objects.create(image=image, why="hidden", file_name=image.file.name, was={"b": 1, "a": [1.0]})
    page = PracticePageFactory(parent=site_tree.practices, owner_organisation=school)
    page.title = "ฉบับร่างสมมุติ"
    page.save_revision()
    # The highest number is gone; it must not come again.
    SchoolFactory(office=office).delete()
    return page


@pytest.fixture
def archive(portal, tmp_path):
    call_command("exit_export", tmp_path / "all.zip", verbosity=0)
    return tmp_path / "all.zip"


def test_somebody_has_decided_of_each_table_and_secret():
    assert contents.undecided() == []
    labels = {model._meta.label_lower for model in contents.tables()}
    gone = contents.LEFT_OUT.keys() - labels - {"wagtailsearch.sqliteftsindexentry"}
    assert not gone
    travelling = {model._meta.label_lower for model in contents.travelling()}
    assert not contents.BEGUN_BY_MIGRATE - travelling
    by_name = {"contenttypes.contenttype", "auth.permission"}
    for model in contents.travelling():
        for field in contents.columns(model):
            target = field.remote_field and field.remote_field.model._meta.concrete_model._meta.label_lower
            assert target in {None, *by_name, *travelling}, f"{field} points at what stays"
    sounding = {
        f"{model._meta.label_lower}.{field.name}"
        for model in contents.travelling()
        for field in contents.columns(model)
        if any(word in field.name for word in ("token", "secret", "password"))
    }
    assert sounding == NOT_SECRET


def test_what_goes_out_comes_in_again_to_the_last_sign(portal, archive, tmp_path, client):
    before = entries(archive)
    practice = client.get(portal.url).text
    number = writing.last_number(Organisation)
    drafts = [row.content["content_type"] for row in Revision.objects.page_revisions().order_by("pk")]
    image = PortalImage.objects.get()
    emptied()
    image.file.storage.delete(image.file.name)
    ContentType.objects.clear_cache()
    call_command("exit_import", archive, verbosity=0)
    call_command("exit_export", tmp_path / "again.zip", verbosity=0)
    after = entries(tmp_path / "again.zip")
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} <= {MANIFEST, rows_of("wagtailcore.site")}
    assert client.get(PracticePage.objects.get().url).text == practice
    assert User.objects.get().check_password("รหัสผ่านสมมุติ ๑๒๓")
    assert [row.content["content_type"] for row in Revision.objects.page_revisions().order_by("pk")] == drafts
    assert PracticePage.objects.get().get_latest_revision_as_object().title == "ฉบับร่างสมมุติ"
    with image.file.storage.open(image.file.name) as file:
        assert file.read() == before[f"files/private/{image.file.name}"]
    assert Page.find_problems() == ([], [], [], [], [])
    assert SchoolFactory().pk > number
    assert Membership.objects.get().organisation.kind == "office"


def test_others_can_read_it(portal, archive, tmp_path, capsys):
    found = entries(archive)
    manifest, words = json.loads(found[MANIFEST]), json.loads(found["dictionary.json"])
    rows = [json.loads(line) for line in found[rows_of("organisations.organisation")].splitlines()]
    assert manifest["files"][rows_of("organisations.organisation")]["rows"] == len(rows)
    assert "โรงเรียนสมมุติ ‘=1+1’" in {row["name"] for row in rows}
    assert words["organisations.organisation"]["fields"]["name"]["title"] == "ชื่อ"
    [page] = [
        json.loads(line)
        for line in found[rows_of("wagtailcore.page")].splitlines()
        if json.loads(line)["id"] == portal.pk
    ]
    assert (page["content_type"], page["live"]) == ("practices.practicepage", True)
    assert page["first_published_at"].endswith("+00:00")
    assert "เชิญใหม่" in manifest["left_out"]["organisations.invitation"]
    assert archive.stat().st_mode & 0o077 == 0
    # A file that was lost before is named and stops nothing.
    image = PortalImage.objects.get()
    image.file.storage.delete(image.file.name)
    call_command("exit_export", tmp_path / "again.zip", verbosity=0)
    assert json.loads(entries(tmp_path / "again.zip")[MANIFEST])["missing"] == [f"private/{image.file.name}"]
    assert image.file.name in capsys.readouterr().err


def refused(file, words) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("exit_import", file, verbosity=0)
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_an_archive_that_is_not_whole_changes_nothing(archive, tmp_path):
    with pytest.raises(CommandError, match="มีข้อมูลอยู่แล้ว"):
        call_command("exit_import", archive, verbosity=0)
    with pytest.raises(CommandError, match="อยู่แล้ว ใช้ชื่ออื่น"):
        call_command("exit_export", archive, verbosity=0)
    emptied()
    bad = tmp_path / "bad.zip"
    users = rows_of("accounts.user")
    content = archive.read_bytes()
    bad.write_bytes(content[: len(content) // 2])
    refused(bad, "เสียหาย")
    bad.write_bytes(content.replace(content[2000:2010], b"0123456789", 1))
    refused(bad, "เสียหาย")
    bad.write_text("PK")
    refused(bad, "zip")
    refused(tmp_path / "none.zip", "ไม่มีแฟ้ม")
    rewritten(archive, bad, honest=False, **{users: b""})
    refused(bad, "เสียหาย")
    rewritten(archive, bad, honest=False, **{users: None})
    refused(bad, "เสียหาย")
    rewritten(archive, bad, **{MANIFEST: b'{"format": "other"}'})
    refused(bad, "ไม่ใช่ข้อมูลที่นำออก")
    rewritten(archive, bad, **{MANIFEST: b"\xff["})
    refused(bad, "ไม่ใช่ข้อมูลที่นำออก")
    manifest = json.loads(entries(archive)[MANIFEST])
    for wrong in ({"files": {users: {}}}, {"sequences": {"accounts.user": "1"}}, {"schema": []}):
        rewritten(archive, bad, **{MANIFEST: json.dumps(manifest | wrong).encode()})
        refused(bad, "ไม่ใช่ข้อมูลที่นำออก")
    # Whole, but not what a portal writes: the database refuses, or what it then says is something else.
    line = json.loads(entries(archive)[users])
    for wrong in ({"email": None}, {"date_joined": "เมื่อวาน"}, {"id": 10**30}, {"is_active": "ครับ"}):
        rewritten(archive, bad, **{users: json.dumps(line | wrong).encode()})
        refused(bad, "ไม่มีอะไรเปลี่ยน")
    rewritten(archive, bad, **{users: b""})
    refused(bad, "ไม่มีอะไรเปลี่ยน")


def test_an_archive_of_another_release_or_with_odd_names_is_refused(archive, tmp_path):
    emptied()
    bad = tmp_path / "bad.zip"
    for name in ("private/../../x", "private//x", "/etc/x", "private/a\\b", "other/x"):
        rewritten(archive, bad, **{f"files/{name}": b"x"})
        refused(bad, "ไม่ปลอดภัย")
    manifest = json.loads(entries(archive)[MANIFEST])
    for change, words in [
        ({"format_version": 2}, "อัปเดตพอร์ทัลของเครื่องนี้ก่อน"),
        ({"schema": manifest["schema"] | {"networks": "9999_later"}}, "รุ่นใหม่กว่า"),
        ({"schema": manifest["schema"] | {"networks": "0001_initial"}}, "รุ่นเก่ากว่า"),
    ]:
        rewritten(archive, bad, **{MANIFEST: json.dumps(manifest | change).encode()})
        refused(bad, words)
