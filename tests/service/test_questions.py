"""Anybody asks, within limits; the seller answers in public; a person reads both first."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.catalogue import Listing, remove
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.service import (
    QUESTION,
    ReviewForm,
    ask,
    count_for_reviewer,
    count_for_seller,
    recent_tally,
    remarks_on_show,
    reply,
)
from tests.costs import assert_cost
from tests.goods import on_show
from tests.people import REVIEWER
from tests.service.remarks import now_of, question, released


@pytest.fixture
def silver() -> Listing:
    return on_show()


def asked_by(guest_id: str, listing: Listing, network: str | None, form_key: str = "q1") -> str:
    form = ReviewForm(form_key, "是纯银的吗？")
    try:
        ask(listing.listing_id, form, asker_id=guest_id, network=network)
    except Refused as refusal:
        return refusal.message_id
    return "asked"


def test_a_question_and_its_answer_are_read_first(silver: Listing) -> None:
    remark = question(silver)
    assert list(remarks_on_show(QUESTION, silver.listing_id).items) == []

    released(remark)
    assert count_for_seller(QUESTION, silver.seller_id) == 1
    key = remark.listing_id, remark.remark_key
    reply(*key, ReviewForm("r1", "可以，没有糖"), seller_ids=[silver.seller_id], by="pyang")
    assert (count_for_reviewer(), count_for_seller(QUESTION, silver.seller_id)) == (1, 0)
    released(remark, "reply")

    (seen,) = remarks_on_show(QUESTION, silver.listing_id).items
    assert (seen.words.text, seen.reply.text) == ("孩子能吃吗？", "可以，没有糖")
    assert int(recent_tally(silver.listing_id).questions) == 1


def test_a_question_costs_its_allowances_too(silver: Listing) -> None:
    with assert_cost(reads=5, writes=11):
        question(silver)


def test_the_same_form_twice_is_one_question(silver: Listing) -> None:
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(lambda _: question(silver).remark_key, range(4)))

    assert len(keys) == count_for_reviewer() == 1


def test_a_thousand_forged_guests_ask_ten_questions_about_one_product(silver: Listing) -> None:
    answers = [asked_by(f"g{i}", silver, f"198.51.{i // 250}.{i % 250}") for i in range(60)]

    assert answers.count("asked") == count_for_reviewer() == 10
    assert set(answers) == {"asked", "questions-too-many"}
    assert asked_by("pmei", silver, None) == "asked"  # whoever has signed in is not held up by them


def test_one_network_and_one_guest_ask_a_few(silver: Listing) -> None:
    answers = [asked_by("gmei", silver, "203.0.113.7", f"q{i}") for i in range(7)]

    assert answers == ["asked"] * 5 + ["wait-minutes"] * 2


@pytest.mark.parametrize(
    ("text", "message_id"), [("", "words-missing"), ("问" * 201, "text-too-long")]
)
def test_a_question_has_a_few_words(silver: Listing, text: str, message_id: str) -> None:
    with pytest.raises(Invalid) as refusal:
        question(silver, text)

    assert refusal.value.problems["text"].message_id == message_id


def test_nobody_asks_about_what_is_not_on_show(silver: Listing) -> None:
    remove(silver.listing_id, "假货", REVIEWER)

    with pytest.raises(NotFound):
        question(silver)


def test_the_seller_is_told_and_so_is_a_signed_in_asker(silver: Listing) -> None:
    from chalicelib.notices import Notice

    form = ReviewForm("q1", "有盒子吗？", person_id="pmei")
    remark = ask(silver.listing_id, form, asker_id="pmei", network=None)
    released(remark)
    key = remark.listing_id, remark.remark_key
    reply(*key, ReviewForm("r1", "有"), seller_ids=[silver.seller_id], by="pyang")
    released(remark, "reply")

    assert [notice.kind for notice in Notice.query("pmei")] == [
        "question-shown",
        "question-answered",
    ]
    told = [notice.kind for notice in Notice.query(f"producer:{silver.seller_id}")]
    assert told == ["question-new"]
    assert now_of(remark).desk is None
