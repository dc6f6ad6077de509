"""The 110 counties of County Heads Live 2020: who holds a live on which evening, with which goods, for how much.

52 of them were still on the list of designated counties then, the others never were, so that both bases agree.
"""

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from chalicelib import clock
from chalicelib.counties import County, county_by_code, is_designated
from chalicelib.money import split_fen

FILES = Path(__file__).resolve().parents[2] / "data"
FIRST_DAY = date(2020, 4, 1)
LAST_DAY = date(2020, 7, 31)
GMV_FEN = 123_000_000
DESIGNATED_GMV_FEN = 68_190_000
SEED = 2020
LIVE_MINUTES = 90
NUMBERS = ("price_fen", "season_from", "season_to")
BEGINS = (timedelta(hours=19, minutes=30), timedelta(hours=20))

_PEOPLES = "苗|侗|瑶|仫佬|彝|回|布依|土家|拉祜|白|普米|畲|各|东乡"
_SUFFIX = re.compile(rf"(({_PEOPLES})族)*自治县$|县$|市$|旗$")
_HEADS = {"县": "县长", "市": "市长", "旗": "旗长"}


@dataclass(frozen=True, slots=True)
class Good:
    """Something that a county makes, as `demo_goods.csv` describes it, with its drawing in `static/art`."""

    kind: str
    picture: str
    title: str
    unit: str
    price_fen: int
    category: str
    subcategory: str
    craft: str
    season_from: int
    season_to: int
    makers: str
    description: str


@dataclass(frozen=True, slots=True)
class Evening:
    """One county head's live: when, with what, and what it sells (the exact GMV, in fen)."""

    county: County
    goods: tuple[Good, ...]
    starts_at: datetime
    gmv_fen: int

    @property
    def short_name(self) -> str:
        """通渭县 is 通渭; 礼县 stays 礼县."""
        short = _SUFFIX.sub("", self.county.name_zh)
        if self.county.name_zh.startswith("东乡族"):
            return "东乡"
        return short if len(short) > 1 else self.county.name_zh

    @property
    def head(self) -> str:
        """The office of the one who hosts; never a person's name."""
        return f"{self.county.name_zh}{_HEADS[self.county.name_zh[-1]]}"


def evenings() -> list[Evening]:
    """All 110 lives by time; the same every time."""
    dice = random.Random(SEED)  # noqa: S311 - it must repeat itself
    rows = _rows("county_heads_2020.csv")
    dice.shuffle(rows)
    days = (LAST_DAY - FIRST_DAY).days + 1
    goods = all_goods()
    counties = [county_by_code(row["code"], FIRST_DAY) for row in rows]
    return [
        Evening(
            county=county,
            goods=tuple(good for kind in row["kinds"].split() for good in goods[kind]),
            starts_at=clock.start_of_day(FIRST_DAY + timedelta(days=at * days // len(rows)))
            + dice.choice(BEGINS),
            gmv_fen=fen,
        )
        for at, (row, county, fen) in enumerate(
            zip(rows, counties, _shares(counties, dice), strict=True)
        )
    ]


def all_goods() -> dict[str, list[Good]]:
    """Goods by kind."""
    goods: dict[str, list[Good]] = {}
    for row in _rows("demo_goods.csv"):
        price_fen, season_from, season_to = (int(row.pop(name) or 0) for name in NUMBERS)
        good = Good(**row, price_fen=price_fen, season_from=season_from, season_to=season_to)
        goods.setdefault(row["kind"], []).append(good)
    return goods


def _shares(counties: list[County], dice: random.Random) -> Iterator[int]:
    """What each live sells: uneven, and to the fen what all of them sold, at a scale of 1:100."""
    designated = [is_designated(county.county_id, FIRST_DAY) for county in counties]
    weights = [int(1000 * dice.lognormvariate(0, 0.45)) for _ in counties]
    of_listed = iter(_split(DESIGNATED_GMV_FEN, weights, designated))
    of_others = iter(
        _split(GMV_FEN - DESIGNATED_GMV_FEN, weights, [not is_in for is_in in designated])
    )
    return (next(of_listed) if listed else next(of_others) for listed in designated)


def _split(fen: int, weights: list[int], choices: list[bool]) -> list[int]:
    return split_fen(fen, [weight for weight, is_in in zip(weights, choices, strict=True) if is_in])


def _rows(name: str) -> list[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
