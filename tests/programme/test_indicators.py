import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from content.years import FISCAL, Period
from organisations.models import Role
from programme.indicators import history
from programme.indicators.measuring import Facts, measure_all
from programme.models import EnteredFigure, Indicator, IndicatorVersion, MeasuredValue
from tests.factories import OfficeFactory, PracticePageFactory, SchoolFactory
from tests.incoming import confirm, counts
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
    value,
)
from vcare.indicators import PRESETS

__all__ = ["_letters_leave_at_once", "director", "network", "office", "officer"]

pytestmark = pytest.mark.django_db

CHANGED = {
    "name": "ครูทำได้ดี",
    "definition": "ครูที่ผ่านเกณฑ์ของเขต",
    "numerator": "จำนวนครูที่ผ่านเกณฑ์",
    "denominator": "จำนวนครูทั้งหมด",
    "method": "typed",
    "compares": "percent",
    "unit": "people",
    "target": "๙๐",
    "data": "การประเมิน",
    "year_kind": "academic",
    "owner": "กลุ่มส่งเสริมการจัดการศึกษา",
    "reason": "เขตยืนยันความหมายแล้ว",
}


def path(key: str, rest: str = "") -> str:
    return f"/indicators/{key}/{rest}"


def test_the_targets_of_the_paper_stand_there_with_results_kept_apart(client, office, officer):
    client.force_login(officer)
    shown = {row.key: row.target for row in client.get("/indicators/").context["readings"]}
    assert shown == {preset.key: preset.target for preset in PRESETS}
    assert [shown[key] for key in ("pupils-cared", "staff-operating", "schools-networks")] == [
        19_763,
        1_563,
        106,
    ]
    text = client.get(path("staff-effective")).text
    assert "ตีความได้สองทาง" in text
    assert "ผลที่เอกสารต้นแบบเขียนไว้" in client.get(path("schools-three")).text


def test_an_office_without_indicators_begins_with_one_tap(client, site_tree):
    officer = member(OfficeFactory(), Role.OFFICER)
    client.force_login(officer)
    assert "เริ่มจากเป้าหมายในเอกสารต้นแบบ" in client.get("/indicators/").text
    for _twice in range(2):
        client.post("/indicators/begin/")
    assert Indicator.objects.count() == len(PRESETS) == IndicatorVersion.objects.count()


def test_counts_schools_as_of_any_day_and_the_list_adds_up(client, office, officer, network):
    schools_with_networks(office, network, [0, 1, 3, 4])
    found = value(office, "schools-three")
    assert (found.value, found.whole, found.reached) == (2, 4, False)
    assert value(office, "schools-networks").value == 3
    assert value(office, "lasting-networks").value == 8
    assert value(office, "office-networks").value == 0
    # Before anything was recorded nothing can be known.
    earlier = value(office, "schools-three", Period.of(today() - timedelta(days=800)))
    assert earlier.value is None
    assert "เริ่มมีบันทึก" in earlier.unknown
    client.force_login(officer)
    response = client.get(path("schools-three", "list/"))
    lines = response.context["rows"].paginator.object_list
    assert (sum(line.value for line in lines), sum(line.whole for line in lines)) == (2, 4)
    only = client.get(path("schools-three", "list/"), {"counts": "no"}).context["rows"]
    assert [line.value for line in only] == [0, 0]
    assert response.context["sums"] == (2, 4)


def test_the_list_behind_a_number_pages_and_goes_out_as_a_sheet(client, office, officer, network):
    schools_with_networks(office, network, [1])
    client.force_login(officer)
    for page in ("0", "abc", "9999"):
        assert len(client.get(path("schools-networks", "list/"), {"page": page}).context["rows"]) == 1
    text = b"".join(client.get(path("schools-networks", "list/table.csv")).streaming_content).decode()
    assert "รายการ,นับได้,จากทั้งหมด" in text.splitlines()[0]
    assert text.rstrip().splitlines()[-1].startswith("รวม,1,1")
    assert client.get(path("schools-networks", "list/table.xlsx")).content.startswith(b"PK")


