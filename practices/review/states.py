"""The state machine of practices as a table: in which state which deed is there, and the right it needs.

Two things are said of each practice: where its newest version is in the review, and whether visitors read an
older one. The deeds of both are open at once: a published practice can be selected while its next edition is
being read. Which role has a right stands in `organisations.policy`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from organisations import policy

A = policy.Action


class State(StrEnum):
    # Of the newest version
    DRAFT = "draft"
    CERTIFY = "certify"
    PRIVACY = "privacy"
    EXPERT = "expert"
    PUBLISH = "publish"
    RETURNED = "returned"
    # Of what visitors read
    PUBLISHED = "published"
    SELECTED = "selected"
    RETIRED = "retired"
    ARCHIVED = "archived"
    HIDDEN = "hidden"


#: The states in which the newest version is in somebody's hands.
IN_REVIEW = (State.CERTIFY, State.PRIVACY, State.EXPERT, State.PUBLISH)
OPEN_TO_ALL = (State.PUBLISHED, State.SELECTED)
GONE = (State.RETIRED, State.ARCHIVED, State.HIDDEN)


class Deed(StrEnum):
    SUBMIT = "submit"
    RECALL = "recall"
    CERTIFY = "certify"
    CERTIFY_ON_PAPER = "paper"
    CHECK = "check"
    ASSIGN = "assign"
    ASSESS = "assess"
    PUBLISH = "publish"
    RETURN = "return"
    SELECT = "select"
    UNSELECT = "unselect"
    RENEW = "renew"
    RETIRE = "retire"
    RESTORE = "restore"
    HIDE = "hide"


#: The right that a deed needs in a state. What does not stand here cannot be done.
TABLE: Mapping[State, Mapping[Deed, A]] = {
    State.DRAFT: {Deed.SUBMIT: A.EDIT},
    State.RETURNED: {Deed.SUBMIT: A.EDIT, Deed.RECALL: A.EDIT},
    State.CERTIFY: {
        Deed.RECALL: A.EDIT,
        Deed.CERTIFY: A.CERTIFY,
        Deed.CERTIFY_ON_PAPER: A.COORDINATE,
        Deed.RETURN: A.CERTIFY,
    },
    State.PRIVACY: {Deed.RECALL: A.EDIT, Deed.CHECK: A.CHECK, Deed.RETURN: A.RETURN},
    State.EXPERT: {
        Deed.RECALL: A.EDIT,
        Deed.ASSIGN: A.COORDINATE,
        Deed.ASSESS: A.ASSESS,
        Deed.RETURN: A.RETURN,
    },
    State.PUBLISH: {Deed.RECALL: A.EDIT, Deed.PUBLISH: A.PUBLISH, Deed.RETURN: A.RETURN},
    State.PUBLISHED: {
        Deed.SELECT: A.SELECT,
        Deed.RENEW: A.PUBLISH,
        Deed.RETIRE: A.PUBLISH,
        Deed.HIDE: A.HIDE,
    },
    State.SELECTED: {
        Deed.UNSELECT: A.SELECT,
        Deed.RENEW: A.PUBLISH,
        Deed.RETIRE: A.PUBLISH,
        Deed.HIDE: A.HIDE,
    },
    State.RETIRED: {Deed.RESTORE: A.PUBLISH},
    State.ARCHIVED: {Deed.RESTORE: A.PUBLISH},
    State.HIDDEN: {Deed.RESTORE: A.HIDE, Deed.RETIRE: A.PUBLISH},
}

#: What nobody does to what they wrote themselves.
NOT_FOR_AUTHORS = frozenset(
    {
        Deed.CERTIFY,
        Deed.CERTIFY_ON_PAPER,
        Deed.CHECK,
        Deed.ASSESS,
        Deed.PUBLISH,
        Deed.RETURN,
        Deed.SELECT,
    }
)

#: What is only for people who belong to the school itself, not for the office that reaches it.
ON_THE_SPOT = frozenset({Deed.CERTIFY})


def right(states: Iterable[State], deed: Deed) -> A | None:
    """The right that a deed needs where a practice stands; None if it cannot be done there."""
    return next((TABLE[state][deed] for state in states if deed in TABLE[state]), None)
