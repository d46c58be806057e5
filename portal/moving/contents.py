"""What of the database travels and what stays, and how a value is written."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import Storage, storages
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import CharField, Field, FileField, GeneratedField, JSONField, Model, QuerySet
from django.db.models.functions import Cast, Collate
from wagtail.fields import StreamField

from media.storage import PrivateStorage

#: Apps whose tables travel, but for those below. A model of another app has to be in one of the two.
APPS = {
    *settings.PORTAL_APPS,
    "account",
    "auth",
    "taggit",
    "wagtailadmin",
    "wagtailcore",
    "wagtaildocs",
    "wagtailforms",
    "wagtailimages",
    "wagtailredirects",
    "wagtailusers",
}

_INDEX = "ดัชนี สร้างใหม่จากข้อมูลหลังนำเข้า"
_SIGN_IN = "บันทึกการเข้าสู่ระบบของเครื่องเดิม"
_OWN_KEY = "ความลับของคนหรือโปรแกรม ตั้งใหม่ที่เครื่องใหม่"
_ON_DEMAND = "ทำขึ้นเองเมื่อมีคนเปิด"
_EDITING = "งานที่ค้างอยู่บนหน้าจอของเครื่องเดิม"
_TO_SEND = "จดหมายหรือข้อความที่รอส่ง เครื่องที่เขียนเป็นผู้ส่ง มิฉะนั้นผู้รับได้สองฉบับ"
_SENDING = "สภาพการส่งของเครื่องเดิม"
_BY_MIGRATE = "คำสั่ง migrate สร้างให้ อ้างด้วยชื่อ ไม่ใช่เลข"

#: Tables that stay, and why. The reasons are printed into the archive.
LEFT_OUT: dict[str, str] = {
    "accounts.letter": _TO_SEND,
    "accounts.linechannel": _SENDING,
    "accounts.lineevent": _SENDING,
    "accounts.linemessage": _TO_SEND,
    "account.emailconfirmation": _OWN_KEY,
    "auth.permission": _BY_MIGRATE,
    "axes.accessattempt": _SIGN_IN,
    "axes.accessattemptexpiration": _SIGN_IN,
    "axes.accessfailurelog": _SIGN_IN,
    "axes.accesslog": _SIGN_IN,
    "contenttypes.contenttype": _BY_MIGRATE,
    "django_tasks_database.dbtaskresult": "งานเบื้องหลังของเครื่องเดิม",
    "events.certificatebundle": _ON_DEMAND,
    "home.jobrun": "เวลาที่เครื่องเดิมทำงานตามกำหนดครั้งล่าสุด",
    "media.portalrendition": _ON_DEMAND,
    "mfa.authenticator": "ความลับของการยืนยันสองขั้น เจ้าของตั้งใหม่เมื่อเข้าครั้งแรก",
    "organisations.invitation": "คำเชิญที่ยังใช้ได้คือกุญแจ เชิญใหม่จากเครื่องใหม่ สมาชิกที่รับเชิญแล้วย้ายไปครบ",
    "search.indexchange": _INDEX,
    "search.indexstate": _INDEX,
    "sessions.session": _SIGN_IN,
    "wagtailadmin.admin": "ไม่มีข้อมูล มีไว้ให้สิทธิ์ยึด",
    "wagtailadmin.editingsession": _EDITING,
    "wagtailadmin.formstate": _EDITING,
    "wagtailcore.apitoken": _OWN_KEY,
    "wagtailcore.referenceindex": _INDEX,
    "wagtailcore.uploadedfile": _EDITING,
    "wagtailembeds.embed": "สำเนาชั่วคราวจากเว็บอื่น",
    "wagtailimages.rendition": _ON_DEMAND,
    "wagtailsearch.indexentry": _INDEX,
    "wagtailsearch.sqliteftsindexentry": _INDEX,
}

#: Tables in which `migrate` itself writes rows; they give way to those of the archive.
BEGUN_BY_MIGRATE = {
    "auth.group",
    "auth.group_permissions",
    "wagtailcore.collection",
    "wagtailcore.groupapprovaltask",
    "wagtailcore.groupapprovaltask_groups",
    "wagtailcore.groupcollectionpermission",
    "wagtailcore.grouppagepermission",
    "wagtailcore.locale",
    "wagtailcore.page",
    "wagtailcore.site",
    "wagtailcore.task",
    "wagtailcore.workflow",
    "wagtailcore.workflowpage",
    "wagtailcore.workflowtask",
}

#: Columns of plain text that name a private file.
NAMES_OF_FILES = {("privacy.withheld", "file_name")}

BATCH = 500


def tables() -> list[type[Model]]:
    """Each table once, by the model that it belongs to."""
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def undecided() -> list[str]:
    """Models of which nobody has said whether they travel."""
    labels = [(model._meta.app_label, model._meta.label_lower) for model in tables()]
    return sorted(label for app, label in labels if app not in APPS and label not in LEFT_OUT)


def travelling() -> list[type[Model]]:
    found = [
        model
        for model in tables()
        if model._meta.app_label in APPS and model._meta.label_lower not in LEFT_OUT and model._meta.managed
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


def columns(model: type[Model]) -> list[Field]:
    """The fields with a column in the model's own table; what the database works out itself is not among them."""
    return [field for field in model._meta.local_concrete_fields if not isinstance(field, GeneratedField)]


