"""Taking an archive in: looked through first, then all of it in one transaction, or nothing."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files import File
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Field, JSONField, Model
from wagtail.fields import StreamField
from wagtail.models import Site

from portal.moving import contents, writing
from portal.moving.format import (
    CHUNK,
    FILES,
    MANIFEST,
    MAX_LINE,
    MAX_MANIFEST,
    NAME,
    ROWS,
    VERSION,
    MovingError,
    rows_of,
)
from portal.pagecache import next_generation

BROKEN = "แฟ้มนี้เสียหายหรือขาดหาย คัดลอกจากเครื่องเดิมใหม่ แล้วตรวจขนาดให้ตรงกัน"
FOREIGN = "แฟ้มนี้ไม่ใช่ข้อมูลที่นำออกจากพอร์ทัลด้วย exit_export"

_DELETE = "DELETE FROM {table}"
_INSERT = "INSERT INTO {table} ({columns}) VALUES ({places})"


class Archive:
    """An archive that claims to be ours. Nothing it says is believed before `look_through`."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self.file = file
        self.manifest = self._manifest()
        self.known: dict[str, dict[str, Any]] = self.manifest["files"]

    def _manifest(self) -> dict[str, Any]:
        try:
            entry = self.file.getinfo(MANIFEST)
        except KeyError:
            raise MovingError(FOREIGN) from None
        if entry.file_size > MAX_MANIFEST:
            raise MovingError(FOREIGN)
        try:
            manifest = json.loads(self._all_of(entry))
        except (ValueError, RecursionError) as error:
            raise MovingError(FOREIGN) from error
        if not isinstance(manifest, dict) or manifest.get("format") != NAME:
            raise MovingError(FOREIGN)
        number = manifest.get("format_version")
        if not isinstance(number, int):
            raise MovingError(FOREIGN)
        if number > VERSION:
            raise MovingError(
                f"แฟ้มนี้เป็นรูปแบบรุ่น {number} ใหม่กว่าที่เครื่องนี้อ่านได้ (รุ่น {VERSION}) อัปเดตพอร์ทัลของเครื่องนี้ก่อน"
            )
        if not is_well_formed(manifest):
            raise MovingError(FOREIGN)
        return manifest

    def _all_of(self, entry: zipfile.ZipInfo) -> bytes:
        with self.open(entry.filename) as file:
            return file.read(MAX_MANIFEST)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self.file.open(name) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
            raise MovingError(BROKEN) from error
        except RuntimeError as error:  # zipfile's for a password
            raise MovingError("แฟ้มนี้มีรหัสผ่าน ถอดรหัสออกก่อนนำเข้า") from error

    def look_through(self) -> None:
        """Each file is there once, safe to write, as long as said and with the digest said. Raises MovingError."""
        names = [entry.filename for entry in self.file.infolist()]
        if sorted(names) != sorted([*self.known, MANIFEST]):
            raise MovingError(BROKEN)
        for name, about in self.known.items():
            if name.startswith(FILES):
                refuse_unsafe(name)
            size, digest = 0, hashlib.sha256()
            with self.open(name) as file:
                while chunk := file.read(CHUNK):
                    size += len(chunk)
                    if size > about["bytes"]:
                        raise MovingError(BROKEN)
                    digest.update(chunk)
            if (size, digest.hexdigest()) != (about["bytes"], about["sha256"]):
                raise MovingError(f"{BROKEN} ({name})")

    def refuse_other_schema(self) -> None:
        """Rows fit the tables of their own release alone. Raises MovingError."""
        theirs, ours = self.manifest["schema"], contents.schema()
        if theirs.items() - contents.migrations().disk_migrations.keys():
            raise MovingError("แฟ้มนี้มาจากพอร์ทัลรุ่นใหม่กว่าหรือรุ่นอื่น อัปเดตพอร์ทัลของเครื่องนี้ให้เป็นรุ่นเดียวกันก่อน")
        tables = {name[len(ROWS) : -len(".jsonl")] for name in self.known if name.startswith(ROWS)}
        if theirs != ours or tables != {model._meta.label_lower for model in contents.travelling()}:
            made_by = self.manifest.get("product_version") or "?"
            raise MovingError(f"แฟ้มนี้มาจากพอร์ทัลรุ่นเก่ากว่า ({made_by}) ติดตั้งรุ่นเดียวกับเครื่องเดิม นำเข้า แล้วจึงอัปเดต")

    def rows(self, label: str) -> Iterator[dict[str, Any]]:
        """The rows of a table one by one."""
        with self.open(rows_of(label)) as file:
            while line := file.readline(MAX_LINE):
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise MovingError(f"{BROKEN} ({rows_of(label)})") from error
                yield row


