"""What is public is found at once, what is not is not, whatever happens to a page."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from content.search_record import SearchRecord
from media.models import PortalDocument
from search import outbox
from search.engine import Query
from search.engines import get_engine
from search.models import IndexChange, IndexState
from search.pages import differences, find, rebuild
from search.synonyms import NO_SYNONYMS
from tests import factories


def titles(text):
    results = find(Query(text))
    return [hit.title for hit in results[: len(results)]]


@pytest.fixture
def practice(practice_index):
    return factories.PracticePageFactory(parent=practice_index, title="ลานกีฬาพหุวัย")


def restrict(page):
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_a_published_page_is_found(practice):
    assert titles("ลานกีฬา") == [practice.title]


def test_a_page_made_live_without_a_revision_is_found(site_tree):
    site_tree.home.add_child(instance=factories.StandardPageFactory._meta.model(title="ลานกีฬา", slug="court"))
    assert titles("ลานกีฬา") == ["ลานกีฬา"]


def test_a_draft_is_not(practice_index):
    factories.PracticePageFactory(parent=practice_index, title="ลานกีฬาพหุวัย", live=False)
    assert titles("ลานกีฬา") == []


def test_a_draft_of_a_live_page_changes_nothing(practice):
    practice.title = "สนามเด็กเล่น"
    practice.save_revision()
    assert titles("สนามเด็กเล่น") == []
    assert titles("ลานกีฬา") == ["ลานกีฬาพหุวัย"]


def test_publishing_replaces_the_old_text(practice):
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    assert titles("สนามเด็กเล่น") == ["สนามเด็กเล่น"]
    assert titles("ลานกีฬา") == []


def test_an_unpublished_page_is_gone(practice):
    practice.unpublish()
    assert titles("ลานกีฬา") == []


def test_an_expired_page_is_gone(practice):
    practice.unpublish(set_expired=True)
    assert titles("ลานกีฬา") == []


def test_a_deleted_page_is_gone(practice):
    practice.delete()
    assert titles("ลานกีฬา") == []


def test_pages_below_a_deleted_one_are_gone(practice, practice_index):
    Page.objects.get(pk=practice_index.pk).delete()
    assert titles("ลานกีฬา") == []


def test_a_page_that_becomes_private_is_gone_and_comes_back(practice):
    restriction = restrict(practice)
    assert titles("ลานกีฬา") == []
    restriction.delete()
    assert titles("ลานกีฬา") == [practice.title]


def test_pages_below_a_private_one_are_gone_and_come_back(practice, practice_index):
    restriction = restrict(practice_index)
    assert titles("ลานกีฬา") == []
    restriction.delete()
    assert titles("ลานกีฬา") == [practice.title]


def test_a_page_published_below_a_private_one_is_not_found(practice_index):
    restrict(practice_index)
    factories.PracticePageFactory(parent=practice_index, title="ลานกีฬาพหุวัย")
    assert titles("ลานกีฬา") == []


def test_a_page_moved_below_a_private_one_is_gone(site_tree):
    private = factories.StandardPageFactory(parent=site_tree.home, slug="private")
    page = factories.StandardPageFactory(parent=site_tree.home, title="ลานกีฬา", slug="court")
    restrict(private)
    page.move(private, pos="last-child")
    assert titles("ลานกีฬา") == []


def test_the_address_follows_a_new_slug_above(site_tree, django_capture_on_commit_callbacks):
    above = factories.StandardPageFactory(parent=site_tree.home, slug="old")
    factories.StandardPageFactory(parent=above, title="ลานกีฬา", slug="court")
    above.slug = "new"
    with django_capture_on_commit_callbacks(execute=True):
        above.save_revision().publish()
    (hit,) = find(Query("ลานกีฬา"))[:1]
    assert hit.url == "/new/court/"


def test_a_publication_rolled_back_leaves_no_entry(practice_index, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        factories.PracticePageFactory(parent=practice_index, title="ลานกีฬาพหุวัย")
        transaction.set_rollback(True)
    assert titles("ลานกีฬา") == []


def test_what_is_not_committed_yet_is_not_found(practice, monkeypatch):
    titles("ลานกีฬา")
    monkeypatch.setattr(outbox, "in_transaction", lambda: True)
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    assert titles("สนามเด็กเล่น") == []


def test_a_change_whose_process_died_is_written_by_the_next_search(practice):
    titles("ลานกีฬา")
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    assert IndexChange.objects.exists()
    assert titles("สนามเด็กเล่น") == ["สนามเด็กเล่น"]
    assert not IndexChange.objects.exists()


def test_a_change_is_written_after_the_commit(practice, django_capture_on_commit_callbacks):
    titles("ลานกีฬา")
    practice.title = "สนามเด็กเล่น"
    with django_capture_on_commit_callbacks(execute=True):
        practice.save_revision().publish()
    assert not IndexChange.objects.exists()
    assert get_engine().search(Query("สนามเด็กเล่น", synonyms=NO_SYNONYMS))[:1][0].title == "สนามเด็กเล่น"


def test_an_index_of_another_database_is_made_anew(practice):
    titles("ลานกีฬา")
    get_engine().write([SearchRecord("page:1", "page", "ของฐานข้อมูลอื่น", "/x/")])
    IndexState.objects.update(token=uuid4())
    assert titles("ของฐานข้อมูลอื่น") == []
    assert titles("ลานกีฬา") == [practice.title]


def test_an_index_that_can_not_be_written_is_searched_as_it_is(practice, monkeypatch):
    titles("ลานกีฬา")
    practice.save_revision().publish()

    def broken(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(get_engine(), "write", broken)
    assert titles("ลานกีฬา") == [practice.title]
    assert IndexChange.objects.exists()


def test_the_home_page_is_not_a_result(site_tree):
    assert site_tree.home.title not in titles(site_tree.home.title)


# Documents


@pytest.fixture
def document(db):
    return PortalDocument.objects.create(title="แบบสำรวจ", file="survey.pdf", text="ตารางเวรประตูโรงเรียน")


@pytest.fixture
def practice_with_file(practice, document):
    practice.attachments = [("file", {"document": document, "caption": ""})]
    practice.save_revision().publish()
    return practice


def test_finds_a_page_by_the_text_of_its_file(practice_with_file):
    assert titles("ตารางเวร") == [practice_with_file.title]


def test_follows_a_new_text_of_the_file(practice_with_file, document):
    document.text = "ผังอาคารเรียน"
    document.save()
    assert titles("ตารางเวร") == []
    assert titles("ผังอาคาร") == [practice_with_file.title]


def test_forgets_the_text_of_a_deleted_file(practice_with_file, document):
    document.delete()
    assert titles("ตารางเวร") == []


def test_forgets_the_text_of_a_file_that_becomes_private_and_finds_it_again(practice_with_file, document):
    private = Collection.get_first_root_node().add_child(name="ภายใน")
    restriction = CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document.collection = private
    document.save()
    assert titles("ตารางเวร") == []
    restriction.delete()
    assert titles("ตารางเวร") == [practice_with_file.title]


# The whole index


def test_rebuilding_finds_the_same(practice):
    before = titles("ลานกีฬา")
    assert rebuild() >= 1
    assert titles("ลานกีฬา") == before
    assert not differences(get_engine().digests())


def test_status_says_when_pages_are_missing(practice, capsys):
    call_command("search_index", "status")
    assert "nothing else" in capsys.readouterr().out
    get_engine().write([], gone=get_engine().keys())
    with pytest.raises(CommandError, match="missing"):
        call_command("search_index", "status")
    call_command("search_index", "rebuild")
    call_command("search_index", "status")


def test_publishing_asks_little_more_of_the_database(practice, django_assert_max_num_queries):
    from search.pages import index_page

    with django_assert_max_num_queries(25):
        index_page(practice)
