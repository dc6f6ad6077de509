"""An official who lets herself in as a producer takes no money: it is told, and waits for a device that is known."""

from typing import Any

import pytest

from chalicelib.accounts import add_person, devices_of, make_link, redeem_link
from chalicelib.errors import Refused
from chalicelib.payouts import BankAccount, PayoutAccount, account_of, keep_account
from tests.client import Client
from tests.people import COUNTY, WU, SignIn, seller

OWNER = f"producer:{WU}"
OWN = BankAccount("吴婆婆", "农业银行", "6228480402564890018")
HERS = {"holder": "张三", "bank": "工商银行", "number": "62220000000001"}


@pytest.fixture
def phone(app: Any) -> Client:
    """Wu's own phone, signed in for long."""
    seller(WU)
    add_person("吴婆婆", [f"producer:{WU}"], person_id="pwu", made_by="root")
    token = redeem_link(make_link("pwu", made_by="terminal"))
    keep_account(OWNER, OWN, by="pwu")
    return Client(app, cookies={"device": token})


@pytest.fixture
def intruder(app: Any, phone: Client) -> Client:
    """An official's browser, in which she has signed herself in as Wu."""
    return signed_in_by(app, "zhang")


def kept() -> PayoutAccount:
    account = account_of(OWNER)
    assert account is not None
    return account


def signed_in_by(app: Any, official: str) -> Client:
    browser = Client(app)
    browser.post(f"/sign-in/link/{make_link('pwu', made_by=official)}")
    return browser


def test_a_device_that_was_just_let_in_changes_no_account(intruder: Client) -> None:
    answer = intruder.post("/earnings/shop/account", **HERS)

    assert answer.status_code == 409
    assert "let this device in less than 14 days ago" in answer.body
    assert 'value="张三"' in answer.body
    assert kept().number == OWN.number


def test_the_producer_reads_of_the_device_on_her_own(intruder: Client, phone: Client) -> None:
    page = phone.get("/me/notices").body

    assert "let a new device in for you" in page
    assert 'href="/me/devices"' in page


def test_a_first_account_may_come_from_any_device(intruder: Client) -> None:
    PayoutAccount.find(OWNER).delete()

    assert intruder.post("/earnings/shop/account", **HERS).status_code == 303
    assert kept().let_in_by == "zhang"


def test_a_change_is_told_to_the_shop_and_to_the_office_once(
    phone: Client, signed_in_as: SignIn
) -> None:
    for _ in range(2):
        assert phone.post("/earnings/shop/account", **HERS).status_code == 303

    assert phone.get("/me/notices").body.count("The payout account was changed to 张三") == 1
    office = signed_in_as(f"official:{COUNTY}")
    assert (
        office.get("/me/notices").body.count("of a maker in your county was changed to 张三") == 1
    )


def test_a_second_official_makes_the_device_known(
    app: Any, intruder: Client, signed_in_as: SignIn
) -> None:
    page = f"/office/producers/{WU}/code"
    device = next(device for device in devices_of("pwu") if device.let_in_by == "zhang")
    zhang = signed_in_as(f"official:{COUNTY}", person_id="zhang")
    li = signed_in_as(f"official:{COUNTY}", person_id="li")
    stranger = signed_in_as("official:c0009", person_id="sun")

    refused = zhang.post(f"/office/producers/{WU}/devices/{device.device_id}")
    assert refused.status_code == 409
    assert "You let this device in yourself." in refused.body
    assert stranger.post(f"/office/producers/{WU}/devices/{device.device_id}").status_code == 404
    assert "It is theirs" not in zhang.get(page).body
    assert "It is theirs" in li.get(page).body
    for _ in range(2):
        assert li.post(f"/office/producers/{WU}/devices/{device.device_id}").status_code == 303

    assert intruder.post("/earnings/shop/account", **HERS).status_code == 303


def test_two_changes_at_once_are_one(phone: Client) -> None:
    there = kept()
    keep_account(OWNER, BankAccount("a", "b", "62284804"), by="pwu")
    late = kept()

    assert late.changed_at > there.changed_at
    with pytest.raises(Refused, match="device-is-new"):
        keep_account(OWNER, BankAccount("c", "d", "62284805"), by="pwu", let_in_by="zhang")
