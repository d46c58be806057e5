"""The register of organisations, who belongs to them, and how people come to belong."""

from organisations.models.approving import PublisherApprovalTask
from organisations.models.changes import (
    Closure,
    IncomingLine,
    IncomingSheet,
    RegisterChange,
    RegisterImport,
)
from organisations.models.confirming import Confirmation, ConfirmationRound
from organisations.models.joining import JoiningCode, JoinRequest
from organisations.models.memberships import (
    ROLES_BY_KIND,
    Capacity,
    Invitation,
    Membership,
    MembershipQuerySet,
    invitation_expiry,
    invitation_token,
)
from organisations.models.register import (
    Kind,
    Organisation,
    OrganisationQuerySet,
    RunningNumber,
    SchoolFacts,
)
from organisations.models.roles import Role

__all__ = [
    "ROLES_BY_KIND",
    "Capacity",
    "Closure",
    "Confirmation",
    "ConfirmationRound",
    "IncomingLine",
    "IncomingSheet",
    "Invitation",
    "JoinRequest",
    "JoiningCode",
    "Kind",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "PublisherApprovalTask",
    "RegisterChange",
    "RegisterImport",
    "Role",
    "RunningNumber",
    "SchoolFacts",
    "invitation_expiry",
    "invitation_token",
]
