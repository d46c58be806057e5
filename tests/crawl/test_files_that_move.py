"""Whatever names a stored file is known to name one: else the file would stay behind when the portal moves."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import FileField

from media.models import PortalImage
from portal.moving import contents
from privacy import pictures

Column = tuple[str, str]


def files_in(where: str, folder: str = "") -> Iterator[str]:
    """The names of all files that are stored there."""
    folders, files = contents.storage(where).listdir(folder)
    yield from (f"{folder}/{name}".lstrip("/") for name in files)
    for name in folders:
        yield from files_in(where, f"{folder}/{name}".lstrip("/"))


def words_in(value: Any) -> Iterator[str]:
    """Every text inside a value, also of a JSON column."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from words_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner)


def columns_that_name(files: set[str]) -> set[Column]:
    """The columns of the tables that travel in which some row names one of these files."""
    found: set[Column] = set()
    for model in contents.travelling():
        rows, wanted = contents.selection(model)
        columns = [(model._meta.label_lower, field.name) for field in contents.columns(model)]
        for values in rows.values_list(*wanted).iterator(chunk_size=contents.BATCH):
            for column, value in zip(columns, values, strict=True):
                if column not in found and not files.isdisjoint(words_in(value)):
                    found.add(column)
    return found


@pytest.fixture
def hidden(demonstration) -> PortalImage:
    """A picture that a neutral one stands in for; only a column of plain text names its own file."""
    image = PortalImage.objects.order_by("pk").first()
    pictures.hide(image)
    return image


def test_every_column_that_names_a_stored_file_sends_it_along(hidden):
    files = {*files_in("private"), *files_in("uploads")}
    found = columns_that_name(files)
    known = {
        (model._meta.label_lower, field.name)
        for model in contents.travelling()
        for field in contents.columns(model)
        if contents.folder(field)
    }
    assert found - known == set(), "add it to NAMES_OF_FILES of portal.moving.contents"
    # It does see columns of plain text, and none is listed that is gone.
    assert found >= contents.NAMES_OF_FILES
    fields_for_files = {
        (model._meta.label_lower, field.name)
        for model in contents.travelling()
        for field in contents.columns(model)
        if isinstance(field, FileField)
    }
    assert known == fields_for_files | contents.NAMES_OF_FILES
