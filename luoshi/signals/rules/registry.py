"""Which rules are there? Each with why it looks, what it measures, of what its rate is taken, and what else explains a hint.

The kinds come from the 8 + 1 kinds of hints that Yunnan published in May 2024 and from the rules of 2018–2026 against
formalism (practice.md 1.9 and 4); the measures from methods.md 3. A hint is a question to a unit and never a finding: where
another explanation is as good, it stands on the same page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luoshi.kernel.say import Say, say

At = Mapping[str, int]
"""The thresholds of a rule, by their names."""


@dataclass(frozen=True)
class Threshold:
    """From where on a rule speaks: ``usual`` unless an office sets it otherwise, ``least`` and ``most`` how far it may."""

    name: str
    label: Say
    unit: Say
    usual: int
    least: int
    most: int


@dataclass(frozen=True)
class Rule:
    """``why`` what it may mean; ``measure`` what is measured, with the usual thresholds; ``of`` what its rate is taken of;
    ``otherwise`` what else explains it; ``thresholds`` what an office may set."""

    key: str
    name: Say
    why: Say
    measure: Say
    of: Say
    otherwise: tuple[Say, ...]
    thresholds: tuple[Threshold, ...] = ()

    @property
    def usual(self) -> At:
        """The thresholds that hold where nobody has set others."""
        return {one.name: one.usual for one in self.thresholds}

    def measured(self, at: At) -> Say:
        """What is measured, with the thresholds in force."""
        return Say(self.measure.text, {**self.usual, **at})


TEXTS = say("篇反馈")
PERCENT, PLACES, ITEMS, PERIODS = say("%"), say("处"), say("件"), say("期")
CLAIMS = say("篇自报已完成的反馈")


def _by_key(rules: Iterable[Rule]) -> dict[str, Rule]:
    return {rule.key: rule for rule in rules}


RULES: dict[str, Rule] = _by_key(
    (
        Rule(
            "copied", say("与其他单位反馈文字相同"),
            say("反馈可能抄自其他单位，没有反映本单位的工作。"),
            say("文字按四个字一段比对，数字、标点不计；各单位都有的统一格式和任务原文已经去掉。较短一篇自己的文字中，达到 {share}% 见于另一篇的，提示核实。"),
            TEXTS,
            (say("两单位共同开展同一项工作。"), say("引用同一份上级文件原文。"), say("同一服务机构为两单位代写小结。")),
            (Threshold("share", say("见于另一篇的文字达到"), PERCENT, 40, 30, 90),),
        ),
        Rule(
            "elsewhere", say("文中出现外地地名"),
            say("可能照搬外地材料而没有改动地名。"),
            say("在反馈中查找本系统内其他地方的名称；本地上下级、任务原文写到的地方不计，写明赴外地学习、与外地协作的不计；达到 {places} 处的，提示核实。"),
            TEXTS,
            (say("工作确实在外地开展，或者与外地协作。"), say("企业、学校等名称中带有外地地名。")),
            (Threshold("places", say("外地地名达到"), PLACES, 1, 1, 10),),
        ),
        Rule(
            "unchanged", say("状态推进而数字不变"),
            say("进展状态可能没有依据。"),
            say("同一任务连续 {periods} 期以上（同为季度或者同为月度），各项指标数都不变（不全为零），其间自报的状态推进了。"),
            TEXTS,
            (say("指标一年统计一次，尚未到统计时间。"), say("推进的是指标以外的工作。")),
            (Threshold("periods", say("数字不变连续达到"), PERIODS, 3, 2, 12),),
        ),
        Rule(
            "hollow", say("内容空泛"),
            say("反馈可能没有实际内容。"),
            say("进展情况在 {letters} 字以上，没有数字、日期、文件和具体对象的名称，套话达到 {phrases} 处且占 {share}% 以上的，提示核实。"),
            TEXTS,
            (say("任务处在起步阶段，尚无可写的事项。"), say("具体内容写在附件里。")),
            (
                Threshold("letters", say("进展情况达到"), say("字"), 60, 30, 500),
                Threshold("phrases", say("套话达到"), PLACES, 4, 2, 20),
                Threshold("share", say("套话所占达到"), PERCENT, 30, 10, 90),
            ),
        ),
        Rule(
            "paper", say("佐证材料都是文件"),
            say("可能以文件落实文件。"),
            say("自报已完成或者超序时进度，所附佐证材料有 {files} 件以上，名称全是通知、方案、纪要、总结一类；任务本身是制发文件的不计。"),
            say("篇附有佐证材料、自报已完成或者超序时进度的反馈"),
            (say("现场情况不便形成材料。不得为此要求拍照留痕。"), say("材料名称与内容不符，内容是名册、凭证。")),
            (Threshold("files", say("佐证材料达到"), ITEMS, 2, 1, 10),),
        ),
        Rule(
            "reused", say("佐证材料重复使用"),
            say("一份材料可能用来证明几件不同的事。"),
            say("文件与其他单位，或者本单位另一项任务交过的相同；图片缩放、裁剪、翻转、重新保存以后，仍是同一幅的也算。达到 {files} 件的，提示核实。"),
            say("篇附有佐证材料的反馈"),
            (say("一项工作同时落实几项任务。"), say("共同开展的工作共用一份材料。"), say("图片是统一印制的表格、标志，不是现场。")),
            (Threshold("files", say("相同的材料达到"), ITEMS, 1, 1, 10),),
        ),
        Rule(
            "leap", say("临期突增"),
            say("进展数可能为赶期限而填。"),
            say("前 {earlier} 次以上反馈进展停滞（变动不超过 {still} 个百分点），在全程最后十分之一的时间里增加 {leap} 个百分点以上；按指标数折算，节点不计。"),
            say("篇在最后十分之一时间里送出的反馈"),
            (say("工作本来集中在年底验收、统计或者支付。"), say("以前各期漏报，本期补齐。")),
            (
                Threshold("earlier", say("此前的反馈达到"), say("次"), 2, 2, 8),
                Threshold("still", say("停滞是变动不超过"), say("个百分点"), 5, 0, 20),
                Threshold("leap", say("最后增加达到"), say("个百分点"), 50, 20, 90),
            ),
        ),
        Rule(
            "unproven", say("自报完成而无佐证"),
            say("完成情况无法核对。"),
            say("自报已完成，本期和以前各期共 {periods} 期以上都没有附佐证材料，申请完成时也没有。"),
            CLAIMS,
            (say("材料已经另行书面提供。"), say("任务简单，文字已经写明可以核对之处。")),
            (Threshold("periods", say("没有佐证的反馈达到"), PERIODS, 1, 1, 8),),
        ),
        Rule(
            "last_hour", say("集中在最后一小时填报"),
            say("可能为应付期限突击填写。"),
            say("截止当日 17 时以后送出，{entries} 项以上任务全部在送出前一小时内填写，而本单位以前 {earlier} 期以上多数不是这样。"),
            say("份在截止当日送出、有五项以上任务的反馈"),
            (say("事先在系统外写好，最后一次录入。"), say("等待下级或者协办单位的数据。"), say("人员交接、系统或者网络故障。")),
            (
                Threshold("entries", say("任务达到"), say("项"), 5, 5, 50),
                Threshold("earlier", say("以前的反馈达到"), PERIODS, 2, 2, 8),
            ),
        ),
        Rule(
            "heaped", say("数字尾数集中"),
            say("数字可能是估计的。"),
            say("一年内填报的不同数字达到 {figures} 个，尾数为 0 或 5 的多于同级通常比例（精确二项检验，错误发现率不超过 {false}%；同级不足五个单位的不比）。"),
            say("个填报数字够多的单位"),
            (say("统计口径规定取整。"), say("指标按批次、班次下达，本来就是整数。")),
            (
                Threshold("figures", say("不同的数字达到"), say("个"), 24, 24, 200),
                Threshold("false", say("错误发现率不超过"), PERCENT, 5, 1, 10),
            ),
        ),
        Rule(
            "uncontacted", say("销号前没有见到人"),
            say("问题可能只在材料上解决。"),
            say("问题已经销号，核查都是书面核查，核查和整改情况中也没有写到现场、走访、座谈、谈话或者电话回访。"),
            say("个已经销号的问题"),
            (say("问题本身只涉及文件、手续，不需要到场。"), say("已经到场，只是没有写进核查情况。")),
        ),
        Rule(
            "contradicted", say("自报与其他方面反映不一致"),
            say("自报的进展可能高于实际。"),
            say("同一任务的自报状态，与督察所见、职工回答或者成效指标相差 10 个百分点以上，或者状态不同；回答不足五人的不计。"),
            say("项有其他方面反映的任务"),
            (say("督察、问卷在前，工作在后。"), say("指标反映成效，晚于工作本身。"), say("回答的职工不在任务范围内。")),
        ),
    )
)  # fmt: skip
