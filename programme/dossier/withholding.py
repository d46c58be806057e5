"""Names in dossiers whose consent was withdrawn: where they stand, and how they are left out."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log

from accounts.models import User
from programme.dossier import deeds, editions
from programme.dossier.audit import LOG
from programme.models import Dossier, DossierEdition, DossierSection, Honour

#: Stands for a name that was withdrawn.
WITHHELD = "ผู้รับขอไม่เปิดเผยชื่อ"


def spellings(honour: Honour) -> list[str]:
    """How a dossier may name the person, the longest first."""
    return [f"{honour.full_name} {honour.position}".strip(), honour.full_name, honour.name]


def withdrawn(dossier: Dossier) -> list[str]:
    """Names of people of the organisation, for an office of its schools too, who agreed once and no longer do."""
    place = dossier.organisation_id
    rows = (
        Honour.objects.filter(Q(organisation=place) | Q(organisation__office=place))
        .filter(recipient=Honour.Recipient.PERSON, withdrawn_on__isnull=False)
        .exclude(name=WITHHELD)
    )
    return [words for honour in rows for words in spellings(honour)]


def names(value: Any, withdrawn: Sequence[str]) -> bool:
    """Whether any of the names stands in it; a text, or plain data."""
    if not withdrawn:
        return False
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return any(words in text for words in withdrawn)


def without(value: Any, withdrawn: Sequence[str]) -> Any:
    """The same text or plain data without the names."""
    if isinstance(value, str):
        for words in withdrawn:
            value = value.replace(words, WITHHELD)
        return value
    if isinstance(value, list):
        return [without(part, withdrawn) for part in value]
    if isinstance(value, dict):
        return {key: without(part, withdrawn) for key, part in value.items()}
    return value


def is_named(sections: dict[str, DossierSection], withdrawn: Sequence[str]) -> bool:
    """Whether the dossier as it stands now names somebody who withdrew."""
    return any(
        names(section.text, withdrawn) or names(section.facts, withdrawn) for section in sections.values()
    )


def was_emptied(edition: DossierEdition) -> bool:
    """Whether a name was taken out of it when its time was over: then it is not what was finished, and may not be."""
    return not editions.is_whole(edition) and names(edition.content, [WITHHELD])


@transaction.atomic
def leave_out(dossier: Dossier, by: User) -> DossierEdition | None:
    """Take the names out of the texts; of a dossier that was finished, another edition. Raises SettledError."""
    held = deeds.hold(dossier, *Dossier.State.values)
    found = withdrawn(held)
    if not is_named(deeds.sections_of(held), found):
        raise deeds.SettledError
    take_out(held, found)
    edition = None if held.is_draft else deeds.keep_edition(held, deeds.content_of(held), by)
    deeds.touch(held, by)
    log(held, f"{LOG}leave_out", user=by, data={"edition": edition.number} if edition else {})
    return edition


def take_out(dossier: Dossier, withdrawn: Sequence[str]) -> None:
    for section in DossierSection.objects.select_for_update().filter(dossier=dossier):
        for field in ("text", "drafted", "facts"):
            setattr(section, field, without(getattr(section, field), withdrawn))
        section.save()


def forget(honour: Honour) -> None:
    """A name whose time is over, also out of what was finished: the fingerprint stays and says that it is no longer that."""
    found = spellings(honour)
    place = honour.organisation
    for dossier in Dossier.objects.filter(organisation__in=[place.pk, place.office_id]) if place else ():
        take_out(dossier, found)
        for edition in dossier.editions.all():
            if names(edition.content, found):
                DossierEdition.objects.filter(pk=edition.pk).update(content=without(edition.content, found))
