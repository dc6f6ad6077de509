"""What may be said about goods and by whom, on whose desk it lies then, and what many reviews come to. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

REVIEW, QUESTION = "review", "question"
WORDS, ADDITION, REPLY = PARTS = ("words", "addition", "reply")
WAITING, SHOWN, REFUSED = "waiting", "shown", "refused"
REVIEWER = "reviewer"  # the desk on which lies what nobody has read yet
LONGEST = {REVIEW: 1_000, QUESTION: 200, ADDITION: 1_000, REPLY: 500}
LONGEST_REASON = 300
MOST_STARS = 5
MOST_PHOTOS = 4
LEAST_FOR_MEAN = 3  # fewer are told one by one: one angry or friendly person is no average
REVIEW_TIME = timedelta(days=180)  # from delivery, for the review and what is added to it
HAS_COME = ("delivered", "settled")
# Which of the findings of the screening count in the words of buyers, who may call a pear the best one.
OF_BUYERS = ("contact.", "review.")


class BoughtLine(Protocol):
    """What a review needs to know of a line of an order."""

    @property
    def value_fen(self) -> float: ...
    @property
    def quantity(self) -> float: ...
    @property
    def refunded_fen(self) -> float | None: ...
    @property
    def internal(self) -> bool | None: ...


def why_not_review(
    line: BoughtLine, state: str, delivered_at: datetime | None, lost_fen: int, now: datetime
) -> str:
    """Why a line of an order may not be reviewed, as a message id; "" when it may. `lost_fen` is what the buyer's bank
    took back for it. Whoever has all their money back has bought nothing."""
    if line.internal:
        return "review-of-own-goods"
    if not line.quantity or int(line.refunded_fen or 0) + lost_fen >= line.value_fen:
        return "review-after-refund"
    if state not in HAS_COME or delivered_at is None:
        return "review-too-early"
    return "review-too-late" if now > delivered_at + REVIEW_TIME else ""


def masked(name: str) -> str:
    """A name as strangers may read it: its first character, and how long it is tells nobody."""
    return f"{name.strip()[:1]}**"


def desk_of(kind: str, seller_id: str, states: Mapping[str, str]) -> str:
    """On whose desk a remark lies whose parts are in these states: the reviewer's while anything waits, then the
    seller's until they have replied; "" for nobody's."""
    if WAITING in states.values():
        return REVIEWER
    is_open = states[WORDS] == SHOWN and states.get(REPLY, REFUSED) == REFUSED
    return desk_of_seller(kind, seller_id) if is_open else ""


def desk_of_seller(kind: str, seller_id: str) -> str:
    """The desk with a seller's reviews, or questions, that nobody has answered."""
    return f"{kind}#{seller_id}"


def shown_as(kind: str, listing_id: str) -> str:
    """Under what everybody finds the reviews, or questions, of a product."""
    return f"{kind}#{listing_id}"


def mean_of(counts: Sequence[int]) -> str:
    """The mean of so many reviews with one star, two stars and so on, as "4.7"; "" when there are too few to tell."""
    reviews = sum(counts)
    if reviews < LEAST_FOR_MEAN:
        return ""
    stars = sum(i * count for i, count in enumerate(counts, start=1))
    return str((Decimal(stars) / reviews).quantize(Decimal("0.1"), ROUND_HALF_UP))
