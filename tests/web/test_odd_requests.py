"""Ids, cursors, queries and forms that no page of ours made get a page or a sentence, and no operator is woken."""

import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pytest

from chalicelib.web.page.routes import owners
from tests.client import ORIGIN, Answer, Client
from tests.goods import delivered, goods_of_wu, pears, stocked
from tests.guests import FORM
from tests.live.stage import on_air
from tests.people import COUNTY, WU, SignIn, seller

LONG = "a" * 2_100
IDS = [LONG, "%E4%B8%AD" * 101, "a%0D%0A%00b", "%E4%B8%AD.1-9"]
CURSORS = ["eyJ4Ijp7IlMiOiIxIn19", LONG, "茶"]  # the first is {"x":{"S":"1"}}
FIELD = re.compile(r"\.(?:get|has|text|words|whole_number|money|choice|moment|pop)\(\s*\"(\w+)\"")
LAST = "/sign-out"


@pytest.fixture
def anybody(signed_in_as: SignIn) -> Client:
    """Somebody who may enter everywhere."""
    everywhere = [f"{role}:*" for role in ("administrator", "manager", "governance", "buyer")]
    own = [f"official:{COUNTY}", f"host:{COUNTY}", f"producer:{WU}"]
    return signed_in_as(*everywhere, *own, person_id="anybody")


@pytest.fixture
def things() -> dict[str, str]:
    """What there is, by the names that paths have for it."""
    seller(WU)
    listing = goods_of_wu()
    stocked("pear")
    session = on_air([listing])
    order = delivered(pears(2), buyer_id="anybody")
    return {
        "session_id": session.session_id,
        "listing_id": listing.listing_id,
        "sku_id": listing.sku_id,
        "producer_id": WU,
        "county_id": COUNTY,
        "order_id": order.order_id,
        "whose": "shop",
        "week": "2026-11-30",
        "lang": "en",
        "seq": "1",
    }


@pytest.fixture(autouse=True)
def nobody_is_woken(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_an_id_that_is_none_of_ours_is_not_there(anybody: Client, things: dict[str, str]) -> None:
    requests = [
        (method, _filled(path, {**things, changed: wrong}))
        for method, path in _routes()
        for changed in re.findall(r"{(\w+)}", path)
        for wrong in IDS
    ]

    assert _faults(anybody, requests) == []


def test_an_id_of_2100_letters_is_not_found(anybody: Client) -> None:
    paths = [_filled(path, {}, LONG) for method, path in _routes() if method == "GET"]
    with_id = [path for path in paths if LONG in path]

    assert len(with_id) > 40
    assert {anybody.get(path).status_code for path in with_id} == {404}


def test_a_query_that_is_none_of_ours_is_answered(anybody: Client, things: dict[str, str]) -> None:
    queries = [urlencode({"cursor": cursor}) for cursor in CURSORS]
    queries += [urlencode(dict.fromkeys(_fields(), value)) for value in (LONG, "中\r\n\0")]
    queries += [urlencode({name: LONG}) for name in ("month", "year", "back")]

    asked = [_filled(path, things) for method, path in _routes() if method == "GET"]

    assert (
        _faults(anybody, [("GET", f"{there}?{query}") for there in asked for query in queries])
        == []
    )


@pytest.mark.parametrize("value", [None, "", "\0", "中", LONG, "-1"])
def test_a_form_that_is_none_of_ours_is_answered(
    anybody: Client, things: dict[str, str], value: str | None
) -> None:
    fields = {} if value is None else dict.fromkeys(_fields(), value)
    requests = [("POST", _filled(path, things)) for method, path in _routes() if method == "POST"]

    assert _faults(anybody, requests, fields) == []


def _routes() -> list[tuple[str, str]]:
    """Every route; the one that signs out comes last."""
    return sorted(owners, key=lambda route: (route[1] == LAST, route))


def _filled(path: str, things: dict[str, str], otherwise: str = "c0001") -> str:
    return re.sub(r"{(\w+)}", lambda name: things.get(name[1], otherwise), path)


@cache
def _fields() -> list[str]:
    """All that pages look for in queries and forms, but for what makes a form ours."""
    web = Path(__file__).parents[2] / "chalicelib" / "web"
    names = {name for file in web.rglob("*.py") for name in FIELD.findall(file.read_text())}
    return sorted(names - {"csrf"})


def _faults(
    client: Client, requests: list[tuple[str, str]], fields: dict[str, str] | None = None
) -> list[str]:
    """Those requests that were answered as if the fair were broken, or by an address that no header can hold."""
    answers = [_send(client, method, path, fields or {}) for method, path in requests]
    return [
        f"{method} {path[:200]}: {answer.status_code} {answer.location[:100]}"
        for (method, path), answer in zip(requests, answers, strict=True)
        if answer.status_code >= 500 or not answer.location.isascii()
    ]


def _send(client: Client, method: str, path: str, fields: dict[str, str]) -> Answer:
    if method == "GET":
        return client.get(path)
    body = urlencode({**fields, "csrf": client.csrf()})
    return client.send("POST", path, body=body, headers={"content-type": FORM, "origin": ORIGIN})
