"""Names and ids of payments: what needs asking no one."""

import re
import unicodedata

BANK, CASH, PICKUP, SANDBOX, STRIPE = "bank", "cod", "pickup", "sandbox", "stripe"
PAID, REFUSED, SENT_BACK = "paid", "refused", "sent-back"
KEPT_OUT, TAKEN = "kept-out", "taken"
PRODUCTION = "production"
MOST_WORDS = 12  # of one remark that are looked up
_QUARANTINE = "quarantine."


def batches_in(text: str) -> list[str]:
    """What in a bank's text may be the reference of a courier's batch."""
    plain = unicodedata.normalize("NFKC", text).upper()
    words = re.findall(r"[0-9A-Z][0-9A-Z-]{4,38}[0-9A-Z]", plain)
    return list(dict.fromkeys(words))[:MOST_WORDS]


def is_batch(text: str) -> bool:
    return bool(text.isascii() and re.fullmatch(r"[0-9A-Z][0-9A-Z-]{4,38}[0-9A-Z]", text))


def quarantine_refund_id(payment_id: str) -> str:
    """The way back of a payment that was refused: there is only one, so asking again finds it."""
    return _QUARANTINE + payment_id


def quarantined_payment(refund_id: str) -> str:
    """The refused payment that a refund id stands for, or "" when it stands for a refund of the order."""
    return refund_id.removeprefix(_QUARANTINE) if refund_id.startswith(_QUARANTINE) else ""
