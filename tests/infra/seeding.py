"""What a deployed fair needs before anybody can buy: run with the environment of its own pages."""

import json
import os
import sys
from datetime import timedelta

from infra.cloud.admit import admit, environment_of


def main(stack: str) -> None:
    os.environ.update(environment_of(stack))
    from chalicelib import clock
    from chalicelib.orders import Order, WantedLine
    from tests.goods import buy, stocked
    from tests.people import seller

    seller("wu")
    stocked("pear", left=300)
    stocked("tea", left=3)
    held = buy(WantedLine("tea", 2, 500), method="sandbox")
    past = clock.now() - timedelta(minutes=1)
    Order(held.buyer_id, held.order_key).update(actions=[Order.expires_at.set(past)])
    sys.stdout.write(json.dumps({"link": admit("Wu", ["producer:wu"]), "held": held.order_key}))


if __name__ == "__main__":
    main(sys.argv[1])