def is_well_formed(manifest: dict[str, Any]) -> bool:
    """Whether everything that is read from a manifest is of its kind."""
    files, schema, sequences = (manifest.get(key) for key in ("files", "schema", "sequences"))
    return (
        isinstance(files, dict)
        and isinstance(schema, dict)
        and isinstance(sequences, dict)
        and all(isinstance(name, str) for name in schema.values())
        and all(isinstance(number, int) for number in sequences.values())
        and all(
            isinstance(about, dict)
            and isinstance(about.get("bytes"), int)
            and isinstance(about.get("sha256"), str)
            for about in files.values()
        )
    )


@contextmanager
def opened(source: Path) -> Iterator[Archive]:
    """Raises MovingError if it is none of ours."""
    try:
        with zipfile.ZipFile(source) as file:
            yield Archive(file)
    except FileNotFoundError as error:
        raise MovingError(f"ไม่มีแฟ้ม {source}") from error
    except zipfile.BadZipFile as error:
        raise MovingError(f"{BROKEN} หรือไม่ใช่แฟ้ม zip") from error
    except OSError as error:
        raise MovingError(f"อ่านแฟ้ม {source} ไม่ได้: {error.strerror or error}") from error


def refuse_unsafe(name: str) -> None:
    """Nothing is written outside of the folders for it. Raises MovingError."""
    parts = PurePosixPath(name).parts
    odd = "\\" in name or "\x00" in name or ":" in name or name != "/".join(parts)
    if odd or ".." in parts or parts[1:2] not in [("private",), ("uploads",)] or len(parts) < 3:
        raise MovingError(f"ชื่อไฟล์ในแฟ้มนี้ไม่ปลอดภัย: {name!r}")


def refuse_unless_empty() -> None:
    """Raises MovingError if anything has been written here since `migrate`."""
    if contents.unapplied():
        raise MovingError("ฐานข้อมูลยังไม่พร้อม เรียก manage.py migrate ก่อน")
    for model in contents.travelling():
        label = model._meta.label_lower
        if label not in contents.BEGUN_BY_MIGRATE and model._base_manager.exists():
            raise MovingError(
                f"ฐานข้อมูลนี้มีข้อมูลอยู่แล้ว ({model._meta.verbose_name_plural}) นำเข้าได้เฉพาะฐานข้อมูลว่างที่เพิ่ง migrate"
            )


def take_in(source: Path) -> dict[str, int]:
    """Fill this empty installation; rows by table. Raises MovingError, and then nothing has changed."""
    with opened(source) as archive:
        archive.refuse_other_schema()
        refuse_unless_empty()
        archive.look_through()
        files: list[tuple[str, str]] = []
        try:
            with transaction.atomic():
                _clear()
                counts = _fill(archive)
                _prove(archive)
                _put_files(archive, files)
        except BaseException as error:
            for where, name in files:
                contents.storage(where).delete(name)
            if isinstance(error, DatabaseError | OSError | SuspiciousOperation):
                raise MovingError(f"นำเข้าไม่สำเร็จ ไม่มีอะไรเปลี่ยน: {error}") from error
            raise
    return counts


def _clear() -> None:
    """What `migrate` began gives way; foreign keys are looked at when all is there."""
    with connection.cursor() as cursor:
        for model in contents.travelling():
            cursor.execute(_DELETE.format(table=connection.ops.quote_name(model._meta.db_table)))


