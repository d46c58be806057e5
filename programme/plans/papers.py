"""Files of plans and of what shows their activities go with their rows, whoever deletes them."""

from django.db import transaction
from django.db.models.signals import post_delete

from programme.models import Plan, PlanEvidence


def paper_deleted(sender: type, instance: Plan | PlanEvidence, **kwargs: object) -> None:
    if instance.file:
        name, storage = instance.file.name, instance.file.storage
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def connect() -> None:
    for model in (Plan, PlanEvidence):
        post_delete.connect(paper_deleted, sender=model, dispatch_uid=f"programme.{model.__name__}.paper")
