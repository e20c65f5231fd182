"""Which states does an account have, and who moves it between them?"""

from __future__ import annotations

from luoshi.kernel.say import say
from luoshi.kernel.workflow import Move, Workflow
from luoshi.org.rules import not_oneself, not_the_last, shut_out

_SYSTEM = ("instance.system",)
_SECURITY = ("instance.security",)
_REASON = {"note": say("理由")}

ACCOUNT = Workflow(
    name="org.account",
    start="invited",
    ends=(),
    states={
        "invited": say("待启用"),
        "active": say("在用"),
        "locked": say("已锁定"),
        "disabled": say("已停用"),
    },
    moves=(
        Move("accept", say("启用账号"), ("invited",), "active", by=("invited.code",)),
        Move("invite", say("重发一次性代码"), ("invited",), None, by=_SYSTEM, guards=(not_oneself,), quiet=False),
        Move("reset", say("重置密码"), ("active",), "invited", by=_SYSTEM, guards=(not_oneself,), asks=True, quiet=False),
        Move("give_password", say("设初始密码"), ("invited", "active"), "active", by=_SYSTEM, guards=(not_oneself,),
             asks=True, quiet=False),
        Move("disable", say("停用"), ("invited", "active", "locked"), "disabled", by=_SYSTEM, needs=_REASON,
             guards=(not_oneself, not_the_last), asks=True, quiet=False),
        Move("enable", say("恢复使用"), ("disabled",), "invited", by=_SYSTEM, needs=_REASON, asks=True, quiet=False),
        Move("lock", say("锁定"), ("active",), "locked", by=_SECURITY, needs=_REASON,
             guards=(not_oneself, not_the_last), asks=True, quiet=False),
        Move("unlock", say("解除锁定"), ("locked",), "active", by=_SECURITY, needs=_REASON, asks=True, quiet=False),
        Move("release", say("解除登录失败锁定"), ("active", "invited"), None, by=_SECURITY, guards=(shut_out,)),
    ),
)  # fmt: skip
