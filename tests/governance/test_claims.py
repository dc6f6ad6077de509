"""A buyer claims, a seller answers or keeps silent, and the money goes where it should, once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.governance import (
    Claim,
    ClaimForm,
    accept_claim,
    claim,
    claims_against,
    claims_of,
    claims_waiting_for,
    decline_claim,
    offer_part,
    sweep_claims,
    take_offer,
    withdraw_claim,
)
from chalicelib.governance.rules import BUYER_TIME, SELLER_TIME
from chalicelib.orders import (
    WantedLine,
    any_order,
    confirm_cash,
    confirm_delivery,
    mark_paid,
    move_on,
    record_refund,
    ship,
)
from chalicelib.stock import forget_slots
from tests.costs import meter
from tests.goods import came_at, cup, delivered, drop, pears, sent, sent_at, stocked
from tests.governance.claims import (
    DAYS,
    HOURS,
    claim_form,
    claimed,
    declined,
    now_of,
    photo,
    refunds,
)
from tests.orders.doubts import in_doubt, out_of_doubt
from tests.orders.test_due import EVERY_MINUTE
from tests.people import MEI, WU, seller
from tests.streams import hear


def late(claim: Claim) -> int:
    """The sweep one minute after the claim's clock has run out."""
    found = Claim.find(claim.order_id, claim.claim_key)
    return sweep_claims(found.ends_at)


def test_a_claim_stands_on_the_sellers_desk_and_on_the_order() -> None:
    order = delivered()

    with meter() as cost:
        claim = claimed(order)

    assert (claim.state, claim.ends_at - claim.opened_at) == ("opened", SELLER_TIME)
    assert any_order(order.order_id).open_claims == {"0.1"}
    assert [found.claim_id for found in claims_against(WU).items] == [claim.claim_id]
    assert claims_waiting_for(WU) == 1
    assert sum(units for _, table, units in cost.calls if table == "fair-claims") == 1 + 4


def test_the_same_form_twice_is_one_claim() -> None:
    order = delivered()

    first, second = claimed(order), claimed(order)

    assert first.claim_id == second.claim_id
    assert len(claims_of(order.order_id)) == 1


def test_one_form_from_eight_threads_is_one_claim() -> None:
    order = delivered()

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: claimed(order).claim_id, range(8)))

    assert len({*made}) == len(claims_of(order.order_id)) == 1


def test_a_line_has_one_open_claim() -> None:
    order = delivered()
    claimed(order)

    with pytest.raises(Refused, match="claim-is-open"):
        claimed(order, form_key="f2")


def test_a_line_is_claimed_at_most_three_times() -> None:
    order = delivered()
    for i in range(3):
        withdraw_claim(claimed(order, form_key=f"f{i}").claim_id, buyer_id=MEI)

    with pytest.raises(Refused, match="claims-too-many"):
        claimed(order, form_key="f4")


def test_several_lines_are_several_claims_in_one_form() -> None:
    stocked("pear", price_fen=500)
    stocked("tea", price_fen=800)
    order = delivered(pears(1), WantedLine("tea", 1, 800))
    both = ClaimForm("f1", {0: 500, 1: 800}, "missing")

    made = claim(order.order_id, both, buyer_id=MEI)

    assert [(claim.title, claim.asked_fen) for claim in made] == [("Pear", 500), ("Tea", 800)]


@pytest.mark.parametrize("fen", [0, 1001])
def test_no_more_is_asked_back_than_was_paid(fen: int) -> None:
    order = delivered()

    with pytest.raises(Invalid) as refused:
        claimed(order, fen)

    assert refused.value.problems["fen-0"].message_id == "claim-too-much"


def test_what_went_back_already_is_not_asked_back_again() -> None:
    order = delivered()
    record_refund(order.order_id, refund_id="r1", lines={0: 600}, reason="goodwill")

    with pytest.raises(Invalid):
        claimed(order, 401)

    assert claimed(order, 400).asked_fen == 400


