"""Which words of a notice ask what the rules forbid, or what needs a reason? Pure; one line for each rule.

Sources: practice.md 1.9 (c), (d), (e) and 4: the rules of 2024 on relieving the grassroots, the opinions of 2023 against
formalism at the fingertips, and 国办函〔2026〕12号. What a plan's own tasks say is not looked at: they are the superior's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.inspection.rules.plan import asked
from luoshi.kernel.checks import Weight
from luoshi.kernel.say import noted

LETTERS = frozenset({"letter", "meeting"})
ALL = LETTERS | {"collection", "inspection"}
RULES_2024 = noted("《整治形式主义为基层减负若干规定》：不得随意要求制定配套文件、报送落实情况、填表报数。")
FINGERTIPS = noted(
    "《关于防治“指尖上的形式主义”的若干意见》、国办函〔2026〕12号：不得打卡签到、积分排名、统计在线时长，不得强制安装使用。"
)
TRACES = noted("国办函〔2026〕12号：非必要不得要求拍照、录像、上传轨迹，防止过度留痕。")


@dataclass(frozen=True)
class Wording:
    """``pattern``: the words; ``kinds`` of notices in which they count; ``what`` they ask, the rule, and what to write instead."""

    rule: str
    weight: Weight
    what: str
    pattern: str
    article: str
    instead: str
    kinds: frozenset[str] = ALL


WORDINGS: tuple[Wording, ...] = (
    Wording(
        "check_in", Weight.REFUSED, noted("要求打卡签到、统计在线时长"),
        r"打卡|(?:每日|每天|按时|定时|定位|线上|扫码|APP|小程序)签到|在线时长|登录(?:次数|率)|学习时长|积分(?:排名|排行|通报|考核)",
        FINGERTIPS, noted("请从通知中去掉。"),
    ),
    Wording(
        "install", Weight.REFUSED, noted("强制安装、注册或者关注"),
        r"(?:安装|注册|下载|关注|日活)率|(?:必须|一律|全员|强制)[^，。；]{0,8}(?:下载|安装|注册|关注)",
        FINGERTIPS, noted("请从通知中去掉，改为自愿使用。"),
    ),
    Wording(
        "ranking", Weight.REASON, noted("要求排名、末位表态"),
        r"(?:进行|定期|每[月周季]|予以|通报)[^，。；]{0,8}排[名行]|排[名行](?:通报|公布)|末位(?:表态|检讨|约谈)",
        noted("《关于防治“指尖上的形式主义”的若干意见》：不得滥用排名。"), noted("请改为按需要关注的程度列出，逐家说明情况。"),
    ),
    Wording(
        "traces", Weight.REASON, noted("要求上传照片、录像或者轨迹"),
        r"(?:上传|报送|提交|提供|附|留存|拍摄)[^，。；]{0,10}(?:照片|图片|录像|视频(?!会)|截图|轨迹|定位)|拍照(?:上传|留痕|打卡)|工作留痕",
        TRACES, noted("请改为说明结果；确需图片的，写明用途。"),
    ),
    Wording(
        "head", Weight.REASON, noted("要求主要负责同志参加或者出面"),
        r"(?:主要负责(?:同志|人)|党政主要领导|主要领导|一把手)[^，。；]{0,10}(?:参加|出席|到会|参会|汇报|陪同)|(?:参加|出席|参会)[^，。；]{0,8}主要负责(?:同志|人)",
        noted("《整治形式主义为基层减负若干规定》：不得随意要求主要负责同志参会、汇报。"), noted("请改为“分管负责同志或者熟悉情况的同志”。"),
    ),
    Wording(
        "matching", Weight.REASON, noted("要求制定配套文件"),
        r"(?:制定|出台|印发)[^，。；]{0,12}(?:配套|实施|落实|贯彻)(?:方案|文件|细则|办法|意见)",
        RULES_2024, noted("请直接写明要做的事；没有新内容的，不要求再发文件。"), LETTERS,
    ),
    Wording(
        "implementation", Weight.REASON, noted("要求限期报送落实情况"),
        r"(?:报送|报告|上报|报来|反馈)[^，。；]{0,14}落实情况|落实情况[^，。；]{0,20}(?:报送|报告|上报|报来|报[^，。；]{0,6}办)",
        RULES_2024, noted("请从台账和季度报送中取用。"), LETTERS,
    ),
    Wording(
        "forms", Weight.REASON, noted("临时要求填表报数"),
        r"填(?:写|报)[^，。；]{0,16}(?:表|台账)|(?:报送|上报|提交)[^，。；]{0,10}(?:报表|统计表|台账|清单)",
        RULES_2024, noted("请改用报送期次：已有的数据由系统预填，只问没有的。"), LETTERS,
    ),
    Wording(
        "self_check", Weight.REASON, noted("要求层层自查、迎检"),
        r"(?:层层|逐级|全面|开展)[^，。；]{0,8}(?:自查|自评)|自查报告|迎检",
        noted("督查“八不得”（2019 年国务院大督查）：不得以迎检为名要求层层自查。"), noted("请直接到现场核实，或者从台账中取用。"), LETTERS,
    ),
    Wording(
        "compilation", Weight.REASON, noted("要求印制汇编、制作专题片"),
        r"(?:印制|编印|制作|拍摄|汇编成)[^，。；]{0,10}(?:汇编|画册|专题片|宣传片|展板|册)",
        noted("督查“八不得”（2019 年国务院大督查）：不得要求印制汇编、制作专题片。"), noted("请从通知中去掉。"), LETTERS,
    ),
)  # fmt: skip

_DIGITS = dict(zip("一二两三四五六七八九", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_SPEECH = r"讲话[^，。；]{0,10}?(?:\d+(?:\.\d+)?|[一二两三四五六七八九])\s*(?:个半|个)?(?:小时|分钟)"


def speech_in(text: str) -> tuple[float, str]:
    """Minutes of the speech that a text announces, and the words; 0 where it announces none."""
    words = asked(_SPEECH, text)
    hit = re.search(r"(\d+(?:\.\d+)?|[一二两三四五六七八九])\s*(个半|个)?(小时|分钟)$", words)
    if hit is None:
        return 0, ""
    figure = float(_DIGITS.get(hit[1], 0) or hit[1]) + (0.5 if hit[2] == "个半" else 0)
    return figure * (60 if hit[3] == "小时" else 1), words
