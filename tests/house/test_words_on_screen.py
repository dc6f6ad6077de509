"""What the fair says on its pages keeps to its words: both catalogues are held to the words that were left out."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog

from infra.locale import ROOT, merged

# What a county or a shopper would not say, with what the fair says instead.
LEFT_OUT_ENGLISH = {
    r"\blives\b|\bthe live\b(?! sale)|\b[Aa] live\b(?! sale)": "live sale",
    r"\bstorefronts?\b": "county shop, shop page",
    r"(?<!\{)(?<!%\()\b[Gg]oods\b(?! and nuts)": "products",
    r"\bon show\b": "on sale",
    r"\bproducers?\b": "maker",
    r"\b[Pp]ut in (the|your) basket\b": "add to basket",
    r"^[Ii]n all$": "total",
    r"\b(?!Unfetch)[Ff]etch": "collect",
    r"\b[Ss]hipping\b": "delivery",
    r"\ba drop\b|\bdrops?\b": "limited release",
    r"\bplace in line\b": "waiting list",
    r"\bsay no\b|\bcall in the platform\b": "decline, ask the platform to decide",
    r"\bgovernance officers?\b": "reviewer",
    r"\bgo(es)? back by itself\b|\bmoney at the bank\b": "is refunded, bank payments",
    r"\bon show\b|\bon the shelf\b": "on sale, in stock",
    r"\bis no [a-z]+ (that|in|by)\b": "is not a",
    r"\bsomebody\b": "someone",
}
LEFT_OUT_CHINESE = {
    "篮子": "购物车",
    "放进": "加入",
    "谁在做": "生产者",
    "影响报告": "成效报告",
    "治理专员|审看": "平台审核员、审核",
    "有多少？": "数量",
    "你": "您",
    "卖完|售完": "售罄",
    "限量抢购": "限量抢",
    "货架": "库存",
}


def _texts(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        if message.id:
            yield from [message.string] if isinstance(message.string, str) else message.string or ()


def _english() -> Iterator[str]:
    yield from _texts(merged(ROOT, "en"))
    for message in merged(ROOT, "zh_Hans"):
        sources = [message.id] if isinstance(message.id, str) else message.id
        yield from (source for source in sources if not re.fullmatch(r"[a-z0-9-]*", source))


@pytest.mark.parametrize("left_out", LEFT_OUT_ENGLISH)
def test_english_says_what_a_shopper_says(left_out: str) -> None:
    said = [text for text in _english() if re.search(left_out, text)]

    assert not said, f"say: {LEFT_OUT_ENGLISH[left_out]}"


@pytest.mark.parametrize("left_out", LEFT_OUT_CHINESE)
def test_chinese_says_what_a_county_says(left_out: str) -> None:
    said = [text for text in _texts(merged(ROOT, "zh_Hans")) if re.search(left_out, text)]

    assert not said, f"say: {LEFT_OUT_CHINESE[left_out]}"
