"""Letters of the year: a reminder answered, one that waits for an answer, a chasing letter down the union's line, a draft."""

from __future__ import annotations

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.plans import Told
from luoshi.kernel import clock
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Letter, Task
from luoshi.org.rules import Act


def exchange(cast: Cast, told: Told) -> None:
    """Who wrote to whom."""
    office, head = cast.actor("省.办", "office"), "周明远"
    with clock.at(cast.ago(15, 9)):
        answered = _send(cast, told, "省.办", ("6-02",), head)
    with clock.at(cast.ago(13, 15)):
        clerk = cast.worker(answered.to_id)
        ledger.receive_letter(clerk, answered)
        text = "已会同省住房城乡建设厅召开调度会，三个县的接入工作正在补录，十二月底前全部接入。"
        ledger.answer_letter(clerk, answered, answer=text)
    with clock.at(cast.ago(12, 10)):
        ledger.close_letter(office, answered)
    with clock.at(cast.ago(3, 9)):
        _send(cast, told, "省.办", ("3-06",), head)
    with clock.at(cast.ago(2, 10)):
        _urge(cast, told, "省.工会", "2-03/澜阳市")
    with clock.at(cast.ago(1, 17)):
        ledger.draft_letters(office, [_task(told, "2-06")])


def _send(cast: Cast, told: Told, sender: str, numbers: tuple[str, ...], signed_by: str) -> Letter:
    actor = cast.worker(cast.units[sender].pk)
    made = ledger.draft_letters(actor, [_task(told, number) for number in numbers])
    return ledger.send_letter(actor, made[0], signed_by=signed_by)


def _urge(cast: Cast, told: Told, sender: str, number: str) -> None:
    """Down the line one chases; the unit's head signs."""
    unit = cast.units[sender].pk
    letter = ledger.draft_letters(cast.worker(unit), [_task(told, number)], act=Act.URGE)[0]
    ledger.send_letter(cast.head(unit), letter, signed_by="周敏")


def _task(told: Told, number: str) -> Task:
    return Task.objects.select_related("issuer", "plan", "lead_unit").get(pk=told.tasks[number].pk)
