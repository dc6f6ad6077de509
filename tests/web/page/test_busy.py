"""A store that is away or too busy: a page that says so, keeps what was typed, and says when to come again."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from pynamodb.exceptions import GetError

from chalicelib.store import is_away
from chalicelib.store.wire.http_post import Answer as Said
from chalicelib.store.wire.http_post import Broken, Poster
from tests.client import ORIGIN, Client
from tests.fair import free_port
from tests.goods import stocked
from tests.proof.wire import WRITES, on_this_way

SLOW_DOWN: Said = 400, {}, b'{"__type": "x#ProvisionedThroughputExceededException"}'


class Silent(Poster):
    """A store that answers nobody in time."""

    def post(self, headers: Mapping[str, str], body: bytes) -> Said:  # noqa: ARG002
        raise Broken("read timed out")


class Throttled(Poster):
    """A store that has too much to do."""

    def post(self, headers: Mapping[str, str], body: bytes) -> Said:  # noqa: ARG002
        return SLOW_DOWN


AWAY: dict[str, Callable[[], Poster]] = {
    "unreachable": lambda: Poster(f"http://127.0.0.1:{free_port()}"),
    "silent": lambda: Silent("http://127.0.0.1:1"),
    "throttled": lambda: Throttled("http://127.0.0.1:1"),
}


@pytest.fixture
def store_is_away() -> Iterator[None]:
    with on_this_way(Silent("http://127.0.0.1:1")):
        yield


@pytest.mark.parametrize("how", AWAY)
def test_a_page_says_that_the_fair_is_busy(visitor: Client, how: str) -> None:
    with on_this_way(AWAY[how]()):
        answer = visitor.get("/goods?seen=a%26b")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "The fair is busy, please try again in a moment." in answer.body
    assert 'href="/goods?seen=a%26b">Try again' in answer.body


def test_it_says_so_in_chinese(app: Any, store_is_away: None) -> None:
    answer = Client(app, lang="zh-CN").get("/goods")

    assert "现在人多，请稍等" in answer.body
    assert "再试一次" in answer.body


@pytest.mark.usefixtures("store_is_away")
def test_even_who_asks_need_not_be_known(visitor: Client) -> None:
    visitor.cookies["device"] = "d" + "x" * 43

    assert visitor.get("/shop").status_code == 503


def test_what_was_typed_is_sent_again_by_one_button(visitor: Client) -> None:
    stocked("pear")
    typed: dict[str, object] = {"sku_id": "pear", "quantity": "<2>", "price_fen": "500"}
    with on_this_way(Silent("http://127.0.0.1:1")):
        answer = visitor.post("/basket/lines", **{**typed, "quantity": 2})

    form = answer.body.partition('action="/basket/lines"')[2].partition("</form>")[0]
    assert 'name="sku_id" value="pear"' in form
    assert 'name="quantity" value="2"' in form
    assert f'name="csrf" value="{visitor.csrf()}"' in form
    assert form.count('name="csrf"') == 1
    assert visitor.post("/basket/lines", **{**typed, "quantity": 2}).location == "/basket"


@pytest.mark.usefixtures("store_is_away")
def test_what_is_typed_stays_text(visitor: Client) -> None:
    answer = visitor.post("/basket/lines", quantity=1, price_fen=1, sku_id='"><script>1</script>')

    assert answer.status_code == 503
    assert "&gt;&lt;script&gt;" in answer.body


@pytest.mark.usefixtures("store_is_away")
@pytest.mark.parametrize(("origin", "word"), [("https://elsewhere.example", "own"), (ORIGIN, "x")])
def test_a_form_that_is_not_ours_is_not_offered_again(
    visitor: Client, origin: str, word: str
) -> None:
    visitor.cookies["device"] = "d" + "x" * 43
    csrf = visitor.csrf() if word == "own" else word

    answer = visitor.send(
        "POST",
        "/orders/x/cancel",
        body=f"csrf={csrf}&typed=1",
        headers={"origin": origin, "content-type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 503
    assert 'action="/orders/x/cancel"' not in answer.body
    assert "typed" not in answer.body


@pytest.mark.usefixtures("store_is_away")
def test_nobody_is_led_away_from_the_fair(visitor: Client) -> None:
    assert "evil.example" not in visitor.get("//evil.example/goods").body


def test_our_own_faults_are_not_called_busy() -> None:
    refused = ClientError({"Error": {"Code": "ValidationException"}}, "GetItem")
    slow = ClientError({"Error": {"Code": "SlowDown"}}, "GetObject")
    theirs = ClientError(
        {"Error": {"Code": "?"}, "ResponseMetadata": {"HTTPStatusCode": 500}}, "GetObject"
    )
    page_of_a_proxy = ClientError({"Error": {"Code": "502"}}, "GetItem")
    unreachable = EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    assert [is_away(answer) for answer in (slow, theirs, page_of_a_proxy, unreachable)] == [
        True
    ] * 4
    assert is_away(GetError("get", slow))
    assert not any(map(is_away, (refused, GetError("get", refused), GetError("get"), KeyError())))


def test_slow_tries_end_before_the_gateway_gives_up(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.store.wire.calls.LONGEST_SECONDS", 0.01)
    tries = []

    class Slow(Poster):
        def post(self, headers: Mapping[str, str], body: bytes) -> Said:  # noqa: ARG002
            tries.append(headers["x-amz-target"])
            time.sleep(0.02)
            raise Broken("read timed out")

    with on_this_way(Slow("http://127.0.0.1:1")):
        answer = visitor.get("/goods")

    assert (answer.status_code, len(tries)) == (503, 2)


def test_a_store_too_busy_to_write_keeps_what_was_typed(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("wire.calls", "writes"):
        monkeypatch.setattr(f"chalicelib.store.{module}.FIRST_WAIT_SECONDS", 0)
    stocked("pear")

    class NoWrites(Poster):
        def post(self, headers: Mapping[str, str], body: bytes) -> Said:
            is_write = headers["x-amz-target"].endswith(WRITES)
            return SLOW_DOWN if is_write else super().post(headers, body)

    with on_this_way(NoWrites(os.environ["AWS_ENDPOINT_URL"])):
        answer = visitor.post("/basket/lines", sku_id="pear", quantity=1, price_fen=500)

    assert answer.status_code == 503
    assert 'name="sku_id" value="pear"' in answer.body
