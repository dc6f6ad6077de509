"""Writes that carry their conditions, alone or together, and are safe to repeat."""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.errors import FairError, Refused
from chalicelib.store.records import Record, connection

MOST_TRIES = 8
FIRST_WAIT_SECONDS = 0.02
FIRST_STEP_SECONDS = 0.01
MOST_ITEMS = 100  # DynamoDB's limit for one transaction
REFUSED = "ConditionalCheckFailed"
PASSING = {
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingError",
    "ThrottlingException",
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
}

R = TypeVar("R", bound=Record)
T = TypeVar("T")


class AlreadyThere(FairError):
    """The record that was to be new exists: most callers take it as "done before"."""


class Moved(FairError):
    """What was read moved on before it was written."""


@dataclass
class Transaction:
    """Writes to different records that happen together or not at all, with a refusal for each condition."""

    items: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[FairError] = field(default_factory=list)

    def put(self, record: Record, *, when: Condition, otherwise: FairError) -> None:
        self._add("Put", record.get_save_kwargs_from_instance(condition=when), otherwise)

    def overwrite(self, record: Record) -> None:
        """Put without a condition: only for projections whose order another item of the transaction guards."""
        self._add("Put", record.get_save_kwargs_from_instance(), AlreadyThere())

    def update(
        self, record: Record, *actions: Action, when: Condition | None, otherwise: FairError
    ) -> None:
        """`when=None` needs another item of the same transaction that makes a repeat fail."""
        request = record.get_update_kwargs_from_instance(actions=list(actions), condition=when)
        self._add("Update", request, otherwise)

    def delete(self, record: Record, *, when: Condition | None, otherwise: FairError) -> None:
        self._add("Delete", record.get_delete_kwargs_from_instance(condition=when), otherwise)

    def check(self, record: Record, *, when: Condition, otherwise: FairError) -> None:
        request = type(record).get_operation_kwargs_from_class(*record.key(), condition=when)
        self._add("ConditionCheck", request, otherwise)

    def _add(self, kind: str, request: dict[str, Any], otherwise: FairError) -> None:
        request.pop("ReturnValues", None)
        self.items.append({kind: request})
        self.refusals.append(otherwise)


@contextmanager
def transaction() -> Iterator[Transaction]:
    """Collect writes and send them together at the end of the block.

    Raises the `otherwise` of the first refused item in the order of the calls, and Refused("busy") when
    conflicts or throttling outlast the retries. An answer that got lost is asked for again under
    the same token, so nothing is applied twice. An empty block sends nothing.
    """
    tx = Transaction()
    yield tx
    assert len(tx.items) <= MOST_ITEMS
    if tx.items:
        _send(tx)


def _send(tx: Transaction) -> None:
    request = {"TransactItems": tx.items, "ClientRequestToken": str(uuid.uuid4())}

    def attempt() -> None:
        try:
            connection().dispatch("TransactWriteItems", request)
        except PynamoDBException:
            raise
        except Exception as error:
            raise TransactWriteError("transaction refused", error) from error

    try:
        patiently(attempt)
    except TransactWriteError as error:
        raise _first_refusal(tx, error) from None


def _first_refusal(tx: Transaction, error: TransactWriteError) -> Exception:
    reasons = error.cancellation_reasons
    for reason, refusal in zip(reasons, tx.refusals, strict=False):
        if reason and reason.code == REFUSED:
            return refusal
    return error


def change(
    record: R,
    *actions: Action,
    when: Condition,
    otherwise: FairError,
    already: Callable[[R], bool] | None = None,
) -> R:
    """One conditional update; returns the record as it stands after it.

    When the condition fails, one consistent read tells "already so" (returned as it is: a repeat is no
    news) from "refused" (raises `otherwise`; also when there is no such record). Without `already` nothing is read.
    """
    try:
        patiently(lambda: record.update(actions=list(actions), condition=when))
    except PynamoDBException as error:
        if not _is_refusal(error):
            raise
        current = type(record).find_or_none(*record.key()) if already else None
        if current is not None and already and already(current):
            return current
        raise otherwise from None
    return record


def put_new(record: R, *, otherwise: FairError | None = None) -> R:
    """Store a record whose key is not taken. Raises `otherwise` (AlreadyThere if not given)."""
    hash_key = getattr(type(record), type(record)._hash_keyname or "")  # noqa: SLF001 - no public name
    try:
        patiently(lambda: record.save(condition=hash_key.does_not_exist()))
    except PynamoDBException as error:
        if _is_refusal(error):
            raise otherwise or AlreadyThere() from None
        raise
    return record


def put_when(record: R, *, when: Condition, otherwise: FairError) -> R:
    """Store a record over whatever its key holds, under a condition. Raises `otherwise` when it does not hold."""
    try:
        patiently(lambda: record.save(condition=when))
    except PynamoDBException as error:
        if _is_refusal(error):
            raise otherwise from None
        raise
    return record


def remove(record: Record, *, when: Condition, otherwise: FairError) -> None:
    """Delete under a condition. Raises `otherwise` when it does not hold."""
    try:
        patiently(lambda: record.delete(condition=when))
    except PynamoDBException as error:
        if _is_refusal(error):
            raise otherwise from None
        raise


def step(attempt: Callable[[], T]) -> T:
    """Read, decide and write under the condition that nothing moved, until it holds. Raises Refused("busy") when it
    never does."""
    for tries in range(MOST_TRIES):
        try:
            return attempt()
        except Moved:
            time.sleep(random.uniform(0, 1) * FIRST_STEP_SECONDS * 2**tries)  # noqa: S311 - jitter
    raise Refused("busy")


def patiently(attempt: Callable[[], T]) -> T:
    """Try again, with growing jittered waits and a bounded number of times, what failed for a passing reason
    (conflict, throttling). Raises Refused("busy") when it lasts; other errors at once."""
    for tries in range(MOST_TRIES):
        try:
            return attempt()
        except PynamoDBException as error:
            if not _is_passing(error):
                raise
        time.sleep(random.uniform(0.3, 1) * FIRST_WAIT_SECONDS * 2**tries)  # noqa: S311 - jitter
    raise Refused("busy")


def _is_refusal(error: PynamoDBException) -> bool:
    return _code(error) == "ConditionalCheckFailedException"


def _is_passing(error: PynamoDBException) -> bool:
    if _code(error) in PASSING:
        return True
    if not isinstance(error, TransactWriteError):
        return False
    codes = {reason.code for reason in error.cancellation_reasons if reason}
    return bool(codes & PASSING) and REFUSED not in codes


def _code(error: PynamoDBException) -> str:
    """What DynamoDB said, "" when no answer came at all; PynamoDB's own property trips over that."""
    answer = getattr(error.cause, "response", None) or {}
    return str(answer.get("Error", {}).get("Code", ""))
