import pytest

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PROFILE = "/my/account/"


@pytest.fixture
def person(client):
    person = UserFactory()
    client.force_login(person)
    return person


def test_strangers_sign_in_first(client):
    assert client.get(PROFILE).url == "/account/login/?next=/my/account/"


def test_saves_name_and_position(client, person):
    data = {"first_name": "นางสาวสมมุติ", "last_name": "ตั้งใจ", "position": "ครู"}
    assert client.post(PROFILE, data).url == PROFILE
    person.refresh_from_db()
    assert (str(person), person.position) == ("นางสาวสมมุติ ตั้งใจ", "ครู")


def test_keeps_what_was_typed_and_explains(client, person):
    text = client.post(PROFILE, {"first_name": "", "last_name": "ตั้งใจมาก", "position": "ครู"}).text
    assert 'value="ตั้งใจมาก"' in text
    assert 'id="errors"' in text


def test_changes_nothing_else(client, person):
    data = {
        "first_name": "ก",
        "last_name": "ข",
        "email": "other@example.org",
        "is_superuser": "on",
        "is_staff": "on",
    }
    before = person.email
    client.post(PROFILE, data)
    person.refresh_from_db()
    assert (person.email, person.is_superuser, person.is_staff) == (before, False, False)


def test_the_address_cannot_be_changed_by_oneself(client, person):
    client.post("/account/email/", {"action_add": "", "email": "other@example.org"})
    assert list(person.emailaddress_set.values_list("email", flat=True)) == [person.email]
