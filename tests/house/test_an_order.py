"""One cash order, followed: how many modules it enters, and whether the page that leads through them still does."""

import ast
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from chalicelib.orders import Order
from tests.client import Client
from tests.goods import stocked
from tests.guests import ADDRESS, hidden_fields
from tests.people import SignIn, seller

ROOT = Path(__file__).resolve().parents[2]
CODE = f"{ROOT}/chalicelib/"
PAGE = (ROOT / "docs/an-order.md").read_text()
STEPS = re.findall(r"^\d+\. `([^`]+\.py)`((?:.|\n)*?)(?=^\d+\. |^#|\Z)", PAGE, re.MULTILINE)
MOST_MODULES = 30
STEPS_OF_THE_REQUEST = 11

Entered = list[tuple[str, str]]


def entered(act: Callable[[], Any]) -> Entered:
    """The functions of chalicelib that run meanwhile, each with its file, in the order in which they first begin."""
    found: dict[tuple[str, str], None] = {}

    def note(frame: FrameType, event: str, arg: object) -> None:
        path, name = frame.f_code.co_filename, frame.f_code.co_name
        if event == "call" and path.startswith(CODE) and name != "<module>":
            found[path.removeprefix(f"{ROOT}/"), name] = None

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return list(found)


def order_in_cash(buyer: Client) -> Entered:
    seller("wu", shipping_fee_fen=800)
    stocked("pear")
    buyer.post("/basket/lines", sku_id="pear", quantity="1", price_fen="500")
    form = hidden_fields(buyer.get("/checkout").body)
    found = entered(lambda: buyer.post("/orders", **form, **ADDRESS, method="cod"))
    assert [order.state for order in Order.scan()] == ["confirmed"]
    return found


def functions_of(path: str) -> set[str]:
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def named_in(text: str) -> list[str]:
    return re.findall(r"`(\w+)\(\)`", text)


def test_a_cash_order_enters_no_more_modules_than_one_can_follow(
    buyer: Client, signed_in_as: SignIn
) -> None:
    of_guest = {path for path, _ in order_in_cash(buyer)}
    Order.scan().next().delete()
    of_person = {path for path, _ in order_in_cash(signed_in_as("buyer:*"))}

    assert len(of_guest) <= MOST_MODULES, sorted(of_guest)
    assert len(of_person) <= MOST_MODULES, sorted(of_person)


def test_each_path_of_the_page_leads_somewhere() -> None:
    paths = re.findall(r"`((?:chalicelib|templates|tests)/[^`]+)`", PAGE)

    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_each_step_of_the_page_names_a_file_and_what_it_does_there() -> None:
    assert len(STEPS) >= 10
    for path, text in STEPS:
        names = named_in(text)
        assert names, path
        assert set(names) <= functions_of(path), (path, names)


def test_an_order_takes_the_steps_of_the_page_in_their_order(buyer: Client) -> None:
    found = order_in_cash(buyer)
    steps = [(path, name) for path, text in STEPS for name in named_in(text)]

    walked = [step for step in found if step in steps]
    assert walked == [step for step in steps if step in found]
    assert {path for path, _ in walked} == {path for path, _ in STEPS[:STEPS_OF_THE_REQUEST]}
