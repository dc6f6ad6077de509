"""What a guest, whom nobody vouches for, takes of a waiting line: one place for each phone, and so many an hour."""

from typing import NamedTuple

from chalicelib.accounts import (
    close,
    count_of_hour,
    have_open,
    network_key,
    open_of,
    phone_name,
)
from chalicelib.errors import Refused
from chalicelib.stock.tickets import is_open, ticket_of
from chalicelib.store import Transaction

PLACES = 20  # within an hour, of one guest or phone
PLACES_OF_NETWORK = 200
PLACES_OF_SKU = 20  # of one network


class GuestContact(NamedTuple):
    """How a guest can be told that it is their turn, as "+8613800000000", and the address from which they ask."""

    phone: str
    address: str


def count_place(tx: Transaction, sku_id: str, buyer_id: str, contact: GuestContact) -> None:
    """Add to a transaction that a guest has one more place. Refuses with AllSpent when the phone has one there."""
    phone, network = phone_name(contact.phone), network_key(contact.address)
    have_open(tx, [_line_of(sku_id, phone)], buyer_id, most=1)
    for whose in (buyer_id, phone):
        count_of_hour(tx, f"line {whose}", 1, most=PLACES, otherwise=Refused("too-many-places"))
    if network:
        crowded = Refused("line-network-crowded")
        count_of_hour(tx, f"line {network}", 1, most=PLACES_OF_NETWORK, otherwise=crowded)
        count_of_hour(tx, f"line {network} {sku_id}", 1, most=PLACES_OF_SKU, otherwise=crowded)


def make_room(sku_id: str, contact: GuestContact) -> None:
    """Forget a place of this phone that is over. Raises Refused("phone-is-in-line") when it is not."""
    whose = _line_of(sku_id, phone_name(contact.phone))
    holders = open_of([whose]).get(whose, set())
    tickets = {buyer_id: ticket_of(sku_id, buyer_id) for buyer_id in holders}
    over = {buyer_id for buyer_id, ticket in tickets.items() if not (ticket and is_open(ticket))}
    if holders and not over:
        raise Refused("phone-is-in-line")
    close({whose: over})


def _line_of(sku_id: str, phone: str) -> str:
    return f"line {sku_id} {phone}"
