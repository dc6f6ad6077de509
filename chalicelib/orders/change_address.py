"""An order goes elsewhere: its buyer changes the address, as long as no shop has packed anything of it."""

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.notices import News, tell
from chalicelib.orders.checkout.draw_up import parts_to
from chalicelib.orders.find import any_order, get_order
from chalicelib.orders.models import Order
from chalicelib.orders.parts import Address
from chalicelib.orders.rules import CONFIRMED, HELD, TypedAddress, check_address
from chalicelib.orders.steps import key_of, unmoved
from chalicelib.producers import province_of
from chalicelib.store import Moved, step, transaction


def change_address(order_id: str, to: TypedAddress, *, buyer_id: str) -> Order:
    """Let a whole order go to another address; the same one again is no news. Its shops are told.

    What the buyer pays stays: Refused("address-changes-fee") where delivery there costs something else. Raises
    NotFound, Invalid for a field, Refused("too-late-for-address") when something is packed, over, or fetched.
    """
    check_address(to)
    return step(lambda: _changed(get_order(order_id, buyer_id=buyer_id), to))


def can_change_address(order: Order) -> bool:
    """Whether an order is sent somewhere and nothing of it is packed."""
    return order.spot is None and all(
        part.state in (HELD, CONFIRMED) and not part.parcels for part in order.sub_orders
    )


def _changed(order: Order, to: TypedAddress) -> Order:
    if not can_change_address(order):
        raise Refused("too-late-for-address")
    address = Address(name=to.name, phone=to.phone, region=to.region, street=to.street)
    if order.address and order.address.attribute_values == address.attribute_values:
        return order
    _check_fee(order, to)
    news = News("address-changed", order.order_id, clock.now())
    with transaction() as tx:
        tx.update(
            key_of(order),
            Order.version.add(1),
            Order.address.set(address),
            when=unmoved(order),
            otherwise=Moved(),
        )
        for part in order.sub_orders if order.state == CONFIRMED else ():
            tell(f"producer:{part.seller_id}", news, along=tx)
    return any_order(order.order_id)


def _check_fee(order: Order, to: TypedAddress) -> None:
    """Within a province the fee is the one that was agreed, whatever the shop asks for by now."""
    if order.address and province_of(order.address.region) == province_of(to.region):
        return
    fee_fen = sum(int(part.shipping_fen) for part in parts_to(order.lines, to.region, order.state))
    if fee_fen != int(order.shipping_fen):
        raise Refused("address-changes-fee", was=int(order.shipping_fen) / 100, now=fee_fen / 100)
