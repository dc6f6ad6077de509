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
    REVIEW,
    SHOWN,
    WAITING,
    WORDS,
)
from chalicelib.store import Transaction, step, transaction


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
    """In the same transaction. Guests, who have no notices, see it on the page of their order, or of the goods."""
    for whose, news in (
        (remark.person_id, _to_writer(remark, part, words)),
        (grant(PRODUCER, remark.seller_id), _to_seller(remark, part, words)),
    ):
        if whose and news:
            tell(whose, news, along=tx)


def _to_writer(remark: Remark, part: str, words: Words) -> News | None:
    """It leads to the line of their order, or to the goods."""
    facts = str(remark.order_line or remark.listing_id), clock.now(), _values(remark)
    news = {
        (REVIEW, False, SHOWN): News("review-shown", *facts),
        (REVIEW, False, REFUSED): News("review-refused", *facts),
        (REVIEW, True, SHOWN): News("review-answered", *facts),
        (QUESTION, False, SHOWN): News("question-shown", *facts),
        (QUESTION, False, REFUSED): News("question-refused", *facts),
        (QUESTION, True, SHOWN): News("question-answered", *facts),
    }
    return news.get((remark.kind, part == REPLY, words.state))


def _to_seller(remark: Remark, part: str, words: Words) -> News | None:
    facts = remark.remark_id, clock.now(), _values(remark)
    news = {
        (REVIEW, False, SHOWN): News("review-new", *facts),
        (QUESTION, False, SHOWN): News("question-new", *facts),
        (REVIEW, True, REFUSED): News("reply-refused", *facts),
        (QUESTION, True, REFUSED): News("reply-refused", *facts),
    }
    return news.get((remark.kind, part == REPLY, words.state))


def _values(remark: Remark) -> dict[str, str]:
    return {"title": remark.title, "reason": remark.reason or ""}
