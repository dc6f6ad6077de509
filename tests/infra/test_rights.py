"""Whoever does something with AWS may do just that: calls are held against policies, and policies against calls."""

import json
from typing import Any

import pytest

from chalicelib.orders import cancel_order, mark_paid
from infra.cloud.functions import functions_of
from infra.cloud.policies import allows, statements_of
from infra.cloud.rights import LIST, Right, WrongList, read_rights, written
from infra.local.delivery.deliver import Delivery
from infra.local.delivery.sources import sources_of
from infra.tables import all_records
from tests.client import Client
from tests.engine import start_engine
from tests.goods import buy, pears, stocked
from tests.infra import calls
from tests.people import MEI, SignIn, seller

PLATFORM = ("manager:*", "governance:*", "administrator:*")
RIGHTS = read_rights(all_records())


def test_every_job_finds_its_rights(app: Any) -> None:
    seller("wu")
    stocked("pear")
    delivery = Delivery(app, sources_of(app, start_engine(), None))

    kept = buy(pears(1), method="sandbox")
    mark_paid(kept.order_id, payment_id="p1", fen=500)
    given_up = buy(pears(1), form_key="form-2", method="sandbox")
    cancel_order(given_up.order_id, buyer_id=MEI)
    delivery.deliver_all()
    for function in functions_of(app):
        for source in function.sources:
            if source.kind == "schedule":
                delivery.fire(source.name)

    used = {right.function for right in calls.seen}
    assert {"projections", "minute", "nightly"} <= used
    assert not calls.beyond_rights()


def test_every_page_finds_its_rights(app: Any, signed_in_as: SignIn) -> None:
    everyone = signed_in_as("official:c0001", "producer:wu", "host:c0001", *PLATFORM)
    seller("wu")

    for path in [route for route in app.routes if "{" not in route and route != "/not-found"]:
        if "GET" in app.routes[path]:
            assert everyone.get(path).status_code in {200, 302, 303, 404, 409}, path

    assert not calls.beyond_rights()


def test_a_call_that_no_policy_allows_is_found_out(app: Any, visitor: Client) -> None:
    visitor.get("/")
    calls.note(Right("api", "dynamodb", "orders", "Scan"))

    assert calls.beyond_rights() == ["api dynamodb orders Scan"]

    calls.begin()


def test_a_right_to_a_table_that_no_model_has_is_a_mistake(tmp_path: Any) -> None:
    path = tmp_path / "rights.txt"
    path.write_text("api dynamodb umbrellas GetItem")

    with pytest.raises(WrongList, match="umbrellas"):
        read_rights(all_records(), path)


def test_the_list_is_in_order() -> None:
    rows = [line for line in LIST.read_text().splitlines() if not line.startswith("#")]

    assert "\n".join(rows) == written(RIGHTS)


def test_nobody_may_do_everything_with_anything(app: Any) -> None:
    for function in functions_of(app):
        for statement in statements_of(function, RIGHTS):
            assert not any("*" in action for action in statement["Action"]), statement
            if "*" in statement["Resource"]:
                assert statement["Action"] == ["dynamodb:ListStreams"]


def test_pages_cannot_read_what_people_upload_nor_empty_a_table(app: Any) -> None:
    api = next(function for function in functions_of(app) if function.name == "api")

    whose = statements_of(api, RIGHTS)

    assert not allows(whose, Right("api", "s3", "incoming/*", "GetObject"))
    assert not allows(whose, Right("api", "dynamodb", "orders", "DeleteItem"))
    assert not allows(whose, Right("api", "dynamodb", "orders", "Scan"))
    assert "secretsmanager" not in json.dumps(whose)
