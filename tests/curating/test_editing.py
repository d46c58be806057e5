"""What an editor of the office meets in Wagtail's admin."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from networks.models import PartnerPage
from organisations import admin_groups
from organisations.models import Role, RunningNumber
from practices.models import PracticePage
from tests.factories import (
    ExchangeEventPageFactory,
    MembershipFactory,
    OfficeFactory,
    PartnerApplicationFactory,
    PartnerPageFactory,
    PartnershipFactory,
    PracticePageFactory,
    SchoolFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _groups(site_tree):
    admin_groups.ensure()


def signed_in(client, role):
    person = UserFactory()
    MembershipFactory(person=person, role=role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def test_first_screen_names_what_waits(client, site_tree):
    signed_in(client, Role.OFFICER)
    PartnerApplicationFactory(state="verified", verified_at=timezone.now())
    PracticePageFactory(parent=site_tree.practices, live=False)
    PracticePageFactory(parent=site_tree.practices, review_due=timezone.localdate() + timedelta(days=5))
    ExchangeEventPageFactory(
        parent=site_tree.events, starts_at=timezone.now() - timedelta(days=3), state="closed"
    )
    counts = waiting_panel(client).get_context_data({})
    assert {name: counts[name] for name in ("applications", "drafts", "records", "reviews")} == {
        "applications": 1,
        "drafts": 1,
        "records": 1,
        "reviews": 1,
    }


def waiting_panel(client):
    panels = client.get("/admin/").context["panels"]
    return next(panel for panel in panels if getattr(panel, "name", "") == "waiting")


def apply_elsewhere():
    other = OfficeFactory(name="สำนักงานอื่นสมมุติ")
    PartnerApplicationFactory(office=other, state="verified", verified_at=timezone.now())


def test_first_screen_counts_the_registrations_of_the_own_office(client):
    signed_in(client, Role.OFFICER)
    apply_elsewhere()
    PartnerApplicationFactory(state="verified", verified_at=timezone.now())
    assert waiting_panel(client).get_context_data({})["applications"] == 1


def test_a_superuser_sees_the_registrations_of_all_offices(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    apply_elsewhere()
    PartnerApplicationFactory(state="verified", verified_at=timezone.now())
    assert waiting_panel(client).get_context_data({})["applications"] == 2


def test_who_may_not_see_registrations_is_told_no_number(client):
    signed_in(client, Role.SUPERVISOR)
    PartnerApplicationFactory(state="verified", verified_at=timezone.now())
    text = client.get("/admin/").text
    assert "งานที่รออยู่" in text
    assert reverse("networks:applications") not in text


def test_what_waits_takes_the_same_queries_however_much_it_is(
    client, site_tree, django_assert_max_num_queries
):
    signed_in(client, Role.OFFICER)
    for _ in range(3):
        PartnerApplicationFactory(state="verified", verified_at=timezone.now())
        PracticePageFactory(parent=site_tree.practices, live=False)
    panel = waiting_panel(client)
    with django_assert_max_num_queries(6):
        panel.get_context_data({})


@pytest.mark.parametrize(
    "name", ["practices", "guidance", "partners", "events", "partnership", "organisation"]
)
def test_listings_open_in_thai(client, name):
    signed_in(client, Role.OFFICER)
    assert client.get(reverse(f"{name}:index")).status_code == 200


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.OFFICER, {"practices", "guidance", "partners", "events"}),
        (Role.SUPERVISOR, {"practices", "guidance", "events"}),
        (Role.OFFICE_DIRECTOR, {"practices"}),
    ],
)
def test_the_menu_offers_lists_in_which_there_is_something_to_do(client, role, shown):
    signed_in(client, role)
    text = client.get("/admin/").text
    lists = ("practices", "guidance", "partners", "events")
    assert {name for name in lists if f'"url": "{reverse(f"{name}:index")}"' in text} == shown


def test_practices_can_be_narrowed(client, site_tree):
    signed_in(client, Role.OFFICER)
    wanted = PracticePageFactory(
        parent=site_tree.practices, hazards=["violence"], owner_organisation=SchoolFactory(districts=["2204"])
    )
    other = PracticePageFactory(parent=site_tree.practices)
    text = client.get(reverse("practices:index"), {"hazards": "violence", "district": "2204"}).text
    assert wanted.title in text
    assert other.title not in text


def test_listing_dates_are_buddhist(client):
    signed_in(client, Role.OFFICER)
    PartnershipFactory(starts_on=date(2026, 11, 22))
    text = client.get(reverse("partnership:index")).text
    assert "22 พ.ย. 2569" in text
    assert "2026" not in text


def test_dates_are_typed_in_the_buddhist_era(client):
    signed_in(client, Role.OFFICER)
    partnership = PartnershipFactory()
    address = reverse("partnership:edit", args=[partnership.pk])
    data = {
        "owner": partnership.owner_id,
        "partner": partnership.partner_id,
        "starts_on": "๒๒ พ.ย. ๒๕๖๙",
        "ends_on": "",
        "status": "01",
        "levels": ["04"],
        "activity": "",
        "activities-TOTAL_FORMS": "1",
        "activities-INITIAL_FORMS": "0",
        "activities-MIN_NUM_FORMS": "0",
        "activities-MAX_NUM_FORMS": "1000",
        "activities-0-kind": "activity",
        "activities-0-day": "22/11/2569",
        "activities-0-what": "ซ้อมแผนเผชิญเหตุ",
    }
    response = client.post(address, data)
    assert response.status_code == 302
    partnership.refresh_from_db()
    assert partnership.starts_on == partnership.activities.get().day == date(2026, 11, 22)


def test_an_implausible_year_is_refused_and_kept(client):
    signed_in(client, Role.OFFICER)
    partnership = PartnershipFactory()
    address = reverse("partnership:edit", args=[partnership.pk])
    response = client.post(address, {"starts_on": "22/11/3569", "status": "01"})
    assert response.status_code == 200
    assert "22/11/3569" in response.text


def test_editor_submits_and_moderator_publishes(client, site_tree):
    practice = PracticePageFactory(parent=site_tree.practices, live=False)
    editor = signed_in(client, Role.SUPERVISOR)
    workflow = practice.get_workflow()
    state = workflow.start(practice, editor)
    assert not PracticePage.objects.get(pk=practice.pk).live

    moderator = signed_in(client, Role.GROUP_DIRECTOR)
    state.current_task_state.approve(user=moderator)
    assert PracticePage.objects.get(pk=practice.pk).live


def test_an_editor_cannot_publish(client, site_tree):
    practice = PracticePageFactory(parent=site_tree.practices, live=False)
    editor = signed_in(client, Role.SUPERVISOR)
    assert not practice.permissions_for_user(editor).can_publish()


def test_publishing_leaves_its_trace(client, site_tree):
    practice = PracticePageFactory(parent=site_tree.practices)
    moderator = signed_in(client, Role.OFFICER)
    practice.save_revision(user=moderator).publish(user=moderator)
    assert PageLogEntry.objects.filter(page=practice.pk, action="wagtail.publish", user=moderator).exists()


def test_a_changed_address_leads_on(client, site_tree, django_capture_on_commit_callbacks):
    page = site_tree.model
    page.slug = "about-the-model"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    response = client.get("/model/")
    assert response.status_code in {301, 302}
    assert response.url.endswith("/about-the-model/")


def test_an_officer_cannot_give_rights_in_the_editing_interface(client):
    signed_in(client, Role.OFFICER)
    assert client.get(reverse("membership:index")).status_code == 302


@pytest.mark.parametrize("page", ["practices", "partners", "events"])
def test_new_page_form_opens(client, site_tree, page):
    signed_in(client, Role.OFFICER)
    parent = getattr(site_tree, page)
    model = parent.specific_class.subpage_types[0].split(".")
    address = reverse("wagtailadmin_pages:add", args=[model[0], model[1].lower(), parent.pk])
    response = client.get(address)
    assert response.status_code == 200


def test_a_copied_practice_gets_the_next_number(client, site_tree):
    practice = PracticePageFactory(parent=site_tree.practices)
    signed_in(client, Role.OFFICER)
    data = {"new_title": "ฉบับใหม่", "new_slug": "copy", "new_parent_page": site_tree.practices.pk}
    assert client.post(reverse("wagtailadmin_pages:copy", args=[practice.pk]), data).status_code == 302
    copied = PracticePage.objects.get(title="ฉบับใหม่")
    assert copied.reference != practice.reference
    assert copied.slug == copied.reference.lower()


def test_a_partner_has_one_profile(client, site_tree):
    partner = PartnerPageFactory(parent=site_tree.partners)
    signed_in(client, Role.OFFICER)
    assert client.get(reverse("wagtailadmin_pages:copy", args=[partner.pk])).status_code == 302
    assert PartnerPage.objects.count() == 1


def test_a_preview_uses_up_no_number(site_tree):
    page = PracticePage(title="ยังไม่บันทึก", owner_organisation=SchoolFactory())
    page.full_clean(exclude=["path", "depth", "reference"])
    assert not RunningNumber.objects.exists()
