"""A link signs one device in, once, for ten minutes."""

import contextlib
import threading

import pytest

from chalicelib.accounts import (
    add_person,
    is_terminal_link,
    make_link,
    redeem_link,
    signed_in,
    terminal_links,
)
from chalicelib.accounts.models import Device, Link
from chalicelib.errors import FairError, Refused
from tests.costs import assert_cost

pytestmark = pytest.mark.usefixtures("wang")


def test_a_link_signs_its_bearer_in() -> None:
    token = redeem_link(make_link("wang", made_by="root"), label="Android · Chrome")

    person = signed_in(token)
    assert person
    assert (person.name, person.grants) == ("Wang", ("official:c2262",))
    assert Device.find(person.device_id).label == "Android · Chrome"


def test_a_link_works_once() -> None:
    link = make_link("wang", made_by="root")
    redeem_link(link)

    with pytest.raises(Refused, match="link-no-longer-good"):
        redeem_link(link)


def test_a_link_of_yesterday_is_no_longer_good() -> None:
    link = make_link("wang", made_by="root", minutes=0)

    with pytest.raises(Refused, match="link-no-longer-good"):
        redeem_link(link)


@pytest.mark.parametrize("guess", ["", ".", "x", "l0.x", "terminal-official.", "l0." + "a" * 5000])
def test_a_made_up_link_opens_nothing(guess: str) -> None:
    with pytest.raises(Refused, match="link-no-longer-good"):
        redeem_link(guess)


def test_half_a_link_opens_nothing() -> None:
    link_id = make_link("wang", made_by="root").partition(".")[0]

    with pytest.raises(Refused, match="link-no-longer-good"):
        redeem_link(f"{link_id}.guess")


def test_a_link_for_nobody_opens_nothing() -> None:
    with pytest.raises(Refused, match="link-no-longer-good"):
        redeem_link(make_link("nobody", made_by="root"))


def test_of_eight_devices_at_once_one_gets_in() -> None:
    link = make_link("wang", made_by="root")
    opened: list[str] = []

    def redeem() -> None:
        with contextlib.suppress(FairError):
            opened.append(redeem_link(link))

    threads = [threading.Thread(target=redeem) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 1


def test_neither_link_nor_device_token_is_kept() -> None:
    link = make_link("wang", made_by="root")
    token = redeem_link(link)

    kept = [record.to_dynamodb_dict() for record in [*Link.scan(), *Device.scan()]]
    assert link.partition(".")[2] not in str(kept)
    assert token not in str(kept)


def test_the_terminal_signs_in_one_person_of_each_role_until_the_next_start() -> None:
    add_person("Host", ["host:c2262"], made_by="demo", person_id="local-host")
    before = terminal_links()["host"].rpartition("/")[2]
    now = terminal_links()["host"].rpartition("/")[2]

    with pytest.raises(Refused):
        redeem_link(before)
    person = signed_in(redeem_link(now))

    assert person
    assert person.person_id == "local-host"
    assert is_terminal_link(now)
    assert not is_terminal_link(make_link("wang", made_by="root"))


def test_what_a_link_costs() -> None:
    with assert_cost(writes=1):
        link = make_link("wang", made_by="root")
    with assert_cost(writes=7, reads=2.5):
        token = redeem_link(link)
    with assert_cost(reads=1):
        signed_in(token)
