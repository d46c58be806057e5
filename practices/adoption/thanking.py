"""Thanks of a school to those who began what it uses. Nobody's words are public before these agree."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, Person, Thing
from practices.adoption import telling
from practices.adoption.keeping import RefusedError, locked
from practices.models import Adoption, PracticePage, Thanks


@transaction.atomic
def thank(adoption: Adoption, words: str, by: User) -> Thanks:
    """Said twice, it counts once. Raises RefusedError if the school does not stand by the adoption."""
    adoption = locked(adoption)
    if not adoption.is_public:
        raise RefusedError
    thanks, is_new = Thanks.objects.get_or_create(adoption=adoption, defaults={"words": words, "said_by": by})
    if is_new:
        log(adoption, "adoption.thank", user=by)
        people = telling.without(telling.originators(adoption.practice), by)
        context = telling.context_of(adoption) | {"path": telling.thai_path("thanks"), "words": words}
        telling.tell(people, "thanks", **context)
    return thanks


@transaction.atomic
def take_back(adoption: Adoption, by: User) -> bool:
    """Whether there were any."""
    found = bool(Thanks.objects.filter(adoption=locked(adoption)).delete()[0])
    if found:
        log(adoption, "adoption.unthank", user=by)
    return found


def places_of(person: Person) -> list[Organisation]:
    """The schools and the office in whose name a person answers for their practices."""
    return policy.own_organisations(person, Action.CREATE, Thing.QUESTION)


@transaction.atomic
def show(thanks: Thanks, by: User, *, shown: bool) -> None:
    """Show the words on the practice's page, or no more."""
    row = Thanks.objects.select_for_update().get(pk=thanks.pk)
    row.shown_on, row.shown_by = (timezone.localdate(), by) if shown else (None, None)
    row.save()
    log(thanks.adoption, "adoption.show_thanks", user=by, data={"shown": shown})


def of_practice(page: PracticePage) -> dict[str, Any]:
    """How many schools thanked, and the words that those who began it show."""
    rows = Thanks.objects.filter(adoption__practice=page.pk)
    return {
        "thanked": rows.public().count(),
        "words": rows.shown().select_related("adoption__school")[:5],
    }
