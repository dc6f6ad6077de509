"""A live of the office of Wu's county: what the tests of a live begin with."""

from collections.abc import Sequence
from datetime import timedelta

from chalicelib import clock
from chalicelib.catalogue import Listing
from chalicelib.live import LivePlan, LiveSession, go_live, schedule_session, set_run_of_show
from tests.people import COUNTY, OFFICIAL

HOST = "host-1"
HOSTS = f"host:{COUNTY}"  # whoever may hold a live of this county


def planned(run_of_show: Sequence[Listing] = ()) -> LiveSession:
    """A live that begins in ten minutes: soon enough to be begun without a question."""
    session = schedule_session(
        COUNTY,
        LivePlan(
            "The county head shows umbrellas",
            clock.now() + timedelta(minutes=10),
            "Head of the county",
        ),
        OFFICIAL,
        host_ids=[HOST],
    )
    return set_run_of_show(
        session.session_id, [listing.listing_id for listing in run_of_show], OFFICIAL
    )


def on_air(run_of_show: Sequence[Listing] = ()) -> LiveSession:
    """The same live, begun."""
    return go_live(planned(run_of_show).session_id, HOST)