def test_damage_wants_a_photo_of_the_buyers_own() -> None:
    order = delivered()
    photo("of-another", owner_id="gwang")
    photo("text", state="refused", refusal="not-a-photo")

    problems = []
    for photo_id in ("", "of-another", "nothing", "text"):
        with pytest.raises(Invalid) as refused:
            claimed(order, reason="damaged", photo_id=photo_id)
        problems.append(refused.value.problems["photo"].message_id)

    assert problems == [*["claim-photo-missing"] * 3, "not-a-photo"]
    assert claimed(order, reason="damaged", photo_id=photo()).photo_id == "ph1"


@pytest.mark.parametrize(("hours", "is_open"), [(167, True), (169, False)])
def test_the_window_of_usual_goods_is_a_week(hours: int, is_open: bool) -> None:  # noqa: FBT001 - a table
    order = came_at(delivered(), clock.now() - hours * HOURS)

    if is_open:
        assert claimed(order, reason="mind").state == "opened"
    else:
        with pytest.raises(Refused, match="claim-too-late"):
            claimed(order, reason="mind")


def test_fresh_food_is_claimed_within_48_hours_and_not_for_a_change_of_mind() -> None:
    order = delivered()
    order.lines[0].window_hours = 48
    came_at(order, clock.now() - 47 * HOURS)

    with pytest.raises(Invalid) as refused:
        claimed(order, reason="mind")

    assert refused.value.problems["reason"].message_id == "claim-not-for-this"
    assert claimed(order, reason="missing").state == "opened"
    came_at(any_order(order.order_id), clock.now() - 49 * HOURS)
    with pytest.raises(Refused, match="claim-too-late"):
        claimed(order, form_key="f2")


def test_goods_that_never_came_are_claimed_five_days_after_dispatch() -> None:
    order = sent_at(sent(), clock.now() - 4 * DAYS)
    with pytest.raises(Invalid) as early:
        claimed(order)
    assert early.value.problems["reason"].message_id == "claim-not-for-this"

    sent_at(any_order(order.order_id), clock.now() - 5 * DAYS)

    assert claimed(order).reason == "missing"


def test_nobody_claims_on_anothers_order_or_a_line_that_is_none() -> None:
    order = delivered()

    with pytest.raises(NotFound):
        claim(order.order_id, claim_form(), buyer_id="gwang")
    with pytest.raises(NotFound):
        claim(order.order_id, claim_form(line=1), buyer_id=MEI)


def test_a_seller_who_accepts_sends_the_money_at_once() -> None:
    claim = claimed(fen=300)

    closed = accept_claim(claim.claim_id, seller_id=WU)

    assert (closed.state, closed.refunded_fen) == ("closed", 300)
    assert refunds(claim.order_id) == [("claim.0.1", 300, True)]
    assert any_order(claim.order_id).open_claims is None
    assert accept_claim(claim.claim_id, seller_id=WU).state == "closed"
    assert refunds(claim.order_id) == [("claim.0.1", 300, True)]


def test_another_seller_has_no_say() -> None:
    claim = claimed()

    for answer in (
        lambda: accept_claim(claim.claim_id, seller_id="li"),
        lambda: decline_claim(claim.claim_id, "no", seller_id="li"),
        lambda: offer_part(claim.claim_id, 1, "", seller_id="li"),
        lambda: take_offer(claim.claim_id, buyer_id="gwang"),
        lambda: withdraw_claim(claim.claim_id, buyer_id=""),
    ):
        with pytest.raises(NotFound):
            answer()


def test_silence_refunds_by_itself_and_once() -> None:
    claim = claimed()
    assert sweep_claims(claim.ends_at - HOURS) == 0

    with ThreadPoolExecutor(2) as pool:  # two sweeps at once
        list(pool.map(lambda _: late(claim), range(2)))
    sweep_claims(claim.ends_at + 30 * DAYS)  # and one that was away for a month

    assert (now_of(claim).outcome, now_of(claim).state) == ("silence", "closed")
    assert refunds(claim.order_id) == [("claim.0.1", 1000, True)]


