from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vcare
from vcare.awards import AWARD_SCHEMES
from vcare.care import CARE_STEPS
from vcare.hazards import HAZARDS, HOTLINES, SUB_HAZARDS
from vcare.partners import PARTICIPANT_TYPES, PARTNER_TYPES
from vcare.practices import PRACTICE_KINDS
from vcare.schools import SCHOOL_SIZES, SCHOOL_SIZES_7, size_class
from vcare.stages import STAGES
from vcare.targets import OFFICE_MINIMUM, PUPILS, SCHOOL_MINIMUM, SCHOOLS, STAFF, TARGETS
from vcare.vocabulary import Source, Term, Vocabulary

VOCABULARIES = {
    f"{module.name}.{name}": value
    for module in iter_modules(vcare.__path__)
    for name, value in vars(import_module(f"vcare.{module.name}")).items()
    if isinstance(value, Vocabulary)
}
TERMS = [pytest.param(term, id=f"{name}.{term.key}") for name, v in VOCABULARIES.items() for term in v]


@pytest.mark.parametrize("term", TERMS)
def test_every_term_speaks_both_languages(term):
    names = {"Best Practice", "MOE Safety Center", "Thailand Zero Dropout"}
    assert any("ก" <= letter <= "๛" for letter in term.th) or term.th in names
    assert all(not "ก" <= letter <= "๛" for letter in term.en)
    assert term.en


@pytest.mark.parametrize("term", TERMS)
def test_every_term_names_its_source(term):
    assert isinstance(term.source, Source)


@pytest.mark.parametrize("term", TERMS)
def test_a_short_label_is_not_longer_than_the_full_one(term):
    assert len(term.short("th")) <= len(term.label("th"))
    assert len(term.short("en")) <= len(term.label("en"))


def test_terms_cannot_be_changed():
    with pytest.raises(AttributeError):
        STAGES["V"].th = "อื่น"


def test_a_vocabulary_refuses_two_terms_with_the_same_key():
    term = Term("a", "ก", "A", Source.PORTAL)
    with pytest.raises(ValueError, match="same key"):
        Vocabulary([term, term])


@pytest.mark.parametrize("key", ["v", "", "VC", None, 1, ["V"]])
def test_an_unknown_key_is_not_in_the_vocabulary(key):
    assert key not in STAGES


def test_an_unknown_key_has_no_label():
    with pytest.raises(KeyError):
        STAGES.label("X")
    assert STAGES.get("X") is None


@pytest.mark.parametrize("language", ["en", "en-gb", "EN"])
def test_english_of_any_country_reads_english(language):
    assert STAGES.short("V", language) == "Vision"


@pytest.mark.parametrize("language", ["th", None, "", "de", "enx"])
def test_every_other_language_reads_thai(language):
    assert STAGES.label("V", language) == "กำหนดวิสัยทัศน์"


def test_choices_keep_the_order_of_the_terms():
    assert [key for key, _ in STAGES.choices("en")] == list("VCAREN")
    assert [STAGES.position(key) for key in "VCAREN"] == list(range(6))


def test_choices_can_be_short():
    assert STAGES.choices(short=True)[2] == ("A", "ปฏิบัติการดูแล")


def test_the_stages_spell_their_css_classes():
    assert "".join(stage.css for stage in STAGES) == "vcaren"


def test_there_are_five_care_steps_in_their_numbering():
    assert CARE_STEPS.keys() == ["1", "2", "3", "4", "5"]


def test_a_hazard_knows_its_sub_types_and_these_their_group():
    assert len(SUB_HAZARDS) == 25
    assert all(sub in HAZARDS[sub.group].sub_types for sub in SUB_HAZARDS)


def test_sub_types_are_to_be_confirmed_and_groups_are_not():
    assert all(sub.to_be_confirmed for sub in SUB_HAZARDS)
    assert not any(hazard.to_be_confirmed for hazard in HAZARDS)


def test_a_hotline_can_be_dialled():
    assert HOTLINES["02-126-6565"].href == "tel:021266565"


def test_every_partner_type_has_a_code_of_the_sandbox():
    assert all(partner.sandbox in PARTICIPANT_TYPES for partner in PARTNER_TYPES)


def test_kinds_of_practices_have_different_prefixes():
    assert len({kind.prefix for kind in PRACTICE_KINDS}) == len(PRACTICE_KINDS)


def test_levels_of_an_award_fall_with_the_score():
    scores = [level.score for level in AWARD_SCHEMES["bp-contest-100"].levels]
    assert scores == sorted(scores, reverse=True)


def test_the_numbers_of_the_model_stand_in_the_targets():
    assert (PUPILS, STAFF, SCHOOLS) == (19_763, 1_563, 106)
    assert TARGETS["school-networks"].value == SCHOOL_MINIMUM == 3
    assert TARGETS["office-networks"].value == OFFICE_MINIMUM == 5
    assert TARGETS["pupils"].unit("en") == "pupils"


@pytest.mark.parametrize(
    ("pupils", "key"),
    [
        (1, "small"),
        (120, "small"),
        (121, "medium"),
        (600, "medium"),
        (601, "large"),
        (1500, "large"),
        (1501, "xlarge"),
        (19_763, "xlarge"),
    ],
)
def test_the_size_class_changes_where_the_scheme_says(pupils, key):
    assert size_class(pupils).key == key


def test_a_school_without_pupils_has_no_size_class():
    assert size_class(0) is None


def test_a_negative_number_of_pupils_is_refused():
    with pytest.raises(ValueError, match="fewer than 0"):
        size_class(-1)


@given(st.sampled_from([SCHOOL_SIZES, SCHOOL_SIZES_7]), st.integers(1, 5000), st.integers(0, 5000))
def test_more_pupils_never_lower_the_size_class(scheme, pupils, more):
    smaller, larger = size_class(pupils, scheme), size_class(pupils + more, scheme)
    assert scheme.position(smaller.key) <= scheme.position(larger.key)
