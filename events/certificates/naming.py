"""Whether a certificate's name may be shown to strangers. Who knows of a consent registers a check: it stands above this app."""

from collections.abc import Callable

from events.models import Certificate

#: Whether the person agrees, as far as the check knows.
Check = Callable[[Certificate], bool]

_checks: list[Check] = []


def register(check: Check) -> None:
    if check not in _checks:
        _checks.append(check)


def may_be_named(certificate: Certificate) -> bool:
    return all(check(certificate) for check in _checks)
