"""Producers: households, workshops, co-operatives and firms that grow or make the goods."""

from chalicelib.producers.add import add_producer
from chalicelib.producers.find import get_producer, get_producers, producers_of_county
from chalicelib.producers.models import Producer
from chalicelib.producers.rules import KINDS, LONGEST_NAME, LONGEST_STORY, MOST_SHIPPING_FEN

__all__ = [
    "KINDS",
    "LONGEST_NAME",
    "LONGEST_STORY",
    "MOST_SHIPPING_FEN",
    "Producer",
    "add_producer",
    "get_producer",
    "get_producers",
    "producers_of_county",
]
