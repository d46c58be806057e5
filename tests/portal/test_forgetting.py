"""Personal data goes when its time is over, and the audit log keeps no name of it."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, UploadedFile

from accounts import links
from accounts.models import Letter, Notice, OneTimeLink
from media.drawing import draw_logo
from media.models import PortalImage
from media.storage import private_storage
from networks.models import PartnerApplication
from organisations import invitations
from organisations.models import Invitation, Role
from portal import forgetting
from portal.founding import TEXTS, read
from practices.models import PracticeImport
from privacy.models import Consent
from tests.factories import ImageFactory, OfficeFactory, PracticePageFactory, SchoolFactory
from tests.people import member

pytestmark = pytest.mark.django_db

State = PartnerApplication.State
HANDBOOK = Path(settings.BASE_DIR, "docs", "operations.md").read_text(encoding="utf-8")


def application(state, age, **fields):
    row = PartnerApplication.objects.create(
        state=state,
        office=OfficeFactory(),
        name="ชมรมสมมุติ",
        districts=["2202"],
        email="somchai@example.org",
        consent_at=timezone.now(),
        **fields,
    )
    PartnerApplication.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=age))
    return row


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def forget():
    call_command("forget", "--yes", verbosity=0)


def test_without_yes_nothing_is_deleted(capsys):
    application(State.SUBMITTED, age=31)
    call_command("forget")
    assert PartnerApplication.objects.exists()
    assert re.search(r"^ +1 +ใบสมัครภาคีที่ไม่ได้ยืนยันอีเมล \(เก็บ 30 วัน\)", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize(
    ("state", "age", "decided", "kept"),
    [
        (State.SUBMITTED, 29, None, True),
        (State.SUBMITTED, 31, None, False),
        (State.VERIFIED, 400, None, True),
        (State.APPROVED, 400, 400, True),
        (State.REFUSED, 400, 179, True),
        (State.REFUSED, 400, 181, False),
    ],
)
def test_registrations_go_when_nobody_needs_them(state, age, decided, kept):
    application(state, age, decided_at=days_ago(decided) if decided else None)
    forget()
    assert PartnerApplication.objects.exists() == kept


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"expires_at": days_ago(-1)}, True),
        ({"expires_at": days_ago(89)}, True),
        ({"expires_at": days_ago(91)}, False),
        ({"accepted_at": days_ago(91)}, False),
    ],
)
def test_invitations_go_when_used_or_expired_for_long(fields, kept):
    school = SchoolFactory()
    invitation = invitations.invite(
        school, "new@example.org", Role.TEACHER, by=member(school, Role.SCHOOL_DIRECTOR)
    )
    Invitation.objects.filter(pk=invitation.pk).update(**fields)
    forget()
    assert Invitation.objects.exists() == kept


def test_audit_log_tells_what_was_done_but_not_to_whom():
    school = SchoolFactory()
    director = member(school, Role.SCHOOL_DIRECTOR)
    invitation = invitations.invite(school, "new@example.org", Role.TEACHER, by=director)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=days_ago(100))
    forget()
    entry = ModelLogEntry.objects.get(action="organisations.invite")
    assert (entry.user, entry.data) == (director, {"role": "teacher"})
    assert "example.org" not in entry.label


def test_reason_of_a_refusal_goes_with_the_registration():
    row = application(State.REFUSED, 400, decided_at=days_ago(181))
    log(row, "networks.refuse", data={"reason": "นายสมชายไม่เหมาะสม"})
    forget()
    assert "สมชาย" not in str(ModelLogEntry.objects.get(action="networks.refuse").data)


def test_records_of_signing_in_go():
    for model in (AccessLog, AccessAttempt):
        extra = {"failures_since_start": 1} if model is AccessAttempt else {}
        for age in (89, 91):
            row = model.objects.create(username=f"a{age}@example.org", ip_address="192.0.2.1", **extra)
            model.objects.filter(pk=row.pk).update(attempt_time=days_ago(age))
    forget()
    assert (AccessLog.objects.count(), AccessAttempt.objects.count()) == (1, 1)


def test_expired_sessions_finished_tasks_and_given_up_letters_go():
    Session.objects.create(session_key="old", session_data="", expire_date=days_ago(1))
    Session.objects.create(session_key="new", session_data="", expire_date=days_ago(-1))
    for finished_at in (days_ago(15), days_ago(13), None):
        DBTaskResult.objects.create(
            args_kwargs={}, task_path="a.b", run_after=timezone.now(), finished_at=finished_at
        )
    for age, due_at in ((31, None), (29, None), (31, timezone.now())):
        Letter.objects.create(recipients=["a@example.org"], created_at=days_ago(age), due_at=due_at)
    forget()
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert DBTaskResult.objects.count() == 2
    assert Letter.objects.count() == 2


def test_links_and_notices_go_when_nobody_needs_them():
    school = SchoolFactory()
    for name, fields in {
        "open": {},
        "used long ago": {"used_at": days_ago(91)},
        "run out long ago": {"expires_at": days_ago(91)},
        "run out": {"expires_at": days_ago(89)},
    }.items():
        links.make(name, school, "director@example.org")
        OneTimeLink.objects.filter(purpose=name).update(**fields)
    person = member(school, Role.TEACHER)
    for age in (364, 366):
        Notice.objects.create(person=person, title="x", template="x", created_at=days_ago(age))
    forget()
    assert {link.purpose for link in OneTimeLink.objects.all()} == {"open", "run out"}
    assert Notice.objects.count() == 1
    gone = ModelLogEntry.objects.filter(data__purpose="used long ago").first()
    assert "example.org" not in gone.label


def test_uploads_that_nobody_completed_go():
    image = ContentType.objects.get_for_model(PortalImage)
    upload = UploadedFile.objects.create(
        for_content_type=image, file=ContentFile(draw_logo(64), name="logo.png")
    )
    name = upload.file.path
    os.utime(name, (0, 0))
    call_command("forget", verbosity=0)
    assert UploadedFile.objects.exists()
    forget()
    assert not UploadedFile.objects.exists()
    assert not Path(name).exists()


def test_invitation_dies_with_its_inviters_membership(client):
    school = SchoolFactory()
    director = member(school, Role.SCHOOL_DIRECTOR, starts_on=timezone.localdate() - timedelta(days=9))
    invitation = invitations.invite(school, "new@example.org", Role.TEACHER, by=director)
    path = f"/organisations/invitation/{invitation.token}/"
    assert client.get(path).status_code == 200
    director.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(path).status_code == 404
    with pytest.raises(invitations.InvitationError):
        invitations.accept(
            Invitation.objects.get(), member(school, Role.TEACHER, person__email="new@example.org")
        )
    forget()
    assert not Invitation.objects.get().is_open


def test_invitation_of_a_deleted_person_is_void(client):
    school = SchoolFactory()
    director = member(school, Role.SCHOOL_DIRECTOR)
    invitation = invitations.invite(school, "new@example.org", Role.TEACHER, by=director)
    director.delete()
    assert client.get(f"/organisations/invitation/{invitation.token}/").status_code == 404


@pytest.mark.parametrize("kind", forgetting.KINDS, ids=lambda kind: kind.title)
def test_handbook_names_the_days(kind):
    if kind.name == "sessions":
        assert re.search(r"session\) \| 0 ", HANDBOOK)
    else:
        variable = f"KEEP_{kind.name.upper()}_DAYS"
        assert re.search(rf"\| {kind.days} \| [^|]+ \| `{variable}`", HANDBOOK)


def test_privacy_page_names_the_days():
    [privacy] = [page for page in read(TEXTS / "pages.toml")["pages"] if page["slug"] == "privacy"]
    text = " ".join(section["text"] for section in privacy["sections"])
    english = " ".join(section["text"] for section in privacy["sections_en"])
    for name in ("unconfirmed", "refused", "invitations", "links", "notices", "sign_ins", "letters"):
        assert f"{settings.KEEP_DAYS[name]} วัน" in text, name
        assert str(settings.KEEP_DAYS[name]) in english, name


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"withdrawn_at": days_ago(364)}, True),
        ({"withdrawn_at": days_ago(366)}, False),
        ({"expires_on": days_ago(364).date()}, True),
        ({"expires_on": days_ago(366).date()}, False),
        ({}, True),
    ],
)
def test_signed_forms_go_a_year_after_the_consent_has_ended(client, fields, kept):
    officer = member(OfficeFactory(), Role.OFFICER)
    consent = Consent(organisation=SchoolFactory(), label="แบบฟอร์ม 12", scopes=["portal"])
    consent.given_on = days_ago(900).date()
    consent.expires_on = days_ago(-100).date()
    consent.form.save("form.pdf", ContentFile(b"%PDF-1.4 %%EOF"), save=False)
    for name, value in fields.items():
        setattr(consent, name, value)
    consent.save()
    file = consent.form.name
    with TestCase.captureOnCommitCallbacks(execute=True):
        forget()
    consent.refresh_from_db()
    assert bool(consent.form) == private_storage().exists(file) == kept
    client.force_login(officer)
    screen = client.get(f"/guard/consents/{consent.pk}/")
    assert ("พ้นกำหนดเก็บ" in screen.text) != kept
    assert client.get(f"/guard/consents/{consent.pk}/form/").status_code == (200 if kept else 404)


def test_reports_on_imported_files_go_with_what_was_not_placed(site_tree):
    page = PracticePageFactory(parent=site_tree.practices, live=False)
    waiting, placed, shown = (ImageFactory() for _number in range(3))
    page.listing_image = shown
    page.save_revision()
    rows = [
        {"section": "@before", "text": "", "picture": image.pk, "state": ""} for image in (waiting, shown)
    ]
    rows.append({"section": "@before", "text": "เหลือไว้", "picture": None, "state": ""})
    young = PracticeImport.objects.create(page=page, file_name="ใหม่.docx", kind="docx", at=days_ago(89))
    PracticeImport.objects.create(
        page=page, file_name="เก่า.docx", kind="docx", at=days_ago(91), leftovers=rows
    )
    forget()
    assert list(PracticeImport.objects.all()) == [young]
    assert set(PortalImage.objects.all()) == {placed, shown}
