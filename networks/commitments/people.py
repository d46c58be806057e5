"""Who is told what about a commitment, and the same in words for LINE."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts import links, mail
from accounts.models import User
from accounts.notices import notify
from networks import meeting, reminders
from networks.models import Commitment, Party, Promise
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing
from vcare.calendar import format_thai_date

Standing = Commitment.Standing

FOLDER = "networks/commitments/mail/"
#: What one-time links let somebody do.
SIGN = "sign"
LINK_DAYS = 30


def responsible(organisation: Organisation) -> list[User]:
    """Who answers for a party: director and teachers in charge, coordinators, officers."""
    if organisation.kind == Kind.SCHOOL:
        return list(reminders.responsible(organisation))
    if organisation.kind == Kind.PARTNER:
        return list(meeting.coordinators(organisation))
    return list(policy.people_who_may(Action.EDIT, Thing.COMMITMENT, organisation))


def everyone(commitment: Commitment) -> list[User]:
    """Those responsible in all parties and in the office that looks after it; each once."""
    places = [commitment.office, commitment.author]
    places += [party.organisation for party in commitment.parties.select_related("organisation")]
    distinct = {place.pk: place for place in places}.values()
    people = {person.pk: person for place in distinct for person in responsible(place)}
    return list(people.values())


def drafters(commitment: Commitment) -> list[User]:
    """Who writes it: the people of the organisation that drafted it."""
    return responsible(commitment.author)


def path(commitment: Commitment) -> str:
    """The screen on which its people meet. Letters speak Thai."""
    with override("th"):
        return reverse("commitments:commitment", args=[commitment.uid])


def names(commitment: Commitment) -> str:
    return " · ".join(party.organisation.name for party in commitment.parties.select_related("organisation"))


def tell(people: Iterable[User], letter: str, commitment: Commitment, **context: object) -> None:
    notify(
        people,
        f"{FOLDER}{letter}",
        path=path(commitment),
        commitment=commitment,
        title=commitment.title,
        reference=commitment.reference,
        parties=names(commitment),
        **context,
    )


def tell_all(letter: str, commitment: Commitment, **context: object) -> None:
    """Everybody responsible, and who signs without an account; for the latter the letter leads to the public page."""
    people = everyone(commitment)
    tell(people, letter, commitment, **context)
    known = {person.email.lower() for person in people}
    with override("th"):
        public = commitment.get_absolute_url()
    for party in commitment.parties.exclude(signatory_email=""):
        if party.signatory_email.lower() not in known:
            known.add(party.signatory_email.lower())
            mail.send(
                f"{FOLDER}{letter}",
                party.signatory_email,
                person=party.signatory_name,
                path=public,
                commitment=commitment,
                title=commitment.title,
                reference=commitment.reference,
                parties=names(commitment),
                **context,
            )


def new_link(party: Party) -> str:
    """The path of a new one-time link to read, sign or decline, for the text as it is now."""
    token = links.make(
        SIGN,
        party,
        party.signatory_email,
        days=LINK_DAYS,
        version=party.commitment.text_version,
    )
    with override("th"):
        return reverse("commitments:sign", args=[token])


def ask_to_sign(party: Party) -> None:
    """Send the link to who signs; without an address it goes by LINE."""
    if not party.signatory_email:
        return
    commitment = party.commitment
    mail.send(
        f"{FOLDER}please_sign",
        party.signatory_email,
        name=party.signatory_name,
        party=party.organisation.name,
        title=commitment.title,
        reference=commitment.reference,
        parties=names(commitment),
        link=new_link(party),
        days=LINK_DAYS,
        again=party.signatures.exclude(void_since=None).exists(),
    )


def line_ask(party: Party, link: str) -> str:
    """Words for LINE with a link of their own. Thai whatever the language of the screen."""
    commitment = party.commitment
    return (
        f"เรียน {party.signatory_name or party.organisation.name}\n"
        f"ขอเชิญอ่านและลงนาม «{commitment.title}» ({commitment.reference}) ในนาม{party.organisation.name}\n"
        f"ลิงก์นี้ใช้ได้ครั้งเดียวภายใน {LINK_DAYS} วัน โปรดอย่าส่งต่อ\n"
        f"{settings.BASE_URL}{link}?openExternalBrowser=1"
    )


def line_text(commitment: Commitment) -> str:
    """Words for LINE about how a commitment stands."""
    day = format_thai_date(commitment.ends_on, "long")
    standing, left = commitment.standing, (commitment.ends_on - timezone.localdate()).days
    lines = {
        Standing.DRAFT: "ร่างพันธสัญญารอส่งให้ทุกฝ่ายลงนาม",
        Standing.WAITING: f"พันธสัญญารอลงนาม ยังขาด: {waiting_for(commitment)}",
        Standing.IN_FORCE: f"พันธสัญญามีผลใช้บังคับแล้ว ถึงวันที่ {day}",
        Standing.EXPIRING: f"พันธสัญญาจะครบกำหนดวันที่ {day} (อีก {left} วัน) ขอความกรุณาปรึกษากันว่าจะต่ออายุหรือไม่",
        Standing.ENDED: f"พันธสัญญาครบกำหนดแล้วเมื่อวันที่ {day} ถ้ายังทำงานร่วมกันต่อ โปรดต่ออายุ",
        Standing.RENEWED: "พันธสัญญานี้ต่ออายุแล้ว",
        Standing.CANCELLED: "พันธสัญญานี้ยกเลิกแล้ว",
    }
    return (
        f"{lines[Standing(standing)]}\n"
        f"เรื่อง: {commitment.title} ({commitment.reference})\n"
        f"ระหว่าง: {names(commitment)}\n"
        f"{settings.BASE_URL}{path(commitment)}?openExternalBrowser=1"
    )


def line_promise(promise: Promise, *, late: bool) -> str:
    """Words for LINE about a promise whose day comes or is over."""
    day = format_thai_date(promise.due_on, "long")
    begins = f"เลยกำหนดวันที่ {day} และยังไม่ทราบผล" if late else f"ใกล้ถึงกำหนดวันที่ {day}"
    return (
        f"{begins}\n{promise.party.organisation.name} ให้พันธสัญญาไว้ว่า: {promise.what}\n"
        f"{settings.BASE_URL}{path(promise.commitment)}?openExternalBrowser=1"
    )


def waiting_for(commitment: Commitment) -> str:
    rows = Party.objects.filter(commitment=commitment).unsigned().select_related("organisation")
    return " · ".join(party.organisation.name for party in rows)
