"""The room's part of the REST API: plans, opinions, findings, coverage, policies, and every move on them. Same services as the pages."""

from ninja import Router

from luoshi.policy.api.countersigns import router as countersigns
from luoshi.policy.api.effects import router as effects
from luoshi.policy.api.findings import router as findings
from luoshi.policy.api.funds import router as funds
from luoshi.policy.api.meetings import router as meetings
from luoshi.policy.api.plans import router as plans
from luoshi.policy.api.provisions import router as provisions
from luoshi.policy.api.resources import router as resources
from luoshi.policy.api.submissions import router as submissions

router = Router(tags=["policy"])
for part in (countersigns, effects, findings, funds, meetings, plans, provisions, resources, submissions):
    router.add_router("", part)
