"""Wagtail's admin searches on the cluster: the same words, the same answers, and none that is late."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from media.models import PortalDocument, PortalImage
from practices.models import PracticePage
from search import entries
from search.connection import Breaker
from search.models import IndexChange, IndexState
from tests import factories

ODD = ['"', "*", "\0", " ", "NEAR", 'a"b', "ก" * 3000, "'", "\\", "AND OR NOT", "%s", "{}", "ก*", "_id:1"]


@pytest.fixture
def admin(entry_cluster, cluster, settings, monkeypatch):
    """The admin's entries on the node."""
    settings.SEARCH_URL = "http://127.0.0.1:1"
    monkeypatch.setattr("search.connection.SEARCH_TIMEOUT", 5.0)
    monkeypatch.setattr("search.connection.SEARCH_BUDGET", 5.0)
    monkeypatch.setattr("search.management.commands.search_worker.get_cluster", lambda: cluster)
    return entry_cluster


@pytest.fixture
def asked(admin, monkeypatch):
    """What the cluster was asked."""
    questions = []
    original = admin.matching

    def matching(query, *arguments, **options):
        found = original(query, *arguments, **options)
        questions.append(query)
        return found

    monkeypatch.setattr(admin, "matching", matching)
    return questions


@pytest.fixture
def work(admin):
    return lambda: call_command("search_worker", "--once")


@pytest.fixture
def practice(admin, practice_index):
    return factories.PracticePageFactory(parent=practice_index, title="นวัตกรรมการบริหารจัดการขยะในโรงเรียน")


@pytest.fixture
def editor_client(db, client, settings):
    settings.REQUIRE_STAFF_TWO_FACTOR = False
    client.force_login(User.objects.create_superuser(email="editor@example.org", password="x" * 12))
    return client


@pytest.mark.parametrize("word", ["บริหาร", "ขยะ", "นวัตกรรมการบริหาร", "โรงเรี", "จัดการขย", "ขยะ โรงเ"])
def test_autocomplete_finds_a_word_inside_a_title(practice, work, asked, word):
    work()
    assert practice.pk in [page.pk for page in Page.objects.autocomplete(word)]
    assert len(asked) == 1


def test_finds_the_same_as_the_database(practice, practice_index, work, asked, settings):
    other = factories.PracticePageFactory(parent=practice_index, title="ขยะ")
    work()
    questions = [
        ("ขยะ", {}),
        ("ขยะ ว่ายน้ำ", {}),
        ("ขยะ ว่ายน้ำ", {"operator": "or"}),
        ("ขยะ", {"fields": ["title"]}),
        ("จัดการขยะ", {}),
    ]
    found = [list(PracticePage.objects.search(text, **options)) for text, options in questions]
    assert len(asked) == len(questions)
    IndexState.objects.update(entries=None)
    assert found == [list(PracticePage.objects.search(text, **options)) for text, options in questions]
    assert found[0] == [other, practice]
    assert found[1] == []


def test_keeps_the_order_of_the_rows_and_counts(practice, practice_index, work, asked):
    other = factories.PracticePageFactory(parent=practice_index, title="ขยะ")
    work()
    rows = PracticePage.objects.order_by("title").search("ขยะ", order_by_relevance=False)
    assert list(rows) == [other, practice]
    assert PracticePage.objects.filter(pk=other.pk).search("ขยะ").count() == 1
    assert asked


@pytest.mark.parametrize("question", ODD)
def test_odd_questions_are_answered(practice, work, question):
    work()
    list(Page.objects.search(question))
    list(Page.objects.autocomplete(question))
    Page.objects.search(question).count()
    assert not entries.get_entries().breaker.is_open


def test_the_number_of_queries_does_not_grow(practice_index, work, asked, django_assert_max_num_queries):
    for _n in range(8):
        factories.PracticePageFactory(parent=practice_index)
    work()
    with django_assert_max_num_queries(4):
        assert len(list(Page.objects.autocomplete("แนวปฏิบัติ"))) == 8 + 1  # and their index page
    assert len(asked) == 1


def test_follows_changes(practice, work, asked):
    work()
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    assert list(PracticePage.objects.search("สนามเด็กเล่น")) == [practice]
    assert not asked, "the database answers while something waits"
    work()
    assert list(PracticePage.objects.search("สนามเด็กเล่น")) == [practice]
    assert list(PracticePage.objects.search("ขยะ")) == []
    assert len(asked) == 2
    practice.delete()
    work()
    assert list(PracticePage.objects.search("สนามเด็กเล่น")) == []
    call_command("search_index", "diff", "--engine", "admin")


def test_explorer_choosers_images_and_documents(practice, work, asked, editor_client):
    image = factories.ImageFactory(title="ภาพลานกีฬาพหุวัย")
    document = PortalDocument.objects.create(title="แบบสำรวจพื้นที่เสี่ยง", file="a.pdf")
    work()
    for name, word, thing in [
        ("wagtailadmin_pages:search", "บริหาร", practice),
        ("wagtailadmin_choose_page_search", "ขยะ", practice),
        ("wagtailimages:index", "กีฬา", image),
        ("wagtailimages_chooser:choose_results", "กีฬา", image),
        ("wagtaildocs:index", "พื้นที่", document),
        ("wagtaildocs_chooser:choose_results", "พื้นที่", document),
    ]:
        asked.clear()
        assert thing.title in editor_client.get(reverse(name), {"q": word}).text
        assert asked, name
    assert list(PortalImage.objects.search("กีฬา")) == [image]


def test_the_database_answers_when_the_cluster_does_not(practice, work, admin, opensearch_node):
    work()
    admin.breaker = Breaker(failures=1)
    opensearch_node.nodes[0].kill()
    for _search in range(2):
        assert list(PracticePage.objects.search("ขยะ")) == [practice]
    assert admin.breaker.is_open
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    with pytest.raises(CommandError):
        work()
    opensearch_node.start()
    work()
    assert not IndexChange.objects.filter(target="entries").exists()


def test_a_cluster_that_was_not_used_for_a_while_is_filled_again(practice, work, asked, settings):
    work()
    settings.SEARCH_URL, url = "", settings.SEARCH_URL
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    settings.SEARCH_URL = url
    assert list(PracticePage.objects.search("สนามเด็กเล่น")) == [practice]
    assert not asked
    work()
    assert list(PracticePage.objects.search("สนามเด็กเล่น")) == [practice]
    assert len(asked) == 1


def test_the_comparison_names_what_differs(practice, work, admin, capsys):
    work()
    call_command("search_index", "status", "--engine", "admin")
    assert "nothing else" in capsys.readouterr().out
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    with pytest.raises(CommandError, match="1 are outdated"):
        call_command("search_index", "diff", "--engine", "admin")
    call_command("search_index", "rebuild", "--engine", "admin")
    call_command("search_index", "diff", "--engine", "admin")
