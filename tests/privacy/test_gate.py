"""No door lets a page out that could expose a child."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Comment, Page, PageLogEntry, Revision, Site
from wagtail.test.utils.form_data import querydict_from_html

from accounts.models import Notice
from content import publication
from content.publication import NotPublishableError
from home.models import SiteSettings
from practices.models import PolicyReference, PracticePage, Topic
from privacy import gate
from privacy.models import Clearance, Sighting
from tests import factories
from tests.privacy.conftest import AMBER, RED

pytestmark = pytest.mark.django_db

STREAMS = [field.name for field in PracticePage._meta.get_fields() if isinstance(field, StreamField)]
PAGES = [
    factories.PracticePageFactory,
    factories.GuidancePageFactory,
    factories.PartnerPageFactory,
    factories.ExchangeEventPageFactory,
    factories.FundPageFactory,
    factories.StandardPageFactory,
    factories.StagePageFactory,
]
PLACES = {
    factories.PracticePageFactory: "practices",
    factories.GuidancePageFactory: "guidance",
    factories.PartnerPageFactory: "partners",
    factories.ExchangeEventPageFactory: "events",
    factories.FundPageFactory: "funds",
    factories.StandardPageFactory: "home",
    factories.StagePageFactory: "model",
}


def edit(client, page, **changes):
    """Send the editor's form as it is, but for some changes; a name's dashes are written `__`."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(address).text, form_id="page-edit-form")
    data.update({f"{name}-count": "0" for name in STREAMS})  # a browser draws these
    for name, value in changes.items():
        data[name.replace("__", "-")] = value
    return client.post(address, data)


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("factory", PAGES, ids=lambda factory: factory._meta.model.__name__)
def test_each_type_of_page_is_kept_back(site_tree, factory):
    page = factory(parent=getattr(site_tree, PLACES[factory]), live=False)
    page.summary = f"เล่าเรื่อง{RED}"
    revision = page.save_revision()
    with pytest.raises(NotPublishableError) as told:
        revision.publish()
    assert "summary" in told.value.message_dict
    assert not is_live(page)


def test_the_editor_says_beside_the_field_what_where_why_and_how_to_mend(client, red_draft, officer):
    client.force_login(officer)
    response = edit(client, red_draft, action__publish="1")
    [message] = response.context["form"].errors["benefits"]
    for part in ("ชื่อเด็ก", RED, "คนในชุมชนรู้ทันที", "ใช้คำกลาง ๆ แทนชื่อ"):
        assert part in message
    assert not is_live(red_draft)


def test_a_red_finding_keeps_a_page_from_being_handed_in_and_an_amber_one_does_not(
    client, red_draft, amber_draft, officer
):
    client.force_login(officer)
    edit(client, red_draft, action__submit="1")
    edit(client, amber_draft, action__submit="1")
    assert not PracticePage.objects.get(pk=red_draft.pk).workflow_in_progress
    assert PracticePage.objects.get(pk=amber_draft.pk).workflow_in_progress


def test_a_draft_is_saved_all_the_same(client, red_draft, officer):
    client.force_login(officer)
    assert edit(client, red_draft, title="ร่างที่สอง").status_code == 302


def test_bulk_publishing_says_why_not(client, red_draft, officer, site_tree):
    other = factories.PracticePageFactory(parent=site_tree.practices, live=False)
    client.force_login(officer)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(
        f"{address}?id={other.pk}&id={red_draft.pk}", {"include_descendants": ""}, follow=True
    )
    assert "ชื่อเด็ก" in response.text
    assert not is_live(red_draft)


def test_approving_says_why_not(client, red_draft, officer):
    task = red_draft.get_workflow().start(red_draft, factories.UserFactory()).current_task_state
    client.force_login(officer)
    address = reverse("wagtailadmin_pages:workflow_action", args=[red_draft.pk, "approve", task.pk])
    assert "ชื่อเด็ก" in client.post(address, follow=True).text
    assert not is_live(red_draft)


def test_the_calendar_does_not_publish_and_does_not_stop(site_tree, officer):
    late = timezone.now() - timedelta(minutes=1)
    bad = factories.PracticePageFactory(parent=site_tree.practices, live=False, owner=officer)
    good = factories.PracticePageFactory(parent=site_tree.practices, live=False)
    for page, text in ((bad, RED), (good, "เรื่องดี")):
        page.benefits = text
        Revision.objects.filter(pk=page.save_revision().pk).update(approved_go_live_at=late)
    call_command("publish_scheduled")
    assert not is_live(bad)
    assert is_live(good)
    assert [notice.person for notice in Notice.objects.all()] == [officer]
    assert not Revision.objects.filter(object_id=str(bad.pk), approved_go_live_at__isnull=False).exists()


def test_it_is_not_put_on_the_calendar(red_draft):
    red_draft.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(NotPublishableError):
        red_draft.save_revision().publish()


def test_the_internal_api_refuses_it(client, red_draft, officer):
    client.force_login(officer)
    response = client.post(f"/admin/api/main/pages/{red_draft.pk}/action/publish/")
    assert response.status_code == 400
    assert "สมมุติ" not in response.text
    assert not is_live(red_draft)


def test_going_back_to_an_old_version_and_publishing_it_is_refused(site_tree):
    page = factories.PracticePageFactory(parent=site_tree.practices, benefits="เรื่องดี")
    page.benefits = RED
    old = page.save_revision()
    page.benefits = "เรื่องดี"
    page.save_revision().publish()
    with pytest.raises(NotPublishableError):
        old.publish()
    with pytest.raises(NotPublishableError):
        old.as_object().save_revision(previous_revision=old).publish()
    assert PracticePage.objects.get().benefits == "เรื่องดี"


