"""What the register lets go after a while: the lists of batches, and where letters went. The numbers stay."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from events.models import Certificate


@transaction.atomic
def forget_addresses(rows: QuerySet[Certificate]) -> int:
    """Without its e-mail a certificate stays with the account that the e-mail belongs to; how many they were."""
    keys = list(rows.values_list("pk", "email"))
    accounts = {
        email.lower(): pk
        for pk, email in User.objects.filter(email__in={email.lower() for _pk, email in keys}).values_list(
            "pk", "email"
        )
    }
    for pk, email in keys:
        found = Certificate.objects.filter(pk=pk)
        if owner := accounts.get(email.lower()):
            found.filter(person=None).update(person=owner)
        found.update(email="")
    return len(keys)
