"""A pasted address falls into its fields, whatever its order and its spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.counties import LONGEST_PASTED, read_pasted

WEST_LAKE = "浙江省杭州市西湖区"
LEISHAN = "贵州省黔东南苗族侗族自治州雷山县"


@pytest.mark.parametrize(
    "text",
    [
        f"张三 13800138000 {WEST_LAKE}文三路123号",
        f"{WEST_LAKE}文三路123号，张三，138-0013-8000",
        "收货人: 张三\n手机号码: 13800138000\n所在地区: 浙江省 杭州市 西湖区\n详细地址: 文三路123号",
        "310012 浙江杭州西湖区文三路123号 张三（收） +86 138 0013 8000",
        "张三 13800138000 浙江省杭州市西湖區文三路123号",
        "张三\u3000１３８００１３８０００\u3000浙江省杭州市西湖区文三路123号",
    ],
)
def test_a_whole_address_in_any_order(text: str) -> None:
    address = read_pasted(text)

    assert (address.name, address.phone) == ("张三", "13800138000")
    assert (address.region, address.street) == (WEST_LAKE, "文三路123号")


@pytest.mark.parametrize(
    ("text", "region", "street"),
    [
        ("廣東省廣州市天河區體育西路1號", "广东省广州市天河区", "體育西路1號"),
        ("内蒙呼和浩特新城区迎宾路5号", "内蒙古自治区呼和浩特市新城区", "迎宾路5号"),
        ("广西省南宁市青秀区民族大道", "广西壮族自治区南宁市青秀区", "民族大道"),
        ("杭州", "浙江省杭州市", ""),
        ("310000 杭州 文三路 9 号", "浙江省杭州市", "文三路 9 号"),
        ("100080北京海淀区中关村", "北京市海淀区", "中关村"),
        ("吉林市昌邑区解放路1号", "吉林省吉林市昌邑区", "解放路1号"),
        ("海南藏族自治州共和县恰卜恰镇", "青海省海南藏族自治州共和县", "恰卜恰镇"),
        ("四川省凉山州西昌市航天大道", "四川省凉山彝族自治州西昌市", "航天大道"),
        ("贵州雷山", LEISHAN, ""),
        ("雷山县丹江镇望丰路3号", LEISHAN, "丹江镇望丰路3号"),
        ("北京市朝阳路5号", "北京市", "朝阳路5号"),
        ("台湾台北市信义路", "台湾省", "台北市信义路"),
        ("西湖区文三路1号", "", "西湖区文三路1号"),
        ("火星", "", "火星"),
        ("", "", ""),
    ],
)
def test_places_are_found_by_the_names_that_people_use(text: str, region: str, street: str) -> None:
    address = read_pasted(text)

    assert (address.region, address.street) == (region, street)


def test_a_street_is_nobodys_name() -> None:
    assert read_pasted("恩施州恩施市 舞阳坝街道 胜利街").name == ""
    assert read_pasted("Anna Li, 上海市浦东新区 99 弄").name == "Anna Li"


@given(st.text(max_size=LONGEST_PASTED))
def test_nothing_breaks_it(text: str) -> None:
    address = read_pasted(text)

    assert address.region or not address.name
