"""The password that Wagtail lets editors put before a page or a collection of documents."""

import pytest
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from tests.factories import PracticePageFactory

pytestmark = pytest.mark.django_db

PASSWORD = "ทะเลสมมุติ"


@pytest.fixture(autouse=True)
def _limits_on(settings, tmp_path):
    settings.RATE_LIMITS = True
    settings.VAR_DIR = tmp_path


@pytest.fixture
def before_page(practice_index):
    page = PracticePageFactory(parent=practice_index)
    lock = PageViewRestriction.objects.create(page=page, restriction_type="password", password=PASSWORD)
    return f"/_util/authenticate_with_password/{lock.pk}/{page.pk}/", page.url


@pytest.fixture
def before_collection(site_tree):
    collection = Collection.get_first_root_node().add_child(name="เฉพาะผู้รู้รหัส")
    lock = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password=PASSWORD
    )
    return f"/documents/authenticate_with_password/{lock.pk}/", "/"


@pytest.mark.parametrize("lock", ["before_page", "before_collection"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_guessing_ends_after_ten_tries(request, client, lock, language):
    path, wanted = request.getfixturevalue(lock)
    path = f"{language}{path}" if lock == "before_page" else path
    for _guess in range(10):
        assert client.post(path, {"password": "ผิด", "return_url": wanted}).status_code == 200
    answer = client.post(path, {"password": PASSWORD, "return_url": wanted})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize("lock", ["before_page", "before_collection"])
def test_right_password_opens(request, client, lock):
    path, wanted = request.getfixturevalue(lock)
    answer = client.post(path, {"password": PASSWORD, "return_url": wanted})
    assert (answer.status_code, answer.url) == (302, wanted)
