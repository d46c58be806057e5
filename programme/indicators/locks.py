"""Locks in the database on what was signed: no change, and no deleting but of the demonstration.

They are put on after every `migrate`, since SQLite makes a table anew when its columns change.
"""

from collections.abc import Iterator

from django.db import connections

from programme.models import StatedFigure, StatedLine, Statement

MESSAGE = "what was signed is never changed"

_ON_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_{event} BEFORE {event} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_REFUSE = """
CREATE OR REPLACE FUNCTION programme_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_ON_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_{event} BEFORE {event} ON {table}
FOR EACH ROW {when} EXECUTE FUNCTION programme_refuse()
"""


def statements(vendor: str) -> Iterator[str]:
    """The SQL that locks the tables; asked for again it changes nothing."""
    on_postgresql = vendor == "postgresql"
    if on_postgresql:
        yield _REFUSE.format(message=MESSAGE)
    for model in (Statement, StatedFigure, StatedLine):
        table = model._meta.db_table
        for event, when in [
            ("update", ""),
            ("delete", "WHEN (NOT OLD.is_demo)" if on_postgresql else "WHEN OLD.is_demo = 0"),
        ]:
            sql = _ON_POSTGRESQL if on_postgresql else _ON_SQLITE
            yield sql.format(table=table, event=event, when=when, message=MESSAGE)


def lock_tables(using: str, **kwargs: object) -> None:
    """After `migrate`."""
    connection = connections[using]
    if StatedLine._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)
