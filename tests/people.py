"""The people of the tests: where they live, what they may, and how they come into the fair."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.accounts import Person, add_person, make_link, redeem_link
from chalicelib.orders import TypedAddress
from chalicelib.payouts import BankAccount
from chalicelib.producers import NewProducer, Producer, add_producer
from chalicelib.web.page.asking import guest_id
from tests.client import Client
from tests.guests import ADDRESS

SignIn = Callable[..., Client]

LEISHAN = "c2262"  # Yang's county, with its official
COUNTY = "c0001"  # the county of Wu, Li and Zhao

MEI = "gmei"  # buys
GUEST = guest_id(MEI)  # what the fair calls her as long as it knows nothing but her phone
HOME = TypedAddress(**ADDRESS)

WU, LI, ZHAO = "wu", "li", "zhao"  # sell pears, tea and eggs
WUS_ACCOUNT = BankAccount("吴婆婆", "农业银行", "6228480402564890018")
YANG = "yang"  # makes silver
OFFICIAL, REVIEWER = "official", "reviewer"  # recommend and publish
ADA = "ada"  # administers the fair


def seller(producer_id: str, shipping_fee_fen: int = 0) -> Producer:
    """A household that sells by itself: Wu, Li or Zhao."""
    producer = Producer(
        producer_id=producer_id,
        name=producer_id.capitalize(),
        county_id=COUNTY,
        kind="household",
        seller_id=producer_id,
        shipping_fee_fen=shipping_fee_fen,
        person_id=f"p{producer_id}",
        made_by="test",
        since=clock.now(),
    )
    producer.save()
    return producer


def silversmith(county_id: str = LEISHAN) -> Producer:
    """Yang's workshop, let in by the official."""
    return add_producer(county_id, NewProducer("杨家银饰", "workshop", "13800138000"), OFFICIAL)


def tea_garden() -> Producer:
    """The Lis, who grow tea next door to Yang."""
    return add_producer(LEISHAN, NewProducer("李家茶园", "workshop", "13800138001"), OFFICIAL)


@pytest.fixture
def visitor(app: Any) -> Client:
    """Somebody who has never been here."""
    return Client(app)


@pytest.fixture
def signed_in_as(app: Any) -> SignIn:
    """A browser in which somebody with these grants has signed in: `signed_in_as("official:c0001")`."""

    def sign_in(*grants: str, person_id: str = "", lang: str = "en") -> Client:
        chosen = person_id or "p-" + "-".join(grants).replace(":", "-").replace("*", "all")
        add_person("Someone", list(grants), person_id=chosen, made_by="test")
        token = redeem_link(make_link(chosen, made_by="test"))
        return Client(app, lang=lang, cookies={"device": token})

    return sign_in


@pytest.fixture
def buyer(visitor: Client) -> Client:
    """Mei, a guest whose phone is known."""
    visitor.cookies["device"] = MEI
    return visitor


@pytest.fixture
def wu(signed_in_as: SignIn) -> Client:
    """Wu, at work in her shop."""
    seller(WU)
    return signed_in_as(f"producer:{WU}")


@pytest.fixture
def yang() -> Producer:
    return silversmith()


@pytest.fixture
def shop(signed_in_as: SignIn, yang: Producer) -> Client:
    """Yang, at work in her shop."""
    return signed_in_as(f"producer:{yang.producer_id}")


@pytest.fixture
def neighbour(signed_in_as: SignIn) -> Client:
    """Li, at work in the shop next door."""
    return signed_in_as(f"producer:{tea_garden().producer_id}")


@pytest.fixture
def official(signed_in_as: SignIn) -> Client:
    """The official of Leishan."""
    return signed_in_as(f"official:{LEISHAN}")


@pytest.fixture
def wang() -> Person:
    """Wang, an official of Leishan who has not signed in yet."""
    county = f"official:{LEISHAN}"
    return add_person("Wang", [county], phone="13800138000", made_by="root", person_id="wang")


@pytest.fixture
def host(signed_in_as: SignIn) -> Client:
    """A host of Wu's county."""
    return signed_in_as(f"host:{COUNTY}")


@pytest.fixture
def reviewer(signed_in_as: SignIn) -> Client:
    """The governance officer, who publishes goods and decides disputes."""
    return signed_in_as("governance:*")


@pytest.fixture
def manager(signed_in_as: SignIn) -> Client:
    return signed_in_as("manager:*")


@pytest.fixture
def ada(signed_in_as: SignIn) -> Client:
    """The administrator."""
    return signed_in_as("administrator:*", person_id=ADA)
