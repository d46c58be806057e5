"""What a practice's own page is told of the awards it received."""

from collections.abc import Iterator

from practices.awards import Recorded
from practices.models import PracticePage
from programme.models import Honour


def recorded(practice: PracticePage) -> Iterator[Recorded]:
    rows = Honour.objects.public().filter(practice=practice.pk).with_names()
    for row in rows.order_by("-scheme__year", "pk"):
        yield Recorded(
            title=row.scheme.local_name,
            level=row.local_level,
            year=row.scheme.year_name,
            granted_by=row.scheme.issuer,
            url=row.scheme.get_absolute_url(),
            known_as=row.scheme.known_as,
            year_be=row.scheme.year,
        )
