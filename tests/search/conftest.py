"""Engines with the corpus of the tests."""

import pytest

from search import outbox
from search.embedded import EmbeddedEngine
from search.engines import get_engine
from search.index import FolderIndex
from tests.search.corpus import RECORDS


@pytest.fixture
def engine(db):
    """An engine of the test's own, in memory."""
    return EmbeddedEngine(FolderIndex())


@pytest.fixture
def corpus(site_tree, monkeypatch):
    """The site's engine with the corpus in the place of the site's pages."""
    monkeypatch.setattr(outbox, "ready", lambda: None)
    get_engine().replace(RECORDS)
    yield
    get_engine().replace([])
