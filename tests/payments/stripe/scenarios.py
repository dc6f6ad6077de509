"""What must hold of Stripe and of the sandbox alike: each scenario talks to a world through the SDK alone."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import stripe

from chalicelib import clock

FEN = 1_000
MOST_SECONDS = 20


@dataclass(frozen=True)
class World:
    """A client, and what the API cannot do: `pay` pays an amount and returns its payment intent, `recipient` has told
    all that is needed to be transferred to."""

    api: Any
    pay: Callable[[int], Any]
    recipient: Callable[[], str]


def session_asked() -> dict[str, Any]:
    product = {"currency": "cny", "unit_amount": FEN, "product_data": {"name": "梨 Pears"}}
    return {
        "mode": "payment",
        "line_items": [{"price_data": product, "quantity": 1}],
        "success_url": "https://fair.example/pay/o1",
        "cancel_url": "https://fair.example/pay/o1",
        "expires_at": int((clock.now() + timedelta(minutes=61)).timestamp()),
        "adaptive_pricing": {"enabled": False},
        "metadata": {"order_id": "o1", "fair": "https://fair.example"},
        "payment_intent_data": {"metadata": {"order_id": "o1"}, "transfer_group": "o1"},
    }


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


def a_page_is_open_unpaid_and_of_the_amount_asked(world: World) -> None:
    made = world.api.v1.checkout.sessions.create(session_asked(), key())
    found = world.api.v1.checkout.sessions.retrieve(made.id, {"expand": ["payment_intent"]})

    assert (found.status, found.payment_status, found.livemode) == ("open", "unpaid", False)
    assert (found.amount_total, found.currency) == (FEN, "cny")
    assert found.metadata["order_id"] == "o1"
    assert found.url.startswith("http")


def the_same_key_is_the_same_page(world: World) -> None:
    asked, same = session_asked(), key()

    first = world.api.v1.checkout.sessions.create(asked, same)

    assert world.api.v1.checkout.sessions.create(asked, same).id == first.id


def the_same_key_for_something_else_is_refused(world: World) -> None:
    asked, same = session_asked(), key()
    world.api.v1.checkout.sessions.create(asked, same)

    with pytest.raises(stripe.IdempotencyError):
        world.api.v1.checkout.sessions.create(
            {**asked, "success_url": "https://fair.example"}, same
        )


def an_expired_page_stays_expired(world: World) -> None:
    made = world.api.v1.checkout.sessions.create(session_asked(), key())

    expired = world.api.v1.checkout.sessions.expire(made.id, {"expand": ["payment_intent"]})

    assert (expired.status, expired.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError):
        world.api.v1.checkout.sessions.expire(made.id)


def a_page_lives_between_half_an_hour_and_a_day(world: World) -> None:
    for minutes in (20, 25 * 60):
        ends_at = int((clock.now() + timedelta(minutes=minutes)).timestamp())
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            world.api.v1.checkout.sessions.create({**session_asked(), "expires_at": ends_at}, key())
        assert refusal.value.param == "expires_at"


def a_list_of_methods_is_no_parameter(world: World) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        world.api.v1.checkout.sessions.create(
            {**session_asked(), "payment_method_types": ["card"]}, key()
        )

    assert refusal.value.param == "payment_method_types"


def what_is_not_there_is_missing(world: World) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        world.api.v1.checkout.sessions.retrieve("cs_test_nothing")

    assert (refusal.value.code, refusal.value.http_status) == ("resource_missing", 404)


def a_payment_says_what_it_brought(world: World) -> None:
    intent = world.api.v1.payment_intents.retrieve(world.pay(FEN).id)

    assert (intent.status, intent.amount_received, intent.currency) == ("succeeded", FEN, "cny")


def refunds_end_exactly_at_the_payment(world: World) -> None:
    intent = world.pay(FEN)
    for fen in (300, 700):
        world.api.v1.refunds.create({"payment_intent": intent.id, "amount": fen}, key())

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        world.api.v1.refunds.create({"payment_intent": intent.id, "amount": 1}, key())

    assert refusal.value.code == "charge_already_refunded"
    found = world.api.v1.refunds.list({"payment_intent": intent.id, "limit": 1})
    assert sorted(refund.amount for refund in found.auto_paging_iter()) == [300, 700]


def more_than_is_left_is_not_refunded(world: World) -> None:
    intent = world.pay(FEN)
    world.api.v1.refunds.create({"payment_intent": intent.id, "amount": 300}, key())

    with pytest.raises(stripe.InvalidRequestError):
        world.api.v1.refunds.create({"payment_intent": intent.id, "amount": 701}, key())


def a_repeated_refund_is_one_refund(world: World) -> None:
    intent, same = world.pay(FEN), key()
    asked = {"payment_intent": intent.id, "amount": 300, "metadata": {"refund_id": "r1"}}

    ids = {world.api.v1.refunds.create(asked, same).id for _ in range(3)}

    (found,) = world.api.v1.refunds.list({"payment_intent": intent.id}).data
    assert ids == {found.id}
    assert found.metadata["refund_id"] == "r1"


def events_tell_of_a_payment(world: World) -> None:
    intent = world.pay(FEN)
    asked = {
        "types": ["payment_intent.succeeded"],
        "created": {"gte": intent.created},
        "limit": 100,
    }

    found = [event.data.object.id for event in world.api.v1.events.list(asked).auto_paging_iter()]

    assert intent.id in found


def what_a_charge_brought_is_passed_on_and_no_more(world: World) -> None:
    charge = world.pay(FEN).latest_charge
    asked = {"currency": "cny", "destination": world.recipient(), "source_transaction": charge}

    sent = world.api.v1.transfers.create({**asked, "amount": FEN}, key())

    assert (sent.amount, sent.amount_reversed, sent.source_transaction) == (FEN, 0, charge)
    with pytest.raises(stripe.InvalidRequestError):
        world.api.v1.transfers.create({**asked, "amount": 1}, key())


def transferred(world: World) -> Any:
    charge = world.pay(FEN).latest_charge
    asked = {"amount": FEN, "currency": "cny", "destination": world.recipient()}
    return world.api.v1.transfers.create({**asked, "source_transaction": charge}, key())


def reversals_end_exactly_at_the_transfer(world: World) -> None:
    sent = transferred(world)
    for asked in ({"amount": 300}, {}):  # a part, and the rest
        world.api.v1.transfers.reversals.create(sent.id, asked, key())

    with pytest.raises(stripe.InvalidRequestError):
        world.api.v1.transfers.reversals.create(sent.id, {"amount": 1}, key())

    found = world.api.v1.transfers.retrieve(sent.id)
    assert (found.amount, found.amount_reversed, found.reversed) == (FEN, FEN, True)


def more_than_is_left_is_not_reversed(world: World) -> None:
    sent = transferred(world)
    world.api.v1.transfers.reversals.create(sent.id, {"amount": 300}, key())

    with pytest.raises(stripe.InvalidRequestError):
        world.api.v1.transfers.reversals.create(sent.id, {"amount": 701}, key())


def a_repeated_reversal_is_one_reversal(world: World) -> None:
    sent, same = transferred(world), key()
    asked = {"amount": 300, "metadata": {"reversal_id": "r1"}}

    ids = {world.api.v1.transfers.reversals.create(sent.id, asked, same).id for _ in range(3)}

    page = world.api.v1.transfers.reversals.list(sent.id, {"limit": 1})
    (found,) = page.auto_paging_iter()
    assert ids == {found.id}
    assert (found.amount, found.metadata["reversal_id"]) == (300, "r1")


def a_reversal_for_something_else_under_the_same_key_is_refused(world: World) -> None:
    sent, same = transferred(world), key()
    world.api.v1.transfers.reversals.create(sent.id, {"amount": 300}, same)

    with pytest.raises(stripe.IdempotencyError):
        world.api.v1.transfers.reversals.create(sent.id, {"amount": 301}, same)


def soon(look: Callable[[], list[Any]]) -> list[Any]:
    """What is seen when it is there: the balance may know of a payment some seconds later."""
    for _ in range(MOST_SECONDS):
        if found := look():
            return found
        time.sleep(1)
    return look()


def a_charge_stands_in_the_balance_with_its_fee(world: World) -> None:
    charge = world.pay(FEN).latest_charge

    (found,) = soon(lambda: world.api.v1.balance_transactions.list({"source": charge}).data)

    assert found.id.startswith("txn_")
    assert (found.source, found.reporting_category) == (charge, "charge")
    assert found.type in ("charge", "payment")
    assert found.fee > 0
    assert found.net == found.amount - found.fee


def a_refund_takes_from_the_balance_without_a_new_fee(world: World) -> None:
    intent = world.pay(FEN)
    refund = world.api.v1.refunds.create({"payment_intent": intent.id, "amount": 300}, key())

    (found,) = soon(lambda: world.api.v1.balance_transactions.list({"source": refund.id}).data)

    assert found.reporting_category == "refund"
    assert found.amount < 0
    assert found.fee <= 0


def the_balance_is_listed_by_page_the_newest_first(world: World) -> None:
    intents = [world.pay(FEN) for _ in range(3)]
    ends = int(clock.now().timestamp()) + 1
    asked = {"created": {"gte": intents[0].created, "lte": ends}, "limit": 2}

    def listed() -> list[Any]:
        page = world.api.v1.balance_transactions.list(asked)
        found = list(page.auto_paging_iter())
        charges = {intent.latest_charge for intent in intents}
        return found if charges <= {transaction.source for transaction in found} else []

    found = soon(listed)
    assert found
    assert len({transaction.id for transaction in found}) == len(found)
    moments = [transaction.created for transaction in found]
    assert moments == sorted(moments, reverse=True)


def a_time_before_all_has_an_empty_balance(world: World) -> None:
    world.pay(FEN)

    page = world.api.v1.balance_transactions.list({"created": {"lte": 1}})

    assert (page.data, page.has_more) == ([], False)


SCENARIOS = (
    a_page_is_open_unpaid_and_of_the_amount_asked,
    the_same_key_is_the_same_page,
    the_same_key_for_something_else_is_refused,
    an_expired_page_stays_expired,
    a_page_lives_between_half_an_hour_and_a_day,
    a_list_of_methods_is_no_parameter,
    what_is_not_there_is_missing,
    a_payment_says_what_it_brought,
    refunds_end_exactly_at_the_payment,
    more_than_is_left_is_not_refunded,
    a_repeated_refund_is_one_refund,
    events_tell_of_a_payment,
    what_a_charge_brought_is_passed_on_and_no_more,
    reversals_end_exactly_at_the_transfer,
    more_than_is_left_is_not_reversed,
    a_repeated_reversal_is_one_reversal,
    a_reversal_for_something_else_under_the_same_key_is_refused,
    a_charge_stands_in_the_balance_with_its_fee,
    a_refund_takes_from_the_balance_without_a_new_fee,
    the_balance_is_listed_by_page_the_newest_first,
    a_time_before_all_has_an_empty_balance,
)
