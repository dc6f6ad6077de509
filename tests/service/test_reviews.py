"""Who bought it says how it was: once, and nobody reads it before a person has."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.orders import (
    Order,
    confirm_delivery,
    mark_paid,
    record_chargeback,
    record_refund,
    ship,
)
from chalicelib.service import (
    REVIEW,
    Remark,
    add_to_review,
    recent_tally,
    refuse,
    release,
    remarks_on_show,
    reply,
    review,
    waiting_for_reviewer,
    waiting_for_seller,
)
from tests.costs import assert_cost
from tests.goods import buy, came_at, delivered, pears, sent, stocked
from tests.governance.claims import photo
from tests.people import MEI, REVIEWER, WU
from tests.service.remarks import now_of, released, review_form, reviewed

PEAR = "listing-pear"


def on_show() -> list[Remark]:
    return list(remarks_on_show(REVIEW, PEAR).items)


def test_a_review_waits_for_a_person_and_then_everybody_reads_it() -> None:
    remark = reviewed(delivered())

    assert on_show() == []
    assert [each.remark_key for each in waiting_for_reviewer().items] == [remark.remark_key]

    released(remark)

    assert [each.words.text for each in on_show()] == [remark.words.text]
    assert recent_tally(PEAR).counts == [0, 0, 0, 0, 1]
    assert waiting_for_reviewer().items == []
    assert len(waiting_for_seller(REVIEW, WU).items) == 1


def test_what_a_review_and_its_release_cost() -> None:
    order = delivered()

    # The order, the review, its line in the index; and a look whether the order is as it was.
    with assert_cost(reads=2, writes=7):
        remark = reviewed(order)
    with assert_cost(reads=2, writes=9):
        released(remark)
    with assert_cost(reads=0.5):
        on_show()


def test_the_same_form_twice_is_one_review() -> None:
    order = delivered()

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: reviewed(order).remark_key, range(8)))

    assert len(keys) == len(waiting_for_reviewer().items) == 1


def test_two_tabs_at_once_are_one_review() -> None:
    order = delivered()

    def send(i: int) -> str:
        try:
            reviewed(order, review_form(f"第{i}个窗口", form_key=f"tab-{i}"))
        except Refused as refusal:
            return refusal.message_id
        return "taken"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))

    assert sorted(answers) == ["review-is-there"] * 7 + ["taken"]


@pytest.mark.parametrize("line", [-1, 1, 99])
def test_a_line_that_is_not_there_is_not_found(line: int) -> None:
    with pytest.raises(NotFound):
        reviewed(delivered(), line=line)


def test_an_order_of_somebody_else_is_not_found() -> None:
    order = delivered()

    with pytest.raises(NotFound):
        review(order.order_id, 0, review_form(), buyer_id="gli")


def refunded(order: Order, fen: int) -> Order:
    return record_refund(order.order_id, refund_id="r1", lines={0: fen}, shipping={}, reason="x")


def too_early() -> Order:
    return sent()


def all_refunded() -> Order:
    return refunded(delivered(), 1_000)


def taken_back_by_the_bank() -> Order:
    order = delivered()
    return record_chargeback(order.order_id, dispute_id="d1", fen=int(order.total_fen))


def too_late() -> Order:
    return came_at(delivered(), clock.now() - timedelta(days=181))


def own_goods() -> Order:
    stocked("pear")
    order = buy(pears(2), method="sandbox", grants=[f"producer:{WU}"])
    mark_paid(order.order_id, payment_id="p1", fen=int(order.total_fen))
    ship(order.order_id, seller_id=WU, carrier="SF", tracking="SF123456")
    confirm_delivery(order.order_id, buyer_id=MEI)
    return order


@pytest.mark.parametrize(
    ("bought", "why_not"),
    [
        (too_early, "review-too-early"),
        (all_refunded, "review-after-refund"),
        (taken_back_by_the_bank, "review-after-refund"),
        (too_late, "review-too-late"),
        (own_goods, "review-of-own-goods"),
    ],
)
def test_who_did_not_keep_the_goods_does_not_write(
    bought: Callable[[], Order], why_not: str
) -> None:
    with pytest.raises(Refused, match=why_not):
        reviewed(bought())


def test_who_got_a_part_of_the_price_back_may_write() -> None:
    assert reviewed(refunded(delivered(), 999)).words.state == "waiting"


def test_a_refund_does_not_buy_silence() -> None:
    order = delivered()
    released(reviewed(order, review_form(stars=1)))

    refunded(order, 1_000)

    assert [int(remark.stars) for remark in on_show()] == [1]
    with pytest.raises(Refused, match="review-after-refund"):
        add_to_review(order.order_id, 0, review_form(form_key="f2"), buyer_id=MEI)


@pytest.mark.parametrize(
    ("form", "field", "message_id"),
    [
        (review_form(""), "text", "words-missing"),
        (review_form("好" * 10_000), "text", "text-too-long"),
        (review_form(stars=0), "stars", "choose-one"),
        (review_form(stars=6), "stars", "choose-one"),
        (review_form(photos="a b c d e"), "photos", "photos-too-many"),
        (review_form(photos="nobodys"), "photos", "photo-missing"),
    ],
)
def test_a_form_that_is_wrong_says_where(form: object, field: str, message_id: str) -> None:
    with pytest.raises(Invalid) as refusal:
        reviewed(delivered(), form)  # type: ignore[arg-type]

    assert refusal.value.problems[field].message_id == message_id


def test_photos_of_others_and_photos_that_are_private_are_none() -> None:
    order = delivered()
    photo("theirs", "gli")
    photo("evidence", private=True)
    photo("broken", state="refused", refusal="photo-unreadable")

    for photo_id in ("theirs", "evidence", "broken"):
        with pytest.raises(Invalid) as refusal:
            reviewed(order, review_form(photos=photo_id))
        assert isinstance(refusal.value.problems["photos"], FairError)


def test_a_photo_is_shown_once_it_has_been_checked() -> None:
    photo("good")
    photo("late", state="awaiting")
    remark = reviewed(delivered(), review_form(photos="good late"))

    with pytest.raises(Refused, match="photo-is-being-checked"):
        released(remark)

    from chalicelib.media import Photo

    Photo("late").update(actions=[Photo.state.set("refused")])
    assert released(remark).words.photo_ids == ["good"]


def test_what_a_reviewer_has_not_read_is_not_released() -> None:
    order = delivered()
    remark = reviewed(order)
    key = remark.listing_id, remark.remark_key
    refuse(*key, "words", "没有写商品", REVIEWER, version=1)
    reviewed(order, review_form("电话 13800138000", form_key="f2"))

    with pytest.raises(Refused, match="remark-moved-on"):
        release(*key, "words", REVIEWER, version=1)

    assert on_show() == []


def test_a_refused_review_is_written_anew_and_counts_once() -> None:
    order = delivered()
    remark = reviewed(order, review_form("加微信", stars=1))
    key = remark.listing_id, remark.remark_key

    refuse(*key, "words", "请去掉联系方式", REVIEWER, version=1)
    assert now_of(remark).words.reason == "请去掉联系方式"
    released(reviewed(order, review_form("好", form_key="f2", stars=4)))

    assert recent_tally(PEAR).counts == [0, 0, 0, 1, 0]


def test_a_release_twice_counts_once_and_taking_down_counts_it_out() -> None:
    remark = reviewed(delivered())
    key = remark.listing_id, remark.remark_key

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: release(*key, "words", REVIEWER, version=1), range(4)))
    assert recent_tally(PEAR).counts == [0, 0, 0, 0, 1]

    for _ in range(2):
        refuse(*key, "words", "骂人", REVIEWER, version=2)

    assert recent_tally(PEAR).counts == [0] * 5
    assert on_show() == []


def test_one_addition_later_and_one_reply_each_read_first() -> None:
    order = delivered()
    remark = reviewed(order)
    with pytest.raises(NotFound):  # nobody reads the review yet
        add_to_review(order.order_id, 0, review_form(form_key="f2"), buyer_id=MEI)
    released(remark)

    add_to_review(order.order_id, 0, review_form("放了一个月还很脆", form_key="f2"), buyer_id=MEI)
    key = remark.listing_id, remark.remark_key
    reply(*key, review_form("谢谢您", form_key="r1"), seller_ids=[WU], by="pwu")
    reply(*key, review_form("谢谢您", form_key="r1"), seller_ids=[WU], by="pwu")

    assert (now_of(remark).addition.state, now_of(remark).reply.state) == ("waiting", "waiting")
    released(remark, "addition")
    assert [each.step for each in waiting_for_reviewer().items] == ["addition-shown"]
    released(remark, "reply")
    assert waiting_for_reviewer().items == waiting_for_seller(REVIEW, WU).items == []
    with pytest.raises(Refused, match="addition-is-there"):
        add_to_review(order.order_id, 0, review_form(form_key="f3"), buyer_id=MEI)
    with pytest.raises(Refused, match="reply-is-there"):
        reply(*key, review_form(form_key="r2"), seller_ids=[WU], by="pwu")
    assert recent_tally(PEAR).counts == [0, 0, 0, 0, 1]


def test_a_reply_is_the_sellers_alone() -> None:
    remark = released(reviewed(delivered()))

    with pytest.raises(NotFound):
        reply(remark.listing_id, remark.remark_key, review_form(), seller_ids=["li"], by="pli")
