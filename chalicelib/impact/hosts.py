"""How a line is shared among what it belongs to: hosts share it equally, all else has it whole."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.impact.sales import SaleEntry
from chalicelib.money import split_fen


def parts_of_line(dimension: str, line: SaleEntry) -> Iterator[tuple[str, SaleEntry]]:
    """Where a line belongs in a dimension, each with its part of the line."""
    shares = host_parts(line) if dimension == "host" else [line]
    return zip(line.scopes(dimension), shares, strict=True)


def host_parts(line: SaleEntry) -> list[SaleEntry]:
    """A line as its hosts share it, equally and to the fen; a line of one host or none is itself."""
    if len(line.host_ids) < 2:  # noqa: PLR2004 - nobody to share with
        return [line]
    gmv, cancelled, refused = (
        _shared(fen, line) for fen in (line.gmv_fen, line.cancelled_fen, line.refused_fen)
    )
    back = _shared(line.cancelled_fen + line.refunded_fen, line)
    lost = _shared(line.gmv_fen - line.net_gmv_fen, line)
    return [
        replace(
            line,
            gmv_fen=gmv[i],
            cancelled_fen=cancelled[i],
            refunded_fen=back[i] - cancelled[i],
            charged_back_fen=lost[i] - back[i],
            refused_fen=refused[i],
        )
        for i in range(len(line.host_ids))
    ]


def _shared(fen: int, line: SaleEntry) -> list[int]:
    """An amount among the hosts of a line: of two amounts, the greater is the greater for each of them."""
    return split_fen(fen, [1] * len(line.host_ids))
