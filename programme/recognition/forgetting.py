"""What awards let go after a while: names whose consent was withdrawn. That an award was given stays, and so does the register of certificates."""

from django.db import transaction
from django.db.models import QuerySet

from programme.dossier import withholding
from programme.models import Honour


@transaction.atomic
def forget_names(rows: QuerySet[Honour]) -> int:
    """Without their names, also in the texts and finished editions of dossiers; how many they were."""
    found = list(rows)
    for honour in found:
        withholding.forget(honour)
        honour.prefix = honour.position = honour.why = ""
        honour.name, honour.person = withholding.WITHHELD, None
        honour.save(update_fields=["prefix", "name", "position", "why", "person"])
    return len(found)
