"""County Heads Live 2020 as demo data, and the people of the local fair."""

from datetime import date
from typing import Any

from chalicelib import clock
from chalicelib.accounts import (
    ADMINISTRATOR,
    BUYER,
    GOVERNANCE,
    HOST,
    MANAGER,
    OFFICIAL,
    add_person,
    grant,
)
from chalicelib.counties import county_by_code
from chalicelib.impact import DataSet, FirstOrder
from chalicelib.orders import Order
from chalicelib.producers import NewProducer, add_producer
from infra.local.demo.bulk import item_of, write_all, write_items
from infra.local.demo.counties import evenings
from infra.local.demo.orders import Facts, first_orders, orders
from infra.local.demo.stalls import BY, stall

NAME = "county-heads-live-2020"
LOCAL_COUNTY = "522634"  # 雷山县


def load() -> None:
    """Put the demo fair and the local people into an empty fair. Broken off in the middle, the next call completes
    it: every record is the same each time, and only then is the whole marked as there."""
    add_local_people()
    if is_loaded():
        return
    stalls = [stall(evening) for evening in evenings()]
    whole = sorted(orders(stalls), key=lambda order: order["paid_at"])
    write_all([record for each in stalls for record in each.records()])
    write_items(FirstOrder, [_first(order) for order in first_orders(whole)])
    write_items(Order, [item_of(order) for order in whole])
    DataSet(NAME, loaded_at=clock.now()).save()


def is_loaded() -> bool:
    """Whether this fair holds the demo data: then every page says so."""
    return DataSet.find_or_none(NAME) is not None


def add_local_people() -> None:
    """One person for each role, `local-<role>`; the same again is no news."""
    county = county_by_code(LOCAL_COUNTY, date(2020, 4, 1))
    name = county.name_zh
    people = {
        OFFICIAL: (f"{name}助农办公室", grant(OFFICIAL, county.county_id)),
        HOST: (f"{name}县长", grant(HOST, county.county_id)),
        BUYER: ("示范买家", grant(BUYER, "*")),
        MANAGER: ("项目经理", grant(MANAGER, "*")),
        GOVERNANCE: ("治理专员", grant(GOVERNANCE, "*")),
        ADMINISTRATOR: ("平台管理员", grant(ADMINISTRATOR, "*")),
    }
    for role, (title, granted) in people.items():
        add_person(title, [granted], made_by=BY, person_id=f"local-{role}", demo=True)
    add_producer(
        county.county_id,
        NewProducer(f"{name}示范绣坊", "workshop", ""),
        BY,
        person_id="local-producer",
    )


def _first(order: Facts) -> dict[str, Any]:
    """What the fold would write for a new buyer, one by one; it finds it done."""
    buyer_id = order["buyer_id"]
    order_id = f"{buyer_id}.{order['order_key']}"
    return item_of({"buyer_id": buyer_id, "first_at": order["paid_at"], "order_id": order_id})
