"""A product's page says where the money goes: as it is asked, to the fen."""

import pytest

from chalicelib.live import go_live
from chalicelib.web.public.receipt import receipt_of
from tests.client import Client
from tests.goods import goods_of_wu
from tests.live.stage import planned


@pytest.mark.parametrize(
    ("price_fen", "with_commission", "parts"),
    [
        (3_990, False, [3_910, 80, 0]),
        (3_990, True, [3_710, 80, 200]),
        (1, True, [1, 0, 0]),
        (16_800, False, [16_464, 336, 0]),
    ],
)
def test_every_fen_of_a_price_is_somebodys(
    price_fen: int, *, with_commission: bool, parts: list[int]
) -> None:
    receipt = receipt_of(price_fen, with_commission=with_commission)

    assert [receipt.maker_fen, receipt.fee_fen, receipt.commission_fen] == parts
    assert sum(parts) == price_fen
    assert sum(receipt.widths) == 1000


def test_the_page_says_it(visitor: Client) -> None:
    goods = goods_of_wu(price_fen=3_990)

    page = visitor.get(f"/goods/{goods.listing_id}").body

    assert "Of ¥39.90, ¥39.10 goes to Wu the umbrella maker." in page
    assert "To the hosts" not in page


def test_a_creators_live_says_what_its_hosts_earn(visitor: Client) -> None:
    goods = goods_of_wu(price_fen=3_990)
    session = planned()
    go_live(session.session_id, "anna", is_creator=True, may_be_early=True)

    page = visitor.get(f"/goods/{goods.listing_id}?session_id={session.session_id}").body

    assert "¥37.10 goes to" in page
    assert "To the hosts of this live sale" in page
    assert "39.90" in visitor.get(f"/goods/{goods.listing_id}?session_id=no-such").body