def folder(field: Field) -> str:
    """The folder of the archive for the files that a field names, "" if it names none."""
    if isinstance(field, FileField):
        return "private" if isinstance(field.storage, PrivateStorage) else "uploads"
    label = field.model._meta.label_lower
    return "private" if (label, field.name) in NAMES_OF_FILES else ""


def storage(name: str) -> Storage:
    """Where the files of a folder of the archive lie in an installation."""
    return storages[{"private": "private", "uploads": "default"}[name]]


@cache
def migrations() -> MigrationLoader:
    """Those that the program has; nothing of the database."""
    return MigrationLoader(None)


def schema() -> dict[str, str]:
    """The newest migration of each app whose tables travel."""
    return {app: name for app, name in sorted(migrations().graph.leaf_nodes()) if app in APPS}


def unapplied() -> set[tuple[str, str]]:
    return migrations().disk_migrations.keys() - MigrationRecorder(connection).applied_migrations().keys()


class Names:
    """Kinds of things and permissions by name: their numbers differ between installations."""

    def __init__(self) -> None:
        self.kinds = {
            row.pk: f"{row.app_label}.{row.model}" for row in ContentType.objects.order_by("pk").iterator()
        }
        self.permissions = {
            row.pk: f"{self.kinds[row.content_type_id]}.{row.codename}"
            for row in Permission.objects.order_by("pk").iterator()
        }

    def of(self, field: Field) -> dict[int, str] | None:
        """Names by number, if the field points at what goes by name."""
        target = field.remote_field.model if field.remote_field else None
        return {ContentType: self.kinds, Permission: self.permissions}.get(target)


def plain(value: Any) -> Any:
    """A value as JSON has it. Times are in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value


def renamed_kind(model: type[Model], name: str, value: Any, names: dict[Any, Any]) -> Any:
    """The content of a page's revision has the number of its kind inside."""
    inside = (
        model._meta.label_lower == "wagtailcore.revision" and name == "content" and isinstance(value, dict)
    )
    if not inside or value.get("content_type") not in names:
        return value
    return value | {"content_type": names[value["content_type"]]}


def selection(model: type[Model]) -> tuple[QuerySet, list[str]]:
    """All rows by key, and what to read of each; bodies as they are stored, whatever their blocks have become."""
    rows: QuerySet = QuerySet(model)
    wanted = []
    for field in columns(model):
        if isinstance(field, StreamField):
            rows = rows.annotate(**{f"stored_{field.name}": Cast(field.name, JSONField())})
            wanted.append(f"stored_{field.name}")
        else:
            wanted.append(field.attname)
    key = model._meta.pk
    if isinstance(key, CharField) and connection.vendor == "postgresql":
        # By code point, whatever language the database was made for.
        return rows.order_by(Collate(key.attname, "C")), wanted
    return rows.order_by(key.attname), wanted


def lines(model: type[Model], names: Names) -> Iterator[tuple[bytes, list[str]]]:
    """A JSON object for each row, keys in the order of the model, and the files that the row names."""
    rows, wanted = selection(model)
    fields = [(field, names.of(field)) for field in columns(model)]
    files = [(place, where) for place, (field, _names) in enumerate(fields) if (where := folder(field))]
    for values in rows.values_list(*wanted).iterator(chunk_size=BATCH):
        cells = []
        for (field, by_name), value in zip(fields, values, strict=True):
            found = by_name.get(value, value) if by_name is not None else plain(value)
            found = renamed_kind(model, field.name, found, names.kinds)
            # Keys inside are sorted: PostgreSQL keeps them in an order of its own.
            text = json.dumps(found, ensure_ascii=False, sort_keys=True)
            cells.append(f"{json.dumps(field.name)}: {text}")
        yield (
            f"{{{', '.join(cells)}}}\n".encode(),
            [f"{where}/{values[place]}" for place, where in files if values[place]],
        )
