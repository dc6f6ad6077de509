"""What can go wrong with what was folded, for tests."""

from chalicelib.impact.models import Rollup, SalePage
from chalicelib.impact.packing import packed, unpacked
from chalicelib.impact.sales import DayNews
from tests.impact.orders import DAY


def lose_half_of_the_entries() -> None:
    """Every sale page loses every other entry, and what it says of new buyers."""
    for page in SalePage.scan():
        news = unpacked(page.content, DAY)
        page.content = packed(DayNews(news.entries[::2], news.new_buyers[::2]))
        page.save()


def add_a_fen(dimension: str = "county", scope: str = "", fen: int = 1) -> None:
    """The first cell of a dimension has a fen more than its lines, or less."""
    cells = [cell for cell in Rollup.scan() if cell.page.startswith(dimension)]
    cell = next(cell for cell in cells if scope in cell.cell)
    cell.update(actions=[Rollup.gmv_fen.add(fen)])