def test_innovations_count_from_the_day_they_were_published(office, practice_index):
    then = timezone.now() - timedelta(days=500)
    page = PracticePageFactory(
        parent=practice_index, owner_organisation=office, kind="innovation", first_published_at=then
    )
    assert value(office, "office-innovations").value == 1
    assert value(office, "office-innovations", Period.of(today() - timedelta(days=900))).value == 0
    page.unpublish()
    assert value(office, "office-innovations").value == 0
    # A year ago it could be read, as far as is known.
    assert value(office, "office-innovations", Period.of(today() - timedelta(days=366))).value == 1


def test_an_entered_figure_counts_for_its_own_year_only(office):
    enter(office, "staff-operating", 1500, 1563, last_year().last - timedelta(days=40))
    assert value(office, "staff-operating", last_year()).value == 1500
    this = value(office, "staff-operating", Period.of(today(), FISCAL))
    assert this.value is None
    assert "ยังไม่มีตัวเลขของปีนี้" in this.unknown


def test_enters_a_figure_in_thai_digits_and_takes_it_back(client, office, officer):
    client.force_login(officer)
    day = today().isoformat()
    sent = {"numerator": "๑๙,๔๐๒", "denominator": "19,763", "as_of": day, "source": "DMC"}
    response = client.post(path("pupils-cared", "figures/new/"), sent)
    assert response.status_code == 302
    found = value(office, "pupils-cared")
    assert (found.value, found.whole, found.missing) == (19_402, 19_763, 361)
    figure = EnteredFigure.objects.get()
    page = client.post(path("pupils-cared", f"figures/{figure.pk}/take-back/"), {"why": "พิมพ์ผิด"}, follow=True)
    assert "ถอนแล้ว ไม่นับตัวเลขนี้อีก" in page.text
    assert "พิมพ์ผิด" in page.text
    assert value(office, "pupils-cared").value is None
    assert client.get(path("pupils-cared", f"figures/{figure.pk}/take-back/")).status_code == 404
    assert set(ModelLogEntry.objects.values_list("action", flat=True)) >= {
        "programme.enter",
        "programme.take_back",
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"numerator": "20000"}, "numerator"),
        ({"numerator": "มาก"}, "numerator"),
        ({"denominator": ""}, "denominator"),
        ({"as_of": "1/1/2580"}, "as_of"),
        ({"source": "เด็กชายสมมุติ ใจดี"}, "source"),
        ({"source": "ก\x00ข"}, "source"),
    ],
)
def test_a_wrong_figure_is_explained_beside_its_field(client, office, officer, change, field):
    client.force_login(officer)
    sent = {"numerator": "10", "denominator": "20", "as_of": today().isoformat(), "source": "DMC"}
    response = client.post(path("pupils-cared", "figures/new/"), sent | change)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert not EnteredFigure.objects.exists()


def test_a_new_version_leaves_older_measurements_theirs(client, office, officer):
    enter(office, "staff-effective", 1_300, 1_563, today())
    before = value(office, "staff-effective")
    client.force_login(officer)
    tomorrow = today() + timedelta(days=1)
    response = client.post(
        path("staff-effective", "change/"), CHANGED | {"valid_from": tomorrow.isoformat()}, follow=True
    )
    assert "ค่าที่วัดไว้ก่อนยังใช้นิยามเดิม" in response.text
    assert (before.target, value(office, "staff-effective").target) == (80, 80)
    indicator = Indicator.objects.of_office(office).get(key="staff-effective")
    assert indicator.in_force(tomorrow).target == 90
    first = indicator.versions.get(number=1)
    first.target = 1
    with pytest.raises(Exception, match=r"never changed"):
        first.save()


def test_a_version_before_the_one_in_force_or_without_its_whole_is_refused(client, office, officer):
    client.force_login(officer)
    sent = CHANGED | {"valid_from": "1/1/2560", "denominator": "", "target": "120"}
    errors = client.post(path("staff-effective", "change/"), sent).context["form"].errors
    assert set(errors) == {"valid_from", "denominator", "target"}


def test_a_definition_names_no_child_in_any_of_its_words(client, office, officer):
    client.force_login(officer)
    words = ["name", "name_en", "data", "owner"]
    sent = CHANGED | {"valid_from": today().isoformat()} | dict.fromkeys(words, "เด็กชายสมมุติ ใจดี")
    assert set(client.post("/indicators/new/", sent).context["form"].errors) == set(words)


