"""Orders: the basket, the hold, the order and its parcels. Nothing is sold twice."""

from chalicelib.orders.cancel import can_cancel, cancel_order, end_unpaid, expire_order
from chalicelib.orders.change_address import can_change_address, change_address
from chalicelib.orders.chargebacks import record_chargeback
from chalicelib.orders.checkout.baskets import (
    accept_price,
    change_quantity,
    put_in_basket,
    take_out,
)
from chalicelib.orders.checkout.bring import BroughtBasket, bring_along
from chalicelib.orders.checkout.draw_up import FRESH_WINDOW_HOURS, WINDOW_HOURS
from chalicelib.orders.checkout.guests import (
    KEEPS_FOR_DAYS,
    is_owed,
    open_orders_of_guests,
    why_not_later,
)
from chalicelib.orders.checkout.look import SeenBasket, look_into_basket
from chalicelib.orders.checkout.place import check_out, new_sortable_key
from chalicelib.orders.claims import close_claim, open_claims
from chalicelib.orders.dispatch.parcels import confirm_cash, pack, ship
from chalicelib.orders.dispatch.pickup import codes_left, hand_over, is_closed, order_at, renew_code
from chalicelib.orders.dispatch.refused import not_taken
from chalicelib.orders.dispatch.settle import confirm_delivery, counted_as_delivered, move_on
from chalicelib.orders.dispatch.unfetched import FETCH_DAYS, fetch_until, was_not_fetched
from chalicelib.orders.dispatch.unsent import drop_rest, may_take_back, sent_by, take_back
from chalicelib.orders.doubts import doubt, settle_doubt
from chalicelib.orders.due import remember_due, sweep_orders
from chalicelib.orders.find import (
    SellersSubOrder,
    any_order,
    buyer_among,
    get_order,
    order_behind,
    order_of_form,
    orders_as_guest,
    orders_of,
    some_orders,
    sub_order_of,
)
from chalicelib.orders.inbox import inbox_of, project_order, receivers
from chalicelib.orders.look_up import look_up, look_up_code
from chalicelib.orders.models import Basket, BasketLine, Order, order_from_image, order_id_of
from chalicelib.orders.numbers import codes_in, number_of, orders_numbered, register_number
from chalicelib.orders.parts import (
    Commission,
    Line,
    LineRefund,
    Refund,
    ShippingRefund,
    SubOrder,
)
from chalicelib.orders.pay import mark_paid, quarantine_payment
from chalicelib.orders.refunds import leave_refund_to_person, mark_refund_sent, record_refund
from chalicelib.orders.rules import (
    BANK,
    BANK_DAYS,
    BANK_DAYS_WHEN_SCARCE,
    CANCELLED,
    CASH,
    CONFIRMED,
    CURRENCY,
    DELIVERED,
    HELD,
    LONGEST,
    MOST_LINES,
    MOST_OF_ONE,
    PACKED,
    PAID_LATER,
    PICKUP,
    SANDBOX,
    SETTLED,
    SHIPPED,
    STRIPE,
    PickupSpot,
    TypedAddress,
    WantedLine,
    Wish,
    check_address,
)
from chalicelib.orders.steps import keep_as_read
from chalicelib.orders.tell import tell_of_change
from chalicelib.orders.way import change_way
from chalicelib.orders.windows import ADDRESS_DAYS, DELIVERED_DAYS, SEND_DAYS, UNSENT_DAYS

__all__ = [
    "ADDRESS_DAYS",
    "BANK",
    "BANK_DAYS",
    "BANK_DAYS_WHEN_SCARCE",
    "CANCELLED",
    "CASH",
    "CONFIRMED",
    "CURRENCY",
    "DELIVERED",
    "DELIVERED_DAYS",
    "FETCH_DAYS",
    "FRESH_WINDOW_HOURS",
    "HELD",
    "KEEPS_FOR_DAYS",
    "LONGEST",
    "MOST_LINES",
    "MOST_OF_ONE",
    "PACKED",
    "PAID_LATER",
    "PICKUP",
    "SANDBOX",
    "SEND_DAYS",
    "SETTLED",
    "SHIPPED",
    "STRIPE",
    "UNSENT_DAYS",
    "WINDOW_HOURS",
    "Basket",
    "BasketLine",
    "BroughtBasket",
    "Commission",
    "Line",
    "LineRefund",
    "Order",
    "PickupSpot",
    "Refund",
    "SeenBasket",
    "SellersSubOrder",
    "ShippingRefund",
    "SubOrder",
    "TypedAddress",
    "WantedLine",
    "Wish",
    "accept_price",
    "any_order",
    "bring_along",
    "buyer_among",
    "can_cancel",
    "can_change_address",
    "cancel_order",
    "change_address",
    "change_quantity",
    "change_way",
    "check_address",
    "check_out",
    "close_claim",
    "codes_in",
    "codes_left",
    "confirm_cash",
    "confirm_delivery",
    "counted_as_delivered",
    "doubt",
    "drop_rest",
    "end_unpaid",
    "expire_order",
    "fetch_until",
    "get_order",
    "hand_over",
    "inbox_of",
    "is_closed",
    "is_owed",
    "keep_as_read",
    "leave_refund_to_person",
    "look_into_basket",
    "look_up",
    "look_up_code",
    "mark_paid",
    "mark_refund_sent",
    "may_take_back",
    "move_on",
    "new_sortable_key",
    "not_taken",
    "number_of",
    "open_claims",
    "open_orders_of_guests",
    "order_at",
    "order_behind",
    "order_from_image",
    "order_id_of",
    "order_of_form",
    "orders_as_guest",
    "orders_numbered",
    "orders_of",
    "pack",
    "project_order",
    "put_in_basket",
    "quarantine_payment",
    "receivers",
    "record_chargeback",
    "record_refund",
    "register_number",
    "remember_due",
    "renew_code",
    "sent_by",
    "settle_doubt",
    "ship",
    "some_orders",
    "sub_order_of",
    "sweep_orders",
    "take_back",
    "take_out",
    "tell_of_change",
    "was_not_fetched",
    "why_not_later",
]
