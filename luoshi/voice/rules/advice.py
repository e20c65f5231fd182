"""Does what somebody has written belong elsewhere, or does it tell who they are? Said before it is sent; nothing is held back.

Where another body decides by law, this page is a detour: unpaid wages, disputes on rights, discipline, petitions against
decisions, danger to life. The words are looked for, no more: who wants to, sends it here all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.kernel.say import Say, say


@dataclass(frozen=True)
class Advice:
    """A way that may lead faster: ``name`` of what it is for, ``because`` what was recognised, ``where`` to turn, ``phone`` to
    be pressed on a phone."""

    key: str
    name: Say
    because: Say
    where: Say
    phone: str = ""


WAYS: tuple[tuple[Advice, re.Pattern[str]], ...] = (
    (
        Advice(
            "danger", say("正在发生的危险、重大事故隐患"), say("您写的像是正在发生的危险。"),
            say("人有危险请立刻打 110、119 或者 120；重大事故隐患可以打安全生产举报电话 12350。"), "12350",
        ),
        re.compile(r"着火|起火|爆炸|毒气|中毒|塌方|坍塌|触电|昏迷|打人|非法拘禁|扣押.{0,4}(?:人|身份证)|重大.{0,4}隐患"),
    ),
    (
        Advice(
            "wages", say("拖欠工资"), say("您写的像是拖欠工资。"),
            say("拖欠工资由人力资源社会保障部门查处：在微信或支付宝的“国务院客户端”小程序里找“根治欠薪线索反映平台”，或者打 12333。"),
            "12333",
        ),
        re.compile(r"欠薪|讨薪|(?:没|不|未)有?(?:发|给).{0,3}(?:工资|工钱)|欠.{0,6}(?:工资|工钱|血汗钱)|拖.{0,4}(?:工资|工钱)|(?:工资|工钱).{0,8}(?:没发|不发|未发|没给|不给|没有发|拖|欠|克扣)"),
    ),
    (
        Advice(
            "rights", say("劳动争议、劳动权益"), say("您写的像是劳动争议或者劳动权益受到侵害。"),
            say("可以打工会 12351 职工维权热线，有人接听和跟办；争议可以申请调解、仲裁，仲裁一般要在一年内提出。"), "12351",
        ),
        re.compile(
            r"社保|五险|公积金|工伤|职业病|劳动合同|辞退|开除|裁员|解雇|加班费|不让(?:休|请)|产假|性骚扰|仲裁|超时加班|补偿金|高温津贴"
        ),
    ),
    (
        Advice(
            "discipline", say("党员、干部的纪律作风和贪腐"), say("您写的像是反映党员、干部的纪律作风或者贪腐问题。"),
            say("这类问题由纪检监察机关处理：打 12388，或者上网站 www.12388.gov.cn。本平台不调查个人违纪。"), "12388",
        ),
        re.compile(r"受贿|行贿|贪污|回扣|好处费|吃拿卡要|挪用|侵吞|套取|虚报冒领|徇私|公款|以权谋私|收.{0,3}(?:红包|礼金)"),
    ),
    (
        Advice(
            "petition", say("信访事项，不服机关的决定"), say("您写的像是对机关处理决定的申诉或者信访事项。"),
            say("信访事项可以上国家信访局网站或者“国家信访”手机端提出，能查办理过程；也可以打 12345。"), "12345",
        ),
        re.compile(r"信访|上访|拆迁|征地|不服.{0,8}(?:决定|判决|裁决|处理)|行政复议|告状"),
    ),
)  # fmt: skip

_TELLS: tuple[tuple[Say, re.Pattern[str]], ...] = (
    (say("身份证号"), re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")),
    (say("手机号"), re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    (say("姓名或者工号"), re.compile(r"我(?:叫|是)[\u4e00-\u9fff]{2,3}(?=[，。,. ]|$)|本人(?:姓名|叫)|工号")),
)


def advise(text: str) -> tuple[Advice, ...]:
    """The other ways that fit what was written, the most urgent first."""
    return tuple(advice for advice, words in WAYS if words.search(text))


def tells_who(text: str) -> tuple[Say, ...]:
    """What in a text gives its writer away: worth a second look by who wants to stay unknown."""
    return tuple(label for label, words in _TELLS if words.search(text))
