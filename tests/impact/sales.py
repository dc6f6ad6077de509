"""Sales for tests: any number of orders, small and whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from chalicelib.impact.sales import Sale, SaleLine

NOON = datetime(2020, 4, 30, 4, tzinfo=UTC)  # noon in Shanghai


def line(number: int = 0, **changed: object) -> SaleLine:
    plain = SaleLine(
        number=number,
        at=NOON,
        title="油纸伞",
        quantity=1,
        county_id="c1",
        seller_county_id="c1",
        producer_id="umbrellas",
        session_id="s1",
        host_ids=("h1",),
        is_designated=True,
        was_ever_designated=True,
        gmv_fen=16_800,
        cancelled_fen=0,
        refunded_fen=0,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def sale(order_id: str = "mei.1", *lines: SaleLine, paid_at: datetime = NOON) -> Sale:
    paid = (replace(part, at=paid_at) for part in lines or (line(),))
    return Sale(order_id, paid_at, tuple(paid))


@st.composite
def lines(draw: st.DrawFn, number: int) -> SaleLine:
    gmv = draw(st.integers(1, 100_000))
    cancelled = draw(st.sampled_from([0, 0, gmv]))
    return line(
        number,
        county_id=draw(st.sampled_from(["", "c1", "c2", "c3"])),
        producer_id=draw(st.sampled_from(["umbrellas", "pots"])),
        session_id=draw(st.sampled_from(["", "s1", "s2"])),
        host_ids=draw(st.sampled_from([(), ("h1",), ("h1", "h2"), ("h1", "h2", "h3")])),
        is_designated=draw(st.booleans()),
        gmv_fen=gmv,
        cancelled_fen=cancelled,
        refunded_fen=draw(st.integers(0, gmv)),
        charged_back_fen=draw(st.sampled_from([0, 0, gmv // 2])),
        is_internal=draw(st.booleans()),
    )


@st.composite
def sales(draw: st.DrawFn, key: int) -> Sale:
    """One buyer's order number `key`, paid within a few days of two months."""
    count = draw(st.integers(1, 4))
    return sale(
        f"{draw(st.sampled_from(['mei', 'li', 'tao']))}.{key}",
        *(draw(lines(number)) for number in range(count)),
        paid_at=NOON + timedelta(hours=draw(st.integers(0, 72))),
    )


def worsened(sale: Sale, part: float) -> Sale:
    """The same order after a refund of a part of every line."""
    return replace(
        sale,
        lines=tuple(
            replace(
                it,
                refunded_fen=max(
                    it.refunded_fen, min(int(it.gmv_fen * part), it.gmv_fen - it.cancelled_fen)
                ),
            )
            for it in sale.lines
        ),
    )
