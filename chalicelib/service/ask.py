"""Anybody asks a seller something about goods; how often, is limited."""

from contextlib import suppress

from chalicelib.accounts import count_of_hour, network_key, spend
from chalicelib.catalogue import Listing, public_listing
from chalicelib.errors import Refused
from chalicelib.service.keep import keep
from chalicelib.service.models import Remark
from chalicelib.service.review import ReviewForm, check_text, words_of
from chalicelib.service.rules import QUESTION, WORDS
from chalicelib.store import Moved, Transaction
from chalicelib.text import id_of

HOUR, DAY = 3_600, 86_400
OF_ONE = ((5, HOUR), (10, DAY))
OF_NETWORK = ((20, HOUR), (60, DAY))
MOST_OF_LISTING = 10  # within an hour, of all guests together
MOST_OF_GUESTS = 200  # within an hour, about all goods together: what reviewers can still read


def ask(listing_id: str, form: ReviewForm, *, asker_id: str, network: str | None) -> Remark:
    """Ask about goods on show; the question waits for a person. The same form of the same asker is the same question.

    `network` is the address from which a guest asks, None for who is signed in. Raises Invalid for "text", NotFound,
    and Refused ("wait-…", "questions-too-many")."""
    check_text(form.text, QUESTION)
    listing, key = public_listing(listing_id), id_of("question", asker_id, form.form_key)
    if same := Remark.find_or_none(listing_id, key):
        return same
    allowances = [(f"ask {asker_id}", OF_ONE)]
    if network is not None:
        allowances.append((f"ask network {network_key(network) or 'here'}", OF_NETWORK))

    def also(tx: Transaction) -> None:
        keep(tx, _drawn_up(listing, key, form, asker_id), WORDS, by=asker_id)
        if network is not None:
            _count_guests(tx, listing_id)

    with suppress(Moved):  # by the same form, a moment ago
        spend(allowances, also=also)
    return Remark.find(listing_id, key)


def _count_guests(tx: Transaction, listing_id: str) -> None:
    refusal = Refused("questions-too-many")
    count_of_hour(tx, f"ask about {listing_id}", 1, most=MOST_OF_LISTING, otherwise=refusal)
    count_of_hour(tx, "ask about anything", 1, most=MOST_OF_GUESTS, otherwise=refusal)


def _drawn_up(listing: Listing, key: str, form: ReviewForm, asker_id: str) -> Remark:
    return Remark(
        listing_id=listing.listing_id,
        remark_key=key,
        kind=QUESTION,
        seller_id=listing.seller_id,
        title=listing.title,
        writer_id=asker_id,
        person_id=form.person_id,
        words=words_of(form),
    )
