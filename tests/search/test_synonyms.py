"""Synonyms in force: those that came with the portal, and what editors made of them."""

import pytest
from django.db import transaction

from search import synonyms
from search.models import EditedSynonyms
from search.synonyms import SAME, SynonymSet, built, in_force, objections, phrase

pytestmark = pytest.mark.django_db


def others_of(term):
    return {other for _worth, others in in_force().others.get(phrase(term), ()) for other in others}


def test_terms_of_a_set_find_each_other():
    found = built([SynonymSet(("ลานเล่น", "สนาม"), ("ชิงช้า",))]).others
    assert found[phrase("สนาม")] == [(SAME, (phrase("ลานเล่น"),))]
    assert phrase("ชิงช้า") in found
    assert phrase("ชิงช้า") not in {one for rows in found.values() for _worth, all_ in rows for one in all_}


def test_shipped_sets_have_names_of_their_own():
    keys = [terms.key for terms in synonyms.shipped()]
    assert all(keys)
    assert len(keys) == len(set(keys))


def test_an_edited_set_is_in_force_at_once():
    row = EditedSynonyms.objects.create(canonical="สนามเด็กเล่น", same="ลานเล่น")
    assert phrase("สนามเด็กเล่น") in others_of("ลานเล่น")
    row.same = "ลานสนุก"
    row.save()
    assert others_of("ลานเล่น") == set()
    assert others_of("ลานสนุก")
    row.delete()
    assert others_of("ลานสนุก") == set()


def test_an_edition_of_a_shipped_set_stands_in_its_place():
    assert others_of("คัดกลอง")
    row = EditedSynonyms.objects.create(shipped="screening", canonical="คัดกรองนักเรียน", same="ตรวจกรอง")
    assert others_of("คัดกลอง") == set()
    assert others_of("ตรวจกรอง")
    row.active = False
    row.save()
    assert others_of("ตรวจกรอง") == set()


def test_a_change_that_is_rolled_back_leaves_nothing_behind():
    in_force()
    with transaction.atomic():
        EditedSynonyms.objects.create(canonical="สนามเด็กเล่น", same="ลานเล่น")
        assert others_of("ลานเล่น")
        transaction.set_rollback(True)
    assert others_of("ลานเล่น") == set()


def test_asking_takes_one_query_and_builds_nothing_twice(django_assert_num_queries):
    EditedSynonyms.objects.create(canonical="สนามเด็กเล่น", same="ลานเล่น")
    first = in_force()
    with django_assert_num_queries(1):
        assert in_force() is first


def test_what_came_with_the_portal_may_stay():
    """Some shipped terms are words of danger, and one stands in two sets."""
    for terms in synonyms.shipped():
        assert objections(synonyms.edition_of(terms)) == []


def test_a_term_may_move_to_another_set_once_its_old_set_is_off():
    EditedSynonyms.objects.create(canonical="สนามเด็กเล่น", same="ลานเล่น", active=False)
    assert objections(EditedSynonyms(canonical="ลานกว้าง", same="ลานเล่น")) == []
    EditedSynonyms.objects.update(active=True)
    assert objections(EditedSynonyms(canonical="ลานกว้าง", same="ลานเล่น"))


def test_a_set_switched_on_again_is_looked_at_again():
    row = EditedSynonyms.objects.create(canonical="สนามเด็กเล่น", same="ลานเล่น", active=False)
    EditedSynonyms.objects.create(canonical="ลานกว้าง", same="ลานเล่น")
    row.active = True
    assert objections(row)


def test_there_are_not_endlessly_many(monkeypatch):
    monkeypatch.setattr(synonyms, "MOST_SETS", 1)
    EditedSynonyms.objects.create(canonical="สนามเด็กเล่น", same="ลานเล่น")
    assert objections(EditedSynonyms(canonical="ลานกว้าง", same="ลานใหญ่"))
