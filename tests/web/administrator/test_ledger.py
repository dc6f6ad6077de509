"""Pages of the ledger and of payouts: whose they are, what they say, and what they refuse."""

from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.ledger import SoldLine
from chalicelib.payments import check_ledger
from chalicelib.payouts import Payout, keep_account, payout_of, run_payouts
from tests.client import Client
from tests.ledger.books import Shard, order_of, settled, sold
from tests.people import WUS_ACCOUNT, SignIn

UMBRELLA = SoldLine("wu", 10_000, fee_fen=200, commissions=(("p-lin", 500),))
KEY = "1123-093000-0123abcd"


@pytest.fixture
def payout() -> Payout:
    """The pending payout of one settled umbrella."""
    Shard().hear(sold(UMBRELLA), settled(sold(UMBRELLA)))
    keep_account("producer:wu", WUS_ACCOUNT, by="pwu")
    (payout,) = run_payouts(clock.now() + timedelta(days=7))
    return payout


def test_the_ledger_marks_what_does_not_come_to_zero_and_what_differs(
    ada: Client, payout: Payout
) -> None:
    check_ledger()
    calm = ada.get("/ledger").body
    order_of(sold(UMBRELLA, order_id="mei.9")).save()
    check_ledger(patience_seconds=0)

    alarmed = ada.get("/ledger").body

    assert "Books agree" in calm
    assert "not zero" not in calm
    assert "One difference in the books" in alarmed
    assert "mei.9 paid: is missing" in alarmed


def test_an_order_is_found_by_its_number(ada: Client, payout: Payout) -> None:
    page = ada.follow(ada.get("/ledger/search?order=mei.1")).body
    missing = ada.get("/ledger/search?order=mei.7")

    assert f'href="/payouts/{payout.payout_id}?week={payout.weeks[0]}"' in page
    assert "93.00" in page
    assert missing.status_code == 404
    assert "There are no postings with this order number. Please check the number." in missing.body
    assert 'value="mei.7"' in missing.body


def test_the_accounts_of_producers_are_listed(ada: Client, payout: Payout) -> None:
    assert "93.00" in ada.get("/ledger/accounts?kind=producer:payable").body
    assert ada.get("/ledger/accounts?kind=everything").status_code == 404


def test_one_administrator_alone_sends_no_file(signed_in_as: SignIn, payout: Payout) -> None:
    ada = signed_in_as("administrator:*", person_id="ada")
    ben = signed_in_as("administrator:*", person_id="ben")

    made = ada.post("/payouts/files", form_key=KEY)
    again = ada.post("/payouts/files", form_key=KEY)
    alone = ada.post(f"{made.location}/approve")
    early = ada.get(f"{made.location}/csv")
    ben.post(f"{made.location}/approve")
    file = ben.get(f"{made.location}/csv")

    assert made.location == again.location
    assert (alone.status_code, early.status_code) == (409, 404)
    assert "You made this file, so another administrator must approve it." in alone.body
    assert "6228480402564890018" in file.body
    assert file.headers["content-type"].startswith("text/csv")
    assert "6228480402564890018" not in ben.get(made.location).body


def test_a_payout_is_recorded_as_paid_by_hand_with_a_reference(
    signed_in_as: SignIn, payout: Payout
) -> None:
    ada, path = signed_in_as("administrator:*"), f"/payouts/{payout.payout_id}"

    nameless = ada.post(f"{path}/posted", reference=" ")
    ada.post(f"{path}/posted", reference="ABC-1")

    assert nameless.status_code == 422
    assert 'href="#reference"' in nameless.body
    assert payout_of(payout.payout_id).state == "posted"
    assert "ABC-1" in ada.get(path).body


def test_a_payout_is_voided_with_a_reason(signed_in_as: SignIn, payout: Payout) -> None:
    ada, path = signed_in_as("administrator:*"), f"/payouts/{payout.payout_id}"

    silent = ada.post(f"{path}/void", reason="")
    ada.post(f"{path}/void", reason="Wrong name")
    late = ada.post(f"{path}/posted", reference="ABC-1")

    assert silent.status_code == 422
    assert late.status_code == 409
    assert "This payout was voided" in late.body
    assert payout_of(payout.payout_id).reason == "Wrong name"


def test_a_file_that_nobody_approved_can_be_taken_back(ada: Client, payout: Payout) -> None:
    path = ada.post("/payouts/files", form_key=KEY).location

    unpaid = ada.post(f"{path}/posted", reference="ABC-1")
    ada.post(f"{path}/withdraw")

    assert unpaid.status_code == 409
    assert payout_of(payout.payout_id).file_id is None
    assert ada.post(f"{path}/approve").status_code == 409


def test_a_producer_reads_one_sentence(wu: Client) -> None:
    Shard().hear(sold(UMBRELLA), settled(sold(UMBRELLA)))
    keep_account("producer:wu", WUS_ACCOUNT, by="pwu")

    page = " ".join(wu.get("/earnings/shop").body.split())

    assert "you get ¥93.00</strong>, on 20" in page
    assert "to 吴婆婆, 农业银行, account ending in 0018." in page
    assert "6228480402564890018" not in page
    assert "Nothing is paid out to it until" in page


def test_the_orders_behind_a_number_are_one_tap_away(signed_in_as: SignIn) -> None:
    from chalicelib.ledger import weeks_of

    Shard().hear(sold(UMBRELLA), settled(sold(UMBRELLA)))
    (week,) = weeks_of("producer:wu")
    path, wu = f"/earnings/shop/weeks/{week.week}", signed_in_as("producer:wu")

    assert f'<a href="{path}">¥100.00</a>' in wu.get("/earnings/shop").body
    assert 'href="/shop/orders/mei.1"' in wu.get(path).body
    assert signed_in_as("producer:li").get(path).status_code == 404


def test_a_creator_reads_what_the_lives_have_earned(signed_in_as: SignIn) -> None:
    Shard().hear(sold(UMBRELLA), settled(sold(UMBRELLA)))
    lin = signed_in_as("host:c0001", person_id="p-lin")

    page = " ".join(lin.get("/earnings/lives").body.split())

    assert "Commission <a" in page
    assert "you get ¥5.00" in page
    assert "yours" not in signed_in_as("host:c0001", person_id="p-zhu").get("/earnings/lives").body


def test_an_account_that_is_none_comes_back_as_it_was_typed(wu: Client) -> None:
    bad = wu.post("/earnings/shop/account", holder="吴<婆婆", bank="", number="12")
    good = wu.post("/earnings/shop/account", holder="吴婆婆", bank="农业银行", number="6228 4804")

    assert bad.status_code == 422
    assert 'href="#number"' in bad.body
    assert "吴&lt;婆婆" in bad.body
    assert good.location == "/earnings/shop?done=account"
    assert "ending in 4804" in wu.get(good.location).body


def test_signs_that_nobody_sees_do_not_reach_an_account(wu: Client) -> None:
    wu.post(
        "/earnings/shop/account", holder="吴婆婆\u200b", bank="\u202e农业银行", number="62284804"
    )

    page = wu.get("/earnings/shop/account").body

    assert "吴婆婆, 农业银行, ending in 4804" in page


def test_a_host_keeps_an_account_of_their_own(signed_in_as: SignIn) -> None:
    lin = signed_in_as("host:c0001", person_id="p-lin")

    lin.post("/earnings/lives/account", holder="林", bank="农业银行", number="62284804")

    assert "ending in 4804" in lin.get("/earnings/lives/account").body
    assert lin.get("/earnings/lives/weeks/now").status_code == 404
