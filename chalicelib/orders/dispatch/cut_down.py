"""An order in cash comes down to what was sent: nobody has paid for the rest, so its lines say what is to be paid."""

from collections.abc import Iterator, Mapping

from pynamodb.expressions.update import Action

from chalicelib.money import split_fen
from chalicelib.orders.models import Order, line_at
from chalicelib.orders.parts import Commission, Line


def cut_down(order: Order, left: Mapping[int, int]) -> Iterator[Action]:
    """Take so many pieces off these lines: quantity, value, and the fee and commissions in proportion; the totals of
    the order follow. Every reader of a line then reads what comes, and the part says what does not (`dropped`)."""
    off_fen = 0
    for number, quantity in left.items():
        line, path = order.lines[number], line_at(number)
        pieces = int(line.quantity) - quantity
        off_fen += int(line.price_fen) * quantity
        yield path.quantity.set(pieces)
        yield path.value_fen.set(int(line.price_fen) * pieces)
        if line.fee_fen:
            yield path.fee_fen.set(_share(line, int(line.fee_fen), pieces))
        if line.commissions:
            yield path.commissions.set([_less(line, share, pieces) for share in line.commissions])
    yield Order.goods_fen.set(int(order.goods_fen) - off_fen)
    yield Order.total_fen.set(int(order.total_fen) - off_fen)


def _share(line: Line, fen: int, pieces: int) -> int:
    return split_fen(fen, [pieces, int(line.quantity) - pieces])[0]


def _less(line: Line, share: Commission, pieces: int) -> Commission:
    return Commission(person_id=share.person_id, fen=_share(line, int(share.fen), pieces))
