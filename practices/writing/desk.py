"""What "my work" shows of a person's stories."""

from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from organisations.models import Organisation
from practices.writing import drafts
from practices.writing.drafts import Draft

SHOWN = 3


@dataclass
class Desk:
    """The stories of a person's schools."""

    person: User

    @cached_property
    def schools(self) -> list[Organisation]:
        return drafts.schools_of(self.person)

    @cached_property
    def may_begin(self) -> bool:
        return bool(drafts.places_to_write(self.person))

    @cached_property
    def stories(self) -> list[Draft]:
        """The few that were written last."""
        return drafts.in_hand(drafts.stories_of(self.schools)[:SHOWN], self.person)

    def __bool__(self) -> bool:
        return bool(self.schools)
