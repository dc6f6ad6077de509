"""Tallies that went wrong are found at night, mended, and said aloud."""

import logging
from typing import Any

import pytest

from chalicelib.orders import Order, confirm_delivery
from chalicelib.service import recent_tally, recount_all
from chalicelib.service.models import Tally
from tests.goods import again, buy, delivered, on_show, paid_for, pears, shipped
from tests.orders.test_due import EVERY_MINUTE
from tests.service.remarks import question, released, reviewed


def test_a_tally_that_holds_is_left_alone(app: Any, caplog: pytest.LogCaptureFixture) -> None:
    released(reviewed(delivered()))
    reviewed(delivered_again())

    app.handler_map["recount_tallies"](EVERY_MINUTE, None)

    assert "tallies differ" not in caplog.text
    assert recent_tally("listing-pear").counts == [0, 0, 0, 0, 1]


def test_tallies_that_differ_are_mended_with_an_alarm(
    app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    released(reviewed(delivered()))
    silver = on_show()
    released(question(silver))
    Tally("listing-pear", stars_1=7).save()
    Tally(silver.listing_id).delete()
    Tally("of-nothing", questions=2).save()

    with caplog.at_level(logging.ERROR):
        app.handler_map["recount_tallies"](EVERY_MINUTE, None)

    assert "tallies differ from reviews" in caplog.text
    assert recent_tally("listing-pear").counts == [0, 0, 0, 0, 1]
    assert int(recent_tally(silver.listing_id).questions) == 1
    assert recount_all() == 0


def delivered_again() -> Order:
    order = paid_for(buy(pears(1), form_key="form-2", method="sandbox"))
    shipped(order)
    confirm_delivery(order.order_id, buyer_id=order.buyer)
    return again(order)
