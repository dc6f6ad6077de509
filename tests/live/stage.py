"""A county with goods on show and a live of its office: what the tests of a live begin with."""

from collections.abc import Sequence
from datetime import timedelta

from chalicelib import clock
from chalicelib.catalogue import Goods, Listing, NewListing, offer_listing, publish, recommend
from chalicelib.live import LivePlan, LiveSession, go_live, schedule_session, set_run_of_show
from chalicelib.producers import NewProducer, add_producer

COUNTY = "c0001"


def goods(
    title: str = "Oiled-paper umbrella", *, left: int = 20, price_fen: int = 16_800
) -> Listing:
    """Goods of the county, on show and on sale."""
    maker = add_producer(
        COUNTY, NewProducer("Wu the umbrella maker", "household", "13800000001"), "official-1"
    )
    offered = offer_listing(
        maker.producer_id,
        Goods(title, price_fen),
        left,
        NewListing(title, maker.person_id, photo_ref="art/umbrella"),
    )
    recommend(offered.listing_id, COUNTY, "official-1")
    return publish(offered.listing_id, "governance-1")


def planned(run_of_show: Sequence[Listing] = ()) -> LiveSession:
    """A live that begins in an hour."""
    session = schedule_session(
        COUNTY,
        LivePlan(
            "The county head shows umbrellas",
            clock.now() + timedelta(hours=1),
            "Head of the county",
        ),
        "official-1",
        host_ids=["host-1"],
    )
    return set_run_of_show(
        session.session_id, [listing.listing_id for listing in run_of_show], "official-1"
    )


def on_air(run_of_show: Sequence[Listing] = ()) -> LiveSession:
    """The same live, begun."""
    return go_live(planned(run_of_show).session_id, "host-1")
