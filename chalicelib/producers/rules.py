"""What a producer may be called and be."""

from typing import NamedTuple

from chalicelib.errors import Problems

KINDS = ("household", "workshop", "cooperative", "firm")
LONGEST_NAME = 40
LONGEST_STORY = 600
MOST_SHIPPING_FEN = 20_000


class NewProducer(NamedTuple):
    """Who is to sell at the fair, as the official knows them."""

    name: str
    kind: str
    phone: str
    story: str = ""
    shipping_fee_fen: int = 0


def check_producer(new: NewProducer) -> None:
    """Raises Invalid for each field of the form that is wrong."""
    problems = Problems()
    if not new.name.strip():
        problems.note("name", "field-missing")
    elif len(new.name) > LONGEST_NAME:
        problems.note("name", "text-too-long", most=LONGEST_NAME)
    if new.kind not in KINDS:
        problems.note("kind", "choose-one")
    if len(new.story) > LONGEST_STORY:
        problems.note("story", "text-too-long", most=LONGEST_STORY)
    if not 0 <= new.shipping_fee_fen <= MOST_SHIPPING_FEN:
        problems.note(
            "shipping_fee", "amount-out-of-bounds", least="0", most=MOST_SHIPPING_FEN // 100
        )
    problems.refuse()
