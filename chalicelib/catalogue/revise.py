"""A change of goods on show: at once where it is small, else beside the public copy until a person has decided."""

from chalicelib import clock
from chalicelib.accounts import PRODUCER, grant
from chalicelib.catalogue.find import own_listing
from chalicelib.catalogue.models import Listing, Revision
from chalicelib.catalogue.on_sale import reprice_listing
from chalicelib.catalogue.rules import MOVED_ON, REVIEWED, Goods, check_goods, is_steep
from chalicelib.catalogue.screen import check_stopped, checked_reason
from chalicelib.catalogue.states import described, screened, touched
from chalicelib.catalogue.words import goods_of, label_of, reviewed_price_fen, screening_of_goods
from chalicelib.errors import Problems, Refused
from chalicelib.notices import News, NewsValue, tell
from chalicelib.screening import STOP
from chalicelib.stock import relabel
from chalicelib.store import Page, Transaction, page_of, transaction
from chalicelib.text import wording_of

WAITING, REJECTED = "waiting", "rejected"
REVISED = (
    "title",
    "title_en",
    "description",
    "description_en",
    "category",
    "subcategory",
    "craft",
    "season_from",
    "season_to",
)


def revise_listing(
    listing_id: str, producer_id: str, goods: Goods, *, by: str, to_person: bool = False
) -> Revision | None:
    """Change approved goods. A price that does not rise steeply counts at once; words, category, craft, season and a
    steep price wait for a person, and the public copy stays as it is. What says what the public copy says takes a
    change back that waited (None when nothing waits).

    Raises Invalid for what is wrong, for words that the machine stops, unless a person is asked to read them, and for
    what one unit is, which a copy may change; NotFound, Refused.
    """
    check_goods(goods)
    listing = own_listing(listing_id, producer_id)
    if listing.state not in REVIEWED:
        raise Refused(MOVED_ON)
    _check_unit(listing, goods)
    is_price_to_wait = is_steep(reviewed_price_fen(listing), goods.price_fen)
    is_said_anew = goods_of(listing)._replace(price_fen=goods.price_fen) != goods
    if is_said_anew and not to_person:
        _check_words(goods)
    if not is_price_to_wait:
        listing = reprice_listing(listing_id, producer_id, goods.price_fen, by=by)
    if not is_said_anew and not is_price_to_wait:
        _take_back(listing, by)
        return None
    revision = Revision(
        listing_id,
        **{name: getattr(goods, name) for name in REVISED},
        price_fen=goods.price_fen if is_price_to_wait else None,
        price_from_fen=listing.price_fen if is_price_to_wait else None,
        person_asked=to_person or None,
        state=WAITING,
        sent_at=clock.now(),
        changed_by=by,
    )
    revision.save()
    return revision


def withdraw_revision(listing_id: str, producer_id: str, *, by: str) -> Listing:
    """Take a change back that waits, or that came back. Once more is no news. Raises NotFound, Refused."""
    listing = own_listing(listing_id, producer_id)
    _take_back(listing, by)
    return listing


def revision_of(listing_id: str) -> Revision | None:
    """What waits, or came back, beside the public copy."""
    return Revision.find_or_none(listing_id)


def waiting_revisions(cursor: str = "", limit: int = 24) -> Page[Revision]:
    """Changes that the platform has not decided on, longest wait first."""
    return page_of(
        lambda **page: Revision.in_state.query(WAITING, **page), cursor=cursor, limit=limit
    )


def with_revision(listing: Listing, revision: Revision) -> Goods:
    """The goods as they will be. A price that waited gives way to one that was set since."""
    is_price_newer = listing.price_fen != revision.price_from_fen
    return goods_of(listing)._replace(
        title=revision.title,
        title_en=revision.title_en or "",
        description=revision.description,
        description_en=revision.description_en or "",
        category=revision.category,
        subcategory=revision.subcategory or "",
        craft=revision.craft or "",
        season_from=int(revision.season_from or 0),
        season_to=int(revision.season_to or 0),
        price_fen=int(listing.price_fen if is_price_newer else revision.price_fen),
    )