def test_adds_one_of_its_own_stops_it_and_takes_it_up_again(client, office, officer):
    client.force_login(officer)
    response = client.post("/indicators/new/", CHANGED | {"valid_from": today().isoformat()}, follow=True)
    key = response.context["indicator"].key
    assert client.get("/indicators/").context["readings"][-1].key == key
    client.post(path(key, "stop/"))
    assert key not in {row.key for row in client.get("/indicators/").context["readings"]}
    client.post(path(key, "use/"))
    assert key in {row.key for row in client.get("/indicators/").context["readings"]}


def test_supervisors_read_and_do_not_change(client, office):
    client.force_login(member(office, Role.SUPERVISOR))
    assert client.get("/indicators/").status_code == 200
    for address in ("/indicators/new/", "/indicators/sign/", path("pupils-cared", "figures/new/")):
        assert client.get(address).status_code == 404
    assert client.post(path("pupils-cared", "stop/")).status_code == 404


def test_an_indicator_of_another_office_is_not_there(client, office, officer):
    other = OfficeFactory(name="เขตอื่นสมมุติ")
    Indicator.objects.create(office=other, key="own-7")
    client.force_login(officer)
    assert client.get(path("own-7")).status_code == 404
    assert client.get(path("own-7", "list/")).status_code == 404


def test_values_are_kept_once_for_each_month_and_make_the_course(client, office, officer, network):
    schools_with_networks(office, network, [3])
    days = history.months_before(today(), 2)
    assert [history.keep(office, day) for day in days] == [len(PRESETS)] * 2
    assert history.keep(office, days[0]) == 0
    SchoolFactory(office=office, name="โรงเรียนใหม่สมมุติ")
    client.force_login(officer)
    course = client.get(path("schools-three")).context["course"]
    assert [point.whole for point in course][-1] == 2
    assert MeasuredValue.objects.filter(indicator__key="schools-three").count() == 2


def test_measuring_asks_no_more_of_the_database_for_more_schools(office, network):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            measure_all(Facts(office, Period.of(today()), today(), named=True))
        return len(asked)

    schools_with_networks(office, network, [1])
    few = queries()
    schools_with_networks(office, network, [0, 2, 3])
    assert queries() == few


def sheet_of(*rows) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("ตัวเลข.xlsx", file.getvalue())


def test_figures_of_a_sheet_are_looked_at_before_they_come_in(client, office, officer):
    client.force_login(officer)
    answer = client.get(path("figures", "empty.xlsx"))
    template = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    heading = [cell.value for cell in template[1]]
    name = template["A2"].value.removeprefix("ตัวอย่าง: ")
    known = Indicator.objects.of_office(office).get(versions__name=name)
    good = [name, "๑๐ มิ.ย. ๒๕๖๙", "๑๙,๑๑๘", 19763, "DMC"]
    for bad, words in [
        (["ไม่มีตัวชี้วัดนี้", *good[1:]], "ไม่มีตัวชี้วัด"),
        ([name, "31 เม.ย. 2569", *good[2:]], "บรรทัดที่ 3"),
        ([name, good[1], 20000, 19763, "DMC"], "บรรทัดที่ 3"),
        (good, "บรรทัดที่ 2"),
    ]:
        page = client.post(path("figures", "import/"), {"file": sheet_of(heading, good, bad)}, follow=True)
        assert counts(page) == (1, 0, 0, 1)
        assert words in page.text
    assert not EnteredFigure.objects.exists()
    for expected in ((1, 0, 0, 0), (0, 0, 1, 0)):
        page = client.post(path("figures", "import/"), {"file": sheet_of(heading, good)}, follow=True)
        assert counts(page) == expected
        confirm(client, page)
    figure = EnteredFigure.objects.get()
    assert (figure.indicator, figure.numerator, figure.entered_by) == (known, 19118, officer)
    assert ModelLogEntry.objects.filter(action="programme.enter").count() == 1


def test_only_those_who_enter_figures_bring_them_in(client, office):
    client.force_login(member(office, Role.SUPERVISOR))
    assert client.get(path("figures", "import/")).status_code == 404
    assert client.get(path("figures", "empty.xlsx")).status_code == 404
    assert path("figures", "import/") not in client.get("/indicators/").text
