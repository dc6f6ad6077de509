"""Devices: a browser signs in for 90 days, and can be signed out from any other."""

import hashlib
from datetime import timedelta

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.accounts.models import Device, Person
from chalicelib.accounts.rules import (
    DEVICE_DAYS,
    KNOWN_DAYS,
    MOST_DEVICES,
    SignedInPerson,
    with_guest,
)
from chalicelib.accounts.tokens import DEVICE_MARK, new_device_token
from chalicelib.errors import NotFound, Refused
from chalicelib.store import Transaction, change

LONGEST_LABEL = 80


def signed_in(device_token: str) -> SignedInPerson | None:
    """Who sits at the device that carries this token, or None. One read."""
    if not device_token.startswith(DEVICE_MARK):
        return None
    device = Device.find_or_none(hash_of(device_token))
    if device is None or not _is_open(device):
        return None
    return SignedInPerson(
        device.person_id,
        device.name,
        tuple(device.grants),
        device.device_id,
        tuple(device.also or ()),
        (device.let_in_by or "") if is_new(device) else "",
    )


def is_new(device: Device) -> bool:
    """Whether an official let this device in not long ago, and no second one has said that they know it."""
    return bool(device.let_in_by) and clock.now() < device.since + timedelta(days=KNOWN_DAYS)


def know_device(person_id: str, device_id: str, *, by: str) -> None:
    """A second official says that a device is this person's. Again is no news. Raises NotFound,
    Refused("two-people-know") for the one who let it in."""
    device = Device.find(device_id)
    if device.person_id != person_id:
        raise NotFound("not-found")
    if device.let_in_by == by:
        raise Refused("two-people-know")
    change(
        Device(device_id),
        Device.let_in_by.remove(),
        Device.changed_by.set(by),
        when=Device.let_in_by.exists() & (Device.let_in_by != by),
        already=lambda there: not there.let_in_by,
        otherwise=NotFound("not-found"),
    )


def sign_out(device_token: str) -> None:
    """End this device's sign-in. A token that opens nothing is no news."""
    person = signed_in(device_token)
    if person:
        revoke_device(person.person_id, person.device_id)


def revoke_device(person_id: str, device_id: str) -> None:
    """End one of a person's own sign-ins. Again is no news. Raises NotFound for another person's device."""
    change(
        Device(device_id),
        Device.revoked_at.set(clock.now()),
        Device.changed_by.set(person_id),
        when=(Device.person_id == person_id) & Device.revoked_at.does_not_exist(),
        already=lambda device: device.person_id == person_id,
        otherwise=NotFound("not-found"),
    )


def devices_of(person_id: str) -> list[Device]:
    """The devices on which a person is signed in now, newest first."""
    devices = Device.of_person.query(person_id, scan_index_forward=False, limit=MOST_DEVICES * 5)
    return [device for device in devices if _is_open(device)]


def open_device(
    tx: Transaction, person: Person, *, label: str, guest_id: str = "", let_in_by: str = ""
) -> str:
    """Sign a new device in within a transaction; returns its token, which is kept nowhere.

    With `guest_id`, whoever is known by it on this device was this person all along. The oldest device gives way
    when there are too many. `let_in_by` is the official who vouched. Refuses when the person changed meanwhile.
    """
    token, now, raced = new_device_token(), clock.now(), Refused("changed-meanwhile")
    others = devices_of(person.person_id)
    for old in others[MOST_DEVICES - 1 :]:
        _rewrite(tx, old, Device.revoked_at.set(now))
    also = with_guest(person.also or (), guest_id)
    if also == list(person.also or ()):
        tx.check(person, when=_unchanged(person), otherwise=raced)
    else:
        own = Person.also.set(also), Person.changed_by.set(person.person_id)
        tx.update(person, *own, when=_unchanged(person), otherwise=raced)
        for other in others[: MOST_DEVICES - 1]:
            _rewrite(tx, other, Device.also.set(also))
    device = _new_device(token, person, label, also)
    device.let_in_by = let_in_by or None
    tx.put(device, when=Device.device_id.does_not_exist(), otherwise=raced)
    return token


def hash_of(token: str) -> str:
    """A hash of a long random token, which nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def _unchanged(person: Person) -> Condition:
    """The person is still what a device is about to carry."""
    same_guests = Person.also == person.also if person.also else Person.also.does_not_exist()
    same: Condition = (Person.grants == person.grants) & (Person.name == person.name) & same_guests
    return same


def _rewrite(tx: Transaction, device: Device, action: Action) -> None:
    tx.update(
        device,
        action,
        Device.changed_by.set(device.person_id),
        when=Device.person_id == device.person_id,
        otherwise=Refused("changed-meanwhile"),
    )


def _new_device(token: str, person: Person, label: str, also: list[str]) -> Device:
    now = clock.now()
    return Device(
        hash_of(token),
        person_id=person.person_id,
        name=person.name,
        grants=list(person.grants),
        also=also or None,
        label=label[:LONGEST_LABEL],
        since=now,
        expires_at=now + timedelta(days=DEVICE_DAYS),
        changed_by=person.person_id,
    )


def _is_open(device: Device) -> bool:
    return device.revoked_at is None and device.expires_at > clock.now()
