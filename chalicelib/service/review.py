"""A buyer says how something was that has come, and adds something later, once."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chalicelib import clock
from chalicelib.errors import FairError, Invalid, NotFound, Problems, Refused
from chalicelib.media import REFUSED as PHOTO_REFUSED
from chalicelib.media import get_photo
from chalicelib.orders import Order, get_order, keep_as_read
from chalicelib.service.keep import keep
from chalicelib.service.models import Remark, Words
from chalicelib.service.rules import (
    ADDITION,
    LONGEST,
    MOST_PHOTOS,
    MOST_STARS,
    REFUSED,
    REVIEW,
    SHOWN,
    WAITING,
    WORDS,
    masked,
    why_not_review,
)
from chalicelib.store import step, transaction
from chalicelib.text import id_of


class ReviewForm(NamedTuple):
    """What a buyer sends. `person_id` is who hears what becomes of it, "" for a guest."""

    form_key: str
    text: str
    stars: int = 0
    photo_ids: Sequence[str] = ()
    person_id: str = ""


def review(order_id: str, i: int, form: ReviewForm, *, buyer_id: str) -> Remark:
    """Review line `i` of an own order; it waits for a person. A line has one review, and one that was refused may be
    written anew; the same form twice is the same review.

    Raises Invalid for "stars", "text" and "photos", NotFound, and Refused ("review-is-there" or why it may not be)."""
    return step(lambda: _reviewed(get_order(order_id, buyer_id=buyer_id), i, form))


def add_to_review(order_id: str, i: int, form: ReviewForm, *, buyer_id: str) -> Remark:
    """Add something to a review that everybody reads, once; it waits for a person. The same form twice is no news.

    Raises as `review` does, and Refused("addition-is-there")."""
    return step(lambda: _added(get_order(order_id, buyer_id=buyer_id), i, form))


def reviews_of(order: Order) -> dict[int, Remark]:
    """The reviews of an order that there are, by the number of their line, in one read."""
    keys = {(line.listing_id, _key(order, i)): i for i, line in enumerate(order.lines)}
    reviews = Remark.batch_get(list(keys), consistent_read=True)
    return {keys[review.listing_id, review.remark_key]: review for review in reviews}


def reviewable(order: Order) -> dict[int, str]:
    """For each line of an order why it may not be reviewed at this moment, as a message id; "" when it may."""
    return {i: _why_not(order, i) for i in range(len(order.lines))}


def words_of(form: ReviewForm) -> Words:
    """A form as it is kept, until a person has read it."""
    return Words(
        text=form.text,
        photo_ids=list(form.photo_ids) or None,
        form_key=form.form_key,
        at=clock.now(),
        state=WAITING,
    )


def check_text(text: str, kind: str) -> None:
    """Raises Invalid for "text"."""
    if not text:
        raise Invalid({"text": "words-missing"})
    if len(text) > LONGEST[kind]:
        raise Invalid({"text": FairError("text-too-long", most=LONGEST[kind])})


def _reviewed(order: Order, i: int, form: ReviewForm) -> Remark:
    before = _before(order, i)
    if before and before.words.form_key == form.form_key:
        return before
    if before and before.words.state != REFUSED:
        raise Refused("review-is-there")
    _check(order, i, form, REVIEW)
    remark = _drawn_up(order, i, form)
    remark.version = before.version if before else 0
    _keep(order, remark, WORDS)
    return remark


def _added(order: Order, i: int, form: ReviewForm) -> Remark:
    remark = _before(order, i)
    if remark is None or remark.words.state != SHOWN:
        raise NotFound("not-found")
    if remark.addition and remark.addition.form_key == form.form_key:
        return remark
    if remark.addition and remark.addition.state != REFUSED:
        raise Refused("addition-is-there")
    _check(order, i, form, ADDITION)
    remark.addition = words_of(form)
    _keep(order, remark, ADDITION)
    return remark


def _keep(order: Order, remark: Remark, part: str) -> None:
    with transaction() as tx:
        keep(tx, remark, part, by=order.buyer)
        keep_as_read(tx, order)


def _before(order: Order, i: int) -> Remark | None:
    if not 0 <= i < len(order.lines):
        raise NotFound("not-found")
    return Remark.find_or_none(order.lines[i].listing_id, _key(order, i))


def _key(order: Order, i: int) -> str:
    """A line has one review; who reads the key does not learn whose order it was."""
    return id_of("review", order.order_id, str(i))


def _check(order: Order, i: int, form: ReviewForm, kind: str) -> None:
    if why_not := _why_not(order, i):
        raise Refused(why_not)
    problems = Problems()
    if kind == REVIEW and not 1 <= form.stars <= MOST_STARS:
        problems.note("stars", "choose-one")
    with problems.gathered():
        check_text(form.text, kind)
    with problems.gathered():
        _check_photos(form.photo_ids, order.buyer)
    problems.refuse()


def _check_photos(photo_ids: Sequence[str], owner_id: str) -> None:
    """Only photos that the buyer sent for everybody's eyes; one that is being checked is taken."""
    if len(photo_ids) > MOST_PHOTOS:
        raise Invalid({"photos": FairError("photos-too-many", most=MOST_PHOTOS)})
    for photo_id in photo_ids:
        try:
            photo = get_photo(photo_id, owner_id)
        except NotFound:
            raise Invalid({"photos": "photo-missing"}) from None
        if photo.private:
            raise Invalid({"photos": "photo-missing"})
        if photo.state == PHOTO_REFUSED:
            raise Invalid({"photos": photo.refusal})


def _why_not(order: Order, i: int) -> str:
    line = order.lines[i]
    part = next(part for part in order.sub_orders if part.seller_id == line.seller_id)
    return why_not_review(line, part.state, part.delivered_at, _lost(order).get(i, 0), clock.now())


def _lost(order: Order) -> Mapping[int, int]:
    """What the buyer's bank took back for good, in fen by line."""
    lost: dict[int, int] = {}
    for chargeback in order.chargebacks or ():
        for share in chargeback.lines:
            lost[int(share.line)] = lost.get(int(share.line), 0) + int(share.fen)
    return lost


def _drawn_up(order: Order, i: int, form: ReviewForm) -> Remark:
    line = order.lines[i]
    return Remark(
        listing_id=line.listing_id,
        remark_key=_key(order, i),
        kind=REVIEW,
        order_line=f"{order.order_id}/lines/{i}",
        seller_id=line.seller_id,
        title=line.title,
        writer_id=order.buyer,
        person_id=form.person_id,
        name=masked(order.address.name if order.address else ""),
        stars=form.stars,
        words=words_of(form),
    )
