"""The demonstration comes once, goes without a trace, and never into production."""

from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from practices.models import PracticePage
from tests import factories


def row_counts() -> Counter[str]:
    """Rows of every table that holds what people or the portal wrote."""
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    tables -= {
        "django_session",
        "django_content_type",
        "auth_permission",
        # Follows from the pages, and is brought up to date at their next save.
        "wagtailcore_referenceindex",
        # Bookkeeping of work that is done, and of what words the admin's search knows.
        "django_tasks_database_dbtaskresult",
        "wagtailcore_task",
    }
    tables = {
        table for table in tables if not table.startswith(("wagtailsearch_", "modelsearch_", "search_"))
    }
    counts: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for table in tables & set(connection.introspection.table_names()):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.django_db
def test_comes_once_goes_without_a_trace_and_takes_nothing_real_with_it():
    call_command("setup", no_administrator=True, verbosity=0)
    founded = row_counts()
    call_command("demo", verbosity=0)
    filled = row_counts()
    assert filled != founded
    call_command("demo", verbosity=0)
    assert row_counts() == filled
    school = factories.SchoolFactory(name="โรงเรียนที่ไม่ใช่ของสาธิต")
    person = factories.UserFactory()
    real = row_counts() - filled
    call_command("demo", remove=True, verbosity=0)
    left = row_counts()
    stays = founded + real
    assert {table: (stays[table], left[table]) for table in left if stays[table] != left[table]} == {}
    school.refresh_from_db()
    person.refresh_from_db()
    call_command("setup", no_administrator=True, verbosity=0)
    assert row_counts() == left


@pytest.mark.django_db
def test_never_comes_into_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("demo", verbosity=0)
    assert not PracticePage.objects.exists()
