"""Writing an archive."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import AutoField, Field, Model
from django.utils import timezone
from django.utils.translation import override

from portal.moving import contents
from portal.moving.format import (
    CHUNK,
    DICTIONARY,
    EXPLANATION,
    FILES,
    MANIFEST,
    NAME,
    README,
    VERSION,
    MovingError,
    product_version,
    rows_of,
)

#: The same in every archive, so that equal contents make equal files.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Written:
    """What went into an archive."""

    tables: int
    rows: int
    files: int
    missing: list[str]


def write(target: Path, *, at: datetime | None = None) -> Written:
    """Write everything to a new file. Raises MovingError; then there is no file."""
    if names := contents.undecided():
        raise MovingError(f"ยังไม่ได้กำหนดว่าตารางนี้ย้ายหรือไม่: {', '.join(names)}")
    if contents.unapplied():
        raise MovingError("ฐานข้อมูลยังไม่ทันรุ่นของโปรแกรม เรียก manage.py migrate ก่อน")
    if target.exists():
        raise MovingError(f"มีแฟ้ม {target} อยู่แล้ว ใช้ชื่ออื่น")
    part = target.with_name(f"{target.name}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                written = _fill(archive, at or timezone.now())
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except OSError as error:
        raise MovingError(f"เขียนแฟ้ม {target} ไม่ได้: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return written


class _Entries:
    """Puts files into the archive and remembers what the manifest says of each."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.known: dict[str, dict[str, Any]] = {}

    def put(self, name: str, chunks: Iterator[bytes] | list[bytes], **more: int) -> dict[str, Any]:
        entry = zipfile.ZipInfo(name, _LONG_AGO)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self.archive.open(entry, "w", force_zip64=True) as out:
            for chunk in chunks:
                out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        about = {"bytes": size, "sha256": digest.hexdigest(), **more}
        if name != MANIFEST:
            self.known[name] = about
        return about


def _fill(archive: zipfile.ZipFile, at: datetime) -> Written:
    entries = _Entries(archive)
    entries.put(README, [EXPLANATION.encode()])
    entries.put(DICTIONARY, [pretty(dictionary())])
    files: set[str] = set()
    models = contents.travelling()
    rows = 0
    with one_moment():
        names = contents.Names()
        for model in models:
            rows += _put_table(entries, model, names, files)
        numbers = {model._meta.label_lower: last_number(model) for model in models if has_sequence(model)}
    missing = [name for name in sorted(files) if not _put_file(entries, name)]
    manifest = {
        "format": NAME,
        "format_version": VERSION,
        "product_version": product_version(),
        "made_at": contents.plain(at),
        "schema": contents.schema(),
        "sequences": numbers,
        "left_out": dict(sorted(contents.LEFT_OUT.items())),
        "missing": missing,
        "files": entries.known,
    }
    entries.put(MANIFEST, [pretty(manifest)])
    return Written(len(models), rows, len(files) - len(missing), missing)


def _put_table(entries: _Entries, model: type[Model], names: contents.Names, files: set[str]) -> int:
    count = 0

    def chunks() -> Iterator[bytes]:
        nonlocal count
        for line, found in contents.lines(model, names):
            count += 1
            files.update(found)
            yield line

    name = rows_of(model._meta.label_lower)
    entries.put(name, chunks())
    entries.known[name]["rows"] = count
    return count


def _put_file(entries: _Entries, name: str) -> bool:
    where, _slash, path = name.partition("/")
    try:
        with contents.storage(where).open(path) as file:
            entries.put(f"{FILES}{name}", file.chunks(CHUNK))
    except FileNotFoundError:
        return False
    return True


def pretty(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


@contextmanager
def one_moment() -> Iterator[None]:
    """All tables as they are at one moment, without keeping anybody from writing meanwhile."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def dictionary() -> dict[str, Any]:
    """The words of each table and column in Thai."""
    with override("th"):
        return {
            model._meta.label_lower: {
                "title": str(model._meta.verbose_name_plural),
                "fields": {field.name: _described(field) for field in contents.columns(model)},
            }
            for model in contents.travelling()
        }


def _described(field: Field) -> dict[str, str]:
    about = {"title": str(field.verbose_name), "type": field.get_internal_type()}
    if field.remote_field:
        about["of"] = field.remote_field.model._meta.label_lower
    return about


def has_sequence(model: type[Model]) -> bool:
    return isinstance(model._meta.pk, AutoField)


def last_number(model: type[Model]) -> int:
    """The highest number that a row of the table ever had: a number must not come again, for logs name it."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass), 0)",
                [f'"{table}"', column],
            )
        else:
            cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        return cursor.fetchone()[0]


def set_last_number(model: type[Model], number: int) -> None:
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
            if number:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), GREATEST(%s,"
                    " COALESCE(pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass), 0)))",
                    [f'"{table}"', column, number, f'"{table}"', column],
                )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)",
                [table, number],
            )
