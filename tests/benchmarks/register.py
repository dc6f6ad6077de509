"""How fast a county is found in the register, beside reading the file anew and looking at every row."""

import csv
from collections.abc import Iterator
from pathlib import Path

from chalicelib import counties
from tests.benchmarks.rows import Row, median_ms

FILE = Path(counties.__file__).parent / "register.csv"
WORDS = ("雷山", "leishan", "522634", "安", "xian", "632803")


def rows() -> Iterator[Row]:
    def search() -> None:
        for word in WORDS:
            counties.find_counties(word)

    def read_and_look() -> None:
        for word in WORDS:
            with FILE.open(encoding="utf-8", newline="") as file:
                [row for row in csv.reader(file) if any(word in cell for cell in row)]

    fast, slow = median_ms(search, 30), median_ms(read_and_look, 10)
    yield Row(
        "register_search", fast / len(WORDS), "ms a search", "reading the file", slow / len(WORDS)
    )
