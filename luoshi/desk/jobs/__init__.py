"""What does the room do by itself? It reads the sealed trail, tells people what waits for them, and sends the mail."""

from luoshi.desk.jobs.mailing import digests, letter, mail_digest, mail_one
from luoshi.desk.jobs.reading import KEPT, read, reseat, reseat_all, settle, tidy
from luoshi.kernel import jobs
from luoshi.kernel.say import say

__all__ = ["digests", "letter", "mail_digest", "mail_one", "read", "register", "reseat", "reseat_all", "settle", "tidy"]


def register() -> None:
    """Called once, at start-up."""
    jobs.follow("notices", read)
    jobs.schedule("desk.digests", say("看谁该收每日汇总邮件了"), "every 900")
    jobs.schedule("desk.reseat", say("核对通知的接收人"), "daily 00:20")
    jobs.schedule("desk.tidy", say("清理已办结的通知"), "daily 03:40", number=KEPT, number_label=say("保留天数"))
