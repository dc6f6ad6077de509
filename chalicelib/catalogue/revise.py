"""A change of goods on show: at once where it is small, else beside the public copy until a person has decided."""

from chalicelib import clock
from chalicelib.catalogue.find import own_listing
from chalicelib.catalogue.models import Listing, Revision
from chalicelib.catalogue.on_sale import reprice_listing
from chalicelib.catalogue.rules import MOVED_ON, REVIEWED, Goods, check_goods, is_steep
from chalicelib.catalogue.screen import checked_reason
from chalicelib.catalogue.states import described, screened, touched
from chalicelib.catalogue.words import goods_of, label_of, screening_of_goods
from chalicelib.errors import Problems, Refused
from chalicelib.screening import STOP
from chalicelib.stock import relabel
from chalicelib.store import Page, change, page_of, transaction

WAITING, REJECTED = "waiting", "rejected"


def revise_listing(listing_id: str, producer_id: str, goods: Goods, *, by: str) -> Revision | None:
    """Change approved goods. A price that does not rise steeply counts at once; words, category, craft and season wait,
    with the price, for a person, and the public copy stays as it is (None when nothing waits).

    Raises Invalid for what is wrong, for words that the machine stops, and for what one unit is, which a copy may
    change; NotFound, Refused.
    """
    check_goods(goods)
    listing = own_listing(listing_id, producer_id)
    if listing.state not in REVIEWED:
        raise Refused(MOVED_ON)
    _check_unit(listing, goods)
    if not _is_material(listing, goods):
        reprice_listing(listing_id, producer_id, goods.price_fen, by=by)
        return None
    _check_words(goods)
    revision = Revision(
        listing_id,
        title=goods.title,
        title_en=goods.title_en,
        description=goods.description,
        description_en=goods.description_en,
        category=goods.category,
        subcategory=goods.subcategory,
        craft=goods.craft,
        season_from=goods.season_from,
        season_to=goods.season_to,
        price_fen=goods.price_fen,
        state=WAITING,
        sent_at=clock.now(),
        changed_by=by,
    )
    revision.save()
    return revision


def revision_of(listing_id: str) -> Revision | None:
    """What waits, or came back, beside the public copy."""
    return Revision.find_or_none(listing_id)


def waiting_revisions(cursor: str = "", limit: int = 24) -> Page[Revision]:
    """Changes that the platform has not decided on, longest wait first."""
    return page_of(
        lambda **page: Revision.in_state.query(WAITING, **page), cursor=cursor, limit=limit
    )


def with_revision(listing: Listing, revision: Revision) -> Goods:
    """The goods as they will be."""
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
        price_fen=int(revision.price_fen),
    )


def accept_revision(listing_id: str, by: str, *, sent_at: str) -> Listing:
    """Show goods as they were revised, in one transaction. `sent_at` is when the change that the reviewer saw was sent,
    in ISO format: another is not accepted unseen. Once more is no news. Raises NotFound, Refused."""
    revision = Revision.find_or_none(listing_id)
    listing = Listing.find(listing_id)
    if revision is None:
        return listing
    if revision.state != WAITING or revision.sent_at.isoformat() != sent_at:
        raise Refused(MOVED_ON)
    refusal, goods = Refused(MOVED_ON), with_revision(listing, revision)
    with transaction() as tx:
        tx.update(
            listing,
            *described(goods),
            *screened(screening_of_goods(goods)),
            *touched(by),
            when=Listing.state.is_in(*REVIEWED) & (Listing.changed_at == listing.changed_at),
            otherwise=refusal,
        )
        tx.delete(revision, when=Revision.sent_at == revision.sent_at, otherwise=refusal)
        relabel(tx, listing.sku_id, label_of(goods), refusal)
    return Listing.find(listing_id)


def reject_revision(listing_id: str, reason: str, by: str, *, sent_at: str) -> Revision:
    """Send a change back with a reason; the public copy stays. Once more is no news. Raises Invalid, NotFound,
    Refused."""
    revision = Revision.find(listing_id)
    if revision.sent_at.isoformat() != sent_at:
        raise Refused(MOVED_ON)
    return change(
        revision,
        Revision.state.set(REJECTED),
        Revision.reason.set(checked_reason(reason)),
        Revision.changed_by.set(by),
        when=(Revision.state == WAITING) & (Revision.sent_at == revision.sent_at),
        already=lambda revision: revision.state == REJECTED,
        otherwise=Refused(MOVED_ON),
    )


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


def _is_material(listing: Listing, goods: Goods) -> bool:
    before = goods_of(listing)
    is_said_anew = before._replace(price_fen=goods.price_fen) != goods
    return is_said_anew or is_steep(before.price_fen, goods.price_fen)


def _check_words(goods: Goods) -> None:
    problems = Problems()
    for finding in screening_of_goods(goods).findings:
        if finding.effect == STOP:
            problems.note(finding.field, "words-are-stopped", words=finding.words)
    problems.refuse()
