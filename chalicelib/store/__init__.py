"""DynamoDB and S3 without business words."""

from chalicelib.store.cost import Cost, meter
from chalicelib.store.images import images_of, plain
from chalicelib.store.objects import (
    FOREVER,
    delete_object,
    get_object,
    list_keys,
    presigned_upload,
    put_object,
)
from chalicelib.store.pages import Page, page_of
from chalicelib.store.records import Record, connection, table
from chalicelib.store.writes import (
    AlreadyThere,
    Transaction,
    change,
    patiently,
    put_new,
    remove,
    transaction,
)

__all__ = [
    "FOREVER",
    "AlreadyThere",
    "Cost",
    "Page",
    "Record",
    "Transaction",
    "change",
    "connection",
    "delete_object",
    "get_object",
    "images_of",
    "list_keys",
    "meter",
    "page_of",
    "patiently",
    "plain",
    "presigned_upload",
    "put_new",
    "put_object",
    "remove",
    "table",
    "transaction",
]
