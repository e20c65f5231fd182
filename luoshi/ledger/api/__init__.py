"""The room's part of the REST API: plans, tasks, duties, requests, and every move on them. Same services as the pages."""

from ninja import Router

from luoshi.ledger.api.duties import router as duties
from luoshi.ledger.api.items import router as items
from luoshi.ledger.api.letters import router as letters
from luoshi.ledger.api.moves import router as moves
from luoshi.ledger.api.plans import router as plans
from luoshi.ledger.api.tasks import router as tasks
from luoshi.ledger.api.timetable import router as timetable

router = Router(tags=["ledger"])
for part in (plans, moves, tasks, duties, items, timetable, letters):
    router.add_router("", part)