def test_a_copy_that_stays_published_is_refused(site_tree):
    page = factories.PracticePageFactory(parent=site_tree.practices)
    PracticePage.objects.filter(pk=page.pk).update(benefits=RED)
    page.refresh_from_db()
    with pytest.raises(NotPublishableError):
        page.copy(keep_live=True, copy_revisions=False)


@pytest.mark.parametrize("columns", [None, ["benefits"], ["live"], ["title"]])
def test_scripts_and_single_columns_are_refused(site_tree, columns):
    page = factories.PracticePageFactory(parent=site_tree.practices)
    page.benefits = RED
    with pytest.raises(NotPublishableError):
        page.save(update_fields=columns)


def test_the_page_without_its_type_is_refused_too(site_tree):
    page = factories.PracticePageFactory(parent=site_tree.practices)
    bare = Page.objects.get(pk=page.pk)
    bare.title = RED
    with pytest.raises(NotPublishableError):
        bare.save()


def test_taking_down_is_always_possible(site_tree):
    page = factories.PracticePageFactory(parent=site_tree.practices)
    PracticePage.objects.filter(pk=page.pk).update(benefits=RED)
    PracticePage.objects.get(pk=page.pk).unpublish()
    assert not is_live(page)


def test_terms_and_settings_are_kept_back(site_tree):
    topic = Topic(name=RED, slug="x")
    with pytest.raises(ValidationError):
        topic.full_clean()
    policy = PolicyReference(
        key="x", issuer="x", paper="x", first_year=2568, last_year=2569, item="1", title=RED
    )
    with pytest.raises(NotPublishableError):
        policy.save()
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.emergency_text = RED
    with pytest.raises(NotPublishableError):
        settings.save()


def test_the_offices_own_telephone_is_no_secret(site_tree):
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.phone, settings.email = "081-234-5678", "office@example.com"
    settings.save()


def test_a_comment_with_a_childs_name_is_not_kept(red_draft, officer):
    with pytest.raises(NotPublishableError):
        Comment.objects.create(page=red_draft, user=officer, text=RED, contentpath="title")


def test_what_cannot_be_checked_is_not_published(site_tree, monkeypatch, caplog):
    def broken(thing):
        raise RuntimeError(RED)

    monkeypatch.setattr(publication, "_checks", [broken])
    page = factories.PracticePageFactory.build(title="เรื่อง")
    with pytest.raises(NotPublishableError, match="ตรวจไม่ได้"):
        page.check_publishable()
    assert "RuntimeError" in caplog.text
    assert RED not in caplog.text


def test_neither_log_nor_error_quotes_what_was_found(client, red_draft, officer, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(NotPublishableError) as told:
        red_draft.save_revision().publish()
    assert "สมมุติ" not in str(told.value)
    client.force_login(officer)
    client.post(f"/admin/api/main/pages/{red_draft.pk}/action/publish/")
    assert "สมมุติ" not in caplog.text


def test_amber_needs_somebodys_reason_and_then_stays_cleared(amber_draft, reviewer):
    with pytest.raises(NotPublishableError):
        amber_draft.save_revision().publish()
    [finding] = gate.open_findings(amber_draft)
    gate.clear(finding, amber_draft, by=reviewer, decision="not-personal", reason="ชื่อตัวละครในนิทานที่แต่งขึ้น")
    amber_draft.save_revision().publish()
    assert is_live(amber_draft)
    amber_draft.benefits = f"แก้ไขประโยคใหม่ {AMBER}ยังอยู่ที่เดิม"
    amber_draft.save_revision().publish()


def test_clearing_one_phrase_clears_no_other_and_no_other_place(amber_draft, reviewer):
    [finding] = gate.open_findings(amber_draft)
    gate.clear(finding, amber_draft, by=reviewer, decision="not-personal", reason="ตัวละครในนิทาน")
    amber_draft.benefits = "น้องพลอยกลับมาเรียน"
    assert gate.open_findings(amber_draft)
    amber_draft.benefits, amber_draft.summary = "", f"{AMBER}กลับมาเรียน"
    assert gate.open_findings(amber_draft)


def test_a_clearance_keeps_no_copy_and_is_logged(amber_draft, reviewer):
    [finding] = gate.open_findings(amber_draft)
    gate.clear(finding, amber_draft, by=reviewer, decision="not-personal", reason="ตัวละครในนิทาน")
    gate.note(amber_draft, Sighting.State.DRAFT)
    rows = [*Clearance.objects.values(), *Sighting.objects.values()]
    assert "ฟ้าใส" not in json.dumps(rows, default=str, ensure_ascii=False)
    entry = PageLogEntry.objects.get(action="privacy.clear")
    assert entry.user == reviewer
    assert entry.data["reason"] == "ตัวละครในนิทาน"
    assert "ฟ้าใส" not in json.dumps(entry.data, ensure_ascii=False)


def test_a_clearance_that_is_taken_back_counts_no_longer(amber_draft, reviewer):
    [finding] = gate.open_findings(amber_draft)
    clearance = gate.clear(finding, amber_draft, by=reviewer, decision="not-personal", reason="ตัวละครในนิทาน")
    gate.withdraw(clearance, by=reviewer)
    assert gate.open_findings(amber_draft)


def test_a_phrase_cleared_for_anywhere_stays_cleared_until_its_day(amber_draft, reviewer):
    today = timezone.localdate()
    clearance = gate.clear_anywhere("nickname", AMBER, by=reviewer, reason="ชื่อโครงการ", expires_on=today)
    assert not gate.open_findings(amber_draft)
    Clearance.objects.filter(pk=clearance.pk).update(expires_on=today - timedelta(days=1))
    assert gate.open_findings(amber_draft)
