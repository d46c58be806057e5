import pytest
from django.core.exceptions import ValidationError

from practices.models import PracticePage
from tests.factories import PracticePageFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def test_takes_the_next_reference_and_its_address_from_it(practice_index):
    first = PracticePageFactory(parent=practice_index)
    second = PracticePageFactory(parent=practice_index)
    assert int(second.reference[-4:]) == int(first.reference[-4:]) + 1
    assert first.slug == first.reference.lower()
    assert first.url.endswith(f"/practices/{first.slug}/")


def test_reference_begins_with_the_prefix_of_its_kind(practice_index):
    lesson = PracticePageFactory(parent=practice_index, kind="lesson")
    assert lesson.reference.startswith("LS")


def test_keeps_its_reference_when_saved_again(practice_index):
    practice = PracticePageFactory(parent=practice_index)
    reference = practice.reference
    practice.title = "ชื่อใหม่"
    practice.save_revision().publish()
    assert PracticePage.objects.get(pk=practice.pk).reference == reference


def test_refuses_a_hazard_without_its_group(practice_index):
    practice = PracticePageFactory(parent=practice_index, hazards=["accident"])
    practice.sub_hazards = ["bullying"]
    with pytest.raises(ValidationError) as refused:
        practice.full_clean()
    assert "sub_hazards" in refused.value.error_dict


def test_refuses_a_key_that_is_in_no_vocabulary(practice_index):
    practice = PracticePageFactory(parent=practice_index)
    practice.stages = ["X"]
    with pytest.raises(ValidationError):
        practice.full_clean()


def test_tags_are_phrases(practice_index):
    practice = PracticePageFactory(parent=practice_index)
    practice.tags.add("ว่ายน้ำ เอาชีวิตรอด", "น้ำ", "นา")
    practice.save()
    names = set(PracticePage.objects.get(pk=practice.pk).tags.names())
    assert names == {"ว่ายน้ำ เอาชีวิตรอด", "น้ำ", "นา"}


def test_is_found_by_one_of_its_stages(practice_index):
    both = PracticePageFactory(parent=practice_index, stages=["C", "N"])
    PracticePageFactory(parent=practice_index, stages=["V"])
    assert list(PracticePage.objects.published().with_code("stages", "N")) == [both]


def test_describes_itself_to_search(practice_index):
    school = SchoolFactory(districts=["2204"])
    practice = PracticePageFactory(
        parent=practice_index,
        owner_organisation=school,
        background="<p>เริ่มจากบ่ายวันพุธ</p>",
        hazards=["violence"],
    )
    record = practice.search_record()
    assert "เริ่มจากบ่ายวันพุธ" in record.body
    assert record.facets["hazard"] == ["violence"]
    assert record.facets["district"] == ["2204"]


def test_a_draft_has_its_number_from_the_first_save(practice_index):
    first = PracticePageFactory(parent=practice_index, live=False)
    second = PracticePageFactory(parent=practice_index, live=False)
    assert first.reference
    assert first.reference != second.reference
    assert first.slug == first.reference.lower()
