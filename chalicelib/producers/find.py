"""Who grows and makes things: one producer, several, or those of a county."""

from collections.abc import Iterable

from chalicelib.producers.models import Producer
from chalicelib.store import Page, page_of, recent

MOST_AT_ONCE = 100  # DynamoDB's limit for one BatchGet


def get_producer(producer_id: str) -> Producer:
    """Raises NotFound."""
    return Producer.find(producer_id)


def get_producers(producer_ids: Iterable[str]) -> dict[str, Producer]:
    """Several producers in one read, by id; those that do not exist are left out."""
    ids = sorted(set(producer_ids))
    assert len(ids) <= MOST_AT_ONCE
    return {producer.producer_id: producer for producer in Producer.batch_get(ids)} if ids else {}


def recent_producers(producer_ids: Iterable[str]) -> dict[str, Producer]:
    """As `get_producers`, at most two seconds old, for whoever only looks: nobody may change them."""
    return recent(Producer, producer_ids)


def producers_of_county(county_id: str, cursor: str = "", limit: int = 50) -> Page[Producer]:
    """The producers registered in a county, first come first."""
    return page_of(
        lambda **page: Producer.of_county.query(county_id, **page), cursor=cursor, limit=limit
    )
