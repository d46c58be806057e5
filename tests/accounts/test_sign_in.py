import re
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password, **extra})


def test_leads_to_my_work(client):
    response = sign_in(client, UserFactory().email)
    assert response.status_code == 302
    assert response.url == "/my/"


def test_does_not_mind_capital_letters(client):
    UserFactory(email="kru@example.org")
    assert sign_in(client, "Kru@Example.org").status_code == 302


def test_says_in_thai_what_to_do_and_keeps_the_address(client):
    response = sign_in(client, "kru@example.org", "wrong")
    assert response.status_code == 200
    assert 'value="kru@example.org"' in response.text
    assert "wrong" not in response.text


def test_answers_the_same_for_known_and_unknown_addresses(client):
    known, unknown = UserFactory().email, "nobody@example.org"
    texts = []
    for email in (known, unknown):
        text = sign_in(client, email, "wrong").text.replace(email, "ADDRESS")
        texts.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
    assert texts[0] == texts[1]


def test_takes_as_long_for_unknown_addresses(client):
    hashed = []
    for email in (UserFactory().email, "nobody@example.org"):
        with patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$a$b") as encode:
            sign_in(client, email, "wrong")
        hashed.append(encode.call_count)
    assert hashed[0] == hashed[1] > 0


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_never_leads_to_another_site(client, target):
    assert sign_in(client, UserFactory().email, next=target).url == "/my/"


def test_leads_back_to_a_page_of_ours(client):
    assert sign_in(client, UserFactory().email, next="/my/account/").url == "/my/account/"


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/", "/en/_util/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_own_doors_lead_here(client, path, method):
    person = UserFactory(is_superuser=True)
    data = {"username": person.email, "password": PASSWORD} if method == "post" else {}
    response = getattr(client, method)(path, data)
    assert response.status_code == 302
    assert "/account/login/" in response.url
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/password_reset/done/"])
def test_wagtails_own_password_reset_is_shut(client, path):
    assert client.get(path).status_code == 404


def test_nobody_signs_up_by_themselves(client):
    data = {"email": "bot@example.org", "password1": PASSWORD, "password2": PASSWORD}
    for response in (client.get("/account/signup/"), client.post("/account/signup/", data)):
        assert response.status_code == 200
        assert "เชิญ" in response.text
    assert not User.objects.filter(email="bot@example.org").exists()


def test_an_old_session_is_worth_nothing_after_a_new_sign_in(client):
    client.get(LOGIN)
    client.session["note"] = "x"
    client.session.save()
    before = client.session.session_key
    sign_in(client, UserFactory().email)
    assert client.session.session_key != before


def test_signing_out_takes_a_button(client):
    client.force_login(UserFactory())
    assert "<form" in client.get("/account/logout/").text
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


