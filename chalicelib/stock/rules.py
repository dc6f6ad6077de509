"""How much stock there may be of anything, and of which kinds."""

MOST_IN_STOCK = 100_000
MOST_CAP = 999
MOST_PIECES = 1_000  # of one drop
SLOTS_OF_A_PART = 100
MOST_SHARDS = 32

LATER_BP, AT_ONCE_BP, NETWORK_BP = 200, 2_000, 200  # of what is left, for guests
LEAST_AT_ONCE = LEAST_OF_NETWORK = 5

SHARDS, SLOTS = "shards", "slots"  # kinds of stock beside the counter


def share_of_guest(left: int, *, pays_later: bool, orders: int) -> int:
    """How many units of a SKU a guest may have in one order, who may have so many orders open. Who pays later keeps
    others from buying for days and has given nothing for it: all their orders together are a fiftieth, or one each."""
    if pays_later:
        return max(1, left * LATER_BP // 10_000 // orders)
    return max(LEAST_AT_ONCE, left * AT_ONCE_BP // 10_000)


def share_of_network(left: int) -> int:
    """How many units of a SKU the guests of one network may have within an hour and pay later."""
    return max(LEAST_OF_NETWORK, left * NETWORK_BP // 10_000)
