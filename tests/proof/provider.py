"""The provider of payouts, played by what it is told: it does each thing once, and never asks whether it should."""

from chalicelib.payouts import Payout, TransferOutcome


class Provider:
    """What has been transferred, and what has come back. Of every other reversal the recipient has spent half."""

    def __init__(self) -> None:
        self.sent: dict[str, int] = {}
        self.back: dict[str, int] = {}

    def transfer(self, payout: Payout) -> TransferOutcome:
        self.sent.setdefault(payout.payout_id, int(payout.fen))
        return TransferOutcome("posted", reference="provider-1")

    def take_back(self, payout: Payout, fen: int, *, reversal_id: str) -> int:  # noqa: ARG002
        return self.back.setdefault(reversal_id, fen if len(self.back) % 2 else fen // 2)

    @property
    def gone_fen(self) -> int:
        return sum(self.sent.values()) - sum(self.back.values())
