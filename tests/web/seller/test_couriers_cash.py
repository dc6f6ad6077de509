"""Cash from the door to the bank: a seller notes the courier's receipt, and the bank's statement names it."""

from chalicelib import payments
from infra.local.delivery.deliver import delivery_for
from tests.goods import buy, pears, shipped, stocked
from tests.ledger.books import balance
from tests.people import SignIn
from tests.web.administrator.test_statements import upload_and_book


def test_a_couriers_cash_is_known_at_the_bank_by_its_receipt_once(
    signed_in_as: SignIn,
) -> None:
    wu, ada = signed_in_as("producer:wu"), signed_in_as("administrator:*")
    delivery = delivery_for(wu.app)
    stocked("pear")
    order = buy(pears(2))
    shipped(order)

    wu.post(f"/shop/orders/{order.order_id}/cash", receipt="sf-cod 20261120")
    delivery.deliver_all()
    upload_and_book(
        ada,
        "date,amount,remark\n2026-11-20,10.00,SF-COD20261120\n"
        "2026-11-21,10.00,SF-COD20261120\n2026-11-21,9.99,SF-COD20261120\n",
    )
    delivery.deliver_all()

    page = ada.get("/statements").body
    assert sorted(int(line.fen) for line in payments.in_suspense().items) == [999, 1000]
    assert page.count("does not match what the couriers of this batch collected") == 2
    assert (balance("cod_in_transit"), balance("suspense")) == (0, -1999)
