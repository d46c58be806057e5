"""Files of dossiers go with their rows, whoever deletes them."""

from django.db import transaction
from django.db.models.signals import post_delete

from programme.models import DossierAttachment


def file_deleted(sender: type, instance: DossierAttachment, **kwargs: object) -> None:
    if instance.file:
        name, storage = instance.file.name, instance.file.storage
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def connect() -> None:
    post_delete.connect(
        file_deleted, sender=DossierAttachment, dispatch_uid="programme.DossierAttachment.file"
    )
