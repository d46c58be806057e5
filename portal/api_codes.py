"""How the API reads and writes a list of codes: as a list, where its column looks like a text."""

from typing import Any

from django.db.models import Field, Model
from wagtail.api.v3.schemas import create_generator, patch_generator, read_generator

from content.fields import CodesField


def teach() -> None:
    """Before Wagtail makes its schemas, which is when the first of its apps is ready."""
    read_generator.register_field_schema(CodesField, read)
    for generator in (create_generator, patch_generator):
        generator.register_field_schema(CodesField, write)


def read(generator: Any, field: Field) -> tuple[Any, ...]:
    def resolve(thing: Model) -> list[str]:
        return field.value_from_object(thing)

    return list[str], [], staticmethod(resolve)


def write(generator: Any, field: Field) -> tuple[Any, list[str]]:
    return list[str], []
