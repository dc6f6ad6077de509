"""What the market sells, from three kinds of stock and under a cap, and the accounts of its two sellers, of whom
one is paid by a provider."""

from datetime import datetime, timedelta

from chalicelib import clock
from chalicelib.payouts import STRIPE, BankAccount, PayoutAccount, account_of, keep_account
from chalicelib.stock import (
    SHARDS,
    Stock,
    StockShard,
    forget_levels,
    forget_slots,
    make_drop,
    open_shards,
)
from tests.goods import stocked
from tests.people import seller

PEAR, TEA, LAMP, EGG = "pear", "tea", "lamp", "egg"  # counter, shards, a drop, a cap
SHELF = {PEAR: 14, TEA: 12, LAMP: 4, EGG: 12}
PRICES = {PEAR: 500, TEA: 333, LAMP: 16_800, EGG: 101}
CAP = 4
LONG_AGO = timedelta(days=9)


def open_shelves() -> None:
    for who in ("wu", "li"):
        seller(who, shipping_fee_fen=300)
        _account(f"producer:{who}", clock.now() - LONG_AGO)
    PayoutAccount("producer:li").update(actions=[PayoutAccount.way.set(STRIPE)])
    for sku_id, left in SHELF.items():
        own = {"seller_id": seller_of(sku_id), "producer_id": seller_of(sku_id)}
        stocked(sku_id, left=left, price_fen=PRICES[sku_id], **own)
    _stock_of(TEA, open_shards(TEA, shards=2), SHARDS)
    Stock(EGG).update(actions=[Stock.cap.set(CAP)])
    Stock(LAMP).update(actions=[Stock.on_sale.set(False)])
    make_drop(LAMP, SHELF[LAMP], producer_id=seller_of(LAMP))
    Stock(LAMP).update(actions=[Stock.on_sale.set(True)])
    for sku_id in SHELF:
        forget_levels(sku_id)
        forget_slots(sku_id)


def most_in_one_place(sku_id: str) -> int:
    """As many as one order can have at once: of the counter, of a shard, of a drop, or under the cap."""
    if sku_id == LAMP:
        return 1
    counter = Stock.find(sku_id)
    if sku_id == EGG:
        return min(int(counter.left), CAP)
    forget_levels(sku_id)
    shards = StockShard.scan(consistent_read=True) if sku_id == TEA else ()
    return max([int(counter.left), *(int(shard.left) for shard in shards)])


def seller_of(sku_id: str) -> str:
    return "li" if sku_id in (TEA, EGG) else "wu"


def _stock_of(sku_id: str, stock: Stock, kind: str) -> None:
    assert (stock.sku_id, stock.kind) == (sku_id, kind)


def _account(owner: str, since: datetime) -> None:
    keep_account(owner, BankAccount("Wu", "Bank", "622848000001"), by="test")
    account = account_of(owner)
    assert account is not None
    account.changed_at = since
    account.save()
