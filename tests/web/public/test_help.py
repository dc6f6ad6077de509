"""Help, in plain words of both languages, with the numbers of the rules."""

from typing import Any

import pytest

from chalicelib import orders
from chalicelib.settings import settings
from chalicelib.web.public.help import TITLES
from tests.client import Client
from tests.costs import assert_cost


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize("topic", TITLES)
def test_every_topic_is_listed_and_there_in_both_languages(app: Any, topic: str, lang: str) -> None:
    reader = Client(app, lang=lang)

    assert f'href="/help/{topic}"' in reader.get("/help").body
    page = reader.get(f"/help/{topic}")
    assert page.status_code == 200
    assert len(page.body.partition('<article class="prose">')[2].partition("</article>")[0]) > 200


def test_numbers_are_those_of_the_rules(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"within {orders.SEND_DAYS} days" in visitor.get("/help/delivery").body
    assert "keeps 2 %" in visitor.get("/help/paying").body
    assert "up to ¥2,000 an order" in visitor.get("/help/paying").body

    monkeypatch.setenv("FAIR_FEE_BP", "250")
    settings.cache_clear()

    assert "keeps 2.5 %" in visitor.get("/help/paying").body
    assert "¥97.5 is the seller" in visitor.get("/help/how").body


def test_whoever_runs_the_fair_is_named(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "has not given an address yet" in visitor.get("/help/contact").body

    monkeypatch.setenv("FAIR_CONTACT", "County <Fair> | 0855 3331111")
    settings.cache_clear()

    page = visitor.get("/help/contact").body
    assert "County &lt;Fair&gt;<br>0855 3331111" in page


def test_a_topic_that_is_none_is_not_found(visitor: Client) -> None:
    assert visitor.get("/help/nothing").status_code == 404


def test_help_reads_nothing(visitor: Client) -> None:
    with assert_cost():
        visitor.get("/help/how")
