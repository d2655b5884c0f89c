"""Which bodies report? A province of invented cities and counties, with governments, departments and towns.

Towns of different counties bear the same short names, departments the same everywhere; some bodies were called
something else before, a few began late. Everything follows from the number of the county.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from vocabulary import characters

PROVINCE = "云岭省"
COUNTIES_PER_CITY = 12
FIRST = 2019


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = "云青丹禾霁松柏岚沐澄枫栖映朗瑶谷麓渡苍景翠碧汀砚黛晴素菱芷沁漱远鹿鹤雁鸥鹭锦绣琼玄朱赤紫皓暮晓"
_SECOND = "岫澜穗筠汀屿嵘苇棠霖栾浦埠陵津淀沣湄溆渚隰峪嶂峤岱崤坻垣埕堰墟圩畈畴塬"
_TOWNS = _words("""
城关镇 河口乡 东风镇 西河镇 南坪乡 北山镇 新桥镇 石门乡 白沙镇 龙泉镇 大田乡 太平镇 永安镇 双河镇 三岔乡 马桥镇 杨林乡 柳河镇 清水镇 高桥镇 黄土乡
红岩镇 青龙镇 金沙镇 银河乡 长岭乡 平原镇 安乐镇 仁和镇 中和乡 兴隆镇 永兴镇 新华乡 和平镇 胜利乡 前进镇 建设镇 朝阳镇 光明乡 团结镇 民主乡 解放镇
枣林乡 桃源镇 梅岭乡 竹山镇 松坪乡 桂花镇 茶园乡 牛头镇 羊角乡 鹿鸣镇 鹤山乡 凤台镇 虎山镇 水口镇 沙河镇 泉口镇 湖滨镇 塘下乡 井头镇 滩头乡 渡口镇
店子镇 集贤乡 王庄镇 李集镇 张坊乡 刘营镇 陈店乡 赵堡镇 周口店乡 吴屯镇 郑集乡 冯家镇 曹坪乡 彭寨镇 苏桥镇 丁沟乡 魏岭镇 薛湖乡 叶塘镇 余坑乡 潘渡镇
盐井镇 瓷窑乡 铁厂镇 煤山镇 石灰乡 砖桥镇 油坊乡 纸坊镇 绸市镇 药铺乡 驿前镇 关山镇 营盘乡 屯溪口镇 寨上乡 堡子镇 台下乡 坊前镇 铺前镇 墟上乡
""")
# Name, short name, and what it was called before, if anything.
_DEPARTMENTS = (
    ("教育局", "教育局", "教育体育局"),
    ("财政局", "财政局", ""),
    ("民政局", "民政局", ""),
    ("司法局", "司法局", ""),
    ("发展和改革局", "发改局", ""),
    ("人力资源和社会保障局", "人社局", ""),
    ("自然资源局", "资源局", "国土资源局"),
    ("住房和城乡建设局", "住建局", ""),
    ("交通运输局", "交通局", ""),
    ("水利局", "水利局", "水务局"),
    ("农业农村局", "农业局", "农业和畜牧局"),
    ("文化和旅游局", "文旅局", "文化广电新闻出版局"),
    ("卫生健康局", "卫健局", "卫生和计划生育局"),
    ("应急管理局", "应急局", "安全生产监督管理局"),
    ("审计局", "审计局", ""),
    ("市场监督管理局", "市场监管局", "工商行政管理局"),
    ("统计局", "统计局", ""),
    ("医疗保障局", "医保局", ""),
    ("城市管理局", "城管局", ""),
    ("退役军人事务局", "退役军人局", ""),
    ("林业局", "林业局", ""),
    ("信访局", "信访局", ""),
    ("行政审批服务局", "审批局", "政务服务中心"),
    ("生态环境局", "环境局", "环境保护局"),
)
DEPARTMENT_NAMES = tuple(name for name, _, _ in _DEPARTMENTS)
_IN_A_COUNTY = 9, 10  # departments, towns
_LATE, _RENAMED, _UPGRADED = 0.04, 0.4, 0.15  # how many began late, were called otherwise, were 乡 before they were 镇


@dataclass(frozen=True)
class Body:
    """One body: what its record says, and what its text needs to know."""

    slug: str
    name: str
    short: tuple[str, ...]
    former: str
    former_end: int
    level: str
    kind: str
    code: str
    parent: str
    start: int
    county: "County"
    own: str  # what it calls itself


@dataclass(frozen=True)
class County:
    """A region with its towns, and the villages and roads that the texts of its bodies speak of."""

    name: str
    code: str
    level: str
    towns: tuple[str, ...]
    villages: tuple[str, ...]
    roads: tuple[str, ...]


def bodies() -> Iterator[Body]:
    """All bodies without end: city after city, its counties after it."""
    names = _region_names()
    for city in range(1, 99):
        places = [_county(f"99{city:02d}00", next(names) + "市", "市")]
        places += [
            _county(f"99{city:02d}{n:02d}", next(names) + ("市" if n % 6 == 0 else "区" if n % 6 == 1 else "县"), "县")
            for n in range(1, COUNTIES_PER_CITY + 1)
        ]
        for county in places:
            yield from _of(county)


def _region_names() -> Iterator[str]:
    pairs = [a + b for a in _FIRST for b in _SECOND]
    random.Random("regions").shuffle(pairs)
    return iter(pairs)


def _county(code: str, name: str, level: str) -> County:
    chance = random.Random(f"county {code}")
    weights = [1 / (place + 3) for place in range(len(_TOWNS))]
    towns: dict[str, None] = {}
    while level == "县" and len(towns) < _IN_A_COUNTY[1]:
        towns[chance.choices(_TOWNS, weights)[0]] = None

    def invented(count: int, endings: str) -> tuple[str, ...]:
        pool = characters()
        return tuple("".join(chance.sample(pool, 2)) + chance.choice(endings.split()) for _ in range(count))

    villages = invented(60, "村 村 村 社区 沟 坪 湾 新村 安置点 片区")
    return County(name, code, level, tuple(towns), villages, invented(20, "路 街 大道 巷 东路 西街"))


def _of(county: County) -> Iterator[Body]:
    chance = random.Random(f"bodies {county.code}")
    level, region = county.level, county.name
    head = f"r{county.code}-gov"
    plain = region[:-1]

    def body(
        slug: str, name: str, short: tuple[str, ...], own: str, kind: str, at: str = level, former: str = ""
    ) -> Body:
        late = FIRST + 2 if kind != "政府" and chance.random() < _LATE else 0
        return Body(
            slug=slug,
            name=name,
            short=short,
            former=former,
            former_end=chance.choice((2018, 2020, 2021)) if former else 0,
            level=at,
            kind=kind,
            code=county.code,
            parent="" if slug == head else head,
            start=late,
            county=county,
            own=own,
        )

    yield body(head, f"{region}人民政府", (f"{region}政府", plain), f"{region}人民政府", "政府")
    chosen = chance.sample(range(len(_DEPARTMENTS)), _IN_A_COUNTY[0] + (5 if level == "市" else 0))
    for place in sorted(chosen):
        name, short, before = _DEPARTMENTS[place]
        former = region + before if before and chance.random() < _RENAMED else ""
        called = (f"{region}{short}",) if short != name else ()
        yield body(
            f"r{county.code}-d{place:02d}",
            region + name,
            (*called, f"{level}{short}"),
            f"{level}{name}",
            "部门",
            former=former,
        )
    for place, town in enumerate(county.towns):
        former = ""
        if town.endswith("镇") and chance.random() < _UPGRADED:
            former = f"{region}{town[:-1]}乡人民政府"
        yield body(
            f"r{county.code}-t{place:02d}",
            f"{region}{town}人民政府",
            (town, f"{town}政府"),
            town,
            "乡镇街道",
            "乡",
            former,
        )
