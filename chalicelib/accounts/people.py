"""People: adding them and changing what they may do."""

from collections.abc import Sequence

from chalicelib import clock
from chalicelib.accounts.devices import devices_of
from chalicelib.accounts.models import Device, Person, Phone
from chalicelib.accounts.rules import are_grants, phone_of
from chalicelib.accounts.tokens import new_id, phone_key
from chalicelib.errors import Refused
from chalicelib.settings import settings
from chalicelib.store import AlreadyThere, Transaction, transaction


def add_person(
    name: str,
    grants: Sequence[str],
    *,
    made_by: str,
    phone: str = "",
    person_id: str = "",
    demo: bool = False,
) -> Person:
    """Add somebody with these grants ("role:scope"). The same `person_id` again is the same person, unchanged.

    Raises Invalid for a phone that is no number, Refused("phone-taken") when it is somebody else's.
    """
    assert are_grants(grants), grants
    person = Person(
        person_id or new_id("p"),
        name=name,
        grants=list(grants),
        phone_hash=phone_hash(phone) if phone else None,
        added_at=clock.now(),
        changed_by=made_by,
        demo=demo or None,
    )
    try:
        with transaction() as tx:
            tx.put(person, when=Person.person_id.does_not_exist(), otherwise=AlreadyThere())
            _take_phone(tx, person)
    except AlreadyThere:
        return get_person(person.person_id)
    return person


def get_person(person_id: str) -> Person:
    """Raises NotFound."""
    return Person.find(person_id)


def every_guest() -> dict[str, str]:
    """Who each guest is who took along on signing in what they had done. Reads everybody: for jobs."""
    return {
        guest_id: person.person_id for person in Person.scan() for guest_id in person.also or ()
    }


def change_grants(person_id: str, grants: Sequence[str], *, changed_by: str) -> None:
    """Give a person exactly these grants, at once on all their devices.

    Raises Refused when another change came between.
    """
    assert are_grants(grants), grants
    person = get_person(person_id)
    raced = Refused("changed-meanwhile")
    with transaction() as tx:
        tx.update(
            person,
            Person.grants.set(list(grants)),
            Person.changed_by.set(changed_by),
            when=Person.grants == person.grants,
            otherwise=raced,
        )
        for device in devices_of(person_id):
            tx.update(
                device,
                Device.grants.set(list(grants)),
                Device.changed_by.set(changed_by),
                when=Device.person_id == person_id,
                otherwise=raced,
            )


def phone_hash(text: str) -> str:
    """The keyed hash under which a number is known. Raises Invalid."""
    return phone_key(phone_of(text, settings().phone_countries))


def _take_phone(tx: Transaction, person: Person) -> None:
    if person.phone_hash:
        tx.put(
            Phone(person.phone_hash, person_id=person.person_id),
            when=Phone.phone_hash.does_not_exist(),
            otherwise=Refused("phone-taken"),
        )
