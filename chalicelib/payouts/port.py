"""The port through which payouts go that a provider carries out by itself, without a file and a bank's counter."""

import logging
from dataclasses import dataclass
from typing import Literal, Protocol

from chalicelib.errors import Refused
from chalicelib.payouts.end import post_payout, void_payout
from chalicelib.payouts.models import BY_ITSELF, PENDING, Payout

log = logging.getLogger("countyfair.payouts")
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class TransferOutcome:
    """What became of a transfer. `reference` is ours to show; no id of the provider leaves its adapter."""

    state: Literal["posted", "pending", "failed"]
    reference: str = ""
    reason: str = ""


class PayoutPort(Protocol):
    """One way to pay out without a person. Every call may be repeated: the payout's id is the idempotency key."""

    def transfer(self, payout: Payout) -> TransferOutcome:
        """Send a payout to its owner, once."""
        ...

    def take_back(self, payout: Payout, fen: int, *, reversal_id: str) -> int:
        """Take back so much of a payout, once; returns how much has come, which may be less or nothing. Raises
        Refused when nobody knows yet."""
        ...


def carry_out(payout_id: str, outcome: TransferOutcome) -> None:
    """Record what became of a transfer; again is no news, and what is pending stays so."""
    if outcome.state == "posted":
        post_payout(payout_id, reference=outcome.reference, by=BY_ITSELF)
    elif outcome.state == "failed":
        void_payout(payout_id, reason=outcome.reason or "transfer failed", by=BY_ITSELF)


def send_transfers(ports: dict[str, PayoutPort]) -> int:
    """Send every pending payout whose way has a port; one that fails does not hold up the others. Returns how many
    were tried. Safe to repeat."""
    if not ports:
        return 0
    mine = Payout.way.is_in(*ports)
    waiting = list(Payout.in_state.query(PENDING, filter_condition=mine, limit=MOST_AT_ONCE))
    for payout in waiting:
        try:
            carry_out(payout.payout_id, ports[payout.way].transfer(payout))
        except Refused as refusal:
            why = {"payout_id": payout.payout_id, "why": refusal.message_id}
            log.warning("payout not sent", extra=why)
    return len(waiting)
