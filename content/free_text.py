"""Words that people send. Who knows what must not stand in them registers a check: it stands above this app."""

from collections.abc import Callable

from django.core.exceptions import ValidationError

#: What is wrong with a text, in words for its writer; nothing if all is well.
Check = Callable[[str], list[str]]

_checks: list[Check] = []


def register(check: Check) -> None:
    if check not in _checks:
        _checks.append(check)


def refuse_unfit(text: str) -> None:
    """A form field's validator. Raises ValidationError with the first reasons."""
    if reasons := [reason for check in _checks for reason in check(text)]:
        raise ValidationError(reasons[:3])
