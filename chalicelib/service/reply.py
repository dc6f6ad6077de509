"""The seller replies to a review or a question, for everybody to read, once a person has read it."""

from collections.abc import Collection

from chalicelib.errors import NotFound, Refused
from chalicelib.service.find import find_remark
from chalicelib.service.keep import keep
from chalicelib.service.models import Remark
from chalicelib.service.review import ReviewForm, check_text, words_of
from chalicelib.service.rules import REFUSED, REPLY, SHOWN
from chalicelib.store import step, transaction


def sellers_remark(listing_id: str, remark_key: str, seller_ids: Collection[str]) -> Remark:
    """A remark that everybody may read about what one of these sells. Raises NotFound for any other."""
    remark = find_remark(listing_id, remark_key)
    if remark.seller_id not in seller_ids or remark.words.state != SHOWN:
        raise NotFound("not-found")
    return remark


def reply(
    listing_id: str, remark_key: str, form: ReviewForm, *, seller_ids: Collection[str], by: str
) -> Remark:
    """Reply once; a reply that was refused may be written anew, and the same form twice is no news. Raises Invalid for
    "text", NotFound, Refused("reply-is-there")."""
    check_text(form.text, REPLY)

    def attempt() -> Remark:
        remark = sellers_remark(listing_id, remark_key, seller_ids)
        if remark.reply and remark.reply.form_key == form.form_key:
            return remark
        if remark.reply and remark.reply.state != REFUSED:
            raise Refused("reply-is-there")
        remark.reply = words_of(form)
        with transaction() as tx:
            keep(tx, remark, REPLY, by=by)
        return remark

    return step(attempt)
