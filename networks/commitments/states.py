"""Which deeds are open to whom, by where a commitment stands."""

from collections.abc import Mapping
from enum import StrEnum

from networks.models import Commitment


class Deed(StrEnum):
    EDIT = "edit"
    PROPOSE = "propose"
    RECALL = "recall"
    LINK = "link"
    PAPER = "paper"
    CANCEL = "cancel"
    REOPEN = "reopen"
    RENEW = "renew"
    REPORT = "report"
    ANSWER = "answer"
    JUDGE = "judge"
    SHOW = "show"


class Who(StrEnum):
    #: Whoever may write for the organisation that drafted it, and the office.
    DRAFTER = "drafter"
    #: Whose word is enough that others have signed on paper: the office, and the director of a school that drafted it.
    RECORDER = "recorder"
    #: Whoever may end a commitment for the organisation that drafted it, for a party, or for the office.
    ENDER = "ender"
    #: Whoever may write for a party, as a member of that very organisation.
    PARTY = "party"
    #: Those of the office who decide what visitors see.
    PUBLISHER = "publisher"


Standing = Commitment.Standing

_KEEPING = {Deed.REPORT: Who.PARTY, Deed.ANSWER: Who.PARTY, Deed.JUDGE: Who.PARTY, Deed.SHOW: Who.PUBLISHER}

TABLE: Mapping[str, Mapping[Deed, Who]] = {
    Standing.DRAFT: {
        Deed.EDIT: Who.DRAFTER,
        Deed.PROPOSE: Who.DRAFTER,
        Deed.PAPER: Who.RECORDER,
        Deed.CANCEL: Who.DRAFTER,
    },
    Standing.WAITING: {
        Deed.EDIT: Who.DRAFTER,
        Deed.LINK: Who.DRAFTER,
        Deed.RECALL: Who.DRAFTER,
        Deed.PAPER: Who.RECORDER,
        Deed.CANCEL: Who.ENDER,
    },
    Standing.IN_FORCE: {**_KEEPING, Deed.CANCEL: Who.ENDER, Deed.RENEW: Who.PARTY},
    Standing.EXPIRING: {**_KEEPING, Deed.CANCEL: Who.ENDER, Deed.RENEW: Who.PARTY},
    Standing.ENDED: {**_KEEPING, Deed.RENEW: Who.PARTY},
    Standing.RENEWED: _KEEPING,
    # What was in force before it was called off stays so: `access.deeds` looks at that too.
    Standing.CANCELLED: {Deed.REOPEN: Who.DRAFTER},
}
