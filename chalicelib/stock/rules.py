"""How much stock there may be of anything, and of which kinds."""

MOST_IN_STOCK = 100_000
MOST_CAP = 999
MOST_PIECES = 1_000  # of one drop
SLOTS_OF_A_PART = 100
MOST_SHARDS = 32

SHARDS, SLOTS = "shards", "slots"  # kinds of stock beside the counter
