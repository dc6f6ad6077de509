"""Many goods for the index: titles of the demo with a trait, made-up makers, counties of the register."""

import csv
import random
from functools import cache
from pathlib import Path

from chalicelib.counties import counties_of, get_province
from chalicelib.search.goods import IndexedGoods

ROOT = Path(__file__).resolve().parents[3]
TRAITS = [
    "高山",
    "有机",
    "手工",
    "古法",
    "农家",
    "新鲜",
    "特级",
    "老树",
    "林下",
    "野生",
    "富硒",
    "生态",
    "传统",
    "深山",
    "散养",
]
KINDS = """
红茶 tea black tea
绿茶 tea green tea
土蜂蜜 honey-preserves wild honey
干辣椒 dried dried chili
花生 grain-oil peanuts
木耳 dried wood ear
香菇 dried shiitake
小米 grain-oil millet
核桃 dried walnuts
苹果 fruit-vegetables apples
腊肉 meat-eggs bacon
竹篮 bamboo-wood bamboo basket
银饰 crafts silver jewelry
蜡染 textiles batik
陶罐 pottery clay pot
枸杞 dried goji berries
黑米 grain-oil black rice
苦荞 grain-oil buckwheat
天麻 dried gastrodia
笋干 dried dried bamboo shoots
"""
PROVINCES = ("GZ", "YN", "SC", "GX", "GS", "SN", "HN", "HB")
FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
FIRST_MS = 1_780_000_000_000


def goods_of(count: int) -> list[IndexedGoods]:
    """The same goods each time: those of a larger count begin with those of a smaller one."""
    draw = random.Random(20261201)  # noqa: S311 - a sample
    counties = [county for name in PROVINCES for county in counties_of(get_province(name))]
    return [
        _goods(number, draw, counties[draw.randrange(len(counties))].county_id)
        for number in range(count)
    ]


def _goods(number: int, draw: random.Random, county_id: str) -> IndexedGoods:
    title, category, english = _titles()[draw.randrange(len(_titles()))]
    trait = draw.choice(TRAITS)
    maker = draw.randrange(5_000)
    changed = FIRST_MS + number * 60_000
    return IndexedGoods(
        f"l{number:07d}",
        changed,
        f"{trait}{title}{draw.choice(('', '', '500克', '礼盒', '5斤'))}",
        english if draw.random() < 0.5 else "",
        category,
        county_id,
        f"p{maker}",
        f"{FAMILIES[maker % 20]}{TRAITS[maker // 20 % 15][0]}{kinds()[maker // 300 % 20][0][0]}合作社",
        draw.randrange(500, 60_000),
        changed,
        draw.random() < 0.9,
    )


@cache
def _titles() -> list[tuple[str, str, str]]:
    with (ROOT / "infra/data/demo_goods.csv").open(encoding="utf-8", newline="") as file:
        demo = [(row["title"], row["category"], "") for row in csv.DictReader(file)]
    return demo + kinds() * 3


@cache
def kinds() -> list[tuple[str, str, str]]:
    """Titles with their category and their English name."""
    rows = (line.split(maxsplit=2) for line in KINDS.strip().splitlines())
    return [(title, category, english) for title, category, english in rows]
