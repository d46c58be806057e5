import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.utils import timezone

from organisations.models import Role
from tests.factories import PASSWORD, OfficeFactory, SchoolFactory
from tests.people import member

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
ACTIVATE = "/account/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.REQUIRE_STAFF_TWO_FACTOR = True


@pytest.fixture(autouse=True)
def _time_stands_still():
    """A code holds for half a minute: no test may straddle its end."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client, person):
    return client.post("/account/login/", {"login": person.email, "password": PASSWORD})


def show_it_is_me(client):
    """What changes the account's protection asks for the password once more."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})


@pytest.fixture
def officer(site_tree):
    return member(OfficeFactory(), Role.OFFICER)


@pytest.fixture
def protected(officer):
    TOTP.activate(officer, SECRET)
    RecoveryCodes.activate(officer)
    return officer


def test_without_it_the_editing_interface_leads_to_setting_it_up(client, officer):
    sign_in(client, officer)
    response = client.get("/admin/pages/", follow=True)
    assert response.redirect_chain[0][0] == ACTIVATE
    assert "ก่อนเข้าแก้ไข" in response.text


def test_setting_it_up_opens_the_editing_interface(client, officer, django_capture_on_commit_callbacks):
    sign_in(client, officer)
    show_it_is_me(client)
    page = client.get(ACTIVATE)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ACTIVATE, {"code": code(page.context["form"].secret)})
    assert response.url == "/account/2fa/recovery-codes/"
    assert client.get("/admin/").status_code == 200
    assert "เปิดใช้รหัสจากโทรศัพท์" in mail.outbox[-1].subject


def test_a_wrong_code_is_explained(client, officer):
    sign_in(client, officer)
    show_it_is_me(client)
    client.get(ACTIVATE)
    response = client.post(ACTIVATE, {"code": "000000"})
    assert response.status_code == 200
    assert "errors" in response.text
    assert not Authenticator.objects.exists()


def test_schools_need_none(client, site_tree):
    sign_in(client, member(SchoolFactory(), Role.TEACHER))
    assert client.get("/my/").status_code == 200
    assert client.get("/admin/").status_code == 404


def test_the_password_alone_is_not_enough(client, protected):
    response = sign_in(client, protected)
    assert response.url == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302


def test_the_code_completes_the_sign_in(client, protected):
    sign_in(client, protected)
    assert client.get("/account/2fa/authenticate/").status_code == 200
    response = client.post("/account/2fa/authenticate/", {"code": code()})
    assert response.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_recovery_code_works_once(client, protected):
    [authenticator] = Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES)
    recovery = authenticator.wrap().get_unused_codes()[0]
    for expected in ("/my/", None):
        sign_in(client, protected)
        response = client.post("/account/2fa/authenticate/", {"code": recovery})
        assert response.headers.get("Location") == expected
        client.logout()


def test_codes_cannot_be_guessed_for_long(client, protected):
    sign_in(client, protected)
    for _ in range(20):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert client.post("/account/2fa/authenticate/", {"code": code()}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    [
        "/account/2fa/",
        "/account/2fa/totp/deactivate/",
        "/account/2fa/recovery-codes/",
        "/account/2fa/recovery-codes/generate/",
        "/account/reauthenticate/",
        "/account/2fa/reauthenticate/",
    ],
)
def test_the_pages_wear_our_clothes(client, protected, path):
    sign_in(client, protected)
    client.post("/account/2fa/authenticate/", {"code": code()})
    show_it_is_me(client)
    response = client.get(path)
    assert response.status_code == 200
    assert 'id="main"' in response.text
    assert 'lang="th"' in response.text


def test_switching_it_off_is_told_to_the_person(client, protected):
    sign_in(client, protected)
    client.post("/account/2fa/authenticate/", {"code": code()})
    show_it_is_me(client)
    client.post("/account/2fa/totp/deactivate/")
    assert "ปิดรหัสจากโทรศัพท์" in mail.outbox[-1].subject
    assert client.get("/admin/").url == ACTIVATE


def test_where_it_is_not_required_the_password_opens(client, officer, settings):
    settings.REQUIRE_STAFF_TWO_FACTOR = False
    sign_in(client, officer)
    assert client.get("/admin/").status_code == 200


def test_nobody_without_an_account_sees_the_screens(client):
    assert client.get("/account/2fa/").status_code == 302


def test_setting_it_up_asks_for_the_password_once_more(client, officer):
    sign_in(client, officer)
    assert client.get(ACTIVATE).url.startswith("/account/reauthenticate/")


@pytest.mark.parametrize("address", ["/networks/applications/", "/organisations/"])
def test_the_office_decides_only_with_it(client, officer, address):
    sign_in(client, officer)
    assert client.get(address).url == ACTIVATE


def test_a_school_decides_about_its_people_without_it(client, site_tree):
    director = member(SchoolFactory(), Role.SCHOOL_DIRECTOR)
    sign_in(client, director)
    organisation = director.memberships.get().organisation
    assert client.get(f"/organisations/{organisation.uid}/members/").status_code == 200
