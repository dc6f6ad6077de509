"""Stock: what is left of each SKU, who may take it, and how it goes out and comes back. Values, no orders."""

from chalicelib.stock.caps import SkuPortion, count_for_buyer
from chalicelib.stock.drop import end_drop, is_takeable, make_drop
from chalicelib.stock.guests import GuestContact
from chalicelib.stock.models import CapCount, Slot, Stock, StockShard
from chalicelib.stock.offers import Offer, Offers, offers, recent_offers, recent_terms, terms_for
from chalicelib.stock.restock import limit_buyers, restock
from chalicelib.stock.rules import (
    MOST_CAP,
    MOST_IN_STOCK,
    MOST_PIECES,
    SHARDS,
    SLOTS,
)
from chalicelib.stock.rush import close_shards, open_shards
from chalicelib.stock.sale import (
    SkuLabel,
    add_stock,
    label,
    put_back_on_sale,
    put_on_sale,
    relabel,
    take_off_sale,
)
from chalicelib.stock.serving import serve_line, serve_lines
from chalicelib.stock.shards import forget_levels, home_shard
from chalicelib.stock.slots import (
    SeenSlot,
    SlotKey,
    as_seen,
    forget_slots,
    note_slot,
    slot_keys,
    slots_of,
)
from chalicelib.stock.take import Raced, put_back, take
from chalicelib.stock.waitlist import join_line, leave_line, place_in_line

__all__ = [
    "MOST_CAP",
    "MOST_IN_STOCK",
    "MOST_PIECES",
    "SHARDS",
    "SLOTS",
    "CapCount",
    "GuestContact",
    "Offer",
    "Offers",
    "Raced",
    "SeenSlot",
    "SkuLabel",
    "SkuPortion",
    "Slot",
    "SlotKey",
    "Stock",
    "StockShard",
    "add_stock",
    "as_seen",
    "close_shards",
    "count_for_buyer",
    "end_drop",
    "forget_levels",
    "forget_slots",
    "home_shard",
    "is_takeable",
    "join_line",
    "label",
    "leave_line",
    "limit_buyers",
    "make_drop",
    "note_slot",
    "offers",
    "open_shards",
    "place_in_line",
    "put_back",
    "put_back_on_sale",
    "put_on_sale",
    "recent_offers",
    "recent_terms",
    "relabel",
    "restock",
    "serve_line",
    "serve_lines",
    "slot_keys",
    "slots_of",
    "take",
    "take_off_sale",
    "terms_for",
]
