"""Many pages at once: one statement for each table, without signals, revisions or the tree's own care."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from wagtail.models import Page


def copies_of(template: Page, changes: Iterable[Mapping[str, Any]]) -> None:
    """Siblings of a page that differ in the given columns of its own table."""
    rows = list(changes)
    last = (
        Page.objects.filter(path__startswith=template.path[:-4], depth=template.depth).order_by("path").last()
    )
    step = int(last.path[-4:], 36) + 1
    base = [
        field.attname
        for field in Page._meta.concrete_fields
        if field.attname not in {"id", "path", "slug", "url_path"}
    ]
    pages = Page.objects.bulk_create(
        Page(
            **{name: getattr(template, name) for name in base if name not in {"translation_key"}},
            path=template.path[:-4] + Page._int2str(step + number).rjust(4, "0"),
            slug=f"copy-{step + number}",
            url_path=f"{template.url_path.rstrip('/')}-{step + number}/",
        )
        for number in range(len(rows))
    )
    fields = list(template._meta.local_concrete_fields)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(template._meta.db_table)} ({columns}) VALUES ({places})",
            [
                [
                    page.pk
                    if field.primary_key
                    else unique.get(field.attname)
                    if field.attname in unique
                    else _stored(field, template)
                    for field in fields
                ]
                for page, unique in zip(pages, rows, strict=True)
            ],
        )


def _stored(field: Any, template: Page) -> Any:
    return field.get_db_prep_save(field.value_from_object(template), connection)
