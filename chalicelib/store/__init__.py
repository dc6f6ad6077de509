"""DynamoDB and S3 without business words."""

from chalicelib.store.away import is_away
from chalicelib.store.due import remember, sweep
from chalicelib.store.images import images_of, plain
from chalicelib.store.memory import forget_all, forget_recent, own_memory, recent
from chalicelib.store.models import Due, Sweep
from chalicelib.store.objects import (
    FOREVER,
    PRIVATE,
    delete_object,
    get_object,
    list_keys,
    presigned_download,
    presigned_upload,
    presigned_view,
    put_object,
    put_object_over,
)
from chalicelib.store.pages import Page, opened, page_of, sealed
from chalicelib.store.records import ListOf, Part, Record, connection, find_both, table
from chalicelib.store.watermarks import Watermark, advance, cut, position_at, position_of
from chalicelib.store.wire.calls import on_call
from chalicelib.store.writes import (
    AlreadyThere,
    Moved,
    Transaction,
    change,
    patiently,
    put_new,
    put_when,
    step,
    transaction,
)

__all__ = [
    "FOREVER",
    "PRIVATE",
    "AlreadyThere",
    "Due",
    "ListOf",
    "Moved",
    "Page",
    "Part",
    "Record",
    "Sweep",
    "Transaction",
    "Watermark",
    "advance",
    "change",
    "connection",
    "cut",
    "delete_object",
    "find_both",
    "forget_all",
    "forget_recent",
    "get_object",
    "images_of",
    "is_away",
    "list_keys",
    "on_call",
    "opened",
    "own_memory",
    "page_of",
    "patiently",
    "plain",
    "position_at",
    "position_of",
    "presigned_download",
    "presigned_upload",
    "presigned_view",
    "put_new",
    "put_object",
    "put_object_over",
    "put_when",
    "recent",
    "remember",
    "sealed",
    "step",
    "sweep",
    "table",
    "transaction",
]
