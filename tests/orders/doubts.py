"""Orders whose payment the bank seems to have taken back."""

from chalicelib.orders import Order, doubt, settle_doubt
from chalicelib.store import transaction
from tests.goods import again

ROW = "row-1"


def in_doubt(order: Order) -> Order:
    with transaction() as tx:
        doubt(tx, again(order), ROW)
    return again(order)


def out_of_doubt(order: Order) -> Order:
    with transaction() as tx:
        settle_doubt(tx, again(order), ROW)
    return again(order)
