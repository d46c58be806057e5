"""Those parts of the portal that take a sheet."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organisations.incoming.plan import Plan
from organisations.policy import Person
from organisations.register.reading import Sheets


class Importer(ABC):
    """How one part reads its sheets and keeps what they bring."""

    key: str
    title: str | Promise
    #: What a line becomes.
    made: type[Model]
    #: Said when undoing meets a row that is no longer as the sheet left it.
    changed_since: str | Promise = _("it has been changed since")
    #: Why keeping or taking back can fail, in the person's words.
    sorry: Mapping[type[Exception], str | Promise] = {}

    @abstractmethod
    def place(self, key: int) -> Any:
        """What a sheet is for, None if it is gone."""

    @abstractmethod
    def may(self, person: Person, place: Any) -> bool: ...

    def name(self, place: Any) -> str:
        return str(place)

    def words(self, thing: Any) -> str:
        """What a line became, for the list of what a sheet brought."""
        return str(thing)

    def stored(self, keys: Iterable[int]) -> dict[int, Any]:
        """What lines became, with what their words need."""
        return self.made._base_manager.in_bulk(list(keys))

    @abstractmethod
    def home(self, place: Any) -> str:
        """The address of the screen where the rows are."""

    @abstractmethod
    def begin(self, place: Any) -> str:
        """The address of the screen where a sheet is chosen."""

    @abstractmethod
    def hold(self, place: Any) -> None:
        """Let nobody else change what is there until this transaction ends."""

    @abstractmethod
    def read(self, place: Any, sheets: Sheets) -> Plan:
        """Raises ValidationError if there is nothing that could be read."""

    @abstractmethod
    def keep(self, place: Any, things: list[Any], by: User) -> None: ...

    @abstractmethod
    def take_back(self, thing: Any, by: User) -> None: ...

    def change_back(self, thing: Any, before: Mapping[str, Any], by: User) -> None:
        """Asked of lines that changed a row; a part whose sheets only add rows has none."""
        raise NotImplementedError


IMPORTERS: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    IMPORTERS[importer.key] = importer
