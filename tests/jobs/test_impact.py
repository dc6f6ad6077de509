"""The job of the roll-ups, when an answer of the database gets lost."""

from typing import Any

from chalicelib.impact import FirstOrder, report
from tests.impact.orders import DAY, order
from tests.proof.wire import troubled
from tests.streams import hear, stream


def test_a_buyer_is_new_once_though_the_answer_that_says_so_gets_lost(app: Any) -> None:
    record = order("mei")
    event = {**stream((None, record)), "shardId": "shard-1"}

    with troubled() as way:
        way.kept_answers, way.lost_answers = 1, 1  # the figures, and then the buyer's first order
        hear(app, "fold_orders", event)
    hear(app, "fold_orders", event)

    assert way.lost_answers == 0
    assert FirstOrder.get("mei").order_id == record.order_id
    figures = report(DAY, DAY).total.figures
    assert (figures.orders, figures.gmv_fen) == (1, 16_800)
