"""What is kept of search: the log of what changed since the index was built, and which index that is."""

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute

from chalicelib.store import Record, table


class SearchLog(Record):
    """One partition, "log". `at` is the millisecond at which goods were heard of and a random word, `packed` holds
    them; under "~", behind them all, stands which index is read. The log is no cache: only the builder deletes from
    it, once an index has what it says."""

    Meta = table("search")

    part = UnicodeAttribute(hash_key=True)
    at = UnicodeAttribute(range_key=True)
    packed = BinaryAttribute(legacy_encoding=False)
    generation = UnicodeAttribute(null=True)  # of the pointer alone
