"""Organisations stand in the order of a Thai dictionary, on either database."""

import pytest
from django.db import connection

from organisations.models import Organisation
from tests.factories import OfficeFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def test_names_sort_as_in_a_dictionary():
    office = OfficeFactory()
    for name in ("โรงเรียนวัดแก้ว", "โรงเรียนบ้านเขา", "โรงเรียนบ้าน 10", "โรงเรียนบ้าน 9", "โรงเรียนบ้านเก่า"):
        SchoolFactory(name=name, office=office)
    schools = Organisation.objects.exclude(pk=office.pk).order_by("sort_key")
    assert [school.name.removeprefix("โรงเรียน") for school in schools] == [
        "บ้าน 9",
        "บ้าน 10",
        "บ้านเก่า",
        "บ้านเขา",
        "วัดแก้ว",
    ]


@pytest.mark.postgres
def test_keys_compare_by_code_point_in_a_database_of_any_language():
    """A server made for Thai or English would pass over the blanks and marks of the keys."""
    SchoolFactory()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_collation_for(sort_key) FROM organisations_organisation LIMIT 1")
        assert cursor.fetchone()[0] == '"C"'
