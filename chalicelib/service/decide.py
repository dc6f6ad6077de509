"""A person has read what somebody wrote: everybody may read it, or its writer reads why not."""

from chalicelib import clock
from chalicelib.accounts import PRODUCER, grant
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.media import AWAITING, READY, get_photo
from chalicelib.notices import News, tell
from chalicelib.service.find import find_remark
from chalicelib.service.keep import keep, part_of
from chalicelib.service.models import Remark, Tally, Words
from chalicelib.service.rules import (
    LONGEST_REASON,
    QUESTION,
    REFUSED,
    REPLY,
    SHOWN,
    WAITING,
    WORDS,
)
from chalicelib.store import Transaction, step, transaction

# What the writer and the seller are told, by kind or part; told in the same transaction.
TO_WRITER = {
    (SHOWN, "review"): "review-shown",
    (REFUSED, "review"): "review-refused",
    (SHOWN, "question"): "question-shown",
    (REFUSED, "question"): "question-refused",
}
ANSWERED = {"review": "review-answered", "question": "question-answered"}
TO_SELLER = {"review": "review-new", "question": "question-new"}


def release(listing_id: str, remark_key: str, part: str, by: str, *, version: int) -> Remark:
    """Let everybody read what waits, with those of its photos that could be opened; a review counts from now on. Twice
    is no news. `version` is the one that the reviewer read: what was changed since is not released unread.

    Raises NotFound, Refused ("remark-moved-on", "photo-is-being-checked")."""
    return step(lambda: _decided(find_remark(listing_id, remark_key), part, SHOWN, "", by, version))


def refuse(
    listing_id: str, remark_key: str, part: str, reason: str, by: str, *, version: int
) -> Remark:
    """Send what waits back to its writer, or take down what everybody reads, with a reason; a review counts no more.
    Twice is no news. Raises Invalid for "reason", NotFound, Refused("remark-moved-on")."""
    if not reason:
        raise Invalid({"reason": "reason-missing"})
    assert len(reason) <= LONGEST_REASON
    return step(
        lambda: _decided(find_remark(listing_id, remark_key), part, REFUSED, reason, by, version)
    )


def _decided(remark: Remark, part: str, state: str, reason: str, by: str, version: int) -> Remark:
    words = part_of(remark, part)
    if words is None:
        raise NotFound("not-found")
    was = words.state
    if was == state:
        return remark
    if remark.version != version or (state == SHOWN and was != WAITING):
        raise Refused("remark-moved-on")
    if state == SHOWN:
        words.photo_ids = _opened(words, remark.writer_id) or None
    words.state, words.reason = state, reason or None
    with transaction() as tx:
        keep(tx, remark, part, by=by)
        if part == WORDS and SHOWN in (was, state):
            _count(tx, remark, 1 if state == SHOWN else -1)
        _tell(tx, remark, part, words)
    return remark


def _opened(words: Words, owner_id: str) -> list[str]:
    photos = [get_photo(photo_id, owner_id) for photo_id in words.photo_ids or ()]
    if any(photo.state == AWAITING for photo in photos):
        raise Refused("photo-is-being-checked")
    return [photo.ref for photo in photos if photo.state == READY]


def _count(tx: Transaction, remark: Remark, more: int) -> None:
    """The remark's own version, in the same transaction, refuses a repeat."""
    counter = (
        Tally.questions if remark.kind == QUESTION else getattr(Tally, f"stars_{int(remark.stars)}")
    )
    tx.update(
        Tally(remark.listing_id),
        counter.add(more),
        Tally.version.add(1),
        when=None,
        otherwise=Refused("busy"),
    )


def _tell(tx: Transaction, remark: Remark, part: str, words: Words) -> None:
    seller = grant(PRODUCER, remark.seller_id)
    if words.state == SHOWN and part != REPLY:
        _tell_one(tx, seller, TO_SELLER[remark.kind], remark.remark_id, remark)
    if words.state == REFUSED and part == REPLY:
        _tell_one(tx, seller, "reply-refused", remark.remark_id, remark)
    elif part != REPLY:
        _tell_one(tx, remark.person_id, TO_WRITER[words.state, remark.kind], _about(remark), remark)
    elif words.state == SHOWN:
        _tell_one(tx, remark.person_id, ANSWERED[remark.kind], _about(remark), remark)


def _about(remark: Remark) -> str:
    """What a writer's notice leads to: the line of their order, or the goods."""
    return str(remark.order_line or remark.listing_id)


def _tell_one(tx: Transaction, whose: str, kind: str, about: str, remark: Remark) -> None:
    """Guests, who have no notices, see it on the page of their order, or of the goods."""
    if whose:
        values = {"title": remark.title, "reason": remark.reason or ""}
        tell(whose, News(kind, about, clock.now(), values), along=tx)
