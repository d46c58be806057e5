"""What hangs on a row, and whether it was changed."""

import hashlib
import json

from django.db.models import Model, QuerySet


def used_by(thing: Model, besides: QuerySet | None = None, passed_over: tuple[type[Model], ...] = ()) -> str:
    """What points at a row, in the plural; "" if nothing does. Rows of `besides` don't count."""
    for relation in type(thing)._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.related_model in passed_over:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: thing})
        if besides is not None and relation.related_model is besides.model:
            rows = rows.exclude(pk__in=besides.values("pk"))
        if rows.exists():
            return str(relation.related_model._meta.verbose_name_plural)
    return ""


def stamp(thing: Model) -> str:
    """Stands for everything that the stored row says."""
    said = {field.attname: field.value_to_string(thing) for field in thing._meta.concrete_fields}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
