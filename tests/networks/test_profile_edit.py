from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from networks.models import PartnerPage, ProfileChange
from organisations import admin_groups
from organisations.models import Role
from tests.factories import OfficeFactory, PartnerFactory, PartnerPageFactory, SchoolFactory, UserFactory
from tests.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(site_tree):
    return PartnerPageFactory(parent=site_tree.partners, public_contact="โทร. 039-000-000")


@pytest.fixture
def coordinator(profile):
    return member(profile.organisation, Role.COORDINATOR)


def path(profile):
    return f"/networks/profile/{profile.slug}/edit/"


def filled_in(profile, **changes):
    """New words, and everything sensitive as it is."""
    organisation = profile.organisation
    return {
        "what_we_offer": "อบรมครูเรื่องการช่วยชีวิต",
        "summary_en": "Training in first aid",
        "cooperation_levels": ["02"],
        "subdistrict": "ขลุง",
        "name": organisation.name,
        "name_en": organisation.name_en,
        "partner_type": organisation.partner_type,
        "districts": organisation.districts,
        "public_contact": profile.public_contact,
        "website": organisation.website,
        "version": str(profile.live_revision_id),
        **changes,
    }


def test_the_coordinator_publishes_new_words_at_once(client, profile, coordinator):
    client.force_login(coordinator)
    assert client.post(path(profile), filled_in(profile)).url == profile.url
    page = PartnerPage.objects.get()
    assert page.what_we_offer == "อบรมครูเรื่องการช่วยชีวิต"
    assert (page.summary_en, page.organisation.subdistrict) == ("Training in first aid", "ขลุง")
    assert page.latest_revision.user == coordinator
    assert "อบรมครูเรื่องการช่วยชีวิต" in client.get(profile.url).text
    assert PageLogEntry.objects.filter(action="networks.profile", user=coordinator).exists()


def test_the_form_shows_what_is_there(client, profile, coordinator):
    client.force_login(coordinator)
    assert profile.what_we_offer in client.get(path(profile)).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what_we_offer", ""),
        ("what_we_offer", "ดู http://casino.example"),
        ("districts", []),
        ("website", "ftp://x"),
        ("summary_en", "see www.casino.example"),
        ("what_we_offer", "ดูแล ด.ช.สมมุติ ใจดี ชั้น ป.4"),
    ],
)
def test_bad_input_is_kept_and_explained(client, profile, coordinator, field, value):
    client.force_login(coordinator)
    typed = filled_in(profile, **{"public_contact": "โทร. 039-000-001", field: value})
    response = client.post(path(profile), typed)
    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert "โทร. 039-000-001" in response.text
    assert not ProfileChange.objects.exists()


def test_name_reference_and_verification_stay_the_offices(client, profile, coordinator):
    client.force_login(coordinator)
    extra = {"title": "ชื่อใหม่", "reference": "PN99-0001", "verified_on": "2026-01-01", "organisation": "1"}
    client.post(path(profile), filled_in(profile, **extra))
    page = PartnerPage.objects.get()
    assert (page.title, page.reference, page.verified_on) == (profile.title, profile.reference, None)


def test_somebody_elses_change_meanwhile_is_not_overwritten(client, profile, coordinator):
    old = filled_in(profile)
    profile.what_we_offer = "แก้โดยเขตพื้นที่"
    profile.save_revision().publish()
    client.force_login(coordinator)
    response = client.post(path(profile), old)
    assert "มีผู้อื่นแก้ไขข้อมูลระหว่างนี้" in response.text
    assert "อบรมครูเรื่องการช่วยชีวิต" in response.text
    assert PartnerPage.objects.get().what_we_offer == "แก้โดยเขตพื้นที่"
    again = {**old, "version": response.context["form"]["version"].value()}
    assert client.post(path(profile), again).status_code == 302


