"""A seller says what shipping costs, and the fair remembers it."""

from collections.abc import Iterable

from chalicelib.errors import NotFound
from chalicelib.producers.models import KeptZone, Producer
from chalicelib.producers.shipping import Rates, Zone, check_rates
from chalicelib.store import change, recent


def rates_of(producer: Producer) -> Rates:
    """What a seller asks for shipping; one flat fee for those who never said more."""
    flat = Zone((), int(producer.shipping_fee_fen), 0)
    zones = tuple(_zone(zone) for zone in producer.zones or ()) or (flat,)
    return Rates(zones, int(producer.free_from_fen or 0))


def recent_rates(producer_ids: Iterable[str]) -> dict[str, Rates]:
    """What several sellers ask for shipping, at most two seconds old. Half a read unit for each whom this process does
    not remember."""
    producers = recent(Producer, producer_ids)
    return {producer_id: rates_of(producer) for producer_id, producer in producers.items()}


def set_rates(producer_id: str, rates: Rates) -> Producer:
    """Ask this for shipping from now on; orders that were placed keep their fee. Raises Invalid, NotFound."""
    check_rates(rates)
    zones = [
        KeptZone(
            provinces=list(zone.provinces), first_fen=zone.first_fen, further_fen=zone.further_fen
        )
        for zone in rates.zones
    ]
    return change(
        Producer(producer_id),
        Producer.zones.set(zones),
        Producer.free_from_fen.set(rates.free_from_fen),
        when=Producer.producer_id.exists(),
        otherwise=NotFound("not-found"),
    )


def _zone(kept: KeptZone) -> Zone:
    return Zone(tuple(kept.provinces), int(kept.first_fen), int(kept.further_fen))
