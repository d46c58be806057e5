"""Partner organisations: their profiles, how they register, whom they work with, and what of it counts."""

from networks.models.applications import ApplicationQuerySet, PartnerApplication
from networks.models.coverage import CountingRule, CoverageCount, CoverageSnapshot
from networks.models.needs import Match, Need, Offer, OfferPlace
from networks.models.partnerships import Partnership, PartnershipActivity, PartnershipQuerySet
from networks.models.profiles import PartnerIndexPage, PartnerPage, PartnerPageQuerySet

__all__ = [
    "ApplicationQuerySet",
    "CountingRule",
    "CoverageCount",
    "CoverageSnapshot",
    "Match",
    "Need",
    "Offer",
    "OfferPlace",
    "PartnerApplication",
    "PartnerIndexPage",
    "PartnerPage",
    "PartnerPageQuerySet",
    "Partnership",
    "PartnershipActivity",
    "PartnershipQuerySet",
]
