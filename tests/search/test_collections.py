"""The text of a document is found only while its collection is open to everybody."""

import pytest
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from media.models import PortalDocument
from search.engine import Query
from search.pages import find
from tests.factories import PracticePageFactory, UserFactory

pytestmark = pytest.mark.django_db


def found(text):
    results = find(Query(text))
    return [hit.title for hit in results[: len(results)]]


@pytest.fixture
def administrator(client):
    person = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(person)
    return client


@pytest.fixture
def folders(db):
    """An open collection, and a private one beside it."""
    root = Collection.get_first_root_node()
    opened, private = root.add_child(name="เผยแพร่"), Collection.get_first_root_node().add_child(name="ภายใน")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    return Collection.objects.get(pk=opened.pk), Collection.objects.get(pk=private.pk)


@pytest.fixture
def document(folders):
    return PortalDocument.objects.create(
        title="แบบสำรวจ", file="survey.pdf", text="ตารางเวรประตูโรงเรียน", collection=folders[0]
    )


@pytest.fixture
def practice(practice_index, document):
    page = PracticePageFactory(parent=practice_index, title="ลานกีฬาพหุวัย")
    page.attachments = [("file", {"document": document, "caption": ""})]
    page.save_revision().publish()
    return page


def add_to(client, document, collection):
    address = reverse("wagtail_bulk_action", args=["media", "portaldocument", "add_to_collection"])
    response = client.post(f"{address}?id={document.pk}", {"collection": collection.pk})
    assert response.status_code == 302
    document.refresh_from_db()
    assert document.collection == collection


def move(client, collection, parent, capture):
    address = reverse("wagtailadmin_collections:edit", args=[collection.pk])
    with capture(execute=True):
        response = client.post(address, {"name": collection.name, "parent": parent.pk})
    assert response.status_code == 302
    assert Collection.objects.get(pk=collection.pk).get_parent() == parent


def test_is_gone_when_many_documents_are_put_into_a_private_collection_and_back_with_them(
    administrator, practice, document, folders
):
    opened, private = folders
    assert found("ตารางเวร") == [practice.title]
    add_to(administrator, document, private)
    assert found("ตารางเวร") == []
    add_to(administrator, document, opened)
    assert found("ตารางเวร") == [practice.title]


def test_is_gone_when_the_collection_is_moved_below_a_private_one_and_back_with_it(
    administrator, practice, folders, django_capture_on_commit_callbacks
):
    opened, private = folders
    move(administrator, opened, private, django_capture_on_commit_callbacks)
    assert found("ตารางเวร") == []
    move(administrator, opened, Collection.get_first_root_node(), django_capture_on_commit_callbacks)
    assert found("ตารางเวร") == [practice.title]


@pytest.mark.parametrize("above", [False, True])
def test_is_gone_when_the_collection_or_one_above_is_restricted_and_back_with_it(
    administrator, practice, folders, above
):
    collection = folders[0]
    if above:
        Collection.objects.get(pk=collection.pk).move(folders[1], "sorted-child")
        collection = folders[1]
        collection.get_view_restrictions().delete()
    address = reverse("wagtailadmin_collections:set_privacy", args=[collection.pk])
    administrator.post(address, {"restriction_type": "login", "password": "", "groups": []})
    assert CollectionViewRestriction.objects.filter(collection=collection).exists()
    assert found("ตารางเวร") == []
    administrator.post(address, {"restriction_type": "none", "password": "", "groups": []})
    assert found("ตารางเวร") == [practice.title]


def test_the_page_itself_stays(administrator, practice, document, folders):
    add_to(administrator, document, folders[1])
    assert found("ลานกีฬา") == [practice.title]
