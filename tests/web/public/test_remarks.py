"""What everybody reads about goods, and the form to ask."""

from typing import Any

import pytest

from chalicelib.catalogue import Listing
from chalicelib.service import count_for_reviewer
from tests.client import Client
from tests.costs import assert_warm_cost
from tests.goods import on_show
from tests.service.remarks import question, released


@pytest.fixture
def silver() -> Listing:
    return on_show()


def test_anybody_asks_and_hears_that_it_is_read_first(visitor: Client, silver: Listing) -> None:
    path = f"/goods/{silver.listing_id}/ask"
    assert path in visitor.get(f"/goods/{silver.listing_id}").body

    page = visitor.follow(visitor.post(path, text="是纯银的吗？", form_key="ab" * 8)).body

    assert "Your question has been sent" in page
    assert count_for_reviewer() == 1


@pytest.mark.parametrize("text", ["", "\u200b\u202e", "问" * 10_000])
def test_a_question_that_is_none_comes_back(visitor: Client, silver: Listing, text: str) -> None:
    answer = visitor.post(f"/goods/{silver.listing_id}/ask", text=text)

    assert answer.status_code == 422
    assert 'href="#text"' in answer.body
    assert text in answer.body


def test_a_question_too_many_keeps_what_was_typed(app: Any, silver: Listing) -> None:
    answers = []
    for i in range(12):
        guest = Client(app, address=f"198.51.100.{i}")
        answers.append(guest.post(f"/goods/{silver.listing_id}/ask", text=f"第{i}问"))

    assert [answer.status_code for answer in answers] == [303] * 10 + [409] * 2
    assert "第11问</textarea>" in answers[-1].body
    assert "Too many questions have just been asked." in answers[-1].body


def test_lists_go_on_by_a_cursor_of_their_own(visitor: Client, silver: Listing) -> None:
    for i in range(12):
        released(question(silver, f"第{i}问", form_key=f"q{i}", asker_id=f"p{i}"))
    path = f"/goods/{silver.listing_id}/questions"

    first = visitor.get(path)
    cursor = first.body.split("cursor=")[1].split('"')[0]
    second = visitor.get(f"{path}?cursor={cursor}").body

    assert "public" in first.headers["cache-control"]
    assert ("第11问" in first.body, "第1问<" in first.body) == (True, False)
    assert "第0问" in second
    assert "第11问" in visitor.get(f"{path}?cursor=forged").body
    assert visitor.get(f"/goods/{silver.listing_id}/reviews?cursor={cursor}").status_code == 200


def test_public_pages_know_nobody(visitor: Client, silver: Listing) -> None:
    for part in ("", "/reviews", "/questions"):
        answer = visitor.get(f"/goods/{silver.listing_id}{part}")

        assert "public" in answer.headers["cache-control"]
        assert answer.cookies == []


def test_goods_that_nobody_spoke_of_cost_no_query(visitor: Client, silver: Listing) -> None:
    visitor.get(f"/goods/{silver.listing_id}")

    with assert_warm_cost():
        visitor.get(f"/goods/{silver.listing_id}")


def test_what_is_not_on_show_is_not_found(visitor: Client) -> None:
    for part in ("ask", "reviews", "questions"):
        assert visitor.get(f"/goods/nothing/{part}").status_code == 404
