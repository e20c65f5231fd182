"""A handful of hints: what some units wrote in the third quarter, what the rules made of it, and what people did with it."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.photos import part_of_workshop, workshop
from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.services import keep_file
from luoshi.reporting import services as reporting
from luoshi.reporting.models import Entry, Report
from luoshi.signals import services
from luoshi.signals.models import Hint

QUARTER = 2
CLASSES = (
    "会同技师学院到两家骨干企业送教上门，按岗位编排课程，白班、夜班各设一个教学点；企业导师带徒签约后集中备案，实训记录由班组长每周签字，"
    "{place}人社、财政两部门按名册核验出勤后发放补贴，发现一家企业实训课时不足，已督促补课。"
)
TEXTS = {
    ("禾塘县.人社", "3-02"): CLASSES.format(place="禾塘县"),
    ("石樟县.人社", "3-02"): CLASSES.format(place="禾塘县"),
    ("白溪县.工会", "6-01"): (
        "高度重视行业性工资集体协商，切实加强组织领导，认真贯彻有关要求，扎实推进各项工作，进一步压实责任，形成合力，营造良好氛围，"
        "推动集体合同落到实处，取得积极成效。"
    ),
}
FILES = {
    ("望澜区.人社", "4-01"): ("关于开展企业自主认定的通知.txt", "企业自主认定工作方案.txt"),
    ("禾塘县.人社", "4-01"): ("开展自主认定企业名册.txt",),
    ("岚东区.人社", "4-01"): ("自主认定企业花名册.txt",),
}
PICTURES = {
    ("禾塘县.人社", "4-01"): ("评价现场.png", workshop),
    ("禾塘县.人社", "3-02"): ("实训现场.png", part_of_workshop),
}
"""One is a part of the other, in the mirror."""
SAME = "江澜重型机械、柏桥零部件等企业自主认定名册"
"""Two of the files are one file under two names."""


def written(cast: Cast, report: Report, index: int, entry: Entry, number: str) -> None:
    """What a unit says of a task in words of its own, and what it hands in."""
    key = (cast.keys[report.unit_id], number)
    if index != QUARTER:
        return
    actor = cast.reporter(report.unit_id)
    if key in TEXTS:
        reporting.save_entry(actor, entry, narrative=TEXTS[key])
    for name in FILES.get(key, ()):
        text = SAME if "名册" in name else name
        reporting.add_evidence(actor, entry, keep_file(actor, ContentFile(text.encode(), name=name)))
    if key in PICTURES:
        name, drawn = PICTURES[key]
        reporting.add_evidence(actor, entry, keep_file(actor, ContentFile(drawn(), name=name)))


def noticed(cast: Cast) -> None:
    """Everything is looked at once; one unit is asked, one has answered, one hint has been dismissed."""
    with clock.at(cast.ago(12, 6)):
        services.examine(SYSTEM, most=10_000)
        services.examine_matters(SYSTEM)
    hints = {hint.rule: hint for hint in Hint.objects.order_by("pk")}
    for days, rule in ((9, "copied"), (8, "elsewhere"), (7, "hollow")):
        with clock.at(cast.ago(days, 10)):
            hint = hints[rule]
            services.move(cast.worker(hint.keeper_id), hint, "ask", reply_by=clock.today() + timedelta(days=10))
    with clock.at(cast.ago(5, 15)):
        services.move(cast.worker(hints["copied"].unit_id), hints["copied"], "explain", reply=TOGETHER)
        services.move(cast.worker(hints["elsewhere"].unit_id), hints["elsewhere"], "explain", reply=THERE)
    with clock.at(cast.ago(3, 9)):
        elsewhere = hints["elsewhere"]
        services.move(
            cast.worker(elsewhere.keeper_id), elsewhere, "dismiss", dismissal="joint",
            verdict="核对联合办班协议，两地同一教学点，属实。",
        )  # fmt: skip


TOGETHER = "与石樟县联合办班，课程、师资由同一所技师学院安排，小结也由学院统一提供；两地人数各按本地名册填报。"
THERE = "本期与禾塘县联合办班，教学点设在禾塘县，因此写到禾塘县。联合办班协议可以提供。"
