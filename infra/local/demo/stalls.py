"""The stalls of the demo fair: each county's office, producers, goods, and its live with pins and run of show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.accounts import HOST, PRODUCER, Person, grant
from chalicelib.catalogue import PUBLIC, Listing, sku_of, state_since
from chalicelib.clock import start_of_day
from chalicelib.counties import ON_SHOW, Office
from chalicelib.live import LiveSession, Pin
from chalicelib.producers import Producer
from chalicelib.stock import Stock
from chalicelib.store import Record
from chalicelib.text import id_of
from infra.local.demo.counties import FIRST_DAY, LIVE_MINUTES, Evening, Good

BY = "demo"
OPENED_AT = start_of_day(FIRST_DAY - timedelta(days=20))
LEAST_LEFT, MOST_LEFT = 24, 260
KINDS = {"合作社": "cooperative", "工坊": "workshop", "户": "household"}


@dataclass(frozen=True, slots=True)
class Stall:
    """All that one county has at the fair."""

    evening: Evening
    office: Office
    people: Sequence[Person]
    producers: Sequence[Producer]
    listings: Sequence[Listing]
    stock: Sequence[Stock]
    session: LiveSession
    pins: Sequence[Pin]

    def records(self) -> Iterator[Record]:
        yield self.office
        yield self.session
        for some in (self.people, self.producers, self.listings, self.stock, self.pins):
            yield from some


def stall(evening: Evening) -> Stall:
    """A county's stall; the same every time."""
    by_maker = {_maker(evening, good): good for good in evening.goods}
    producers = {maker: _producer(evening, maker, good) for maker, good in by_maker.items()}
    listings = [_listing(evening, good, producers[_maker(evening, good)]) for good in evening.goods]
    host = _host(evening)
    session = _session(evening, host, listings)
    return Stall(
        evening=evening,
        office=_office(evening),
        people=[host, *(_person(producer) for producer in producers.values())],
        producers=list(producers.values()),
        listings=listings,
        stock=[_stock(listing) for listing in listings],
        session=session,
        pins=_pins(session, listings),
    )


def demo_id(*facts: str) -> str:
    """An id that is the same every time."""
    return id_of(BY, *facts)


def _office(evening: Evening) -> Office:
    return Office(
        evening.county.county_id,
        title=f"{evening.short_name}好物馆",
        story=f"{evening.head}在直播间里，把{evening.short_name}的{_three(evening.goods)}一样一样讲给大家听。",
        contact="示范数据，不设电话",
        opened_at=OPENED_AT,
        opened_by=BY,
        on_show=ON_SHOW,
        changed_by=BY,
        demo=True,
    )


def _three(goods: Sequence[Good]) -> str:
    return "、".join(good.title.split(" ")[0] for good in goods[:3])


def _maker(evening: Evening, good: Good) -> str:
    """Co-operatives and workshops sell most; the last good of each kind comes from a household."""
    is_last = [other for other in evening.goods if other.kind == good.kind][-1] == good
    return (
        f"{evening.short_name}{good.makers[:2]}示范户"
        if is_last
        else f"{evening.short_name}示范{good.makers}"
    )


def _producer(evening: Evening, name: str, good: Good) -> Producer:
    producer_id = demo_id("producer", name)
    return Producer(
        producer_id=producer_id,
        name=name,
        county_id=evening.county.county_id,
        kind=next(kind for word, kind in KINDS.items() if name.endswith(word)),
        story=f"在{evening.county.name_zh}，{good.description}",
        seller_id=producer_id,
        shipping_fee_fen=0,
        person_id=f"p{producer_id}",
        made_by=BY,
        since=OPENED_AT + timedelta(days=1),
    )


def _person(producer: Producer) -> Person:
    return Person(
        producer.person_id,
        name=producer.name,
        grants=[grant(PRODUCER, producer.producer_id)],
        added_at=producer.since,
        changed_by=BY,
        demo=True,
    )


def _host(evening: Evening) -> Person:
    return Person(
        "h" + demo_id("host", evening.county.county_id),
        name=evening.head,
        grants=[grant(HOST, evening.county.county_id)],
        added_at=OPENED_AT,
        changed_by=BY,
        demo=True,
    )


def _listing(evening: Evening, good: Good, producer: Producer) -> Listing:
    listing_id = demo_id("listing", evening.county.county_id, good.title)
    public_at = OPENED_AT + timedelta(days=5)
    return Listing(
        listing_id=listing_id,
        sku_id=sku_of(listing_id),
        producer_id=producer.producer_id,
        seller_id=producer.seller_id,
        county_id=evening.county.county_id,
        seller_county_id=producer.county_id,
        title=f"{evening.short_name}{good.title}",
        description=good.description,
        category=good.category,
        subcategory=good.subcategory or None,
        craft=good.craft or None,
        season_from=good.season_from or None,
        season_to=good.season_to or None,
        unit=good.unit,
        price_fen=good.price_fen,
        photo_ref=f"art/{good.picture}",
        state=PUBLIC,
        state_since=state_since(PUBLIC, public_at),
        made_at=OPENED_AT + timedelta(days=2),
        changed_at=public_at,
        changed_by=BY,
    )


def _stock(listing: Listing) -> Stock:
    left = LEAST_LEFT + int(listing.listing_id, 16) % (MOST_LEFT - LEAST_LEFT)
    return Stock(
        sku_id=listing.sku_id,
        left=left,
        price_fen=listing.price_fen,
        on_sale=True,
        screening=listing.state,
        listing_id=listing.listing_id,
        title=listing.title,
        unit=listing.unit,
        category=listing.category,
        photo_ref=listing.photo_ref,
        producer_id=listing.producer_id,
        seller_id=listing.seller_id,
        county_id=listing.county_id,
        seller_county_id=listing.seller_county_id,
    )


def _session(evening: Evening, host: Person, listings: Sequence[Listing]) -> LiveSession:
    ended_at = evening.starts_at + timedelta(minutes=LIVE_MINUTES)
    return LiveSession(
        demo_id("session", evening.county.county_id),
        county_id=evening.county.county_id,
        title=_session_title(evening),
        starts_at=evening.starts_at,
        planned_minutes=LIVE_MINUTES,
        state="archived",
        host_ids=[host.person_id],
        creator_ids=[host.person_id],
        host_title=evening.head,
        run_of_show=[listing.listing_id for listing in listings],
        live_at=evening.starts_at,
        ended_at=ended_at,
        photo_ref=listings[0].photo_ref,
        demo=True,
        made_at=evening.starts_at - timedelta(days=7),
        changed_by=BY,
    )


def _session_title(evening: Evening) -> str:
    goods = evening.goods[0].title.split(" ")[0]
    return (
        f"县长来了：{evening.short_name}{goods}",
        f"跟着县长赶大集·{evening.short_name}站",
        f"{evening.short_name}好物，县长替你挑",
    )[int(evening.county.county_id[1:]) % 3].replace("县长", evening.head[-2:])


def _pins(session: LiveSession, listings: Sequence[Listing]) -> list[Pin]:
    """Each good in its turn, the evening shared equally."""
    each = timedelta(minutes=LIVE_MINUTES) / len(listings)
    return [
        Pin(
            session.session_id,
            _pin_id(session.starts_at + at * each, at),
            listing_id=listing.listing_id,
            sku_id=listing.sku_id,
            since=session.starts_at + at * each,
            until=session.starts_at + (at + 1) * each,
            changed_by=BY,
        )
        for at, listing in enumerate(listings)
    ]


def _pin_id(since: datetime, at: int) -> str:
    return f"{since:%Y%m%d%H%M%S}000{at:04x}"
