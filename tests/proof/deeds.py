"""A small market where everything happens: what buyers, sellers, the payment service and time may do to it.

Each deed is decided once and may then be done any number of times, as forms, webhooks and sweeps are. What the market
remembers is only what the world outside has done: money that came in, and goods that were put on the shelf.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chalicelib import clock, payouts
from chalicelib.errors import FairError
from chalicelib.ledger import post_fund_paid_in
from chalicelib.orders import (
    CANCELLED,
    DELIVERED,
    HELD,
    SETTLED,
    SHIPPED,
    Order,
    WantedLine,
    any_order,
    confirm_delivery,
    expire_order,
    move_on,
    record_refund,
    ship,
    sweep_orders,
)
from chalicelib.payments import (
    ReceivedPayment,
    call_off,
    drop_rest,
    end_due_order,
    send_refunds,
    take,
)
from chalicelib.payments.quarantine import keep_out
from chalicelib.payouts import PENDING, STRIPE
from chalicelib.stock import forget_slots, restock
from tests.goods import buy
from tests.proof.calendar import A_WHILE, Calendar
from tests.proof.provider import Provider
from tests.proof.shelves import (
    EGG,
    LAMP,
    PEAR,
    PRICES,
    SHELF,
    TEA,
    most_in_one_place,
    open_shelves,
    seller_of,
)
from tests.proof.streams import Streams

BASKETS = (
    ((PEAR, 1),),
    ((PEAR, 3),),
    ((PEAR, 1), (PEAR, 1)),
    ((TEA, 1),),
    ((TEA, 3),),
    ((LAMP, 1),),
    ((EGG, 2),),
    ((EGG, 3), (PEAR, 2)),
    ((TEA, 2), (PEAR, 2)),
    ((PEAR, 7),),
    ((TEA, 5),),
)
BUYERS = ("gmei", "gwang", "gli")
MANY_DAYS = timedelta(days=9)
GIFT_FEN = 100  # in the protection fund
Deed = Callable[[], object]


class Market:
    """The market of one run, and what the world outside has done to it."""

    def __init__(self, streams: Streams, calendar: Calendar) -> None:
        self.streams, self.calendar = streams, calendar
        calendar.begin()
        self.order_ids: list[str] = []
        self.put_in: Counter[str] = Counter(SHELF)
        self.received: dict[str, tuple[str, ReceivedPayment]] = {}
        self.asked_back: dict[str, dict[str, int]] = {}
        self.done: Counter[str] = Counter()
        self.provider = Provider()
        self._numbers = 0
        open_shelves()
        post_fund_paid_in("gift", GIFT_FEN)
        streams.begin()

    def decide(self, kind: str, *numbers: int) -> Deed | None:
        """A deed with all that belongs to it, or None where there is nothing to do it to."""
        deed: Deed | None = getattr(self, f"_{kind}")(*numbers)
        return deed and self._told(kind, deed)

    def _told(self, kind: str, deed: Deed) -> Deed:
        def tell() -> None:
            try:
                told = deed()
            except FairError as refusal:
                self.done[f"{kind}: {refusal.message_id}"] += 1
            else:
                self.done[kind] += told is not None and told is not False

        return tell

    def _order(self, number: int) -> str:
        """One of the orders, rather a late one."""
        return self.order_ids[-1 - number % len(self.order_ids)] if self.order_ids else ""

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _hold(self, who: int, what: int) -> Deed:
        basket = BASKETS[what % len(BASKETS)]
        return self._order_of(who, [WantedLine(sku, count, PRICES[sku]) for sku, count in basket])

    def _order_of(self, who: int, wanted: list[WantedLine]) -> Deed:
        buyer_id, form_key = BUYERS[who % len(BUYERS)], f"form-{self._number()}"

        def hold() -> object:
            order = buy(*wanted, form_key=form_key, buyer_id=buyer_id, method="sandbox")
            if order.order_id not in self.order_ids:
                self.order_ids.append(order.order_id)
            return order

        return hold

    def _buy(self, who: int, what: int) -> Deed:
        """Order and pay at once, as most people do."""
        hold = self._hold(who, what)
        payment_id = f"payment-{self._number()}"

        def pay_at_once() -> object:
            order: Any = hold()
            money = ReceivedPayment(payment_id, int(order.total_fen), "CNY", "sandbox")
            _, money = self.received.setdefault(payment_id, (order.order_id, money))
            return take(order.order_id, money)

        return pay_at_once

    def _take_all(self, who: int, what: int) -> Deed:
        """Somebody wants as many as there are in one place; if there is nothing, the seller brings some first."""
        sku_id = (PEAR, TEA, EGG, LAMP)[what % 4]
        left = most_in_one_place(sku_id)
        if not left and sku_id != LAMP:
            self._restock((PEAR, TEA, EGG).index(sku_id), 0)()
            left = most_in_one_place(sku_id)
        return self._order_of(who, [WantedLine(sku_id, max(1, left), PRICES[sku_id])])

    def _pay(self, which: int, how: int) -> Deed | None:
        """Mostly what the order costs; sometimes less, more, or other money."""
        if not (order_id := self._order(which)):
            return None
        payment_id = f"payment-{self._number()}"
        order = Order.find_or_none(*_key_of(order_id))
        total_fen = int(order.total_fen) if order else 500
        fen = total_fen + {1: -1, 2: 1, 3: 16_800}.get(how, 0)
        money = ReceivedPayment(payment_id, fen, "USD" if how == 4 else "CNY", "sandbox")

        def pay() -> object:
            self.received[payment_id] = order_id, money
            return take(order_id, money)

        return pay

    def _doubt(self, which: int, _: int) -> Deed | None:
        """A slow process that saw its payment refused puts it into quarantine only now."""
        if not self.received:
            return None
        payment_id = list(self.received)[which % len(self.received)]
        order_id, money = self.received[payment_id]
        return lambda: keep_out(order_id, money, reason="payment-does-not-fit")

    def _expire(self, which: int, how: int) -> Deed | None:
        """A sweep that comes for one order: in time, or too early."""
        if not (order_id := self._order(which)):
            return None
        late = clock.now() + MANY_DAYS

        def expire() -> object:
            if how % 2:
                assert not expire_order(order_id, now=any_order(order_id).placed_at)
                return False
            return expire_order(order_id, now=late)

        return expire

    def _lapse(self, which: int, _: int) -> Deed | None:
        """The hold of an order ends now. Nobody has noticed yet."""
        order_id = self._order(which)
        return (lambda: _let_time_pass(order_id)) if order_id else None

    def _sweep(self, *_: int) -> Deed:
        self.calendar.pass_by(A_WHILE)
        now = clock.now()

        def sweep() -> object:
            sweep_orders(now, end_due_order)
            return True

        return sweep

    def _cancel(self, which: int, _: int) -> Deed | None:
        if not (order_id := self._order(which)):
            return None
        return lambda: call_off(order_id, buyer_id=any_order(order_id).buyer)

    def _refund(self, which: int, how: int) -> Deed | None:
        """A part of a line, the whole of it, a fen too much, or a fee for shipping."""
        order_id = self._order(which)
        order = Order.find_or_none(*_key_of(order_id)) if order_id else None
        if order is None:
            return None
        line, fee = order.lines[how % len(order.lines)], order.sub_orders[0]
        value_fen = int(line.value_fen)
        fen = (value_fen // 3, value_fen // 2 + 1, value_fen, value_fen + 1, 0)[how % 5]
        lines = {how % len(order.lines): fen} if fen else {}
        shipping = {} if fen else {fee.seller_id: int(fee.shipping_fen)}
        refund_id = f"refund-{self._number()}"
        self.asked_back.setdefault(order_id, {})[refund_id] = fen or int(fee.shipping_fen)

        def refund() -> object:
            owing = record_refund(
                order_id, refund_id=refund_id, lines=lines, shipping=shipping, reason="test"
            )
            return send_refunds(owing)

        return refund

    def _drop(self, which: int, how: int) -> Deed | None:
        """A seller says that what is not sent does not come, sometimes after a first parcel."""
        if not (order_id := self._order(which)):
            return None

        def drop() -> object:
            order = any_order(order_id)
            part = order.sub_orders[how % len(order.sub_orders)]
            number = next(
                i for i, line in enumerate(order.lines) if line.seller_id == part.seller_id
            )
            if how > 2 and order.lines[number].quantity > 1:
                ship(
                    order_id,
                    seller_id=part.seller_id,
                    carrier="SF",
                    tracking="SF1001",
                    lines={number: 1},
                )
            on_shelf = how % 2 == 0
            return drop_rest(order_id, seller_id=part.seller_id, on_shelf=on_shelf)

        return drop

    def _send(self, which: int, _: int) -> Deed | None:
        """Every seller ships what is left, and the buyer has it."""
        if not (order_id := self._order(which)):
            return None

        def send() -> object:
            for part in any_order(order_id).sub_orders:
                if part.state not in (SHIPPED, DELIVERED, SETTLED, CANCELLED):
                    ship(order_id, seller_id=part.seller_id, carrier="SF", tracking="SF123456")
            return confirm_delivery(order_id, buyer_id=any_order(order_id).buyer)

        return send

    def _settle(self, which: int, _: int) -> Deed | None:
        """The order arrives, and its after-sales window passes."""
        send, order_id = self._send(which, 0), self._order(which)
        if not send:
            return None

        def settle() -> object:
            send()
            return move_on(any_order(order_id), clock.now() + MANY_DAYS).state == SETTLED

        return settle

    def _restock(self, what: int, how: int) -> Deed:
        sku_id, delta = (PEAR, TEA, EGG)[what % 3], (2, 1, -1, -3, -7)[how % 5]
        form_key = f"restock-{self._number()}"

        def put_in() -> object:
            restock(sku_id, delta, producer_id=seller_of(sku_id), form_key=form_key)
            self._count(sku_id, form_key, delta)
            return True

        return put_in

    def _count(self, sku_id: str, form_key: str, delta: int) -> None:
        if not self.done[f"{sku_id} {form_key}"]:
            self.put_in[sku_id] += delta
            self.done[f"{sku_id} {form_key}"] += 1

    def _hear(self, most: int, _: int) -> Deed:
        return lambda: self.streams.hear(1 + most * 5)

    def _hear_again(self, begin: int, count: int) -> Deed:
        def hear_again() -> object:
            first = begin * 5 % (len(self.streams.heard) + 1)
            self.streams.hear_again(first, 1 + count * 4)
            return True

        return hear_again

    def _pay_out(self, *_: int) -> Deed:
        """The run of Monday night: the books are up to date by then."""
        self.streams.hear_all()
        self.calendar.be_monday()

        def pay_out() -> object:
            payouts.run_payouts(clock.now())
            return list(payouts.payouts_in(PENDING).items) or None

        return pay_out

    def _end_payout(self, which: int, how: int) -> Deed | None:
        """A payout is on its way, by a person's hand or the provider's, or comes back."""
        waiting = payouts.payouts_in(PENDING).items
        if not waiting:
            return None
        payout = waiting[which % len(waiting)]
        payout_id = payout.payout_id
        if payout.way == STRIPE:
            return lambda: payouts.send_transfers({STRIPE: self.provider})
        if how % 2:
            return lambda: payouts.void_payout(payout_id, reason="test", by="test")
        return lambda: payouts.post_payout(payout_id, reference="bank-1", by="test")

    def _take_back(self, *_: int) -> Deed:
        """The provider takes back what refunds ask of it."""
        return lambda: payouts.carry_out_reversals({STRIPE: self.provider}) or None


def _key_of(order_id: str) -> tuple[str, str]:
    owner, _, key = order_id.partition(".")
    return owner, key.rpartition("-")[0] if owner.startswith("drop-") else key


def _let_time_pass(order_id: str) -> bool:
    order = any_order(order_id)
    if order.state != HELD:
        return False
    ended = clock.now() - timedelta(seconds=1)
    order.update(actions=[Order.expires_at.set(ended)], condition=Order.state == HELD)
    forget_slots(LAMP)
    return True
