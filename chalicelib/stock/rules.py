"""How much stock there may be of anything, of which kinds, and to how many people what comes back is offered."""

from datetime import timedelta

MOST_IN_STOCK = 100_000
MOST_CAP = 999
MOST_PIECES = 1_000  # of one drop
SLOTS_OF_A_PART = 100
MOST_SHARDS = 32

OFFER_STEP = timedelta(minutes=3)
MOST_BESIDE = 100  # offers that are open beside one for each unit
MOST_OFFERS = 1_000

SHARDS, SLOTS = "shards", "slots"  # kinds of stock beside the counter


def further_offers(units: int, offers: int, since: timedelta) -> int:
    """How many more people are offered one of the units that are kept: one each at first, and whenever three minutes
    have passed `since` the last offer, two more for each that is open. So forty who never answer delay one unit by
    twelve minutes (1, 3, 9, 27, 81), and five units by six."""
    if offers < units:
        return max(0, min(units, MOST_OFFERS) - offers)
    if since < OFFER_STEP:
        return 0
    return max(0, min(2 * offers, units + MOST_BESIDE - offers, MOST_OFFERS - offers))
