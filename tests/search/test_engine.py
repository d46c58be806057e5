"""Finding Thai: the questions of the domain paper over a small corpus, facets, order, bad input."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.search_record import SearchRecord
from search.engine import Query
from search.question import ask
from tests.search.corpus import QUESTIONS, RECORDS


@pytest.fixture
def corpus(engine):
    engine.write(RECORDS)
    return engine


def found(engine, text="", **options):
    results = engine.search(Query(text, **options))
    return [hit.key for hit in results[: len(results)]]


@pytest.mark.parametrize(("question", "key"), QUESTIONS)
def test_finds_what_the_question_means(corpus, question, key):
    assert key in found(corpus, question)[:3]


@pytest.mark.parametrize("question", ["ดาราศาสตร์", "quantum", "๏๏๏", '"', "*", "-", "ญฌฎฏ", "NEAR(a b)"])
def test_finds_nothing_where_nothing_is(corpus, question):
    assert found(corpus, question) == []


def test_says_what_it_searched_for_instead(corpus):
    results = corpus.search(Query("บุรี่ไฟฟ้า"))
    assert results.corrected == "บุหรี่ไฟฟ้า"


def test_searches_as_typed_on_demand(corpus):
    results = corpus.search(Query("บุรี่ไฟฟ้า", exact=True))
    assert results.corrected is None


def test_corrects_nothing_that_is_found(corpus):
    assert corpus.search(Query("บุหรี่ไฟฟ้า")).corrected is None


@pytest.mark.parametrize("word", ["suicide", "state", "population", "would", "court"])
def test_an_english_word_that_nobody_wrote_is_not_read_as_thai_letters(corpus, word):
    assert corpus.search(Query(word)).corrected is None


def test_thai_on_the_other_keyboard_is_read_though_a_finger_slipped(corpus):
    assert corpus.search(Query("[6sujwaahk")).corrected == "บุหรี่ไฟฟ้า"


@pytest.mark.parametrize("typed", ["เด็ก [6sujwaahk", "เด็ก[6siujwaahk", "เด็ก [6siujwaahk"])
def test_a_question_may_go_on_on_the_other_keyboard(corpus, typed):
    assert corpus.search(Query(typed)).corrected.replace(" ", "") == "เด็กบุหรี่ไฟฟ้า"


def test_an_unknown_english_word_beside_thai_ones_is_left_alone(corpus):
    assert corpus.search(Query("เด็ก suicide")).corrected is None


def test_a_word_torn_in_two_is_put_together(corpus):
    results = corpus.search(Query("บุห รี่ไฟฟ้า"))
    assert results.corrected == "บุหรี่ไฟฟ้า"
    assert corpus.search(Query("แบบ เยี่ยมบ้าน")).corrected is None


def test_a_hand_on_the_keys_finds_nothing(corpus):
    assert len(corpus.search(Query("ฟหกดฟหกด"))) == 0


def test_a_letter_with_more_marks_is_another_ending(engine):
    engine.write(
        [
            SearchRecord("one", "page", "งานของอิสลามอ", "/a/"),
            SearchRecord("other", "page", "สวรรค์ในอก", "/b/"),
        ]
    )
    assert [hit.key for hit in engine.search(Query("สวรรค"))[:1]] == ["other"]


def test_the_title_counts_more_than_the_text(engine):
    engine.write(
        [
            SearchRecord("text", "page", "เรื่องอื่น", "/a/", body="การป้องกันเด็กจมน้ำ"),
            SearchRecord("title", "page", "การป้องกันเด็กจมน้ำ", "/b/", body="เรื่องอื่น"),
        ]
    )
    assert found(engine, "จมน้ำ") == ["title", "text"]


def test_a_narrower_word_finds_the_broader_too_but_not_the_other_way(engine):
    engine.write(
        [
            SearchRecord("narrow", "page", "กัญชา", "/a/"),
            SearchRecord("broad", "page", "ยาเสพติด", "/b/"),
        ]
    )
    assert found(engine, "กัญชา") == ["narrow", "broad"]
    assert found(engine, "ยาเสพติด") == ["broad"]


def test_a_word_that_has_a_meaning_with_another_one_says_little_without_it(engine):
    engine.write(
        [
            SearchRecord("sling", "page", "อุบัติเหตุของเด็ก", "/a/", summary="เด็กหกล้มแขวนแขนไว้กับผ้า"),
            SearchRecord("harm", "page", "ใจของเด็ก", "/b/", summary="เมื่อรู้ว่ามีการทำร้ายตนเอง"),
        ]
    )
    assert [hit.key for hit in engine.search(Query("เด็ก กรีดแขน"))[:1]] == ["harm"]


def test_other_words_in_a_title_count_as_in_a_title(engine):
    engine.write(
        [
            SearchRecord("text", "page", "ทะเบียน", "/a/", summary="เด็กที่ขาดเรียน"),
            SearchRecord("title", "page", "เด็กขาดเรียน", "/b/", summary="ทะเบียน"),
        ]
    )
    assert [hit.key for hit in engine.search(Query("เด็กโดดเรียน"))[:2]] == ["title", "text"]


def test_words_in_one_passage_answer_better_than_far_apart(engine):
    filler = "เรื่องอื่นของสำนักงาน " * 40
    engine.write(
        [
            SearchRecord("apart", "page", "ก", "/a/", body=f"ตะกร้อ {filler} ปิงปอง {filler} หมากรุก"),
            SearchRecord("together", "page", "ก", "/b/", body=f"ตะกร้อ ปิงปอง หมากรุก {filler} {filler}"),
        ]
    )
    assert [hit.key for hit in engine.search(Query("ตะกร้อ ปิงปอง หมากรุก"))[:2]] == ["together", "apart"]


def test_of_texts_with_the_same_words_the_one_that_begins_more_alike_comes_first(engine):
    story = "เล่าเรื่องของชุมชน " * 60
    engine.write(
        [
            SearchRecord("later", "page", "ก", "/b/", body=f"ประกวดวันเด็ก {story} ประชันความเรียง"),
            SearchRecord("sooner", "page", "ก", "/a/", body=f"ประกวดวันเด็ก ความเรียง ที่จันทบูร {story}"),
        ]
    )
    assert found(engine, "ประกวดเรียงความ วันเด็กจันทบุรี", exact=True)[:2] == ["sooner", "later"]


def test_partners_and_school_clusters_are_not_the_same(engine):
    engine.write([SearchRecord("cluster", "page", "กลุ่มโรงเรียนโป่งน้ำร้อน", "/a/")])
    assert found(engine, "ภาคีเครือข่าย") == []


def test_english_finds_by_the_english_title(engine):
    engine.write([SearchRecord("swim", "page", "ว่ายน้ำ", "/a/", title_en="Swimming for survival")])
    assert found(engine, "survival") == ["swim"]


def test_finds_the_text_of_attachments(engine):
    engine.write([SearchRecord("form", "page", "แบบฟอร์ม", "/a/", attachments="แบบสำรวจพื้นที่เสี่ยง")])
    assert found(engine, "พื้นที่เสี่ยง") == ["form"]


# Order and filters


def test_without_question_everything_newest_first(corpus):
    assert found(corpus) == [record.key for record in reversed(RECORDS)]


def test_oldest_first(corpus):
    assert found(corpus, order="oldest") == [record.key for record in RECORDS]


def test_results_of_a_question_newest_first(corpus):
    keys = found(corpus, "ระบบการดูแลช่วยเหลือนักเรียน", order="newest")
    days = {record.key: record.day for record in RECORDS}
    assert keys == sorted(keys, key=lambda key: days[key], reverse=True)
    assert len(keys) > 2


def test_filters_narrow_together(corpus):
    assert found(corpus, filters={"hazard": frozenset(["accident"]), "year": frozenset(["2568"])}) == [
        "flood",
        "bus",
    ]


def test_values_of_one_filter_widen(corpus):
    keys = found(corpus, filters={"district": frozenset(["2205", "2206"])})
    assert keys == ["swim", "bus"]


def test_counts_of_a_facet_ignore_its_own_filter_and_mind_the_others(corpus):
    chosen = {"hazard": frozenset(["accident"]), "year": frozenset(["2568"])}
    facets = corpus.search(Query(filters=chosen)).facets
    for name in ("hazard", "year", "district", "kind"):
        for value, count in facets[name].items():
            alone = {**chosen, name: frozenset([value])}
            assert count == len(corpus.search(Query(filters=alone))), (name, value)
    assert facets["hazard"]["unhealthiness"] == 2


def test_counts_belong_to_the_question(corpus):
    facets = corpus.search(Query("กลั่นแกล้งรังแก")).facets
    assert facets["hazard"] == {"violence": 1}


@pytest.mark.parametrize("word", ["ว่ายน้ำ", "ตำรวจ"])
def test_a_filter_never_finds_more(corpus, word):
    narrowed = set(found(corpus, word, filters={"district": frozenset(["2202"])}))
    assert narrowed <= set(found(corpus, word))


# The index


def test_indexing_again_replaces(engine):
    engine.write([SearchRecord("one", "page", "ลานกีฬา", "/a/")])
    engine.write([SearchRecord("one", "page", "สนามเด็กเล่น", "/a/")])
    assert found(engine, "ลานกีฬา") == []
    assert found(engine, "สนามเด็กเล่น") == ["one"]
    assert engine.health().entries == 1


def test_removed_is_gone(corpus):
    corpus.write([], gone=["swim", "unknown"])
    assert "swim" not in found(corpus, "ว่ายน้ำ")
    assert "swim" not in corpus.keys()  # noqa: SIM118 - an engine is no dictionary


def test_takes_only_what_is_public(engine):
    engine.write([SearchRecord("secret", "page", "ความลับ", "/a/", reach="members")])
    assert engine.health().entries == 0


def test_knows_what_has_a_value(corpus):
    assert corpus.keys_with("district", ["2205"]) == {"bus"}


def test_says_that_it_is_well(corpus):
    health = corpus.health()
    assert health.ok
    assert health.entries == len(RECORDS)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(
                ['"', "*", "NEAR", "AND", "NOT", "(", ")", "^", ":", "-", "\0", "'", "ก", "น้ำ", "%s", "่"]
            ),
            max_size=12,
        ).map(" ".join),
    )
)
def test_any_question_is_answered(corpus, question):
    results = corpus.search(Query(question))
    assert len(results[:10]) <= 10


def test_a_very_long_question_is_answered(corpus):
    corpus.search(Query("ระบบดูแลนักเรียน " * 1200))


# The question


def test_neighbours_are_phrases_of_two_words():
    question = ask("บันทึก ข้อตกลง")
    assert question.neighbours == [question.words[0] + question.words[1]]


@pytest.mark.parametrize(("typed", "year"), [("69", "2569"), ("2569", "2026"), ("2026", "2569")])
def test_years_of_either_era(typed, year):
    (alternative,) = ask(typed).alternatives
    assert alternative.phrases == ((year,),)


@pytest.mark.parametrize("typed", ["15", "1300", "191", "025"])
def test_other_numbers_are_no_years(typed):
    assert ask(typed).alternatives == ()


def test_what_was_asked_for_stands_in_no_log(corpus):
    assert "จมน้ำ" not in repr(corpus.search(Query("จมน้ำ")))
