"""What people type becomes a value or a problem, never an exception."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import FairError, Invalid
from chalicelib.web.page.forms import Form, kept


def read(typed: str) -> Form:
    return Form({"a": typed})


@pytest.mark.parametrize(
    "typed", ["-1", "+1", "1.5", "1e3", "1e6", "true", "1,00", "0x1", "1 000", "9999999999"]
)
def test_only_a_whole_number_is_one(typed: str) -> None:
    form = read(typed)

    form.whole_number("a", 1, 99)

    assert form.problems["a"].message_id == "not-a-whole-number"


@pytest.mark.parametrize("typed", ["0", "100"])
def test_a_number_keeps_its_bounds(typed: str) -> None:
    form = read(typed)

    form.whole_number("a", 1, 99)

    assert form.problems["a"].values == {"least": 1, "most": 99}


@given(st.text(max_size=40))
def test_no_typed_text_makes_a_reader_fail(typed: str) -> None:
    number, amount, moment, words, choice = (read(typed) for _ in range(5))

    assert number.whole_number("a", 1, 9) or number.problems
    assert amount.money("a") or amount.problems
    assert moment.moment("a") or moment.problems
    assert words.text("a", 1, 10) or words.problems
    assert choice.choice("a", {"x"}) or choice.problems


def test_everything_that_is_wrong_is_refused_at_once_and_by_its_name() -> None:
    form = Form({"title": "", "price": "much"}, missing={"title": FairError("title-missing")})

    form.text("title", 1, 10)
    form.money("price")
    with pytest.raises(Invalid) as refused:
        form.check()

    found = {name: problem.message_id for name, problem in refused.value.problems.items()}
    assert found == {"title": "title-missing", "price": "not-an-amount"}


def test_what_a_rule_refuses_stands_with_the_rest_in_the_order_of_the_form() -> None:
    form = Form({"title": "", "contact": ""})

    form.text("contact", 1, 10)
    with form.problems.gathered(name="title", phone="contact"):
        raise Invalid({"phone": "not-a-phone", "name": "field-missing"})
    with pytest.raises(Invalid) as refused:
        form.check(in_order=("title", "contact"))

    noted = [(name, problem.message_id) for name, problem in refused.value.problems.items()]
    assert noted == [("title", "field-missing"), ("contact", "field-missing")]


def test_what_nobody_types_is_wrong_with_the_form() -> None:
    form = Form({"do": "jump", "units": "many"}, unseen=("do",))

    form.choice("do", {"join", "leave"})
    form.whole_number("units", 1, 9)

    problems = {name: problem.message_id for name, problem in form.problems.items()}
    assert problems == {"form": "not-a-choice", "units": "not-a-whole-number"}


def test_words_have_no_length() -> None:
    form = read(" tea\x00 " * 999)

    assert len(form.words("a")) == 999 * 5 - 2
    assert not form.problems


def test_a_form_in_order_is_not_refused() -> None:
    form = Form({"title": "tea"})

    title = form.text("title", 1, 10)
    form.check()

    assert title == "tea"


def test_a_text_loses_what_cannot_be_seen_and_keeps_lines_where_asked() -> None:
    form = read(" tea\x00\u202e\r\nhoney \x07")

    assert form.text("a", 1, 50) == "tea honey"
    assert form.text("a", 1, 50, lines=True) == "tea\nhoney"
    assert not form.problems


def test_numbers_of_a_chinese_keyboard_are_numbers() -> None:
    form = Form({"price": "５９.８元", "quantity": "２"})

    assert (form.money("price"), form.whole_number("quantity", 1, 9)) == (5980, 2)
    assert not form.problems


def test_a_character_that_others_would_not_see_is_named() -> None:
    form = read("欧阳\ue816")

    form.text("a", 1, 50)

    problem = form.problems["a"]
    assert (problem.message_id, problem.values) == ("text-odd-sign", {"sign": "U+E816"})


def test_the_refusal_of_too_much_money_names_the_limit() -> None:
    form = read("1,000,000.00")

    form.money("a")

    problem = form.problems["a"]
    assert (problem.message_id, problem.values["most"]) == ("amount-out-of-bounds", 999_999.99)


def test_thousands_of_digits_are_no_number() -> None:
    form = read("1" + ",000" * 1500)

    form.whole_number("a", 1, 9)

    assert form.problems["a"].message_id == "not-a-whole-number"


def test_a_moment_is_shanghai_time() -> None:
    form = read("2026-12-01 19:30")

    assert form.moment("a") == datetime.fromisoformat("2026-12-01T11:30:00+00:00")


@pytest.mark.parametrize("typed", ["0001-01-01", "0001-01-01T00:00", "9999-12-31T23:59-12:00"])
def test_a_moment_that_cannot_be_kept_is_none(typed: str) -> None:
    form = read(typed)

    assert form.moment("a") is None
    assert form.problems["a"].message_id == "not-a-moment"


def test_what_was_typed_is_kept_and_strangers_are_not() -> None:
    assert kept({"title": "tea", "evil": "x"}, "title", price="1") == {"title": "tea", "price": "1"}
