"""No picture is published before somebody has said that everybody on it agreed."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.test.utils.form_data import querydict_from_html

from content.publication import NotPublishableError
from organisations import admin_groups
from organisations.models import Role
from practices.models import PracticePage
from tests.factories import ImageFactory, OfficeFactory, PracticePageFactory, UserFactory
from tests.people import member

pytestmark = pytest.mark.django_db

MESSAGE = "หน้านี้มีภาพ ก่อนเผยแพร่ต้องทำเครื่องหมายที่ «ตรวจภาพแล้ว»"

STREAMS = [field.name for field in PracticePage._meta.get_fields() if isinstance(field, StreamField)]


@pytest.fixture
def draft(site_tree):
    admin_groups.ensure()
    return PracticePageFactory(parent=site_tree.practices, live=False, listing_image=ImageFactory())


def sign_in(client, role=Role.OFFICER):
    person = member(OfficeFactory(), role)
    client.force_login(person)
    return person


def edit(client, page, **changes):
    """Send the editor's form as it is, but for some changes; a name's dashes are written `__`."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(address).text, form_id="page-edit-form")
    # A browser draws these.
    data.update({f"{name}-count": "0" for name in STREAMS})
    for name, value in changes.items():
        data[name.replace("__", "-")] = value
    return client.post(address, data)


def is_live(page):
    return PracticePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("action", ["action__publish", "action__submit"])
def test_the_editor_says_beside_the_field_what_is_missing(client, draft, action):
    sign_in(client)
    response = edit(client, draft, **{action: "1"})
    assert [MESSAGE in str(error) for error in response.context["form"].errors["images_cleared"]] == [True]
    assert MESSAGE in response.text
    assert not is_live(draft)
    assert not PracticePage.objects.get().workflow_in_progress


def test_with_the_tick_it_is_published(client, draft):
    sign_in(client)
    assert edit(client, draft, action__publish="1", images_cleared="on").status_code == 302
    assert is_live(draft)


def test_a_draft_is_saved_without_the_tick(client, draft):
    sign_in(client)
    assert edit(client, draft, title="ร่างใหม่").status_code == 302
    assert PracticePage.objects.get().get_latest_revision_as_object().title == "ร่างใหม่"


def test_a_page_without_pictures_needs_no_tick(client, site_tree):
    page = PracticePageFactory(parent=site_tree.practices, live=False)
    sign_in(client)
    assert edit(client, page, action__publish="1").status_code == 302
    assert is_live(page)


def test_pictures_inside_the_text_count(site_tree):
    image = ImageFactory()
    figure = ("figure", {"image": {"image": image.pk, "alt_text": "สวน", "decorative": False}, "caption": ""})
    page = PracticePageFactory(parent=site_tree.practices, live=False)
    page.process = PracticePage._meta.get_field("process").to_python(
        [{"type": figure[0], "value": figure[1]}]
    )
    assert page.pictures() == {image.pk}
    with pytest.raises(NotPublishableError):
        page.save_revision().publish()


def hand_in(page):
    return page.get_workflow().start(page, UserFactory()).current_task_state


@pytest.mark.parametrize("role", [Role.OFFICER, Role.OFFICE_DIRECTOR])
def test_approving_from_the_first_screen_says_what_is_missing(client, draft, role):
    task = hand_in(draft)
    sign_in(client, role)
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    assert MESSAGE in client.post(address, follow=True).text
    assert not is_live(draft)
    assert PracticePage.objects.get().workflow_in_progress


def test_the_dialogue_with_a_comment_leads_there_too(client, draft):
    task = hand_in(draft)
    sign_in(client)
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    response = client.post(address, {"comment": "ดี"}, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.json()["redirect"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert not is_live(draft)


def test_a_reviewer_sends_it_back_without_the_tick(client, draft):
    hand_in(draft)
    sign_in(client)
    edit(client, draft, action__workflow__action="true", workflow__action__name="reject")
    assert not PracticePage.objects.get().workflow_in_progress


def test_publishing_from_the_list_says_what_is_missing_and_publishes_nothing(client, draft, site_tree):
    other = PracticePageFactory(parent=site_tree.practices, live=False)
    sign_in(client)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(f"{address}?id={other.pk}&id={draft.pk}", {"include_descendants": ""}, follow=True)
    assert draft.title in response.text
    assert MESSAGE in response.text
    assert not is_live(draft)
    assert not is_live(other)


def test_it_is_not_put_on_the_calendar_either(draft):
    draft.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(NotPublishableError):
        draft.save_revision().publish()
    call_command("publish_scheduled")
    assert not is_live(draft)


def test_the_internal_api_refuses_it(client, draft):
    sign_in(client)
    client.post(f"/admin/api/main/pages/{draft.pk}/action/publish/")
    assert not is_live(draft)


def test_unpublishing_is_always_possible(site_tree):
    page = PracticePageFactory(parent=site_tree.practices)
    PracticePage.objects.update(listing_image=ImageFactory())
    page.refresh_from_db()
    page.unpublish()
    assert not is_live(page)
