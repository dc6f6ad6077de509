"""Whose earnings a page is about: those of a person's shop, or of their lives."""

from chalicelib import ledger
from chalicelib.accounts import HOST, PRODUCER
from chalicelib.errors import NotFound
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.own_shop import own_producer_id

EARNERS = (PRODUCER, HOST)


def own_earner(whose: str) -> str:
    """The owner of the account of this person's `shop`, or of that for commission from their `lives`. Raises NotFound
    for anything else, and for anybody who has none."""
    person = signed_in_person()
    if whose == "shop" and person.has(PRODUCER):
        return ledger.as_producer(own_producer_id())
    if whose == "lives" and person.has(HOST):
        return ledger.as_creator(person.person_id)
    raise NotFound("not-found")
