"""Where files lie."""

from django.core.files.storage import FileSystemStorage, Storage, storages


class PrivateStorage(FileSystemStorage):
    """Files without an address: only a view that has looked at the visitor hands them out."""

    def url(self, name: str | None) -> str:
        raise NotImplementedError("A private file has no address of its own")


def private_storage() -> Storage:
    return storages["private"]
