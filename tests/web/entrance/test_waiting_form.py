"""A session that ends in a form: sign in there, then the form as it was, for the same person only."""

import re
from html import unescape

from chalicelib.accounts import add_person, devices_of, give_code, revoke_device
from chalicelib.web.page.waiting_form import opened
from tests.client import Answer, Client
from tests.goods import stocked
from tests.guests import ADDRESS
from tests.people import LI as LIS
from tests.people import WU, SignIn, seller

MEI, LI = "mei", "li"
PHONES = {MEI: "13800138000", LI: "13900139000"}


def admitted(signed_in_as: SignIn, person_id: str, *grants: str) -> Client:
    add_person(
        "Someone", list(grants), person_id=person_id, phone=PHONES[person_id], made_by="test"
    )
    return signed_in_as(*grants, person_id=person_id)


def shown_word(client: Client, path: str) -> str:
    """The word in a form, as the browser gets it."""
    return hidden(client.get(path))["csrf"]


def hidden(answer: Answer) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.body)
    return {name: unescape(value) for name, value in found}


def session_ends(person_id: str) -> None:
    for device in devices_of(person_id):
        revoke_device(person_id, device.device_id)


def signs_in(client: Client, answer: Answer, person_id: str) -> Answer:
    """With a code that the county office shows, from the page that asks for it."""
    fields = {"waiting": hidden(answer)["waiting"], "next": hidden(answer)["next"]}
    asked = client.post("/sign-in", step="code", **fields)
    waiting = hidden(asked)["waiting"]
    code = give_code(person_id, made_by="test")
    return client.post("/sign-in/code", phone=PHONES[person_id], code=code, waiting=waiting)


def goes_on(client: Client, answer: Answer) -> Answer:
    """Press the button of the page that leads back to the form."""
    (path,) = re.findall(r'<form class="button-form" method="post" action="([^"]+)"', answer.body)
    return client.post(path, **hidden(answer))


def test_what_a_producer_typed_survives_a_session_that_ends(signed_in_as: SignIn) -> None:
    seller(WU)
    shop = admitted(signed_in_as, MEI, f"producer:{WU}")
    word = shown_word(shop, "/shop/shipping")
    session_ends(MEI)

    refused = shop.post("/shop/shipping", csrf=word, **{"first-0": "<12.3"})
    welcome = signs_in(shop, refused, MEI)
    again = goes_on(shop, welcome)

    assert refused.status_code == 403
    assert "Please sign in again" in refused.body
    assert "Show the form as it was" in welcome.body
    assert again.status_code == 200
    assert "Nothing has been sent yet" in again.body
    assert 'value="&lt;12.3"' in again.body
    assert shown_word(shop, "/shop/shipping") in again.body
    assert word not in again.body


def test_somebody_else_who_signs_in_there_sees_nothing_of_it(signed_in_as: SignIn) -> None:
    seller(LIS)
    admitted(signed_in_as, LI, f"producer:{LIS}")
    seller(WU)
    shop = admitted(signed_in_as, MEI, f"producer:{WU}")
    word = shown_word(shop, "/shop/shipping")
    session_ends(MEI)

    refused = shop.post("/shop/shipping", csrf=word, **{"first-0": "77.77"})
    welcome = signs_in(shop, refused, LI)

    assert welcome.status_code == 303
    assert "77.77" not in shop.follow(welcome).body


def test_a_form_from_before_a_new_sign_in_is_shown_and_not_taken(signed_in_as: SignIn) -> None:
    before, after = (signed_in_as("administrator:*", person_id=MEI) for _ in range(2))
    word = shown_word(before, "/fund")

    stale = after.post("/fund", csrf=word, yuan="5", reference="R-1")
    again = goes_on(after, stale)

    assert "Your form is still here" in stale.body
    assert 'value="R-1"' in again.body


def test_a_form_that_was_drawn_for_somebody_else_is_not_ours(signed_in_as: SignIn) -> None:
    mei = signed_in_as("administrator:*", person_id=MEI)
    li = signed_in_as("administrator:*", person_id=LI)

    answer = li.post("/fund", csrf=shown_word(mei, "/fund"), reference="R-1")

    assert answer.status_code == 403
    assert "R-1" not in answer.body


def test_a_form_from_elsewhere_does_not_wait(signed_in_as: SignIn) -> None:
    mei = signed_in_as("administrator:*", person_id=MEI)
    word = shown_word(mei, "/fund")
    session_ends(MEI)

    answer = mei.send(
        "POST",
        "/fund",
        body=f"csrf={word}&reference=R-1",
        headers={
            "origin": "https://elsewhere.example",
            "content-type": "application/x-www-form-urlencoded",
        },
    )

    assert answer.status_code == 403
    assert "R-1" not in answer.body


def test_a_buyer_whose_session_ends_at_the_checkout_keeps_the_address(signed_in_as: SignIn) -> None:
    stocked("pear")
    buyer = admitted(signed_in_as, MEI, "buyer:*")
    buyer.post("/basket/lines", sku_id="pear", quantity=1, price_fen=500)
    known = hidden(buyer.get("/checkout"))
    session_ends(MEI)

    refused = buyer.post("/orders", **{**known, **ADDRESS}, method="cod")
    again = goes_on(buyer, signs_in(buyer, refused, MEI))

    assert refused.status_code == 403
    assert f'value="{ADDRESS["street"]}"' in again.body
    assert buyer.post("/orders", **{**hidden(again), **ADDRESS}, method="cod").status_code == 303


def test_a_form_too_long_to_wait_says_so(signed_in_as: SignIn) -> None:
    mei = signed_in_as("administrator:*", person_id=MEI)
    word = shown_word(mei, "/fund")
    session_ends(MEI)
    long = "".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(21_000))

    answer = mei.post("/fund", csrf=word, reference=long)

    assert answer.status_code == 403
    assert "copy it before you sign in" in answer.body


def test_only_what_the_fair_has_sealed_is_opened() -> None:
    assert opened("") is None
    assert opened("eJwDAAAAAAE=." + "0" * 64) is None
    assert opened("茶.茶") is None