def test_the_schedule_ends_and_refunds_within_its_rights(app: Any) -> None:
    claim = claimed()
    claim.ends_at = clock.now() - HOURS
    claim.save()

    hear(app, "end_claims", EVERY_MINUTE)

    assert (now_of(claim).outcome, now_of(claim).state) == ("silence", "closed")
    assert refunds(claim.order_id) == [("claim.0.1", 1000, True)]


def test_an_answer_after_the_clock_has_run_out_does_not_count() -> None:
    claim = claimed()
    claim.ends_at = clock.now() - HOURS
    claim.save()

    with pytest.raises(Refused, match="claim-is-over"):
        decline_claim(claim.claim_id, "太晚了", seller_id=WU)


def test_a_part_is_offered_and_taken() -> None:
    claim = claimed()
    offer_part(claim.claim_id, 400, "赔一半", seller_id=WU)
    offer_part(claim.claim_id, 400, "赔一半", seller_id=WU)

    closed = take_offer(claim.claim_id, buyer_id=MEI)

    assert (closed.outcome, refunds(claim.order_id)) == (
        "offer-taken",
        [("claim.0.1", 400, True)],
    )


def test_an_offer_that_nobody_answers_is_paid_after_a_week() -> None:
    claim = offer_part(claimed().claim_id, 400, "", seller_id=WU)
    assert claim.ends_at - clock.now() <= BUYER_TIME

    late(claim)

    assert (now_of(claim).outcome, refunds(claim.order_id)[0][1]) == ("offer-by-time", 400)


@pytest.mark.parametrize("fen", [0, 1000, 1001])
def test_an_offer_is_a_part(fen: int) -> None:
    with pytest.raises(Invalid):
        offer_part(claimed().claim_id, fen, "", seller_id=WU)


def test_a_refusal_stands_when_nobody_disputes_it() -> None:
    claim = declined()

    late(claim)

    assert (now_of(claim).outcome, now_of(claim).state) == ("let-go", "closed")
    assert refunds(claim.order_id) == []
    assert any_order(claim.order_id).open_claims is None


def test_a_refusal_needs_a_reason() -> None:
    with pytest.raises(Invalid):
        decline_claim(claimed().claim_id, "", seller_id=WU)


def test_a_seller_who_said_no_may_still_say_yes() -> None:
    claim = declined()

    accept_claim(claim.claim_id, seller_id=WU)

    assert refunds(claim.order_id) == [("claim.0.1", 1000, True)]


def test_a_withdrawn_claim_pays_nothing_and_the_line_may_be_claimed_again() -> None:
    order = delivered()
    withdraw_claim(claimed(order).claim_id, buyer_id=MEI)

    again = claimed(order, form_key="f2")

    assert (again.claim_key, refunds(order.order_id)) == ("0.2", [])


def test_a_claim_that_is_over_stays_as_it_is() -> None:
    claim = claimed()
    withdraw_claim(claim.claim_id, buyer_id=MEI)

    with pytest.raises(Refused, match="claim-is-over"):
        accept_claim(claim.claim_id, seller_id=WU)

    assert refunds(claim.order_id) == []


def test_the_shipping_fee_goes_back_with_the_last_of_the_goods() -> None:
    seller(WU, shipping_fee_fen=800)
    order = delivered()

    accept_claim(claimed(order, 600).claim_id, seller_id=WU)
    accept_claim(claimed(order, 400, form_key="f2").claim_id, seller_id=WU)

    assert [fen for _, fen, _ in refunds(order.order_id)] == [600, 400 + 800]
    assert any_order(order.order_id).refunded_fen == order.total_fen


def test_the_shipping_fee_stays_with_a_change_of_mind() -> None:
    seller(WU, shipping_fee_fen=800)

    claim = accept_claim(claimed(reason="mind").claim_id, seller_id=WU)

    assert claim.refunded_fen == 1000


def test_another_refund_that_was_faster_leaves_the_rest() -> None:
    claim = claimed()
    record_refund(claim.order_id, refund_id="r1", lines={0: 700}, reason="goodwill")

    accept_claim(claim.claim_id, seller_id=WU)

    assert [fen for _, fen, _ in refunds(claim.order_id)] == [700, 300]
    assert now_of(claim).refunded_fen == 300


