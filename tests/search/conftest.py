"""An empty index that follows the test's transaction, whichever the database."""

import pytest
from django.db import connection

from search import embedded
from search.engines import get_engine


@pytest.fixture(autouse=True)
def _instant_index(request, monkeypatch):
    """Beside PostgreSQL the index is written on commit, which a test's transaction never reaches."""
    if connection.vendor == "sqlite" or "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")

    def at_once(work):
        work()

    monkeypatch.setattr(embedded, "on_commit", at_once)
    get_engine().prepare()
    get_engine().clear()
    yield
    monkeypatch.setattr(embedded, "on_commit", at_once)
    get_engine().clear()


@pytest.fixture
def engine(db):
    return get_engine()
