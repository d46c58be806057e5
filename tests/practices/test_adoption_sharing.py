"""Own versions, comparisons, questions, the page about diffusion, the office's lists."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from organisations.models import Organisation, Role
from practices.adoption import forking, keeping
from practices.models import Adaptation, Adoption, AdoptionEvent, PracticePage, PracticeQuestion
from tests.factories import OfficeFactory, PracticePageFactory, SchoolFactory
from tests.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _letters_leave_at_once(monkeypatch):
    monkeypatch.setattr("accounts.mail.on_commit", lambda deliver: deliver())


def url(name, *args):
    return reverse(f"adoption:{name}", args=args)


@pytest.fixture
def practice(practice_index):
    return PracticePageFactory(
        parent=practice_index,
        background="<p>ฝึกในสระน้ำทุกวันพุธ</p>",
        process=[("step", {"title": "ครูลงน้ำก่อน", "text": "<p>ฝึกครู</p>", "core": True, "stage": "A"})],
    )


def taken_by(practice, school, **fields):
    adoption = Adoption.objects.create(
        practice=practice,
        school=school,
        confirmed_on=timezone.localdate(),
        version=practice.live_revision,
        **fields,
    )
    AdoptionEvent.objects.create(adoption=adoption, kind="state", state="trying")
    adoption.follow_events()
    return adoption


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def teacher(school):
    return member(school, Role.TEACHER)


@pytest.fixture
def adoption(practice, school):
    return taken_by(practice, school)


class TestOwnVersion:
    def test_begins_as_a_draft_that_keeps_where_it_comes_from(self, client, adoption, teacher):
        client.force_login(teacher)
        client.post(url("fork", adoption.uid))
        adoption.refresh_from_db()
        page = adoption.own_page
        assert (page.live, page.owner_organisation) == (False, adoption.school)
        assert page.reference != adoption.practice.reference
        draft = page.get_latest_revision_as_object()
        assert "ฝึกในสระน้ำ" in draft.background
        assert draft.process[0].value["core"]
        assert adoption.practice.reference in draft.source_note
        left_empty = [draft.results, draft.lessons, draft.endorsed_by, draft.images_cleared]
        assert not any(left_empty)

    def test_is_begun_once(self, client, adoption, teacher):
        client.force_login(teacher)
        for _time in range(2):
            client.post(url("fork", adoption.uid))
        assert PracticePage.objects.filter(owner_organisation=adoption.school).count() == 1

    def test_nobody_else_sees_the_draft(self, client, adoption, teacher):
        page = forking.fork(adoption, teacher)
        page.background = "<p>ลับเฉพาะร่าง</p>"
        page.save_revision()
        text = client.get(url("compare", adoption.practice.slug, adoption.uid)).text
        assert "ลับเฉพาะร่าง" not in text
        client.force_login(teacher)
        assert "ลับเฉพาะร่าง" in client.get(url("compare", adoption.practice.slug, adoption.uid)).text

    def test_side_by_side_marks_what_was_changed(self, client, adoption, teacher):
        page = forking.fork(adoption, teacher)
        page.background = "<p>ฝึกในบ่อดินทุกวันพุธ</p>"
        page.save_revision().publish()
        text = client.get(url("compare", adoption.practice.slug, adoption.uid)).text
        assert "<del>สระน้ำ</del>" in text
        assert "<ins>บ่อดิน</ins>" in text

    def test_compares_with_the_version_that_was_taken_over(self, client, adoption):
        page = adoption.practice
        page.background = "<p>เปลี่ยนใหม่หมดแล้ว</p>"
        page.save_revision().publish()
        text = client.get(url("compare", page.slug, adoption.uid)).text
        assert "ฝึกในสระน้ำ" in text
        assert "เปลี่ยนใหม่หมดแล้ว" not in text

    def test_who_takes_over_the_own_version_belongs_to_the_family(self, client, adoption, teacher):
        own = forking.fork(adoption, teacher)
        own.save_revision().publish()
        grandchild = SchoolFactory()
        taken_by(own, grandchild)
        text = client.get(url("adopters", adoption.practice.slug)).text
        assert grandchild.name in text
        assert "2 รุ่น" in text
        assert adoption.practice.title in client.get(own.url).text


class TestFamily:
    def test_pages_ask_the_same_however_many_there_are(self, client, practice, django_assert_max_num_queries):
        def visit():
            return client.get(url("adopters", practice.slug))

        for _number in range(3):
            taken_by(practice, SchoolFactory())
        visit()
        with django_assert_max_num_queries(40) as few:
            visit()
        parent = Adoption.objects.first()
        for _number in range(12):
            parent = taken_by(practice, SchoolFactory(), learned_from=parent)
        with django_assert_max_num_queries(len(few)):
            assert visit().status_code == 200

    def test_unconfirmed_and_withdrawn_ones_are_left_out(self, client, practice):
        waiting, gone = SchoolFactory(), SchoolFactory()
        Adoption.objects.filter(pk=taken_by(practice, waiting).pk).update(confirmed_on=None)
        keeping.change(taken_by(practice, gone), "withdrawn", None)
        text = client.get(url("adopters", practice.slug)).text
        assert waiting.name not in text
        assert gone.name not in text

    def test_a_practice_that_is_not_public_has_no_page(self, client, practice):
        practice.unpublish()
        assert client.get(url("adopters", practice.slug)).status_code == 404

    def test_words_that_name_a_child_are_refused(self, client, adoption, teacher):
        client.force_login(teacher)
        response = client.post(
            url("adapt", adoption.uid),
            {
                "part": "people",
                "what": "ให้เด็กชายสมมุติ ใจดี เป็นผู้ช่วยครู",
                "why": "ครูมีน้อย",
                "planned": "yes",
                "core_kept": "yes",
                "since": "1/11/2569",
            },
        )
        assert response.status_code == 400
        assert "ห้ามใส่" in response.text
        assert not Adaptation.objects.exists()


class TestQuestions:
    @pytest.fixture
    def originator(self, practice):
        return member(practice.owner_organisation, Role.TEACHER)

    def ask(self, client, practice, school, text="ใช้บ่อดินแทนสระได้ไหม"):
        return client.post(url("ask", practice.slug), {"school": school.pk, "text": text})

    def test_goes_to_the_originators_alone_and_shows_no_address(
        self, client, practice, school, teacher, originator
    ):
        member(school.office, Role.OFFICER)
        client.force_login(teacher)
        response = self.ask(client, practice, school)
        assert [letter.to for letter in mail.outbox] == [[originator.email]]
        assert teacher.email not in mail.outbox[0].body
        assert originator.email not in client.get(response.url).text

    def test_the_answer_goes_back_and_both_see_it(self, client, practice, school, teacher, originator):
        client.force_login(teacher)
        path = self.ask(client, practice, school).url
        mail.outbox.clear()
        client.force_login(originator)
        assert "ใช้บ่อดิน" in client.get(path).text
        client.post(path, {"text": "ได้ ถ้าล้อมตาข่ายไว้"})
        assert [letter.to for letter in mail.outbox] == [[teacher.email]]
        client.force_login(teacher)
        assert "ล้อมตาข่าย" in client.get(path).text

    def test_a_closed_schools_questions_go_to_the_office(self, client, practice, school, teacher):
        officer = member(school.office, Role.OFFICER)
        Organisation.objects.filter(pk=practice.owner_organisation_id).update(closed_on=timezone.localdate())
        client.force_login(teacher)
        self.ask(client, practice, school)
        assert [letter.to for letter in mail.outbox] == [[officer.email]]
        assert PracticeQuestion.objects.get().addressee == school.office

    @pytest.mark.parametrize("text", ["", "สั้นไป", "ก" * 2001, "โทรหาครูที่ 081-234-5678 ได้เลย"])
    def test_bad_words_are_refused_and_kept(self, client, practice, school, teacher, text):
        client.force_login(teacher)
        response = self.ask(client, practice, school, text)
        assert response.status_code == 400
        assert text in response.text
        assert not PracticeQuestion.objects.exists()

    def test_a_school_asks_only_so_often_a_day(self, client, practice, school, teacher, originator):
        client.force_login(teacher)
        for _number in range(5):
            self.ask(client, practice, school)
        assert self.ask(client, practice, school).status_code == 400
        assert PracticeQuestion.objects.count() == 5

    def test_strangers_do_not_read_it_and_the_office_does_not_answer_for_a_school(
        self, client, practice, school, teacher, originator
    ):
        client.force_login(teacher)
        path = self.ask(client, practice, school).url
        client.force_login(member(SchoolFactory(), Role.TEACHER))
        assert client.get(path).status_code == 404
        client.force_login(member(school.office, Role.OFFICER))
        assert client.get(path).status_code == 200
        assert client.post(path, {"text": "ตอบแทนโรงเรียนนะคะ"}).status_code == 404

    @pytest.mark.parametrize("page", ["0", "abc", "9999"])
    def test_the_list_takes_odd_page_numbers(self, client, practice, school, teacher, page):
        client.force_login(teacher)
        self.ask(client, practice, school)
        assert practice.title in client.get(url("questions"), {"page": page}).text


class TestDiffusion:
    def test_counts_but_names_no_school(self, client, adoption):
        text = client.get(url("diffusion")).text
        assert "นำเรื่องของโรงเรียนอื่นไปใช้ 1 แห่ง" in text
        assert adoption.school.name not in text

    def test_is_narrowed_down(self, client, adoption):
        for query, number in [
            ("year=2566", 0),
            ("district=2202", 1),
            ("district=2207", 0),
            ("hazard=rights", 1),
        ]:
            assert f"ไปใช้ {number} แห่ง" in client.get(url("diffusion") + "?" + query).text, query

    @pytest.mark.parametrize("query", ["year=abc", "district=99", "hazard=%00", "year=99999"])
    def test_odd_conditions_narrow_nothing(self, client, adoption, query):
        assert "ไปใช้ 1 แห่ง" in client.get(url("diffusion") + "?" + query).text

    def test_asks_the_same_however_many_there_are(self, client, practice, django_assert_max_num_queries):
        taken_by(practice, SchoolFactory())
        client.get(url("diffusion"))
        with django_assert_max_num_queries(40) as few:
            client.get(url("diffusion"))
        for _number in range(8):
            taken_by(practice, SchoolFactory(districts=["2207"]))
        with django_assert_max_num_queries(len(few)):
            client.get(url("diffusion"))

    def test_files_have_the_marks_and_no_formula(self, client, practice):
        taken_by(practice, SchoolFactory(name="=1+2"))
        text = b"".join(client.get(url("diffusion_file", "adoptions", "csv"))).decode()
        assert text.startswith("\ufeff")
        row = list(csv.reader(io.StringIO(text[1:])))[1]
        assert row[3] == "'=1+2"
        book = openpyxl.load_workbook(
            io.BytesIO(client.get(url("diffusion_file", "districts", "xlsx")).content)
        )
        assert book.active["A1"].value == "อำเภอ"


class TestOffice:
    @pytest.fixture
    def officer(self, school):
        return member(school.office, Role.OFFICER)

    def test_sees_all_its_schools_the_newest_first_and_no_other(self, client, practice, adoption, officer):
        newer, foreign = SchoolFactory(), SchoolFactory(office=OfficeFactory(name="สำนักงานอื่นสมมุติ"))
        for school in (newer, foreign):
            taken_by(practice, school)
        AdoptionEvent.objects.filter(adoption=adoption).update(day=timezone.localdate() - timedelta(days=5))
        adoption.follow_events()
        client.force_login(officer)
        text = client.get(url("all")).text
        assert text.index(newer.name) < text.index(adoption.school.name)
        assert foreign.name not in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [("standing=trying", True), ("standing=unknown", False), ("standing=waiting", False)],
    )
    def test_narrows_by_state(self, client, adoption, officer, query, found):
        client.force_login(officer)
        assert (adoption.school.name in client.get(url("all") + "?" + query).text) is found

    @pytest.mark.parametrize("page", ["0", "abc", "9999"])
    def test_takes_odd_page_numbers(self, client, adoption, officer, page):
        client.force_login(officer)
        assert adoption.school.name in client.get(url("all"), {"page": page}).text

    def test_names_the_silent_schools_to_the_office_alone(self, client, adoption, practice, officer):
        silent = SchoolFactory()
        client.force_login(officer)
        text = client.get(url("silent")).text
        assert silent.name in text
        assert adoption.school.name not in text
        assert practice.owner_organisation.name not in text
        client.force_login(member(silent, Role.SCHOOL_DIRECTOR))
        for name, args in [("silent", []), ("all", []), ("silent_file", ["csv"]), ("all_file", ["xlsx"])]:
            assert client.get(url(name, *args)).status_code == 404

    def test_gets_a_text_for_line_with_a_link_that_works(self, client, adoption, officer, teacher):
        client.force_login(officer)
        text = client.post(url("line_text", adoption.uid)).text
        path = text.partition("/pulse/")[2].partition("?")[0]
        client.logout()
        assert adoption.practice.title in client.get(f"/pulse/{path}").text

    def test_takes_the_list_away(self, client, adoption, officer):
        client.force_login(officer)
        text = b"".join(client.get(url("all_file", "csv"))).decode()
        assert adoption.school.name in text
