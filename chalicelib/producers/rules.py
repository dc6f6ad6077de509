"""What a producer may be called and be."""

from typing import NamedTuple

from chalicelib.errors import Problems

KINDS = ("household", "workshop", "cooperative", "firm")
LONGEST = {"name": 40, "name_en": 80, "story": 600, "story_en": 1_200}
MOST_SHIPPING_FEN = 20_000


class NewProducer(NamedTuple):
    """Who is to sell at the fair, as the official knows them. What is said in English too stands in `…_en`, and ""
    where it is not."""

    name: str
    kind: str
    phone: str
    story: str = ""
    shipping_fee_fen: int = 0
    name_en: str = ""
    story_en: str = ""


def check_producer(new: NewProducer) -> None:
    """Raises Invalid for each field of the form that is wrong."""
    problems = Problems()
    if not new.name.strip():
        problems.note("name", "field-missing")
    for field, most in LONGEST.items():
        if len(getattr(new, field)) > most:
            problems.note(field, "text-too-long", most=most)
    if new.kind not in KINDS:
        problems.note("kind", "choose-one")
    if not 0 <= new.shipping_fee_fen <= MOST_SHIPPING_FEN:
        problems.note(
            "shipping_fee", "amount-out-of-bounds", least="0", most=MOST_SHIPPING_FEN // 100
        )
    problems.refuse()
