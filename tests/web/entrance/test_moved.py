"""Old addresses still lead to where their pages went, and old forms still arrive."""

import pytest

from chalicelib.payouts import account_of
from tests.people import SignIn

HOMES = {
    "producer:wu": ("/shop/earnings", "/earnings/shop"),
    "host:c0001": ("/host/earnings", "/earnings/lives"),
}


@pytest.mark.parametrize("role", HOMES)
def test_an_old_link_leads_to_the_page_with_what_it_asks(signed_in_as: SignIn, role: str) -> None:
    person, (old, new) = signed_in_as(role), HOMES[role]

    for page in ("", "/account", "/stripe", "/weeks/2026-11-30", "?cursor=a%26b&done=account"):
        assert person.get(old + page).location == new + page
    assert person.get(f"{old}/weeks/x%20y:z").location == f"{new}/weeks/x%20y%3Az"
    assert person.get(f"{old}/weeks/%0D%0ASet-Cookie:x").status_code == 404


@pytest.mark.parametrize("role", HOMES)
def test_a_form_that_lay_open_arrives(signed_in_as: SignIn, role: str) -> None:
    person, (old, new) = signed_in_as(role, person_id="pmei"), HOMES[role]
    fields = {"holder": "梅", "bank": "农业银行", "number": "62284804"}

    sent_on = person.post(f"{old}/account", **fields)
    done = person.post(str(sent_on.location), **fields)

    assert (sent_on.status_code, sent_on.location) == (308, f"{new}/account")
    assert (done.status_code, done.location) == (303, f"{new}?done=account")
    account = account_of("producer:wu" if role == "producer:wu" else "creator:pmei")
    assert account is not None
    assert account.tail == "4804"


def test_the_earnings_of_a_role_are_there_for_nobody_else(signed_in_as: SignIn) -> None:
    wu, mei = signed_in_as("producer:wu"), signed_in_as("host:c0001")

    assert wu.get("/earnings/shop").status_code == 200
    assert wu.get("/earnings/lives").status_code == 404
    assert mei.get("/earnings/lives").status_code == 200
    assert mei.get("/earnings/shop").status_code == 404
    assert mei.get("/earnings/office").status_code == 404
