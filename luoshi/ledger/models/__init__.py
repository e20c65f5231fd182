"""Which tables does the ledger keep? Each file answers its own question; importers do not notice."""

from luoshi.ledger.models.indicators import Indicator, IndicatorLink, IndicatorReader, IndicatorValue
from luoshi.ledger.models.letters import Letter, LetterReader, LetterSettings, LetterTask
from luoshi.ledger.models.requests import Pause, Request
from luoshi.ledger.models.settings import CategorySettings, LightSettings
from luoshi.ledger.models.standings import Standing
from luoshi.ledger.models.tasks import (
    CATEGORIES,
    DUTY_ROLES,
    ENDINGS,
    GRADES,
    NO_DATE,
    URGENCIES,
    Basis,
    Check,
    Clause,
    Completion,
    Duty,
    GenericDuty,
    Milestone,
    Plan,
    PlanReader,
    Standard,
    Tally,
    Target,
    Task,
    Wait,
)
from luoshi.ledger.models.teams import TeamMember

__all__ = [
    "CATEGORIES",
    "DUTY_ROLES",
    "ENDINGS",
    "GRADES",
    "NO_DATE",
    "URGENCIES",
    "Basis",
    "CategorySettings",
    "Check",
    "Clause",
    "Completion",
    "Duty",
    "GenericDuty",
    "Indicator",
    "IndicatorLink",
    "IndicatorReader",
    "IndicatorValue",
    "Letter",
    "LetterReader",
    "LetterSettings",
    "LetterTask",
    "LightSettings",
    "Milestone",
    "Pause",
    "Plan",
    "PlanReader",
    "Request",
    "Standard",
    "Standing",
    "Tally",
    "Target",
    "Task",
    "TeamMember",
    "Wait",
]
