"""Which names does the demonstration use? Places, units and people are invented; telephone numbers lead nowhere."""

from __future__ import annotations

PROVINCE = "江澜省"
PREFECTURES: dict[str, tuple[str, ...]] = {
    "澜阳市": ("望澜区", "清渡县", "石樟县"),
    "云埠市": ("南屿区", "柏桥县", "禾塘县"),
    "岚川市": ("岚东区", "白溪县", "松坪县"),
}
TOWNSHIPS: dict[str, tuple[str, ...]] = {
    "望澜区": ("东堤街道", "听澜街道", "柳埠街道", "晴川街道", "鹭洲街道", "新桥镇", "芦湾镇"),
    "清渡县": ("清溪镇", "渡口镇", "云栖镇", "双塔镇", "石门镇", "青禾乡", "竹园乡"),
    "石樟县": ("樟树镇", "石岭镇", "平川镇", "龙井镇", "茶亭乡", "三溪乡"),
    "南屿区": ("海晏街道", "屿山街道", "白沙街道", "潮音镇", "长埭镇", "金滩镇", "渔浦镇"),
    "柏桥县": ("柏林镇", "桥头镇", "安宁镇", "凤栖镇", "梅岭乡", "板桥乡", "杏坪乡"),
    "禾塘县": ("禾丰镇", "塘湾镇", "稻香镇", "荷花镇", "古渡乡", "莲塘乡"),
    "岚东区": ("朝阳街道", "岚山街道", "钢城街道", "矿务街道", "玉泉镇", "东峰镇", "红石镇"),
    "白溪县": ("白水镇", "溪口镇", "桃源镇", "泉塘镇", "松岭乡", "银杏乡"),
    "松坪县": ("松涛镇", "坪上镇", "金竹镇", "雾岭镇", "高坪乡", "杉木乡", "云峰乡"),
}
ENTERPRISES: dict[str, tuple[str, str]] = {
    "望澜区": ("江澜重型装备集团有限公司", "望澜数控机床有限公司"),
    "清渡县": ("清渡精工有限公司", "清渡纺织科技有限公司"),
    "石樟县": ("石樟建材有限公司", "石樟竹业有限公司"),
    "南屿区": ("南屿船舶工业有限公司", "南屿港口物流有限公司"),
    "柏桥县": ("柏桥汽车零部件有限公司", "柏桥食品有限公司"),
    "禾塘县": ("禾塘农机有限公司", "禾塘冷链物流有限公司"),
    "岚东区": ("岚川特钢有限公司", "岚东新能源材料有限公司"),
    "白溪县": ("白溪化工有限公司", "白溪电子有限公司"),
    "松坪县": ("松坪林产有限公司", "松坪矿业有限公司"),
}

MEMBERS: tuple[tuple[str, str, str, tuple[str, str, str], str], ...] = (
    # key, line, kind, full name behind the place's (province, prefecture, county), short name behind 省/市/县
    ("组织", "组织", "party", ("委组织部", "委组织部", "委组织部"), "委组织部"),
    ("宣传", "宣传", "party", ("委宣传部", "委宣传部", "委宣传部"), "委宣传部"),
    ("社工", "社会工作", "party", ("委社会工作部", "委社会工作部", "委社会工作部"), "委社工部"),
    ("工会", "工会", "union", ("总工会", "总工会", "总工会"), "总工会"),
    ("发改", "发展改革", "department", ("发展和改革委员会", "发展和改革委员会", "发展和改革局"), "发展改革委"),
    ("教育", "教育", "department", ("教育厅", "教育局", "教育局"), "教育厅"),
    ("科技", "科技", "department", ("科学技术厅", "科学技术局", "科学技术局"), "科技厅"),
    ("工信", "工信", "department", ("工业和信息化厅", "工业和信息化局", "工业和信息化局"), "工信厅"),
    ("财政", "财政", "department", ("财政厅", "财政局", "财政局"), "财政厅"),
    ("人社", "人社", "department", ("人力资源社会保障厅", "人力资源社会保障局", "人力资源社会保障局"), "人社厅"),
    ("住建", "住建", "department", ("住房城乡建设厅", "住房城乡建设局", "住房城乡建设局"), "住建厅"),
    ("交通", "交通", "department", ("交通运输厅", "交通运输局", "交通运输局"), "交通厅"),
    ("应急", "应急", "department", ("应急管理厅", "应急管理局", "应急管理局"), "应急厅"),
    (
        "国资",
        "国资",
        "department",
        ("国有资产监督管理委员会", "国有资产监督管理委员会", "国有资产监督管理局"),
        "国资委",
    ),
    ("工商联", "工商联", "party", ("工商业联合会", "工商业联合会", "工商业联合会"), "工商联"),
)

