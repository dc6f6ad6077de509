"""Goods on show: all of them, one of them, and a producer's storefront."""

from chalice.app import Response

from chalicelib.catalogue import price_of_a_jin, public_listings, recent_listing
from chalicelib.counties import get_county
from chalicelib.live import programme_of_county
from chalicelib.notices import followers_of
from chalicelib.producers import get_producer, rates_of, recent_producers
from chalicelib.showcase import showcase_of
from chalicelib.stock import recent_offers
from chalicelib.web.page.asking import asking
from chalicelib.web.page.forms import new_form_key
from chalicelib.web.page.render import render
from chalicelib.web.page.routes import ANYONE, Pages
from chalicelib.web.public.product_facts import earns_commission, facts_of
from chalicelib.web.public.receipt import receipt_of
from chalicelib.web.public.remarks import newest_remarks

FRESH_SECONDS = 30
FRESH_STOCK_SECONDS = 5  # how old "three left" may be

pages = Pages(__name__)


@pages.get("/goods", who=ANYONE)
def list_goods() -> Response:
    return render(
        "public/goods/list.html",
        public_seconds=FRESH_SECONDS,
        goods=public_listings(cursor=asking().query.get("cursor", "")),
    )


@pages.get("/goods/{listing_id}", who=ANYONE)
def show_goods(listing_id: str) -> Response:
    listing = recent_listing(listing_id)
    producer = recent_producers([listing.producer_id])[listing.producer_id]
    query, offer = asking().query, recent_offers([listing.sku_id])[listing.sku_id]
    remarks = newest_remarks(listing_id)
    return render(
        "public/goods/show.html",
        public_seconds=FRESH_STOCK_SECONDS,
        listing=listing,
        offer=offer,
        receipt=receipt_of(offer.price_fen, with_commission=earns_commission(query)),
        facts=facts_of(listing, offer, remarks.tally),
        jin_fen=price_of_a_jin(listing),
        producer=producer,
        rates=rates_of(producer),
        county=get_county(listing.county_id),
        form_key=new_form_key(),
        remarks=remarks,
        seen_at={name: query[name] for name in ("session_id", "pin_id") if name in query},
    )


@pages.get("/producers/{producer_id}", who=ANYONE)
def show_storefront(producer_id: str) -> Response:
    producer = get_producer(producer_id)
    goods = public_listings(producer_id=producer_id, cursor=asking().query.get("cursor", ""))
    on_show = {listing.listing_id for listing in goods.items}
    return render(
        "public/goods/storefront.html",
        public_seconds=FRESH_SECONDS,
        producer=producer,
        county=get_county(producer.county_id),
        showcase=showcase_of(producer_id),
        followers=followers_of(f"maker:{producer_id}"),
        follow=asking().query.get("follow", ""),
        lives=programme_of_county(producer.county_id, on_show),
        goods=goods,
    )
