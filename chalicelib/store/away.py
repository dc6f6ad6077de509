"""When the store is away or too busy: what failed for now may do another time, and nothing else is known of it."""

from http import HTTPStatus

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - its name
from pynamodb.exceptions import PynamoDBException

from chalicelib.store import writes
from chalicelib.store.wire import calls as wire

PASSING = wire.PASSING | writes.PASSING | {"RequestTimeout", "SlowDown"}


def is_away(error: BaseException) -> bool:
    """Whether DynamoDB or S3 could not be reached, did not answer in time, or said that it is too busy."""
    cause = error.cause if isinstance(error, PynamoDBException) and error.cause else error
    if isinstance(cause, HTTPClientError | ConnectionError):
        return True
    return isinstance(cause, ClientError) and _is_passing(cause)


def _is_passing(error: ClientError) -> bool:
    code = error.response.get("Error", {}).get("Code", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    number = int(code) if code.isdigit() else status
    return code in PASSING or number >= HTTPStatus.INTERNAL_SERVER_ERROR
