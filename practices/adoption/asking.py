"""Questions to those who began a practice. The portal passes them on; nobody is shown an address."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, Thing
from practices.adoption import telling
from practices.models import PracticePage, PracticeQuestion, QuestionMessage

#: Questions that a school may ask in a day.
MOST_A_DAY = 5


def addressee(practice: PracticePage) -> Organisation | None:
    """Who answers: the school or office that began it; the office for one that is closed or has nobody."""
    owner = practice.owner_organisation
    if owner.closed_on is None and policy.people_who_may(Action.CREATE, Thing.QUESTION, owner).exists():
        return owner
    return owner.office or owner


def asked_today(school: Organisation) -> int:
    return PracticeQuestion.objects.filter(school=school, created_at__date=timezone.localdate()).count()


@transaction.atomic
def ask(practice: PracticePage, school: Organisation, text: str, by: User) -> PracticeQuestion:
    question = PracticeQuestion.objects.create(
        practice=practice, school=school, addressee=addressee(practice)
    )
    QuestionMessage.objects.create(question=question, organisation=school, text=text, by=by)
    log(question, "question.ask", user=by)
    write_to(question, question.addressee, "question", school, text, by)
    return question


@transaction.atomic
def reply(question: PracticeQuestion, text: str, by: User) -> QuestionMessage:
    """Write on, for the side that one belongs to."""
    side = side_of(question, by)
    message = QuestionMessage.objects.create(question=question, organisation=side, text=text, by=by)
    question.last_at = message.sent_at
    question.answered = question.answered or side.pk == question.addressee_id
    question.save(update_fields=["last_at", "answered"])
    log(question, "question.answer", user=by)
    other = question.school if side.pk == question.addressee_id else question.addressee
    write_to(question, other, "answer", side, text, by)
    return message


def write_to(
    question: PracticeQuestion,
    organisation: Organisation,
    template: str,
    sender: Organisation,
    text: str,
    by: User,
) -> None:
    people = telling.without(telling.answering(organisation), by)
    telling.tell(
        people,
        template,
        school=sender.name,
        practice=question.practice.title,
        text=text,
        path=telling.thai_path("question", question.uid),
    )


def side_of(question: PracticeQuestion, person: User) -> Organisation:
    """The organisation that a person speaks for: one's own before one that the office reaches."""
    own = {row.pk for row in policy.own_organisations(person, Action.CREATE, Thing.QUESTION)}
    return question.school if question.school_id in own else question.addressee


def may_reply(question: PracticeQuestion, person: User) -> bool:
    """Own side only: the office answers for itself and for closed schools, not in a school's name."""
    own = {row.pk for row in policy.own_organisations(person, Action.CREATE, Thing.QUESTION)}
    return bool(own & {question.school_id, question.addressee_id})


def visible_to(person: User) -> QuerySet[PracticeQuestion]:
    places = policy.organisations_with(person, Action.VIEW, Thing.QUESTION)
    return PracticeQuestion.objects.of(places)
