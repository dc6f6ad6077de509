"""Rules find the exact words, and excuse what is none of what they mean."""

import time

import pytest

from chalicelib.screening import HOLD, STOP, findings_in


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("喝半个月血压就能降下来", "ad.medical"),
        ("祖传老方子，专除风湿老寒腿", "ad.medical"),
        ("加我威 fruit2020 价格对半", "contact.off-platform"),
        ("打一三八零零一二三四五六", "contact.off-platform"),
        ("年回报20% 认养一棵茶树", "goods.finance"),
        ("麻雀串 现抓现烤", "goods.wildlife"),
        ("手卷烟 自种烟草", "goods.tobacco"),
        ("五星带图评价领10元红包", "review.incentive"),
        ("Honey heals stomach ulcers in ten days", "ad.medical"),
        ("The no. 1 tea on earth", "ad.superlative"),
        ("Leave 5 stars and get cash back", "review.incentive"),
    ],
)
def test_a_kind_is_stopped_in_words_that_no_list_has(text: str, rule: str) -> None:
    assert (rule, STOP) in {
        (finding.rule, finding.effect) for finding in findings_in(text, "title")
    }


@pytest.mark.parametrize(
    "text",
    [
        "第一村水蜜桃",
        "最佳冲泡水温85度",
        "熬粥最好",
        "最小果径80毫米",
        "国家级非遗苗族蜡染",
        "虎头鞋，满月礼",
        "抗裂番茄",
        "治蚜虫的粘虫板",
        "猴头菇 人工栽培",
        "加微厚内衬",
        "Best before March 2028",
        "Crack-resistant tomatoes",
    ],
)
def test_what_only_looks_like_it_is_excused(text: str) -> None:
    assert not findings_in(text, "title")


def test_what_is_denied_goes_to_a_person() -> None:
    (finding,) = findings_in("国家级？不敢当", "title") or findings_in("不是国家级", "title")

    assert finding.effect == HOLD


def test_the_words_are_those_that_were_typed() -> None:
    (finding,) = findings_in("土蜂蜜，专 治 胃 炎", "description")

    assert "治 胃 炎" in finding.words
    assert "土蜂蜜，专 治 胃 炎"[finding.start : finding.end] == finding.words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ud800",
        "\x00" * 50,
        "最" * 1000,
        "🍎" * 60,
        "\u202e\u2066" * 100,
        "ئالما گۈلە",
        "a" * 1000,
        "1" * 1000,
        "治" * 500 + "病" * 500,
    ],
)
def test_any_text_is_read_in_bounded_time(text: str) -> None:
    began = time.process_time()
    findings_in(text, "description")

    assert time.process_time() - began < 1  # two milliseconds are usual: no pattern runs away
