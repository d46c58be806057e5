"""Who is told what about dossiers."""

from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accounts.notices import notify
from organisations import policy
from organisations.policy import Action
from programme.dossier.access import KINDS
from programme.models import Dossier

FOLDER = "programme/dossier/mail/"


def tell(letter: str, dossier: Dossier, by: User | None = None, **context: object) -> None:
    """Those who may write it, but not who did it. Letters speak Thai."""
    thing = KINDS[dossier.organisation.kind]
    people = policy.people_who_may(Action.EDIT, thing, dossier.organisation)
    with override("th"):
        path = reverse("dossiers:dossier", args=[dossier.uid])
        award = f"{dossier.award} {dossier.award_year}"
    notify(
        [person for person in people if by is None or person.pk != by.pk],
        f"{FOLDER}{letter}",
        path=path,
        title=dossier.title,
        award=award,
        organisation=dossier.organisation.name,
        by=str(by or ""),
        **context,
    )