def office_drafts(profile, **changes):
    """An officer saves changes without publishing them."""
    page = PartnerPage.objects.get(pk=profile.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    return page.save_revision(user=member(OfficeFactory(), Role.OFFICER))


def test_the_offices_draft_is_not_published(client, profile, coordinator):
    office_drafts(profile, title="ชื่อที่ยังไม่ประกาศ", story="<p>ยังไม่ประกาศ</p>")
    client.force_login(coordinator)
    assert client.post(path(profile), filled_in(profile)).status_code == 302
    page = PartnerPage.objects.get()
    assert (page.title, page.story) == (profile.title, profile.story)
    assert page.what_we_offer == "อบรมครูเรื่องการช่วยชีวิต"


def test_the_offices_draft_stays_in_fields_that_the_coordinator_left_alone(client, profile, coordinator):
    draft = office_drafts(
        profile, title="ชื่อที่ยังไม่ประกาศ", public_contact="ร่างของเขตพื้นที่", what_we_offer="ร่างของเขตพื้นที่"
    )
    client.force_login(coordinator)
    client.post(path(profile), filled_in(profile, public_contact=profile.public_contact))
    page = PartnerPage.objects.get()
    kept = page.get_latest_revision_as_object()
    assert page.has_unpublished_changes
    assert page.latest_revision.user == draft.user
    assert kept.title == "ชื่อที่ยังไม่ประกาศ"
    assert kept.public_contact == "ร่างของเขตพื้นที่"
    assert kept.what_we_offer == "อบรมครูเรื่องการช่วยชีวิต"
    assert kept.cooperation_levels == ["02"]


def test_a_published_profile_without_draft_has_none_afterwards(client, profile, coordinator):
    client.force_login(coordinator)
    client.post(path(profile), filled_in(profile))
    assert not PartnerPage.objects.get().has_unpublished_changes


def lock(page):
    PartnerPage.objects.update(locked=True)


def hand_in(page):
    admin_groups.ensure()
    office_drafts(page, title="รออนุมัติ")
    page = PartnerPage.objects.get()
    return page.get_workflow().start(page, UserFactory())


def send_back(page):
    hand_in(page).current_task_state.reject(user=UserFactory())


def schedule(page):
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision().publish()


@pytest.mark.parametrize("hold", [lock, hand_in, send_back, schedule])
def test_what_the_office_holds_is_left_alone_and_the_text_kept(client, profile, coordinator, hold):
    hold(profile)
    before = PartnerPage.objects.get().latest_revision_id
    client.force_login(coordinator)
    assert client.get(path(profile)).status_code == 409
    response = client.post(path(profile), filled_in(profile))
    assert response.status_code == 409
    assert "เขตพื้นที่กำลังทำงานกับหน้านี้อยู่ จึงยังไม่ได้บันทึก" in response.text
    assert "อบรมครูเรื่องการช่วยชีวิต" in response.text
    page = PartnerPage.objects.get()
    assert (page.what_we_offer, page.latest_revision_id) == (profile.what_we_offer, before)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.COORDINATOR, Role.SUPERVISOR, Role.OFFICE_DIRECTOR])
def test_foreign_people_do_not_find_it(client, profile, role):
    place = {Role.TEACHER: SchoolFactory, Role.COORDINATOR: PartnerFactory}.get(role, OfficeFactory)()
    client.force_login(member(place, role))
    assert client.get(path(profile)).status_code == 404
    assert client.post(path(profile), filled_in(profile)).status_code == 404


def test_an_officer_may_help(client, profile):
    client.force_login(member(OfficeFactory(), Role.OFFICER))
    assert client.get(path(profile)).status_code == 200


def test_an_unpublished_profile_is_not_there(client, profile, coordinator):
    profile.unpublish()
    client.force_login(coordinator)
    assert client.get(path(profile)).status_code == 404


def test_strangers_sign_in_first(client, profile):
    assert client.get(path(profile)).url.startswith("/account/login/")
