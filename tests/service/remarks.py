"""Reviews and questions for the tests."""

from chalicelib.catalogue import Listing
from chalicelib.orders import Order
from chalicelib.service import Remark, ReviewForm, ask, find_remark, release, review
from tests.people import MEI, REVIEWER

TASTY = "又脆又甜，<b>下次</b>还买"


def review_form(
    text: str = TASTY, *, form_key: str = "f1", stars: int = 5, **more: str
) -> ReviewForm:
    photos = more.pop("photos", "").split()
    return ReviewForm(form_key, text, stars, photos, **more)


def reviewed(order: Order, form: ReviewForm | None = None, *, line: int = 0) -> Remark:
    return review(order.order_id, line, form or review_form(), buyer_id=order.buyer)


def released(remark: Remark, part: str = "words") -> Remark:
    """Everybody reads it, as it stands now."""
    key = remark.listing_id, remark.remark_key
    return release(*key, part, REVIEWER, version=int(find_remark(*key).version))


def question(
    listing: Listing, text: str = "孩子能吃吗？", *, form_key: str = "q1", asker_id: str = MEI
) -> Remark:
    """Of a guest, or of a person, who is not counted with the guests."""
    network = "203.0.113.7" if asker_id == MEI else None
    form = ReviewForm(form_key, text)
    return ask(listing.listing_id, form, asker_id=asker_id, network=network)


def now_of(remark: Remark) -> Remark:
    return find_remark(remark.listing_id, remark.remark_key)
