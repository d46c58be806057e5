"""Partner organisations: their profiles, how they register, whom they work with, and what of it counts."""

from networks.models.applications import ApplicationQuerySet, PartnerApplication
from networks.models.commitments import (
    Commitment,
    CommitmentNotice,
    CommitmentQuerySet,
    Party,
    ProgressReport,
    Promise,
    Signature,
)
from networks.models.coverage import CountingRule, CoverageCount, CoverageSnapshot
from networks.models.model_schools import Mentoring, NetworkSchool, SchoolNetwork
from networks.models.needs import Match, Need, Offer, OfferPlace
from networks.models.partnerships import Partnership, PartnershipActivity, PartnershipQuerySet
from networks.models.profiles import PartnerIndexPage, PartnerPage, PartnerPageQuerySet
from networks.models.vetting import (
    MEANING,
    Appeal,
    Declaration,
    DocumentOpening,
    ExpiryNotice,
    Level,
    ProfileChange,
    ProfileClaim,
    Suspension,
    Vetting,
    VettingDocument,
    level_of,
)

__all__ = [
    "MEANING",
    "Appeal",
    "ApplicationQuerySet",
    "Commitment",
    "CommitmentNotice",
    "CommitmentQuerySet",
    "CountingRule",
    "CoverageCount",
    "CoverageSnapshot",
    "Declaration",
    "DocumentOpening",
    "ExpiryNotice",
    "Level",
    "Match",
    "Mentoring",
    "Need",
    "NetworkSchool",
    "Offer",
    "OfferPlace",
    "PartnerApplication",
    "PartnerIndexPage",
    "PartnerPage",
    "PartnerPageQuerySet",
    "Partnership",
    "PartnershipActivity",
    "PartnershipQuerySet",
    "Party",
    "ProfileChange",
    "ProfileClaim",
    "ProgressReport",
    "Promise",
    "SchoolNetwork",
    "Signature",
    "Suspension",
    "Vetting",
    "VettingDocument",
    "level_of",
]
