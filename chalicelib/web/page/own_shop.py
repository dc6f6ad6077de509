"""Which shop a page is about, for the few people who work for several: what the form or the address names, else the one
that they looked into last."""

from contextlib import suppress

from chalicelib.accounts import PRODUCER
from chalicelib.errors import NotFound
from chalicelib.web.page.as_written import wording
from chalicelib.web.page.asking import asking, cookie_name, keep_shop
from chalicelib.web.page.forms import named

OF_ANY_SHOP = (
    "/shop/orders/",
    "/shop/claims/",
    "/shop/remarks/",
)  # such a page is found whichever shop was chosen


def own_producer_id() -> str:
    """Whose shop this is; one that is named is remembered. Raises NotFound for a person with the role but no shop, and
    for a shop that is not theirs."""
    current, shops = asking(), _own_shops()
    chosen_now = named().get("shop")
    if not shops or (chosen_now and chosen_now not in shops):
        raise NotFound("not-found")
    if chosen_now:
        keep_shop(chosen_now)
    shop_id = chosen_now or current.cookies.get(cookie_name("shop"), "")
    return shop_id if shop_id in shops else shops[0]


def shop_of_forms() -> str:
    """The shop that a form of this page says it was drawn for, so that another page cannot change what it does; "" for
    people with one shop, and on other pages."""
    with suppress(NotFound):
        return own_producer_id() if _is_chosen() else ""
    return ""


def shop_choice() -> list[tuple[str, str, bool]]:
    """Id and name of each shop of somebody with several, and whether this page is about it. One read for them all."""
    if not shop_of_forms():
        return []
    from chalicelib.producers import get_producers  # noqa: PLC0415 - most people have one shop at most

    own, producers = own_producer_id(), get_producers(_own_shops())
    return [
        (shop_id, wording(producers[shop_id], "name"), shop_id == own)
        for shop_id in _own_shops()
        if shop_id in producers
    ]


def _own_shops() -> tuple[str, ...]:
    person = asking().person
    return person.scopes(PRODUCER) if person else ()


def _is_chosen() -> bool:
    path = asking().path
    is_of_shop = (path + "/").startswith(("/shop/", "/earnings/shop/"))
    return is_of_shop and not path.startswith(OF_ANY_SHOP) and len(_own_shops()) > 1
