import gc
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState
from django.db.models.base import ModelBase
from django.utils import translation

#: What Django writes as "Can add …" into the database, where no catalogue reaches it.
ACTIONS = {"add": "เพิ่ม", "change": "แก้ไข", "delete": "ลบ", "view": "ดู"}


class PackagesFirst(MigrationExecutor):
    """Makes the packages' tables before ours.

    Each step renders the models around it anew. With our pages among them an empty database takes a third longer.
    """

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        state = super()._create_project_state(with_applied_migrations)
        state.__class__ = Nearby
        return state

    def migration_plan(
        self, targets: list[tuple[str, str | None]], clean_start: bool = False
    ) -> list[tuple[Migration, bool]]:
        ours_last = sorted(targets, key=lambda target: target[0] in settings.PORTAL_APPS)
        return super().migration_plan(ours_last, clean_start)


class Nearby(ProjectState):
    """Renders a changed model and those that point to it, not everything around.

    Almost every model here is a neighbour of a page or a person in the end: with all of them an empty
    database takes twice as long. The tables are the same, and before it runs Python, Django renders
    all models anew.
    """

    def _find_reload_model(
        self, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        self.is_delayed = True
        changed = {(app_label, model_name)}
        try:
            before = self.apps.get_model(app_label, model_name)
        except LookupError:
            return changed
        pointing = [
            field.related_model
            for field in before._meta.get_fields(include_hidden=True)
            if field.auto_created
        ]
        for model in (*before.__subclasses__(), *pointing):
            if isinstance(model, ModelBase):
                changed.add((model._meta.app_label, model._meta.model_name))
        return changed

    def clone(self) -> "Nearby":
        copy = super().clone()
        copy.__class__ = Nearby
        return copy


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        # What is loaded by now stays: looking through it for rubbish after each rendering is slow.
        gc.freeze()
        migrate.MigrationExecutor = PackagesFirst
        super().handle(*args, **options)
        name_permissions()


def name_permissions() -> None:
    """Say in Thai what each permission allows: the screen of a group reads it out."""
    changed = []
    with translation.override("th"):
        for permission in Permission.objects.select_related("content_type"):
            model = permission.content_type.model_class()
            action, _underscore, of = permission.codename.partition("_")
            if model and action in ACTIONS and of == permission.content_type.model:
                name = f"{ACTIONS[action]}{model._meta.verbose_name}"
            else:
                name = translation.gettext(permission.name)
            if name != permission.name:
                permission.name = name
                changed.append(permission)
    Permission.objects.bulk_update(changed, ["name"])
