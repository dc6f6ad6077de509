"""Whose earnings a page is about, and below which address their pages lie."""

from chalicelib import ledger
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.own_shop import own_producer_id

SHOP, HOSTS = "/shop/earnings", "/host/earnings"


def own_shop() -> str:
    """The owner of the account of this person's shop. Raises NotFound for who has none."""
    return ledger.as_producer(own_producer_id())


def own_lives() -> str:
    """The owner of the account for commission from this person's lives."""
    return ledger.as_creator(signed_in_person().person_id)
