"""Rows that a fixture wrote, kept and written again.

Publishing the few pages that most tests stand on takes half a second; copying what it left in the database takes
some milliseconds. What is copied is what the fixture itself wrote before, in the same state of the database.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Collection, Locale, Page, Site

from organisations.models import Organisation
from search.models import IndexChange

#: What was written, by the state that it was written upon.
_written: dict[tuple[str, str], "Written"] = {}


class Written:
    """The difference that a fixture made: for each table the keys of rows that went or changed, and the rows that came."""

    def __init__(self, result: Any, before: dict, after: dict):
        self.result = result
        self.tables = []
        for table, (key, columns, rows) in after.items():
            old = before[table][2]
            gone = [pk for pk in old if rows.get(pk) != old[pk]]
            new = [rows[pk] for pk in rows if rows[pk] != old.get(pk)]
            if gone or new:
                self.tables.append((table, key, columns, gone, new))

    def again(self) -> Any:
        quote = connection.ops.quote_name
        # In one transaction: a row may go before the one that points to it is written anew.
        with transaction.atomic(), connection.cursor() as cursor:
            for table, key, columns, gone, rows in self.tables:
                cursor.executemany(
                    f"DELETE FROM {quote(table)} WHERE {quote(key)} = %s", [[pk] for pk in gone]
                )
                if columns is None:
                    cursor.executemany(
                        f"INSERT INTO {quote(table)} SELECT (%s::{quote(table)}).*", [[row] for row in rows]
                    )
                else:
                    places = ", ".join(["%s"] * len(columns))
                    cursor.executemany(f"INSERT INTO {quote(table)} VALUES ({places})", rows)
        return self.result


def once(name: str, write: Callable[[], Any]) -> Any:
    """What `write` returns, and what it writes; `write` itself runs only the first time upon a state.

    It must return something that stays true: keys, not objects.
    """
    if any(model.objects.exists() for model in (get_user_model(), Organisation, IndexChange)):
        # Another fixture was there first: what is written depends on it, and its numbers are taken.
        return write()
    state = (name, _state())
    if written := _written.get(state):
        return written.again()
    before = _rows()
    result = write()
    _written[state] = Written(result, before, _rows())
    return result


def _state() -> str:
    """A digest of the rows that others point to; a test that empties all tables leaves other numbers behind."""
    parts = [
        list(Group.objects.order_by("pk").values_list("pk", "name")),
        list(ContentType.objects.order_by("pk").values_list("pk", "app_label", "model")),
        list(Page.objects.order_by("pk").values_list("pk", "path", "numchild")),
        list(Locale.objects.order_by("pk").values_list("pk", "language_code")),
        list(Collection.objects.order_by("pk").values_list("pk", "path")),
        list(Site.objects.order_by("pk").values_list("pk", "root_page", "hostname")),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _rows() -> dict[str, tuple[str, list[str] | None, dict]]:
    """Of each table its key's name, its columns (none: rows are text of the table's own type) and its rows by key."""
    tables = {}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            key = connection.introspection.get_primary_key_column(cursor, table)
            if key is None:
                continue  # an index of words, which a trigger writes
            name = quote(table)
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT {quote(key)}, {name}::text FROM {name}")
                tables[table] = (key, None, dict(cursor.fetchall()))
            else:
                cursor.execute(f"SELECT {quote(key)}, * FROM {name}")
                columns = [column[0] for column in cursor.description][1:]
                tables[table] = (key, columns, {row[0]: row[1:] for row in cursor.fetchall()})
    return tables
