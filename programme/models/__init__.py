"""The management cycle of the office and its schools."""

from programme.models.dossiers import (
    Dossier,
    DossierAttachment,
    DossierEdition,
    DossierSection,
)
from programme.models.funds import FundIndexPage, FundPage, FundPeriod
from programme.models.indicators import (
    CockpitShare,
    EnteredFigure,
    Indicator,
    IndicatorVersion,
    MeasuredValue,
    Nudge,
    StatedFigure,
    StatedLine,
    Statement,
    YearKind,
)
from programme.models.ledger import FundEntry, FundYear
from programme.models.plans import Plan, PlanActivity, PlanEvidence, PlanReminder, Vision
from programme.models.recognition import AwardScheme, Featured, Honour
from programme.models.reports import (
    Narrative,
    ReportReminder,
    ReportReturn,
    ReportRound,
    ReportVersion,
    TermReport,
)

__all__ = [
    "AwardScheme",
    "CockpitShare",
    "Dossier",
    "DossierAttachment",
    "DossierEdition",
    "DossierSection",
    "EnteredFigure",
    "Featured",
    "FundEntry",
    "FundIndexPage",
    "FundPage",
    "FundPeriod",
    "FundYear",
    "Honour",
    "Indicator",
    "IndicatorVersion",
    "MeasuredValue",
    "Narrative",
    "Nudge",
    "Plan",
    "PlanActivity",
    "PlanEvidence",
    "PlanReminder",
    "ReportReminder",
    "ReportReturn",
    "ReportRound",
    "ReportVersion",
    "StatedFigure",
    "StatedLine",
    "Statement",
    "TermReport",
    "Vision",
    "YearKind",
]
