"""The plain parts of adoption: trees, schedules, curves, counts, differences."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from practices.adoption import charts, comparison, diffusion, history, pulse
from practices.adoption.lineage import family
from practices.adoption.survival import kaplan_meier

DAY = date(2026, 1, 1)
days = st.integers(0, 4000).map(lambda number: DAY + timedelta(days=number))


class TestTree:
    def test_children_stand_behind_their_parent_in_the_order_given(self):
        placed = family([("a", None), ("b", "a"), ("c", None), ("d", "b"), ("e", "a")])
        assert [(kin.key, kin.generation) for kin in placed] == [
            ("a", 0),
            ("b", 1),
            ("d", 2),
            ("e", 1),
            ("c", 0),
        ]

    def test_an_unknown_parent_is_none(self):
        assert family([("a", "gone")])[0].parent is None

    @given(st.lists(st.integers(-1, 30), max_size=30))
    def test_everybody_stands_once_and_every_list_ends(self, parents):
        """Also where somebody would be their own ancestor."""
        placed = family((key, parent if parent >= 0 else None) for key, parent in enumerate(parents))
        assert sorted(kin.key for kin in placed) == list(range(len(parents)))
        open_lists = 0
        for kin in placed:
            assert kin.generation == open_lists
            open_lists += 1 if kin.children else -kin.closes
        assert open_lists == 0

    def test_a_line_of_five_thousand_is_no_deeper_than_a_short_one(self):
        placed = family((key, key - 1 if key else None) for key in range(5000))
        assert placed[-1].generation == 4999


class TestSchedule:
    def test_after_30_days_90_and_then_every_year(self):
        began = due = DAY
        found = []
        for _number in range(4):
            due = pulse.next_question(began, due)
            found.append((due - began).days)
        assert found == [30, 90, 455, 820]

    def test_what_is_said_shortly_before_a_question_answers_it(self):
        assert pulse.next_question(DAY, DAY + timedelta(days=80)) == DAY + timedelta(days=455)

    @given(days, st.integers(0, 3000), st.integers(0, 3000))
    def test_who_says_nothing_is_not_known_sooner_or_later(self, began, heard_after, more):
        heard = began + timedelta(days=heard_after)
        until = pulse.holds_until(began, heard)
        assert heard < until <= heard + timedelta(days=pulse.YEAR_DAYS + pulse.GRACE_DAYS + pulse.EARLY_DAYS)
        assert pulse.holds_until(began, heard + timedelta(days=more)) >= until

    @given(days, st.integers(0, 2000), st.integers(0, 2000))
    def test_the_question_of_a_day_is_due_and_not_yet_answered(self, began, heard_after, later):
        heard = began + timedelta(days=heard_after)
        today = heard + timedelta(days=later)
        due = pulse.question_of_today(began, heard, today)
        if due is not None:
            assert heard < due <= today
        else:
            assert pulse.next_question(began, heard) > today


@dataclass
class Happened:
    pk: int
    state: str = ""
    day: date = DAY
    undoes_id: int | None = None
    was_heard: bool = False


class TestHistory:
    def test_what_was_undone_no_longer_counts(self):
        events = [Happened(1, "intent"), Happened(2, "stopped"), Happened(3, undoes_id=2)]
        found = history.standing(events)
        assert found is not None
        assert found.state == "intent"

    def test_one_that_stopped_is_not_asked_any_more(self):
        events = [Happened(1, "trying"), Happened(2, "stopped", DAY + timedelta(days=9))]
        found = history.standing(events)
        assert found is not None
        assert (found.known_until, found.used_from) == (None, DAY)

    def test_silence_is_a_stretch_of_its_own(self):
        today = DAY + timedelta(days=100)
        found = history.spells([Happened(1, "trying")], DAY + timedelta(days=60), today)
        assert [(spell.state, (spell.last - spell.first).days) for spell in found] == [
            ("trying", 60),
            ("unknown", 40),
        ]

    @given(
        st.lists(
            st.sampled_from(["intent", "trying", "using", "stopped", "withdrawn"]), min_size=1, max_size=9
        )
    )
    def test_undoing_everything_but_the_first_leads_back_to_it(self, states):
        events = [Happened(pk, state, DAY + timedelta(days=pk)) for pk, state in enumerate(states, 1)]
        undoing = [Happened(100 + event.pk, undoes_id=event.pk) for event in events[1:]]
        assert history.standing([*events, *undoing]) == history.standing(events[:1])


#: Weeks in remission of the 21 patients treated with 6-MP (Freireich 1963), the textbooks' example; False: still in it.
REMISSION = [
    *((week, True) for week in (6, 6, 6, 7, 10, 13, 16, 22, 23)),
    *((week, False) for week in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)),
]
spells = st.lists(st.tuples(st.integers(0, 500), st.booleans()), max_size=40)


class TestSurvival:
    def test_agrees_with_the_textbook(self):
        curve = kaplan_meier(REMISSION)
        assert [(step.days, round(float(step.share), 3)) for step in curve.steps] == [
            (6, 0.857),
            (7, 0.807),
            (10, 0.753),
            (13, 0.690),
            (16, 0.627),
            (22, 0.538),
            (23, 0.448),
        ]
        assert curve.median_days() == 23

    @given(spells)
    def test_never_rises_and_stays_between_none_and_all(self, rows):
        shares = [Fraction(1), *(step.share for step in kaplan_meier(rows).steps)]
        assert shares == sorted(shares, reverse=True)
        assert all(0 <= share <= 1 for share in shares)

    @given(st.lists(st.integers(0, 300), min_size=1, max_size=40), st.integers(0, 300))
    def test_without_censoring_it_is_the_share_that_lasted_longer(self, lasted, day):
        share = kaplan_meier((days, True) for days in lasted).share_at(day)
        if share is not None:
            assert share == Fraction(sum(days > day for days in lasted), len(lasted))

    @given(spells)
    def test_not_knowing_is_never_a_success(self, rows):
        """Hearing longer from a school that has not stopped never lowers the curve, hearing less never lifts it."""
        shorter = [(days if stopped else 0, stopped) for days, stopped in rows]
        full, cut = kaplan_meier(rows), kaplan_meier(shorter)
        for step in cut.steps:
            assert step.share <= (full.share_at(step.days) or 0)

    def test_nothing_is_said_beyond_what_is_known(self):
        curve = kaplan_meier([(10, False), (20, True), (30, False)])
        assert curve.share_at(31) is None
        assert kaplan_meier([]).share_at(0) == 1


class TestDiffusion:
    schools = {1: "2202", 2: "2202", 3: "2207", 4: ""}
    taken = [
        diffusion.Taken(2, "2202", "2202", date(2026, 5, 3), "using"),
        diffusion.Taken(3, "2207", "2202", date(2026, 5, 30), "unknown"),
    ]

    def test_counts_who_began_who_took_over_and_who_did_neither(self):
        found = diffusion.spread(self.schools, [1], self.taken, ["2202", "2207"])
        khlung, soi_dao = found.districts
        assert (khlung.schools, khlung.created, khlung.adopted, khlung.neither) == (2, 1, 1, 0)
        assert (soi_dao.from_elsewhere, soi_dao.standings["unknown"]) == (1, 1)
        assert (found.whole.schools, found.whole.neither) == (4, 1)
        assert found.flows == {("2202", "2202"): 1, ("2202", "2207"): 1}
        assert found.months["2202"] == {date(2026, 5, 1): 1}

    def test_the_silent_are_those_who_did_neither(self):
        assert diffusion.silent(self.schools, [1], [2, 3]) == {4}

    def test_every_district_has_a_tile(self):
        from vcare.schools import DISTRICTS

        assert {tile.district for tile in charts.tiles()} == set(DISTRICTS.keys())

    @given(st.integers(0, 500), st.integers(1, 500))
    def test_more_is_never_drawn_lighter(self, number, most):
        assert 0 <= charts.level(min(number, most), most) <= 4
        assert charts.level(min(number, most), most) <= charts.level(most, most)


texts = st.text(alphabet="กขคาิ่้ เครูนักเรียน abc12\n", max_size=60)


class TestDifferences:
    # The first one reads the dictionary.
    @settings(deadline=None)
    @given(texts, texts)
    def test_the_pieces_are_the_texts(self, before, after):
        old, new = comparison.differences(before, after)
        assert "".join(piece.text for piece in old) == before
        assert "".join(piece.text for piece in new) == after

    @settings(deadline=None)
    @given(texts)
    def test_the_same_text_has_no_differences(self, text):
        old, new = comparison.differences(text, text)
        assert not any(piece.kind for piece in (*old, *new))

    def test_marks_the_word_that_was_changed(self):
        old, new = comparison.differences("ฝึกในสระน้ำทุกวันพุธ", "ฝึกในบ่อดินทุกวันพุธ")
        assert [piece.text for piece in old if piece.kind] == ["สระน้ำ"]
        assert [piece.text for piece in new if piece.kind] == ["บ่อดิน"]
