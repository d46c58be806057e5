"""A year's figures are signed once, never change, and are stated anew beside the old ones."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from content.years import FISCAL, Period
from organisations.models import Role
from programme.indicators import freezing, sums
from programme.models import ReportVersion, StatedFigure, StatedLine, Statement
from programme.reports import deeds
from tests.factories import OfficeFactory, ReportRoundFactory, ReportVersionFactory
from tests.people import member
from tests.programme.measuring import (
    _letters_leave_at_once,
    director,
    enter,
    last_year,
    network,
    office,
    officer,
    schools_with_networks,
    today,
)

__all__ = ["_letters_leave_at_once", "director", "network", "office", "officer"]

pytestmark = pytest.mark.django_db

SIGN = "/indicators/sign/"


def sign(client, period, reason="", **more):
    """Both steps, as a person goes them."""
    choice = {"period": period.key, "reason": reason}
    draft = client.get(SIGN, choice)
    form = draft.context["form"] if "draft" in draft.context else None
    sent = choice | {"position": "ผู้อำนวยการเขตสมมุติ", "agreed": "on"}
    return client.post(SIGN, sent | {"seen": form.initial["seen"] if form else ""} | more, follow=True)


def entered(office, number=19_000, **more):
    return enter(office, "pupils-cared", number, 19_763, last_year().last - timedelta(days=30))


def test_signs_in_two_steps_with_name_position_and_day(client, office, director):
    entered(office)
    client.force_login(director)
    response = sign(client, last_year())
    statement = Statement.objects.get()
    assert response.context["statement"] == statement
    assert (statement.signed_name, statement.signed_position) == (str(director), "ผู้อำนวยการเขตสมมุติ")
    assert statement.as_of == last_year().last
    assert statement.digest in response.text
    assert "ตรวจแล้ว ตัวเลขตรงกับที่ลงนามไว้" in response.text
    director.first_name = "ชื่อใหม่"
    director.save()
    assert "ชื่อใหม่" not in client.get(f"/indicators/statements/{statement.uid}/").text.split("<main")[1]
    assert ModelLogEntry.objects.filter(action="programme.freeze", user=director).exists()


def test_nothing_is_signed_without_the_tick_or_before_the_year_is_over(client, office, director):
    client.force_login(director)
    response = sign(client, last_year(), agreed="")
    assert "agreed" in response.context["form"].errors
    this = Period.of(today(), FISCAL)
    assert client.get(SIGN, {"period": this.key}).status_code == 400
    with pytest.raises(freezing.NotOverError):
        freezing.draft(office, this, today())
    assert not Statement.objects.exists()


def test_figures_that_changed_after_the_look_are_not_signed(client, office, director):
    client.force_login(director)
    seen = client.get(SIGN, {"period": last_year().key}).context["form"].initial["seen"]
    entered(office)
    response = sign(client, last_year(), seen=seen)
    assert "ตัวเลขเปลี่ยนไปหลังจากที่เปิดดู" in response.text
    assert not Statement.objects.exists()


def test_sent_twice_it_is_signed_once(client, office, director):
    client.force_login(director)
    sign(client, last_year())
    response = sign(client, last_year())
    assert "บอกเหตุผลที่ต้องแก้ไข" in response.text
    assert Statement.objects.count() == 1


def test_what_is_signed_in_a_demonstration_goes_with_it(client, office, director, site_tree):
    site_tree.home.is_demo = True
    site_tree.home.save()
    client.force_login(director)
    sign(client, last_year())
    statement = Statement.objects.get()
    assert statement.is_demo
    statement.delete()


def test_a_correction_sent_twice_is_signed_once(client, office, director):
    client.force_login(director)
    sign(client, last_year())
    sent = {"period": last_year().key, "reason": "นับซ้ำ", "position": "ผอ.", "agreed": "on"}
    sent["seen"] = client.get(SIGN, sent).context["form"].initial["seen"]
    for _tap in range(2):
        response = client.post(SIGN, sent, follow=True)
    assert Statement.objects.count() == 2
    assert "ตัวเลขเปลี่ยนไปหลังจากที่เปิดดู" in response.text


def test_a_signed_figure_stays_and_a_correction_stands_beside_it(client, office, director):
    entered(office)
    client.force_login(director)
    sign(client, last_year())
    entered(office, 19_100)
    first = Statement.objects.get()
    figure = first.figures.get(key="pupils-cared")
    assert (figure.value, figure.whole) == (19_000, 19_763)
    page = sign(client, last_year(), reason="นับซ้ำสองโรงเรียน")
    second = Statement.objects.get(number=2)
    assert [(change.before.value, change.after.value) for change in page.context["changes"]] == [
        (19_000, 19_100)
    ]
    assert "นับซ้ำสองโรงเรียน" in page.text
    assert second.previous == first.digest
    cockpit = client.get("/cockpit/", {"year": last_year().key})
    assert [row.number for row in cockpit.context["cockpit"].statements] == [1, 2]
    shown = {dial.reading.key: dial.reading.value for dial in cockpit.context["cockpit"].dials}
    assert shown["pupils-cared"] == 19_100
    assert client.get(f"/indicators/statements/{first.uid}/pupils-cared/").context["figure"].value == 19_000


def test_a_report_that_is_corrected_after_its_year_is_what_the_year_is_stated_anew_for(
    client, office, director
):
    year = Period.of(today()).before
    term_round = ReportRoundFactory(
        office=office,
        academic_year=year.year,
        opens_on=year.last - timedelta(days=60),
        due_on=year.last - timedelta(days=30),
    )
    version = ReportVersionFactory(report__round=term_round, report__school__office=office)
    deeds.close_round(term_round, director)
    client.force_login(director)
    sign(client, year)
    deeds.reopen_round(term_round, director, "นับผิด")
    ReportVersion.objects.filter(pk=version.pk).update(ended_at=timezone.now())
    left = version.figures | {"dropped_out": 7, "brought_back": 0}
    ReportVersionFactory(report=version.report, number=2, figures=left)
    deeds.close_round(term_round, director)
    page = sign(client, year, reason="โรงเรียนหนึ่งนับผิด")
    stated = {
        statement.number: statement.figures.get(key="pupils-opportunity").value
        for statement in Statement.objects.all()
    }
    before, after = stated[1], stated[2]
    assert (before, after) == (120, 113)
    assert [(change.before.value, change.after.value) for change in page.context["changes"]] == [(120, 113)]


def test_every_signed_number_is_the_sum_of_its_signed_list(client, office, director, network):
    schools_with_networks(office, network, [0, 1, 3])
    entered(office)
    client.force_login(director)
    sign(client, Period.of(today()).before)
    statement = Statement.objects.get()
    for figure in statement.figures.all():
        lines = list(figure.lines.all())
        assert freezing.lines_are_whole(figure, lines)
        if figure.value is not None:
            assert sums.total(lines) == (figure.value, figure.whole)
        else:
            assert figure.unknown
    response = client.get(f"/indicators/statements/{statement.uid}/schools-networks/")
    assert response.status_code == 200
    assert client.get(f"/indicators/statements/{statement.uid}/table.xlsx").content.startswith(b"PK")
    assert client.get(f"/indicators/statements/{statement.uid}/schools-networks/table.csv").status_code == 200


@pytest.mark.parametrize(
    ("model", "change"),
    [(Statement, {"reason": "อื่น"}), (StatedFigure, {"value": 1}), (StatedLine, {"value": 1})],
)
def test_the_database_itself_refuses_to_change_or_delete_what_was_signed(office, director, model, change):
    entered(office)
    seen = freezing.draft(office, last_year(), today()).digest
    statement = freezing.sign(office, last_year(), director, position="ผอ.", seen=seen)
    row = model.objects.first()
    with pytest.raises(Exception, match=r"never changed"):
        row.save()
    for deed in (
        lambda: model.objects.filter(pk=row.pk).update(**change),
        lambda: model.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    assert freezing.is_whole(statement)


def test_a_mark_tells_when_a_row_was_changed_behind_the_locks(office, director):
    entered(office)
    seen = freezing.draft(office, last_year(), today()).digest
    statement = freezing.sign(office, last_year(), director, position="ผอ.", seen=seen)
    figure = statement.figures.get(key="pupils-cared")
    lines = list(figure.lines.all())
    assert freezing.lines_are_whole(figure, lines)
    lines[0].value += 1
    assert not freezing.lines_are_whole(figure, lines)
    statement.signed_name = "คนอื่น"
    assert not freezing.is_whole(statement)


def test_only_the_director_and_their_deputy_sign(client, office, officer):
    client.force_login(officer)
    assert client.get(SIGN).status_code == 404
    client.force_login(member(office, Role.GROUP_DIRECTOR))
    assert client.get(SIGN).status_code == 200


def test_a_statement_of_another_office_is_not_there(client, office, director):
    seen = freezing.draft(office, last_year(), today()).digest
    statement = freezing.sign(office, last_year(), director, position="ผอ.", seen=seen)
    other = OfficeFactory(name="เขตอื่นสมมุติ")
    client.force_login(member(other, Role.OFFICE_DIRECTOR))
    assert client.get(f"/indicators/statements/{statement.uid}/").status_code == 404
