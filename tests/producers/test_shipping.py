"""Shipping fees: by province and weight, as the seller says, and by the address as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import Invalid, NotFound
from chalicelib.producers import PROVINCES, Rates, Zone, province_of, rates_of, set_rates
from tests.people import seller

NEAR, FAR = Zone((), 800, 200), Zone(("西藏", "新疆"), 2_500, 1_800)

FULL_NAMES = {
    "北京市": "北京", "天津市": "天津", "河北省": "河北", "山西省": "山西", "内蒙古自治区": "内蒙古",
    "辽宁省": "辽宁", "吉林省": "吉林", "黑龙江省": "黑龙江", "上海市": "上海", "江苏省": "江苏",
    "浙江省": "浙江", "安徽省": "安徽", "福建省": "福建", "江西省": "江西", "山东省": "山东",
    "河南省": "河南", "湖北省": "湖北", "湖南省": "湖南", "广东省": "广东", "广西壮族自治区": "广西",
    "海南省": "海南", "重庆市": "重庆", "四川省": "四川", "贵州省": "贵州", "云南省": "云南",
    "西藏自治区": "西藏", "陕西省": "陕西", "甘肃省": "甘肃", "青海省": "青海", "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆", "香港特别行政区": "香港", "澳门特别行政区": "澳门", "台湾省": "台湾",
}  # fmt: skip


@pytest.mark.parametrize(("full", "short"), FULL_NAMES.items())
def test_every_province_is_known_by_its_full_and_its_short_name(full: str, short: str) -> None:
    assert province_of(f"{full}某某市某某区") == short
    assert province_of(f"{short} 某某市") == short
    assert province_of(f"中国{full}") == short


def test_the_names_are_those_of_all_34_provinces() -> None:
    assert set(FULL_NAMES.values()) == set(PROVINCES)


@pytest.mark.parametrize(
    ("typed", "short"),
    [
        ("Zhejiang, Hangzhou, Xihu", "浙江"),
        ("Inner Mongolia, Hohhot", "内蒙古"),
        ("Shaanxi Xi'an", "陕西"),
        ("shanxi, Taiyuan", "山西"),
        ("Hong Kong", "香港"),
        ("China, Tibet, Lhasa", "西藏"),
        ("吉林市丰满区", "吉林"),
        ("海南藏族自治州共和县", "青海"),
        ("河南蒙古族自治县", "青海"),
        (" 贵州省 黔东南州 雷山县", "贵州"),
    ],
)
def test_addresses_as_people_type_them(typed: str, short: str) -> None:
    assert province_of(typed) == short


@pytest.mark.parametrize("typed", ["", "杭州市西湖区", "Hangzhou", "东北某地", "火星", "123"])
def test_an_address_that_names_no_province_is_not_guessed(typed: str) -> None:
    assert province_of(typed) == ""


@pytest.mark.parametrize(
    ("weight_g", "fen"), [(0, 800), (1, 800), (1_000, 800), (1_001, 1_000), (3_500, 1_400)]
)
def test_the_first_kilogram_and_each_further_one(weight_g: int, fen: int) -> None:
    assert NEAR.fee_fen(weight_g) == fen


def test_a_province_of_a_zone_pays_that_zone_and_the_others_the_first() -> None:
    rates = Rates((NEAR, FAR))

    assert rates.fee_fen("西藏", 2_000, 100) == 4_300
    assert rates.fee_fen("浙江", 2_000, 100) == 1_000


def test_where_the_province_is_not_known_the_dearest_zone_is_paid() -> None:
    assert Rates((NEAR, FAR)).fee_fen("", 2_000, 100) == 4_300


def test_goods_for_enough_money_travel_free() -> None:
    rates = Rates((NEAR, FAR), free_from_fen=9_900)

    assert (rates.fee_fen("西藏", 9_000, 9_900), rates.fee_fen("浙江", 1, 9_899)) == (0, 800)


@given(
    weight_g=st.integers(0, 100_000),
    fees=st.lists(
        st.tuples(st.integers(0, 20_000), st.integers(0, 20_000)), min_size=1, max_size=6
    ),
)
def test_a_heavier_parcel_is_never_cheaper_and_no_province_dearer_than_unknown(
    weight_g: int, fees: list[tuple[int, int]]
) -> None:
    names = list(PROVINCES)
    zones = tuple(Zone((names[i],) if i else (), *fee) for i, fee in enumerate(fees))
    rates = Rates(zones)

    for province in names[: len(zones)]:
        fee = rates.fee_fen(province, weight_g, 1)
        assert fee <= rates.fee_fen(province, weight_g + 500, 1)
        assert fee <= rates.fee_fen("", weight_g, 1)


def test_a_seller_who_never_said_more_has_one_flat_fee() -> None:
    producer = seller("wu", 800)

    assert rates_of(producer) == Rates((Zone((), 800, 0),))


def test_rates_are_kept_and_said_again() -> None:
    seller("wu", 800)
    rates = Rates((NEAR, FAR), free_from_fen=9_900)

    for _ in range(2):
        kept = set_rates("wu", rates)

    assert rates_of(kept) == rates


@pytest.mark.parametrize(
    ("zones", "field"),
    [
        ((Zone((), -1, 0),), "first-0"),
        ((Zone((), 0, 20_001),), "further-0"),
        ((NEAR, FAR, Zone(("新疆",), 1, 1)), "provinces-2"),
    ],
)
def test_rates_that_cannot_be_are_refused(zones: tuple[Zone, ...], field: str) -> None:
    seller("wu", 800)

    with pytest.raises(Invalid) as refused:
        set_rates("wu", Rates(zones))

    assert set(refused.value.problems) == {field}
    with pytest.raises(NotFound):
        set_rates("nobody", Rates((NEAR,)))
