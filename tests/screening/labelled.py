"""Listings that people have labelled: what should become of each, and how it was written."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from chalicelib.screening import ListingWords

HOME = Path(__file__).parent
SETS = (HOME / "labelled.csv", HOME / "ordinary.csv")


class LabelledListing(NamedTuple):
    """A listing with its label: "stop", "ask" or "pass", and its style, such as "plain", "evasion" or "near-miss"."""

    listing_id: str
    label: str
    style: str
    rule: str
    unit: str
    words: ListingWords


def labelled(*paths: Path) -> Iterator[LabelledListing]:
    """All rows of some files of this form."""
    for path in paths or SETS:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                facts = (fact.partition("=") for fact in row["facts"].split(";"))
                words = ListingWords(
                    row["title"],
                    row["description"],
                    row["category"],
                    int(row["price_fen"]),
                    {name: value for name, _, value in facts if value},
                )
                yield LabelledListing(
                    row["id"], row["label"], row["style"], row["rule"], row["unit"], words
                )
