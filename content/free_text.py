"""Words that people send. Who knows what must not stand in them registers checks: it stands above this app."""

from collections.abc import Callable

from django.core.exceptions import ValidationError

#: What is wrong with a text, in words for its writer; nothing if all is well.
Check = Callable[[str], list[str]]

_checks: dict[str, list[Check]] = {"words": [], "papers": []}


def register(*, words: Check, papers: Check) -> None:
    """One check for what is typed into a field, one for the text of a whole file."""
    for kind, check in (("words", words), ("papers", papers)):
        if check not in _checks[kind]:
            _checks[kind].append(check)


def refuse_unfit(text: str) -> None:
    """A form field's validator. Raises ValidationError with the first reasons."""
    _refuse("words", text)


def refuse_unfit_paper(text: str) -> None:
    """The same for what was read from a file: names of teachers beside their classes fill whole pages there."""
    _refuse("papers", text)


def _refuse(kind: str, text: str) -> None:
    if reasons := [reason for check in _checks[kind] for reason in check(text)]:
        raise ValidationError(reasons[:3])
