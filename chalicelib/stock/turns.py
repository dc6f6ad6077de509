"""Whoever is in line hears that it is their turn: a person by a notice, a guest by a message to their phone."""

from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.accounts import is_guest, send_text
from chalicelib.clock import SHANGHAI
from chalicelib.notices import News, tell
from chalicelib.settings import settings
from chalicelib.stock.tickets import KEPT_MINUTES
from chalicelib.store import Transaction
from chalicelib.text import Wording


class Turn(NamedTuple):
    """Goods are offered to somebody until a moment."""

    buyer_id: str
    phone: str
    listing_id: str
    goods: Wording
    until: datetime


def note(tx: Transaction, turn: Turn) -> None:
    """Add to the offer's transaction that a person is told."""
    if not is_guest(turn.buyer_id):
        at = turn.until - timedelta(minutes=KEPT_MINUTES)
        news = News("your-turn", turn.listing_id, at, {"title": turn.goods, "until_at": turn.until})
        tell(turn.buyer_id, news, along=tx)


def send(turn: Turn) -> None:
    """Send a guest their message, once the offer stands."""
    if turn.phone:
        until = f"{turn.until.astimezone(SHANGHAI):%H:%M}"
        page = f"{settings().base_url}/goods/{turn.listing_id}/place"
        send_text(
            turn.phone,
            f"乡集：您排队等的“{turn.goods.text}”到货了，{until} 前先下单先得。"
            f"Countyfair: what you wait for is back, first come first served until {until}. {page}",
        )