class _Numbers:
    """The numbers that kinds of things and permissions have here, by name; missing ones are made."""

    def __init__(self) -> None:
        names = contents.Names()
        self.kinds = {name: pk for pk, name in names.kinds.items()}
        self.permissions = {name: pk for pk, name in names.permissions.items()}

    def kind(self, name: str) -> int:
        if name not in self.kinds:
            # Of an app that is gone; logs still speak of it.
            app, _dot, model = name.partition(".")
            self.kinds[name] = ContentType.objects.create(app_label=app, model=model).pk
        return self.kinds[name]

    def permission(self, name: str) -> int:
        if name not in self.permissions:
            kind, _dot, codename = name.rpartition(".")
            made = Permission.objects.create(
                content_type_id=self.kind(kind), codename=codename, name=codename
            )
            self.permissions[name] = made.pk
        return self.permissions[name]


def _fill(archive: Archive) -> dict[str, int]:
    numbers = _Numbers()
    counts = {}
    for model in contents.travelling():
        label = model._meta.label_lower
        try:
            counts[label] = _fill_table(archive, model, numbers)
        except (ValidationError, ValueError, TypeError, LookupError, OverflowError, DatabaseError) as error:
            raise MovingError(f"นำเข้าตาราง {label} ไม่ได้ ไม่มีอะไรเปลี่ยน: {error}") from error
        if writing.has_sequence(model):
            writing.set_last_number(model, archive.manifest["sequences"].get(label, 0))
    return counts


def _fill_table(archive: Archive, model: type[Model], numbers: _Numbers) -> int:
    fields = contents.columns(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = _INSERT.format(table=quote(model._meta.db_table), columns=names, places=places)
    count = 0
    rows = archive.rows(model._meta.label_lower)
    with connection.cursor() as cursor:
        while some := list(islice(rows, contents.BATCH)):
            cursor.executemany(
                sql, [[_stored(field, row[field.name], numbers) for field in fields] for row in some]
            )
            count += len(some)
    return count


def _stored(field: Field, value: Any, numbers: _Numbers) -> Any:
    """A value of the archive as the database takes it."""
    is_json = isinstance(field, JSONField | StreamField)
    if value is None:
        return None if field.null or not is_json else connection.ops.adapt_json_value(None, None)
    target = field.remote_field.model if field.remote_field else None
    if target is ContentType:
        return numbers.kind(value)
    if target is Permission:
        return numbers.permission(value)
    if is_json:
        value = contents.renamed_kind(field.model, field.name, value, numbers.kinds)
    else:
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def _prove(archive: Archive) -> None:
    """Every row is there and reads as it did, and every foreign key finds its row. Raises MovingError."""
    connection.check_constraints()
    names = contents.Names()
    for model in contents.travelling():
        digest = hashlib.sha256()
        for line, _files in contents.lines(model, names):
            digest.update(line)
        name = rows_of(model._meta.label_lower)
        if digest.hexdigest() != archive.known[name]["sha256"]:
            raise MovingError(f"ตรวจแล้วไม่ตรงกับแฟ้ม: {name} ไม่มีอะไรเปลี่ยน")


def _put_files(archive: Archive, written: list[tuple[str, str]]) -> None:
    """Each goes to `written` before it is there: what fails is taken away again."""
    for name, about in archive.known.items():
        if not name.startswith(FILES):
            continue
        _files, where, path = name.split("/", 2)
        storage = contents.storage(where)
        if storage.exists(path):
            # Left by an import that was cut off.
            with storage.open(path) as there:
                if hashlib.file_digest(there, "sha256").hexdigest() == about["sha256"]:
                    continue
            raise MovingError(f"มีไฟล์อื่นอยู่แล้วที่ {path} ใช้โฟลเดอร์ข้อมูลว่าง ไม่มีอะไรเปลี่ยน")
        written.append((where, path))
        with archive.open(name) as content:
            storage.save(path, File(content, name=path))


def catch_up() -> None:
    """What an installation has of its own: its address and folders, and what is worked out from the rows."""
    for place in (settings.PRIVATE_ROOT, settings.MEDIA_ROOT):
        Path(place).mkdir(parents=True, exist_ok=True)
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.filter(is_default_site=True).update(hostname=address.hostname or "localhost", port=port)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    cache.clear()
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    call_command("search_index", "rebuild", verbosity=0)
    next_generation()
