"""Events, and who comes to them."""

from events.models.attendance import Attendance, AttendanceQuerySet, DoorLink, DoorLinkQuerySet
from events.models.calls import Call, Proposal
from events.models.certificates import (
    Certificate,
    CertificateBatch,
    CertificateBundle,
    CertificateCounter,
    CertificateDesign,
    CertificateEdition,
    CertificateRegister,
    CertificateWish,
    Signatory,
)
from events.models.feedback import (
    FEWEST,
    Answer,
    Feedback,
    HandedBallots,
    Remark,
    SpentBallot,
)
from events.models.funnel import (
    ASKED_AFTER,
    OPEN_DAYS,
    Intent,
    IntentQuerySet,
    IntentQuestion,
    Turnout,
    Voice,
)
from events.models.pages import ExchangeEventIndexPage, ExchangeEventPage, ExchangeEventQuerySet, Registering
from events.models.record import EventReport, FollowUp
from events.models.registration import Attendee, Places, Registration, RegistrationQuerySet
from events.models.sessions import SessionChoice, SessionPlaces

__all__ = [
    "ASKED_AFTER",
    "FEWEST",
    "OPEN_DAYS",
    "Answer",
    "Attendance",
    "AttendanceQuerySet",
    "Attendee",
    "Call",
    "Certificate",
    "CertificateBatch",
    "CertificateBundle",
    "CertificateCounter",
    "CertificateDesign",
    "CertificateEdition",
    "CertificateRegister",
    "CertificateWish",
    "DoorLink",
    "DoorLinkQuerySet",
    "EventReport",
    "ExchangeEventIndexPage",
    "ExchangeEventPage",
    "ExchangeEventQuerySet",
    "Feedback",
    "FollowUp",
    "HandedBallots",
    "Intent",
    "IntentQuerySet",
    "IntentQuestion",
    "Places",
    "Proposal",
    "Registering",
    "Registration",
    "RegistrationQuerySet",
    "Remark",
    "SessionChoice",
    "SessionPlaces",
    "Signatory",
    "SpentBallot",
    "Turnout",
    "Voice",
]
