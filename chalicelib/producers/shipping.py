"""Shipping fees: a seller's zones of provinces, and what their part of an order costs to an address."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from chalicelib.errors import NotFound, Problems
from chalicelib.producers.models import KeptZone, Producer
from chalicelib.store import change, recent

FIRST_G = 1_000  # what the first fee carries, and each further one
MOST_ZONES = 6
MOST_FEE_FEN = 20_000

PROVINCES = {
    "北京": "Beijing", "天津": "Tianjin", "河北": "Hebei", "山西": "Shanxi", "内蒙古": "Inner Mongolia",
    "辽宁": "Liaoning", "吉林": "Jilin", "黑龙江": "Heilongjiang", "上海": "Shanghai", "江苏": "Jiangsu",
    "浙江": "Zhejiang", "安徽": "Anhui", "福建": "Fujian", "江西": "Jiangxi", "山东": "Shandong",
    "河南": "Henan", "湖北": "Hubei", "湖南": "Hunan", "广东": "Guangdong", "广西": "Guangxi",
    "海南": "Hainan", "重庆": "Chongqing", "四川": "Sichuan", "贵州": "Guizhou", "云南": "Yunnan",
    "西藏": "Tibet", "陕西": "Shaanxi", "甘肃": "Gansu", "青海": "Qinghai", "宁夏": "Ningxia",
    "新疆": "Xinjiang", "香港": "Hong Kong", "澳门": "Macao", "台湾": "Taiwan",
}  # fmt: skip
OTHER_NAMES = {
    "臺灣": "台湾", "澳門": "澳门", "neimenggu": "内蒙古", "xizang": "西藏", "hongkong": "香港",
    "macau": "澳门", "innermongolia": "内蒙古",
    "海南藏族": "青海", "河南蒙古族": "青海",  # prefectures and counties named like another province
}  # fmt: skip
_ENGLISH = {name.lower().replace(" ", ""): short for short, name in PROVINCES.items()}
_NAMES = sorted(
    (OTHER_NAMES | _ENGLISH | {province: province for province in PROVINCES}).items(),
    key=lambda spelling: -len(spelling[0]),
)


class Zone(NamedTuple):
    """Some provinces, and what the first kilogram and each further one costs there; none means all the others."""

    provinces: tuple[str, ...]
    first_fen: int
    further_fen: int

    def fee_fen(self, weight_g: int) -> int:
        further = -(-max(0, weight_g - FIRST_G) // FIRST_G)
        return self.first_fen + further * self.further_fen


class Rates(NamedTuple):
    """What a seller asks for shipping. The first zone is the whole country, except for the provinces of the others;
    goods for `free_from_fen` and more travel free (0 for never)."""

    zones: tuple[Zone, ...]
    free_from_fen: int = 0

    @property
    def knows_provinces(self) -> bool:
        """Whether it matters where the parcel goes."""
        return len(self.zones) > 1

    def fee_fen(self, province: str, weight_g: int, goods_fen: int) -> int:
        """The fee of one parcel; where the province is not known (""), that of the dearest zone."""
        if 0 < self.free_from_fen <= goods_fen:
            return 0
        if not province:
            return max(zone.fee_fen(weight_g) for zone in self.zones)
        own = [zone for zone in self.zones[1:] if province in zone.provinces]
        return (own or self.zones)[0].fee_fen(weight_g)


class ShippingLoad(NamedTuple):
    """Goods of one seller: what they come to and weigh."""

    seller_id: str
    goods_fen: int
    weight_g: int


class Shipping(NamedTuple):
    """The fee of each seller, in the order in which they first appear. `province` is "" when the address does not
    tell; `asks_province` says that some fee depends on it."""

    fees_fen: dict[str, int]
    province: str
    asks_province: bool


def shipping_to(region: str, loads: Iterable[ShippingLoad]) -> Shipping:
    """What it costs to send these goods to an address. Half a read unit for each seller whom this process does not
    remember."""
    goods_fen, weight_g = Counter[str](), Counter[str]()
    for load in loads:
        goods_fen[load.seller_id] += load.goods_fen
        weight_g[load.seller_id] += load.weight_g
    rates = recent_rates(goods_fen)
    province = province_of(region)
    fees = {
        seller_id: rates[seller_id].fee_fen(province, weight_g[seller_id], goods_fen[seller_id])
        if seller_id in rates
        else 0
        for seller_id in goods_fen
    }
    return Shipping(fees, province, any(rate.knows_provinces for rate in rates.values()))


def rates_of(producer: Producer) -> Rates:
    """What a seller asks for shipping; one flat fee for those who never said more."""
    flat = Zone((), int(producer.shipping_fee_fen), 0)
    zones = tuple(_zone(zone) for zone in producer.zones or ()) or (flat,)
    return Rates(zones, int(producer.free_from_fen or 0))


def recent_rates(producer_ids: Iterable[str]) -> dict[str, Rates]:
    """What several sellers ask for shipping, at most two seconds old. Half a read unit for each whom this process does
    not remember."""
    producers = recent(Producer, producer_ids)
    return {producer_id: rates_of(producer) for producer_id, producer in producers.items()}


def set_rates(producer_id: str, rates: Rates) -> Producer:
    """Ask this for shipping from now on; orders that were placed keep their fee. Raises Invalid, NotFound."""
    check_rates(rates)
    zones = [
        KeptZone(
            provinces=list(zone.provinces), first_fen=zone.first_fen, further_fen=zone.further_fen
        )
        for zone in rates.zones
    ]
    return change(
        Producer(producer_id),
        Producer.zones.set(zones),
        Producer.free_from_fen.set(rates.free_from_fen),
        when=Producer.producer_id.exists(),
        otherwise=NotFound("not-found"),
    )


def _zone(zone: KeptZone) -> Zone:
    return Zone(tuple(zone.provinces), int(zone.first_fen), int(zone.further_fen))


def province_of(region: str) -> str:
    """The short name of the province that an address begins with ("浙江省杭州市", "内蒙古", "Zhejiang, Hangzhou");
    "" when it names none."""
    text = re.sub(r"[\s,，、.\-'’]", "", region).lower()
    text = text.removeprefix("中华人民共和国").removeprefix("中国").removeprefix("china")
    return next((short for name, short in _NAMES if text.startswith(name)), "")


def check_rates(rates: Rates) -> None:
    """Raises Invalid for the fields first-0, further-0, provinces-1 …"""
    zones = rates.zones
    assert 0 < len(zones) <= MOST_ZONES
    problems = Problems()
    provinces: set[str] = set()
    for i, zone in enumerate(zones):
        for name, fen in (("first", zone.first_fen), ("further", zone.further_fen)):
            if not 0 <= fen <= MOST_FEE_FEN:
                problems.note(
                    f"{name}-{i}", "amount-out-of-bounds", least="0", most=MOST_FEE_FEN // 100
                )
        if twice := provinces.intersection(zone.provinces):
            problems.note(f"provinces-{i}", "province-in-two-zones", province=min(twice))
        provinces |= set(zone.provinces)
    problems.refuse()