def test_a_refund_of_cash_waits_until_the_cash_is_booked() -> None:
    claim = claimed(delivered(method="cod"))
    waiting = accept_claim(claim.claim_id, seller_id=WU)
    assert (waiting.state, refunds(claim.order_id)) == ("decided", [])
    assert waiting.ends_at > clock.now() + 0.9 * HOURS  # and is not asked about each minute

    confirm_cash(claim.order_id, seller_id=WU)
    late(claim)

    assert now_of(claim).state == "closed"
    assert [fen for _, fen, _ in refunds(claim.order_id)] == [1000]


def test_a_refund_waits_while_the_payment_is_in_doubt() -> None:
    claim = claimed()
    order = in_doubt(any_order(claim.order_id))
    waiting = accept_claim(claim.claim_id, seller_id=WU)
    assert (waiting.state, refunds(claim.order_id)) == ("decided", [])

    out_of_doubt(order)
    late(claim)

    assert now_of(claim).state == "closed"
    assert [fen for _, fen, _ in refunds(claim.order_id)] == [1000]


@pytest.mark.parametrize("died_after", ["decision", "refund", "closing"])
def test_a_crash_on_the_way_is_made_good_by_the_next_sweep(died_after: str) -> None:
    from chalicelib.governance.claims.answer import ended
    from chalicelib.orders import close_claim

    claim = claimed()
    ended(claim, "accepted", 1000, when=Claim.state == "opened", by="pwu")
    if died_after != "decision":
        record_refund(
            claim.order_id, refund_id="claim.0.1", lines={0: 1000}, reason="claim-missing"
        )
    if died_after == "closing":
        close_claim(claim.order_id, claim.claim_key)

    for _ in range(2):
        sweep_claims(clock.now())

    assert (now_of(claim).state, now_of(claim).refunded_fen) == ("closed", 1000)
    assert refunds(claim.order_id) == [("claim.0.1", 1000, True)]
    assert any_order(claim.order_id).open_claims is None


def test_one_claim_that_fails_holds_up_nobody(caplog: pytest.LogCaptureFixture) -> None:
    broken = claimed()
    stocked("tea", price_fen=1000)
    fine = claimed(delivered(WantedLine("tea", 1, 1000), buyer_id="gli"))
    any_order(broken.order_id).delete()

    assert sweep_claims(fine.ends_at) == 1

    assert now_of(fine).state == "closed"
    assert "claim not ended" in caplog.text


def test_a_parcel_is_not_settled_while_its_claim_is_open() -> None:
    claim = claimed()
    after_the_window = clock.now() + 8 * DAYS

    waiting = move_on(any_order(claim.order_id), after_the_window)
    withdraw_claim(claim.claim_id, buyer_id=MEI)
    settled = move_on(any_order(claim.order_id), after_the_window)

    assert (waiting.state, settled.state) == ("delivered", "settled")
    with pytest.raises(Refused, match="claim-too-late"):
        claimed(settled, form_key="f2")


def test_a_piece_of_a_live_drop_is_claimed_like_anything_else() -> None:
    drop()
    order = cup()
    forget_slots("cup")
    mark_paid(order.order_id, payment_id="p1", fen=int(order.total_fen), currency="CNY")
    ship(order.order_id, seller_id=WU, carrier="中国邮政", tracking="wu-77001")
    confirm_delivery(order.order_id, buyer_id=MEI)
    mine = any_order(order.order_id)

    claim = claimed(mine, int(mine.lines[0].value_fen))
    withdraw = withdraw_claim(claim.claim_id, buyer_id=MEI)
    accept_claim(claimed(mine, 100, form_key="f2").claim_id, seller_id=WU)

    assert withdraw.state == "closed"
    assert refunds(order.order_id) == [("claim.0.2", 100, True)]
    with pytest.raises(NotFound):
        withdraw_claim(claim.claim_id, buyer_id="gwang")