SURNAMES = (
    "林 lin,周 zhou,陈 chen,顾 gu,沈 shen,韩 han,许 xu,何 he,吕 lv,施 shi,张 zhang,孔 kong,曹 cao,严 yan,华 hua,金 jin,"
    "魏 wei,陶 tao,姜 jiang,戚 qi,谢 xie,邹 zou,喻 yu,柏 bai,水 shui,窦 dou,章 zhang,云 yun,苏 su,潘 pan,葛 ge,范 fan,"
    "彭 peng,郎 lang,鲁 lu,韦 wei,昌 chang,马 ma,苗 miao,凤 feng,方 fang,俞 yu,任 ren,袁 yuan,柳 liu,唐 tang,罗 luo"
)
GIVEN = (
    "景川 jingchuan,晓岚 xiaolan,立言 liyan,文澜 wenlan,志远 zhiyuan,思齐 siqi,明哲 mingzhe,静姝 jingshu,建平 jianping,"
    "海宁 haining,玉衡 yuheng,春晖 chunhui,国梁 guoliang,雅琴 yaqin,子墨 zimo,秋白 qiubai,云舟 yunzhou,若水 ruoshui,"
    "长庚 changgeng,清和 qinghe,怀瑾 huaijin,书宁 shuning,永安 yongan,望舒 wangshu,启明 qiming,向东 xiangdong,"
    "雪松 xuesong,晨光 chenguang,守正 shouzheng,知行 zhixing,红梅 hongmei,卫国 weiguo,小满 xiaoman,开来 kailai,"
    "致和 zhihe,家宁 jianing,弘毅 hongyi,素心 suxin,松涛 songtao,振华 zhenhua,凌霄 lingxiao,新民 xinmin,丽君 lijun"
)

EASY: dict[tuple[str, str], str] = {
    # (unit, role) → a log-in that is quick to type
    ("省.办", "office"): "bangong",
    ("省.办", "head"): "banzhuren",
    ("省.人社", "clerk"): "renshe",
    ("省.人社", "liaison"): "renshe.lianluo",
    ("省.人社", "head"): "renshe.tingzhang",
    ("省.工会", "clerk"): "gonghui",
    ("省.财政", "clerk"): "caizheng",
    ("省.教育", "clerk"): "jiaoyu",
    ("澜阳市.办", "office"): "lanyang",
    ("澜阳市.人社", "clerk"): "lanyang.renshe",
    ("清渡县.办", "office"): "qingdu",
    ("清渡县.人社", "liaison"): "qingdu.renshe",
    ("清渡县.人社", "head"): "qingdu.juzhang",
    ("清渡县.工会", "clerk"): "qingdu.gonghui",
    ("清渡县.清溪镇工会", "clerk"): "qingxi",
    ("省.办", "system"): "xitong",
    ("省.办", "security"): "anquan",
    ("省.办", "audit"): "shenji",
}


def pairs(text: str) -> list[tuple[str, str]]:
    """林 lin,周 zhou as pairs."""
    return [(word, spelt) for word, spelt in (one.split() for one in text.split(","))]
