"""One-time links: shown by an official as a QR code, or printed by the terminal."""

from datetime import timedelta

from chalicelib import clock
from chalicelib.accounts.devices import hash_of, open_device
from chalicelib.accounts.models import Link
from chalicelib.accounts.people import get_person
from chalicelib.accounts.rules import LINK_MINUTES, ROLES
from chalicelib.accounts.tokens import new_id, new_secret
from chalicelib.errors import NotFound, Refused
from chalicelib.settings import same, settings
from chalicelib.store import put_new, transaction

LINK_PATH = "/sign-in/link/"
TERMINAL = "terminal"
TERMINAL_DAYS = 365  # until used, or until the next start replaces it


def make_link(person_id: str, *, made_by: str, minutes: int = LINK_MINUTES) -> str:
    """A token that signs its bearer in as this person, once, within so many minutes."""
    link_id, secret = new_id("l"), new_secret()
    put_new(_link(link_id, secret, person_id, made_by, timedelta(minutes=minutes)))
    return f"{link_id}.{secret}"


def redeem_link(token: str, *, label: str = "", guest_id: str = "") -> str:
    """Sign a device in by a link and return the device's token. The person keeps what they did as the guest of
    this id. Raises Refused("link-no-longer-good") for a link that is used, too old or unknown."""
    link_id, _, secret = token.partition(".")
    refusal = Refused("link-no-longer-good")
    link = Link.find_or_none(link_id) if link_id else None
    if link is None or not same(link.secret_hash, hash_of(secret)):
        raise refusal
    try:
        person = get_person(link.person_id)
    except NotFound:
        raise refusal from None
    now = clock.now()
    with transaction() as tx:
        tx.update(
            link,
            Link.used_at.set(now),
            Link.changed_by.set(person.person_id),
            when=(Link.secret_hash == link.secret_hash)
            & Link.used_at.does_not_exist()
            & (Link.expires_at > now),
            otherwise=refusal,
        )
        let_in_by = "" if link.changed_by == TERMINAL else link.changed_by
        return open_device(tx, person, label=label, guest_id=guest_id, let_in_by=let_in_by)


def terminal_links() -> dict[str, str]:
    """A path for each role that signs in as the local fair's person of that role, by role. Only on one machine.

    Each start makes them anew, and the ones before are no longer good.
    """
    assert settings().is_local
    return {role: LINK_PATH + _terminal_link(role) for role in ROLES}


def is_terminal_link(token: str) -> bool:
    """Whether a link may be redeemed by opening it: the terminal's own, on one machine."""
    return settings().is_local and token.startswith(f"{TERMINAL}-")


def _terminal_link(role: str) -> str:
    link_id, secret = f"{TERMINAL}-{role}", new_secret()
    lasting = timedelta(days=TERMINAL_DAYS)
    _link(link_id, secret, f"local-{role}", TERMINAL, lasting).save()
    return f"{link_id}.{secret}"


def _link(link_id: str, secret: str, person_id: str, made_by: str, lasting: timedelta) -> Link:
    now = clock.now()
    return Link(
        link_id,
        secret_hash=hash_of(secret),
        person_id=person_id,
        made_at=now,
        expires_at=now + lasting,
        changed_by=made_by,
    )
