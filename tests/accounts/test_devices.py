"""A device stays signed in for 90 days, unless its owner says otherwise."""

from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.accounts import (
    add_person,
    devices_of,
    make_link,
    redeem_link,
    revoke_device,
    sign_out,
    signed_in,
)
from chalicelib.accounts.models import Device
from chalicelib.accounts.rules import MOST_DEVICES
from chalicelib.errors import NotFound
from tests.costs import assert_cost


def sign_in(person_id: str = "wang") -> str:
    add_person(person_id, ["official:c2262"], made_by="root", person_id=person_id)
    return redeem_link(make_link(person_id, made_by="root"))


def device_of(token: str) -> str:
    person = signed_in(token)
    assert person
    return person.device_id


def test_a_device_that_signed_out_is_not_known_any_more() -> None:
    here, there = sign_in(), sign_in()

    sign_out(here)
    sign_out(here)

    assert signed_in(here) is None
    assert signed_in(there)
    assert len(devices_of("wang")) == 1


def test_a_lost_phone_is_signed_out_from_another_device() -> None:
    lost, here = sign_in(), sign_in()

    revoke_device("wang", device_of(lost))

    assert signed_in(lost) is None
    assert [device.device_id for device in devices_of("wang")] == [device_of(here)]


def test_nobody_signs_out_another_persons_device() -> None:
    wang, li = sign_in("wang"), sign_in("li")

    with pytest.raises(NotFound):
        revoke_device("li", device_of(wang))
    with pytest.raises(NotFound):
        revoke_device("li", "no-such-device")

    assert signed_in(wang)
    assert signed_in(li)


def test_a_device_lasts_90_days_and_no_longer() -> None:
    token = sign_in()
    device = Device.find(device_of(token))
    assert device.expires_at - device.since > timedelta(days=89, hours=23)

    device.update(actions=[Device.expires_at.set(clock.now() - timedelta(seconds=1))])

    assert signed_in(token) is None
    assert devices_of("wang") == []


@pytest.mark.parametrize("token", ["", "d", "dnonsense", "gguest", "x" * 9000])
def test_a_made_up_token_is_nobody(token: str) -> None:
    assert signed_in(token) is None


def test_the_oldest_device_gives_way_when_there_are_too_many() -> None:
    first = sign_in()

    tokens = [sign_in() for _ in range(MOST_DEVICES)]

    assert signed_in(first) is None
    assert len(devices_of("wang")) == MOST_DEVICES
    assert all(signed_in(token) for token in tokens)


def test_what_a_device_costs() -> None:
    token = sign_in()
    device_id = device_of(token)

    with assert_cost(reads=0.5):
        devices_of("wang")
    with assert_cost(writes=2):
        revoke_device("wang", device_id)
