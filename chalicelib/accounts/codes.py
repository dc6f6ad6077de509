"""Codes of six digits: sent to a phone, or shown by an official to the person in front of them."""

from datetime import timedelta

from chalicelib import clock
from chalicelib.accounts.allowances import spend
from chalicelib.accounts.devices import open_device
from chalicelib.accounts.messages import send_code
from chalicelib.accounts.models import Code, CodesOfDay, Phone
from chalicelib.accounts.people import get_person
from chalicelib.accounts.rules import (
    ADDRESS_LIMITS,
    CODE_MINUTES,
    MOST_TRIES,
    PHONE_LIMITS,
    phone_of,
)
from chalicelib.accounts.tokens import new_code, phone_key
from chalicelib.errors import Refused
from chalicelib.settings import keyed_hash, same, settings
from chalicelib.store import Transaction, change, transaction


def ask_code(phone: str, address: str) -> None:
    """Send a code to a phone, if it is known: the answer and the work are the same if it is not.

    Raises Invalid for what is no phone number, Refused("wait-…") at the limits of a phone or an address,
    Refused("no-more-codes-today") when the deployment has sent what it may spend on a day.
    """
    number = phone_of(phone, settings().phone_countries)
    hashed = phone_key(number)
    owner = Phone.find_or_none(hashed)
    code = new_code()
    record = _code(hashed, code, owner.person_id if owner else None, made_by="phone")

    def keep_and_count(tx: Transaction) -> None:
        tx.overwrite(record)
        _count(tx, 1 if owner else 0)

    spend(
        [(f"phone {hashed}", PHONE_LIMITS), (f"address {_address_hash(address)}", ADDRESS_LIMITS)],
        also=keep_and_count,
    )
    send_code(number, code, is_known=owner is not None)


def give_code(person_id: str, *, made_by: str) -> str:
    """A code to show or print for a person who has a phone number with us. It replaces the one before.

    Raises NotFound, Refused("no-phone").
    """
    person = get_person(person_id)
    if not person.phone_hash:
        raise Refused("no-phone")
    code = new_code()
    _code(person.phone_hash, code, person_id, made_by=made_by).save()
    return code


def redeem_code(phone: str, code: str, *, label: str = "", guest_id: str = "") -> str:
    """Sign a device in by a phone number and its code; returns the device's token. The person keeps what they did
    as the guest of this id.

    Raises Invalid for what is no phone number, Refused("code-wrong") with the tries that are left,
    Refused("code-tried-too-often") from the sixth try on, Refused("code-no-longer-good") if there is none.
    """
    hashed = phone_key(phone_of(phone, settings().phone_countries))
    record = _try(hashed)
    if not (record.person_id and same(record.code_hash, _code_hash(hashed, code))):
        raise Refused("code-wrong", left=MOST_TRIES - int(record.tries))
    person = get_person(record.person_id)
    with transaction() as tx:
        tx.delete(
            record,
            when=Code.code_hash == record.code_hash,
            otherwise=Refused("code-no-longer-good"),
        )
        return open_device(tx, person, label=label, guest_id=guest_id)


def _count(tx: Transaction, messages: int) -> None:
    """The day's cap on messages: the same write whether or not one is sent."""
    now = clock.now()
    tx.update(
        CodesOfDay(clock.shanghai_day(now).isoformat()),
        CodesOfDay.sent.add(messages),
        CodesOfDay.expires_at.set(now + timedelta(days=2)),
        when=CodesOfDay.day.does_not_exist() | (CodesOfDay.sent < settings().codes_a_day),
        otherwise=Refused("no-more-codes-today"),
    )


def _try(hashed: str) -> Code:
    """Count a try before looking at it, so that no two tries at once count as one."""
    code = Code(hashed)
    try:
        return change(
            code,
            Code.tries.add(1),
            when=(Code.tries < MOST_TRIES) & (Code.expires_at > clock.now()),
            otherwise=Refused("code-no-longer-good"),
        )
    except Refused:
        record = Code.find_or_none(hashed)
        if record and record.tries >= MOST_TRIES and record.expires_at > clock.now():
            raise Refused("code-tried-too-often") from None
        raise


def _code(hashed: str, code: str, person_id: str | None, *, made_by: str) -> Code:
    return Code(
        hashed,
        code_hash=_code_hash(hashed, code),
        person_id=person_id,
        tries=0,
        expires_at=clock.now() + timedelta(minutes=CODE_MINUTES),
        changed_by=made_by,
    )


def _code_hash(hashed_phone: str, code: str) -> str:
    return keyed_hash("code", f"{hashed_phone} {''.join(code.split())}")


def _address_hash(address: str) -> str:
    return keyed_hash("address", address)
