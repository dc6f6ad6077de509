"""Producers: households, workshops, co-operatives and firms that grow or make the goods."""

from chalicelib.producers.add import add_producer
from chalicelib.producers.describe import StorefrontStory, describe_producer
from chalicelib.producers.find import (
    get_producer,
    get_producers,
    producers_of_county,
    recent_producers,
)
from chalicelib.producers.models import Producer
from chalicelib.producers.rules import KINDS, LONGEST, NewProducer
from chalicelib.producers.shipping import (
    MOST_FEE_FEN,
    MOST_ZONES,
    PROVINCES,
    Rates,
    ShippingLoad,
    Zone,
    province_of,
    rates_of,
    set_rates,
    shipping_to,
)

__all__ = [
    "KINDS",
    "LONGEST",
    "MOST_FEE_FEN",
    "MOST_ZONES",
    "PROVINCES",
    "NewProducer",
    "Producer",
    "Rates",
    "ShippingLoad",
    "StorefrontStory",
    "Zone",
    "add_producer",
    "describe_producer",
    "get_producer",
    "get_producers",
    "producers_of_county",
    "province_of",
    "rates_of",
    "recent_producers",
    "set_rates",
    "shipping_to",
]