class TestLockOut:
    def test_after_ten_wrong_passwords_the_right_one_has_to_wait(self, client):
        email = UserFactory().email
        answers = [sign_in(client, email, "wrong").status_code for _ in range(10)]
        assert answers[:9] == [200] * 9
        response = sign_in(client, email)
        assert response.status_code == 429
        assert response["Retry-After"] == "900"
        assert "15 นาที" in response.text

    def test_is_over_after_fifteen_minutes(self, client):
        email = UserFactory().email
        for _ in range(10):
            sign_in(client, email, "wrong")
        with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=5)):
            assert sign_in(client, email).status_code == 302

    def test_hits_unknown_addresses_as_well(self, client):
        for _ in range(10):
            sign_in(client, "nobody@example.org", "wrong")
        assert sign_in(client, "nobody@example.org", "wrong").status_code == 429

    def test_leaves_others_at_the_same_place_alone(self, client):
        victim = UserFactory().email
        for _ in range(10):
            sign_in(client, victim, "wrong")
        assert sign_in(client, UserFactory().email).status_code == 302

    def test_leaves_the_person_at_another_place_alone(self, client):
        email = UserFactory().email
        for _ in range(10):
            sign_in(client, email, "wrong")
        assert (
            client.post(LOGIN, {"login": email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.7").status_code
            == 302
        )

    def test_does_not_fall_for_capital_letters(self, client):
        UserFactory(email="kru@example.org")
        for spelling in ["kru@example.org", "KRU@example.org"] * 5:
            sign_in(client, spelling, "wrong")
        assert sign_in(client, "kru@example.org").status_code == 429

    def test_many_places_at_one_account_are_stopped(self, client):
        email = UserFactory().email
        for number in range(20):
            client.post(LOGIN, {"login": email, "password": "wrong"}, REMOTE_ADDR=f"192.0.2.{number}")
        response = client.post(LOGIN, {"login": email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.99")
        assert response.status_code == 200
        assert "_auth_user_id" not in client.session


class TestNewPassword:
    def ask(self, client, email):
        return client.post("/account/password/reset/", {"email": email})

    def test_answers_the_same_for_known_and_unknown_addresses(self, client):
        for email in (UserFactory().email, "nobody@example.org"):
            response = self.ask(client, email)
            assert response.status_code == 302
            assert response.url == reverse("account_reset_password_done")

    def test_goes_to_the_owner_only_and_is_thai(self, client):
        person = UserFactory()
        self.ask(client, person.email)
        [letter] = mail.outbox
        assert letter.to == [person.email]
        assert letter.subject == "ตั้งรหัสผ่านใหม่ · V-CARE + N"
        assert "In English:" in letter.body

    def test_tells_a_stranger_nothing_but_that_there_is_no_account(self, client):
        self.ask(client, "nobody@example.org")
        [letter] = mail.outbox
        assert letter.to == ["nobody@example.org"]
        assert "ไม่มีบัญชี" in letter.body
        assert "http" not in letter.body

    def link(self, client, person):
        self.ask(client, person.email)
        path = re.search(r"http://[^/\s]+(/\S+)", mail.outbox[-1].body)[1]
        return client.get(path).url

    def test_the_link_works_once(self, client):
        person = UserFactory()
        path = self.link(client, person)
        new = {"password1": "ใหม่-สมมุติ-ยาวพอ", "password2": "ใหม่-สมมุติ-ยาวพอ"}
        assert client.post(path, new).status_code == 302
        person.refresh_from_db()
        assert person.check_password("ใหม่-สมมุติ-ยาวพอ")
        old = re.search(r"http://[^/\s]+(/\S+)", mail.outbox[0].body)[1]
        assert "ใช้ไม่ได้แล้ว" in client.get(old).text

    def test_does_not_sign_in(self, client):
        path = self.link(client, UserFactory())
        client.post(path, {"password1": "ใหม่-สมมุติ-ยาวพอ", "password2": "ใหม่-สมมุติ-ยาวพอ"})
        assert "_auth_user_id" not in client.session

    def test_weak_passwords_are_explained_beside_the_field(self, client):
        path = self.link(client, UserFactory())
        text = client.post(path, {"password1": "1234567890", "password2": "1234567890"}).text
        assert "errors" in text

    def test_the_person_hears_of_it(self, client):
        person = UserFactory()
        path = self.link(client, person)
        client.post(path, {"password1": "ใหม่-สมมุติ-ยาวพอ", "password2": "ใหม่-สมมุติ-ยาวพอ"})
        assert mail.outbox[-1].to == [person.email]
        assert "รหัสผ่านถูกตั้งใหม่" in mail.outbox[-1].subject


def test_changing_the_password_signs_other_devices_out(client):
    person = UserFactory()
    other = Client()
    sign_in(other, person.email)
    sign_in(client, person.email)
    new = {"oldpassword": PASSWORD, "password1": "ใหม่-สมมุติ-ยาวพอ", "password2": "ใหม่-สมมุติ-ยาวพอ"}
    assert client.post("/account/password/change/", new).status_code == 302
    assert other.get("/my/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/logout/",
        "/account/signup/",
        "/account/inactive/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/done/",
        "/account/password/reset/key/1-set-password/",
        "/account/confirm-email/",
        "/account/confirm-email/nothing/",
    ],
)
def test_the_pages_wear_our_clothes(client, site_tree, path):
    response = client.get(path, follow=True)
    assert response.status_code == 200
    assert 'id="main"' in response.text
    assert 'lang="th"' in response.text
