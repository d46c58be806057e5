"""Every list as a table: who takes what, and what is in it."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from events.models import Registration
from home.data import catalogue
from organisations.models import Role, SchoolFacts
from tests import factories
from tests.people import member

pytestmark = pytest.mark.django_db

#: Programs read these: a key that goes or changes breaks them.
KEYS = {
    "schools": {
        "obec_code",
        "name",
        "districts",
        "cluster",
        "academic_year",
        "pupils",
        "staff",
        "as_of",
        "size",
    },
    "members": {"organisation", "name", "role", "email", "starts_on", "ends_on"},
    "practices": {"reference", "title", "owner", "stages", "hazards"},
    "adoptions": {"reference", "school", "state", "as_of"},
    "partners": {"name", "partner_type", "districts", "reference"},
    "partnerships": {"owner", "partner", "status", "starts_on", "ends_on"},
    "commitments": {"reference", "parties", "state", "starts_on", "ends_on"},
    "coverage": {"obec_code", "school", "networks", "missing"},
    "needs": {"school", "hazard", "band", "state"},
    "offers": {"partner", "title", "capacity", "left"},
    "events": {"reference", "title", "starts_at", "host"},
    "registrations": {"event", "organisation", "size", "state"},
    "certificates": {"serial", "name", "issued_on", "state"},
    "visions": {"organisation", "academic_year", "text"},
    "activities": {"organisation", "plan", "what", "starts_on", "ends_on", "state"},
    "term-reports": {"academic_year", "term", "school", "enrolled", "helped"},
    "indicators": {"key", "on", "numerator", "denominator"},
    "figures": {"key", "as_of", "numerator", "source"},
    "funds": {"fund", "day", "category", "amount", "state"},
    "awards": {"award", "year", "recipient", "level", "state"},
    "log": {"at", "who", "action", "thing"},
}


@pytest.fixture
def office(site_tree):
    return factories.OfficeFactory(name="สำนักงานสมมุติ")


@pytest.fixture
def school(office):
    row = factories.SchoolFactory(office=office, name="=โรงเรียนสมมุติ ก")
    SchoolFacts.objects.create(
        school=row, academic_year=2569, pupils=76, as_of=timezone.localdate(), source="DMC สมมุติ"
    )
    return row


def enter(client, office, role=Role.GROUP_DIRECTOR):
    person = member(office, role)
    client.force_login(person)
    return person


def rows_of(client, key) -> list[dict]:
    answer = client.get(f"/my/data/{key}.json")
    assert answer.status_code == 200, key
    return json.loads(b"".join(answer.streaming_content))["rows"]


def test_one_table_in_three_forms_with_thai_headings_and_no_formula(client, office, school):
    enter(client, office)
    found = json.loads(b"".join(client.get("/en/my/data/schools.json").streaming_content))
    assert (found["list"], found["rows"][0]["name"], found["rows"][0]["pupils"]) == (
        "schools",
        school.name,
        76,
    )
    assert {"key": "name", "label": "ชื่อโรงเรียน"} in found["columns"]
    assert found["rows"][0]["as_of"] == timezone.localdate().isoformat()
    text = b"".join(client.get("/my/data/schools.csv").streaming_content).decode()
    assert text.startswith("\ufeffรหัส สพฐ.,")
    assert "'=โรงเรียนสมมุติ ก" in next(csv.reader(io.StringIO(text.splitlines()[1])))
    sheet = load_workbook(io.BytesIO(client.get("/my/data/schools.xlsx").content)).active
    assert (sheet["B1"].value, sheet["B2"].value) == ("ชื่อโรงเรียน", "'=โรงเรียนสมมุติ ก")
    assert sheet.freeze_panes == "A2"
    entries = ModelLogEntry.objects.filter(action="home.data.take").order_by("pk")
    assert [entry.data["format"] for entry in entries] == ["json", "csv", "xlsx"]
    assert entries[0].data == {"list": "schools", "format": "json", "rows": 1}


def test_each_list_can_be_taken_and_keeps_its_keys(client, office, school):
    enter(client, office)
    assert catalogue.LISTS.keys() == KEYS.keys()
    page = client.get("/my/data/")
    for key in KEYS.keys() - {"log"}:
        assert f"/my/data/{key}.xlsx" in page.text
        answer = json.loads(b"".join(client.get(f"/my/data/{key}.json").streaming_content))
        assert {column["key"] for column in answer["columns"]} >= KEYS[key], key
        assert client.get(f"/my/data/{key}.xlsx").status_code == 200
    assert "/my/data/log.xlsx" not in page.text
    for way in ("organisations:register_import", "funds:funds", "indicators:bring_in"):
        assert reverse(way) in page.text
    assert client.get("/my/data/log.json").status_code == 404
    enter(client, office, Role.ADMINISTRATOR)
    assert {row["action_key"] for row in rows_of(client, "log")} >= {"home.data.take"}
    assert client.get("/my/data/term-reports.json").status_code == 404


def test_nobody_reads_beyond_their_office_and_their_rights(client, office, school):
    other = factories.OfficeFactory(name="สำนักงานอื่นสมมุติ")
    factories.SchoolFactory(office=other, name="โรงเรียนของเขตอื่น")
    member(other, Role.OFFICER)
    person = enter(client, office)
    assert [row["name"] for row in rows_of(client, "schools")] == [school.name]
    assert [row["email"] for row in rows_of(client, "members")] == [person.email]
    enter(client, office, Role.SUPERVISOR)
    assert client.get("/my/data/members.json").status_code == 404
    assert client.get("/my/data/funds.xlsx").status_code == 404
    for role, place in ((Role.SCHOOL_DIRECTOR, school), (Role.PRIVACY_REVIEWER, office)):
        enter(client, place, role)
        assert client.get("/my/data/").status_code == 404
        assert client.get("/my/data/practices.csv").status_code == 404
        assert "/my/data/" not in client.get("/my/").text
    assert client.get("/my/data/no-such-list.csv").status_code == 404


def test_what_is_to_be_forgotten_is_in_no_table(client, office, site_tree):
    long_ago = timezone.now() - timedelta(days=settings.KEEP_DAYS["registrations"] + 1)
    old = factories.ExchangeEventPageFactory(
        parent=site_tree.events, host=office, starts_at=long_ago - timedelta(hours=3), ends_at=long_ago
    )
    new = factories.ExchangeEventPageFactory(parent=site_tree.events, host=office)
    for event in (old, new):
        factories.RegistrationFactory(event=event, state=Registration.State.CONFIRMED)
    enter(client, office)
    rows = rows_of(client, "registrations")
    assert [row["event"] for row in rows] == [new.reference]
    assert not {"name", "email", "phone"} & rows[0].keys()


def test_a_longer_list_asks_the_database_no_more_often(client, office, school, django_assert_max_num_queries):
    enter(client, office)
    for key in ("schools", "partnerships", "members"):
        rows_of(client, key)
        with django_assert_max_num_queries(14):
            rows_of(client, key)
    factories.SchoolFactory.create_batch(5, office=office)
    with django_assert_max_num_queries(14):
        rows_of(client, "schools")
