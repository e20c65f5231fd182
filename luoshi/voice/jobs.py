"""What does the room do by itself? It takes in what was written, and destroys what need not be kept."""

from __future__ import annotations

from luoshi.kernel import jobs
from luoshi.kernel.say import say
from luoshi.voice.services import gathering, reporters


@jobs.task("voice.gather", say("收取职工意见"))
def gather(_work: jobs.Work) -> None:
    """Take in what has been written since the last turn: together and shuffled."""
    gathering.gather()


@jobs.task("voice.destroy", say("销毁到期的反映人联系方式"))
def destroy(_work: jobs.Work) -> None:
    """Names and numbers of cases that ended long ago."""
    reporters.destroy_old()


jobs.schedule("voice.gather", say("收取职工意见"), "every 3600")
jobs.schedule("voice.destroy", say("销毁到期的反映人联系方式"), "daily 03:50")