def accept_revision(listing_id: str, by: str, *, sent_at: str, despite: bool = False) -> Listing:
    """Show goods as they were revised, in one transaction. `sent_at` is when the change that the reviewer saw was sent,
    in ISO format: another is not accepted unseen. Once more is no news.

    Raises Invalid for words that the machine stops, unless a person decides `despite` it; NotFound, Refused."""
    revision = Revision.find_or_none(listing_id)
    listing = Listing.find(listing_id)
    if revision is None:
        return listing
    if revision.state != WAITING or revision.sent_at.isoformat() != sent_at:
        raise Refused(MOVED_ON)
    refusal, goods = Refused(MOVED_ON), with_revision(listing, revision)
    screening = screening_of_goods(goods)
    check_stopped(screening, despite=despite)
    with transaction() as tx:
        tx.update(
            listing,
            *described(goods),
            *screened(screening, person_asked=bool(revision.person_asked)),
            Listing.reviewed_price_fen.set(goods.price_fen),
            *touched(by),
            when=Listing.state.is_in(*REVIEWED) & (Listing.changed_at == listing.changed_at),
            otherwise=refusal,
        )
        tx.delete(revision, when=Revision.sent_at == revision.sent_at, otherwise=refusal)
        relabel(tx, listing.sku_id, label_of(goods), refusal)
        _tell_maker(listing, "change-accepted", revision, tx)
    return Listing.find(listing_id)


def reject_revision(listing_id: str, reason: str, by: str, *, sent_at: str) -> Revision:
    """Send a change back with a reason; the public copy stays. Once more is no news. Raises Invalid, NotFound,
    Refused."""
    revision = Revision.find(listing_id)
    if revision.sent_at.isoformat() != sent_at:
        raise Refused(MOVED_ON)
    if revision.state == REJECTED:
        return revision
    revision.reason = checked_reason(reason)
    with transaction() as tx:
        tx.update(
            revision,
            Revision.state.set(REJECTED),
            Revision.reason.set(revision.reason),
            Revision.changed_by.set(by),
            when=(Revision.state == WAITING) & (Revision.sent_at == revision.sent_at),
            otherwise=Refused(MOVED_ON),
        )
        _tell_maker(Listing.find(listing_id), "change-sent-back", revision, tx)
    return Revision.find(listing_id)


def _check_unit(listing: Listing, goods: Goods) -> None:
    """Whoever has it in a basket has seen what one unit is."""
    before = goods_of(listing)
    problems = Problems()
    if goods.unit != before.unit:
        problems.note("unit", "unit-stays")
    if (goods.holds, goods.holds_unit if goods.holds else "") != (before.holds, before.holds_unit):
        problems.note("holds", "unit-stays")
    if goods.weight_g != before.weight_g:
        problems.note("weight", "unit-stays")
    problems.refuse()


def _tell_maker(listing: Listing, kind: str, revision: Revision, tx: Transaction) -> None:
    values: dict[str, NewsValue] = {"title": wording_of(listing, "title")}
    if revision.reason:
        values["reason"] = revision.reason
    news = News(kind, listing.listing_id, revision.sent_at, values)
    tell(grant(PRODUCER, listing.producer_id), news, along=tx)


def _take_back(listing: Listing, by: str) -> None:
    """Raises Refused where a person has accepted the change meanwhile: then it is the public copy."""
    refusal = Refused(MOVED_ON)
    with transaction() as tx:
        is_as_read = Listing.changed_at == listing.changed_at
        tx.update(listing, *touched(by), when=is_as_read, otherwise=refusal)
        tx.delete(Revision(listing.listing_id), when=None, otherwise=refusal)


def _check_words(goods: Goods) -> None:
    problems = Problems()
    for finding in screening_of_goods(goods).findings:
        if finding.effect == STOP:
            problems.note(finding.field, "words-are-stopped", words=finding.words)
    problems.refuse()
