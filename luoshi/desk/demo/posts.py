"""People come and go: a hand-over, a deputy, a vacancy; and units carry tags and sit in the coordination body."""

from __future__ import annotations

from datetime import timedelta

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.words import ENTERPRISES
from luoshi.kernel import clock
from luoshi.org import services as org
from luoshi.org.models import CoordinationBody, Tag, Unit
from luoshi.org.rules import MEMBERS

PILLARS = ("江澜重型装备集团有限公司", "岚川特钢有限公司", "柏桥汽车零部件有限公司", "南屿船舶工业有限公司")
RISING = ("望澜数控机床有限公司", "岚东新能源材料有限公司", "白溪电子有限公司")
PILOTS = ("清渡县", "柏桥县")


def settle(cast: Cast) -> None:
    """In spring: who sits in the province's body, and which units belong to the key fields."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.at(2, 6)):
        body = CoordinationBody.objects.get(place=cast.units["省"])
        kinds = [kind.value for kind in MEMBERS]
        org.seat_members(office, body, list(Unit.objects.filter(place_path=body.place.path, kind__in=kinds)))
    with clock.at(cast.at(2, 26)):
        pilot = org.add_tag(office, "产改试点县", "省协调小组办公室确定的改革试点县")
        for name in PILOTS:
            org.set_tags(office, cast.units[name], [pilot], "江澜产改办〔试点〕1号")
        _key_fields(cast)


def _key_fields(cast: Cast) -> None:
    office = cast.actor("省.办", "office")
    fields = {tag.name: tag for tag in Tag.objects.filter(owner=None)}
    for county, firms in ENTERPRISES.items():
        for name in firms:
            chosen = [fields["骨干企业"]]
            chosen += [fields["支柱产业"]] if name in PILLARS else []
            chosen += [fields["战略性新兴产业"]] if name in RISING else []
            for unit in (cast.units[f"{county}.{name}"], cast.units[f"{county}.{name}工会"]):
                org.keep_unit(
                    office, unit, short_name=unit.short_name, kind=unit.kind, region_code="", industry="C",
                    tags=chosen, basis="省重点企业名录",
                )  # fmt: skip


def change_hands(cast: Cast) -> None:
    """Lately: a liaison handed over, one gone without a successor, one to come; and two deputies."""
    today = clock.today()
    with clock.at(cast.ago(6)):
        org.hand_over(
            cast.worker(cast.units["省.科技"].pk), cast.liaison(cast.units["省.科技"].pk), on=clock.today(), name="林书语",
            phone="0xx-5550 9001", reason="轮岗", note="省级工匠学院的课程清单在综合处，正在会签。",
        )  # fmt: skip
    with clock.at(cast.ago(8)):
        builder = cast.worker(cast.units["省.住建"].pk)
        org.hand_over(builder, cast.liaison(cast.units["省.住建"].pk), on=clock.today(), reason="调离，接任人未定")
    with clock.at(cast.ago(3)):
        org.ask_for_liaison(cast.actor("省.办", "office"), cast.units["省.住建"])
    with clock.at(cast.ago(1)):
        union = cast.worker(cast.units["省.工会"].pk)
        later = today + timedelta(days=9)
        org.hand_over(
            union, cast.liaison(cast.units["省.工会"].pk), on=later, name="苏明远", phone="0xx-5550 9002", reason="轮岗"
        )
    _deputies(cast)


def _deputies(cast: Cast) -> None:
    today = clock.today()
    with clock.at(cast.ago(0)):
        org.lend(
            cast.actor("省.人社", "clerk"), cast.posts["省.人社", "clerk"], cast.accounts["省.人社", "liaison"].person,
            kind="entrusted", starts_on=today, ends_on=today + timedelta(days=7), reason="参加省委党校学习",
        )  # fmt: skip
        org.lend(
            cast.actor("省.办", "head"), cast.posts["省.办", "head"], cast.accounts["省.办", "office2"].person,
            kind="entrusted", starts_on=today, ends_on=today + timedelta(days=5), reason="下基层调研",
        )  # fmt: skip
