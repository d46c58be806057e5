"""Files of plans, of what shows their activities and of signed reports go with their rows, whoever deletes them."""

from django.db import transaction
from django.db.models.signals import post_delete

from programme.models import Plan, PlanEvidence, ReportVersion


def paper_deleted(sender: type, instance: Plan | PlanEvidence | ReportVersion, **kwargs: object) -> None:
    file = instance.paper if isinstance(instance, ReportVersion) else instance.file
    if file:
        name, storage = file.name, file.storage
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def connect() -> None:
    for model in (Plan, PlanEvidence, ReportVersion):
        post_delete.connect(paper_deleted, sender=model, dispatch_uid=f"programme.{model.__name__}.paper")
