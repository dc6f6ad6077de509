"""What sellers wrote in another language than the page's says so, for screen readers and fonts."""

import pytest

from chalicelib.web.page.as_written import language_of
from tests.client import Client
from tests.goods import goods_of_wu


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("雷山银发簪", "zh-Hans"),
        ("𠮷氏纹绣片 Miao", "zh-Hans"),
        ("Silver hairpin", "en"),
        ("གངས་ཅན་ཚྭ 藏盐", "bo"),
        ("ئالما 苹果", "ug"),
        ("조선족김치 泡菜", "ko"),
        ("¥ 12.00", ""),
        ("", ""),
    ],
)
def test_a_text_is_in_the_language_of_its_letters(text: str, lang: str) -> None:
    assert language_of(text) == lang


def test_each_reader_sees_the_title_of_their_language(visitor: Client) -> None:
    listing = goods_of_wu("油纸伞", title_en="Oiled-paper umbrella", description_en="Waxed twice.")
    path = f"/goods/{listing.listing_id}"

    english, chinese = visitor.get(path).body, Client(visitor.app, lang="zh-CN").get(path).body

    assert "<h1>Oiled-paper umbrella</h1>" in english
    assert 'property="og:title" content="Oiled-paper umbrella' in english
    assert "Waxed twice." in english
    assert "油纸伞" not in english
    assert "<h1>油纸伞</h1>" in chinese
    assert "Oiled-paper" not in chinese


def test_a_chinese_title_says_so_on_an_english_page_only(visitor: Client) -> None:
    listing = goods_of_wu("油纸伞 <大>")
    path = f"/goods/{listing.listing_id}"

    english, chinese = visitor.get(path).body, Client(visitor.app, lang="zh-CN").get(path).body

    assert '<h1><span lang="zh-Hans">油纸伞 &lt;大&gt;</span></h1>' in english
    assert "<h1>油纸伞 &lt;大&gt;</h1>" in chinese
