"""What the pages of a practice and of a partner are told of the awards that they received."""

from collections.abc import Iterator

from organisations.models import Organisation
from practices.awards import Recorded
from practices.models import PracticePage
from programme.models import Honour
from programme.models.recognition import HonourQuerySet


def recorded(practice: PracticePage) -> Iterator[Recorded]:
    return told(Honour.objects.public().filter(practice=practice.pk))


def received(partner: Organisation) -> Iterator[Recorded]:
    return told(Honour.objects.public().filter(recipient=Honour.Recipient.PARTNER, organisation=partner))


def told(rows: HonourQuerySet) -> Iterator[Recorded]:
    for row in rows.with_names().order_by("-scheme__year", "pk"):
        yield Recorded(
            title=row.scheme.local_name,
            level=row.local_level,
            year=row.scheme.year_name,
            granted_by=row.scheme.issuer,
            url=row.scheme.get_absolute_url(),
            known_as=row.scheme.known_as,
            year_be=row.scheme.year,
        )
