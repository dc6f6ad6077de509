"""Names and ids of payments: what needs asking no one."""

import hashlib
import re
import unicodedata

BANK, CASH, PICKUP, SANDBOX, STRIPE = "bank", "cod", "pickup", "sandbox", "stripe"
PAID, REFUSED, SENT_BACK = "paid", "refused", "sent-back"
KEPT_OUT, TAKEN = "kept-out", "taken"
PRODUCTION = "production"
CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L
REFERENCE_LENGTH = 7
MOST_WORDS = 12  # of one remark that are looked up
_QUARANTINE = "quarantine."


def reference_of(order_id: str, attempt: int = 0) -> str:
    """A code for a bank transfer: seven characters that nobody confuses, and one that finds every single mistake and
    every swap of neighbours."""
    number = int.from_bytes(hashlib.sha256(f"{order_id} {attempt}".encode()).digest()[:8], "big")
    word = ""
    for _ in range(REFERENCE_LENGTH):
        number, digit = divmod(number, len(CLEAR))
        word += CLEAR[digit]
    return word + _check_character(word)


def references_in(text: str) -> list[str]:
    """The codes in what a bank prints beside a transfer, however it is spaced; wrong ones are left out."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    codes = re.findall(f"(?=CF([{CLEAR}]{{{REFERENCE_LENGTH + 1}}}))", plain)
    return list(dict.fromkeys(code for code in codes if _check_character(code[:-1]) == code[-1]))


def spoken(reference: str) -> str:
    """A code as people read it: "CF-7K3P-Q8MX"."""
    return f"CF-{reference[:4]}-{reference[4:]}"


def batches_in(text: str) -> list[str]:
    """What in a bank's text may be the reference of a courier's batch."""
    plain = unicodedata.normalize("NFKC", text).upper()
    words = re.findall(r"[0-9A-Z][0-9A-Z-]{4,38}[0-9A-Z]", plain)
    return list(dict.fromkeys(words))[:MOST_WORDS]


def is_batch(text: str) -> bool:
    return bool(text.isascii() and re.fullmatch(r"[0-9A-Z][0-9A-Z-]{4,38}[0-9A-Z]", text))


def _check_character(word: str) -> str:
    # 31 characters, a prime: each place has a weight of its own, so no mistake of one place or swap adds up to nothing.
    total = sum(CLEAR.index(sign) * weight for weight, sign in enumerate(word, 2))
    return CLEAR[total % len(CLEAR)]


def quarantine_refund_id(payment_id: str) -> str:
    """The way back of a payment that was refused: there is only one, so asking again finds it."""
    return _QUARANTINE + payment_id


def quarantined_payment(refund_id: str) -> str:
    """The refused payment that a refund id stands for, or "" when it stands for a refund of the order."""
    return refund_id.removeprefix(_QUARANTINE) if refund_id.startswith(_QUARANTINE) else ""
