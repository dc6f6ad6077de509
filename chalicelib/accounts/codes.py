"""Codes of six digits: sent to a phone, or shown by an official to the person in front of them."""

from collections.abc import Sequence
from datetime import timedelta

from chalicelib import clock
from chalicelib.accounts.allowances import count, count_of_hour, counted, network_key, spend
from chalicelib.accounts.devices import open_device
from chalicelib.accounts.messages import count_messages, send_code
from chalicelib.accounts.models import Code, Phone
from chalicelib.accounts.people import get_person
from chalicelib.accounts.rules import (
    ADDRESS_LIMITS,
    CODE_MINUTES,
    MOST_TRIES,
    MOST_TRIES_OF_ALL,
    MOST_TRIES_OF_NETWORK,
    PHONE_LIMITS,
    phone_of,
)
from chalicelib.accounts.tokens import new_code, phone_key
from chalicelib.errors import Refused
from chalicelib.settings import keyed_hash, same, settings
from chalicelib.store import Transaction, transaction

GIVEN = ".given"  # behind the key of a phone: the code that an official gave


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
        count_messages(tx, 1 if owner else 0)

    spend(
        [(f"phone {hashed}", PHONE_LIMITS), (f"address {_address_hash(address)}", ADDRESS_LIMITS)],
        also=keep_and_count,
    )
    send_code(number, code, is_known=owner is not None)


def give_code(person_id: str, *, made_by: str) -> str:
    """A code to show or print for a person who has a phone number with us. It replaces the one that was given before;
    a code that anybody asks for with the number does not.

    Raises NotFound, Refused("no-phone").
    """
    person = get_person(person_id)
    if not person.phone_hash:
        raise Refused("no-phone")
    code = new_code()
    record = _code(person.phone_hash, code, person_id, made_by=made_by)
    record.phone_hash += GIVEN
    record.save()
    return code


def redeem_code(
    phone: str, code: str, *, address: str = "", label: str = "", guest_id: str = ""
) -> str:
    """Sign a device in by a phone number and its code; returns the device's token. The person keeps what they did
    as the guest of this id.

    Tries count by the network of who tries, so that no stranger uses up the code of somebody else: 5 from one network,
    and 200 from all of them, which guess one code of 5,000. Raises Invalid for what is no phone number,
    Refused("code-wrong") with the tries that are left, Refused("code-tried-too-often") from the sixth try on,
    Refused("code-no-longer-good") if there is none, Refused("network-tried-too-often") whatever the phone.
    """
    hashed = phone_key(phone_of(phone, settings().phone_countries))
    codes, by = _codes_of(hashed), network_key(address)
    _count_try(codes, by)
    if not codes:
        raise Refused("code-no-longer-good")
    right = [record for record in codes if same(record.code_hash, _code_hash(hashed, code))]
    if not right or not right[0].person_id:
        raise Refused("code-wrong", left=_tries_left(codes, by))
    person = get_person(right[0].person_id)
    with transaction() as tx:
        tx.delete(
            right[0],
            when=Code.code_hash == right[0].code_hash,
            otherwise=Refused("code-no-longer-good"),
        )
        return open_device(tx, person, label=label, guest_id=guest_id, let_in_by=_voucher(right[0]))


def _voucher(code: Code) -> str:
    """The official who gave a code; "" for one that was asked for."""
    return str(code.changed_by) if code.phone_hash.endswith(GIVEN) else ""


def _codes_of(hashed: str) -> list[Code]:
    """The codes of a phone that may still be tried: one that it asked for, and one that an official gave. Raises
    Refused("code-tried-too-often") when there were any."""
    records = Code.batch_get([hashed, hashed + GIVEN], consistent_read=True)
    current = [record for record in records if record.expires_at > clock.now()]
    codes = [record for record in current if record.tries < MOST_TRIES_OF_ALL]
    if current and not codes:
        raise Refused("code-tried-too-often")
    return codes


def _count_try(codes: Sequence[Code], by: str) -> None:
    """Count a try before anything is said about it, so that no two tries at once count as one."""
    too_often, crowded = Refused("code-tried-too-often"), Refused("network-tried-too-often")
    with transaction() as tx:
        for record in codes:
            tx.update(
                record,
                Code.tries.add(1),
                when=(Code.code_hash == record.code_hash) & (Code.tries < MOST_TRIES_OF_ALL),
                otherwise=too_often,
            )
        if by:
            count_of_hour(tx, f"codes {by}", 1, most=MOST_TRIES_OF_NETWORK, otherwise=crowded)
        if by and codes:
            count(tx, _tries_of(codes, by), 1, most=MOST_TRIES, otherwise=too_often)


def _tries_left(codes: Sequence[Code], by: str) -> int:
    if not by:
        return MOST_TRIES_OF_ALL - max(int(record.tries) for record in codes) - 1
    return MOST_TRIES - counted(_tries_of(codes, by))


def _tries_of(codes: Sequence[Code], by: str) -> str:
    """Whose tries of these codes are counted together: a new code makes a new count."""
    return f"code {by} {''.join(sorted(record.code_hash[:16] for record in codes))}"


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
