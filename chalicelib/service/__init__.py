"""Service: what buyers say about what they bought, what people ask, and what sellers reply, each read by a person
before everybody reads it."""

from chalicelib.service.ask import ask
from chalicelib.service.decide import refuse, release
from chalicelib.service.find import (
    count_for_reviewer,
    count_for_seller,
    find_remark,
    recent_tally,
    remarks_on_show,
    waiting_for_reviewer,
    waiting_for_seller,
)
from chalicelib.service.models import Remark, Words
from chalicelib.service.reply import reply, sellers_remark
from chalicelib.service.review import ReviewForm, add_to_review, review, reviewable, reviews_of
from chalicelib.service.rules import (
    LONGEST,
    LONGEST_REASON,
    MOST_PHOTOS,
    MOST_STARS,
    OF_BUYERS,
    PARTS,
    QUESTION,
    REFUSED,
    REPLY,
    REVIEW,
    SHOWN,
    mean_of,
)
from chalicelib.service.tally import recount_all

__all__ = [
    "LONGEST",
    "LONGEST_REASON",
    "MOST_PHOTOS",
    "MOST_STARS",
    "OF_BUYERS",
    "PARTS",
    "QUESTION",
    "REFUSED",
    "REPLY",
    "REVIEW",
    "SHOWN",
    "Remark",
    "ReviewForm",
    "Words",
    "add_to_review",
    "ask",
    "count_for_reviewer",
    "count_for_seller",
    "find_remark",
    "mean_of",
    "recent_tally",
    "recount_all",
    "refuse",
    "release",
    "remarks_on_show",
    "reply",
    "review",
    "reviewable",
    "reviews_of",
    "sellers_remark",
    "waiting_for_reviewer",
    "waiting_for_seller",
]
