"""What a producer may be called and be."""

from dataclasses import dataclass

from chalicelib.errors import FairError

KINDS = ("household", "workshop", "cooperative", "firm")
LONGEST_NAME = 40
LONGEST_STORY = 600
MOST_SHIPPING_FEN = 20_000


@dataclass(frozen=True, slots=True)
class NewProducer:
    """Who is to sell at the fair, as the official knows them."""

    name: str
    kind: str
    phone: str
    story: str = ""
    shipping_fee_fen: int = 0


def problems_of(name: str, kind: str, story: str, shipping_fee_fen: int) -> dict[str, FairError]:
    """What is wrong with the facts about a producer, for each field of the form; empty when all is well."""
    problems: dict[str, FairError] = {}
    if not name.strip():
        problems["name"] = FairError("field-missing")
    elif len(name) > LONGEST_NAME:
        problems["name"] = FairError("text-too-long", most=LONGEST_NAME)
    if kind not in KINDS:
        problems["kind"] = FairError("choose-one")
    if len(story) > LONGEST_STORY:
        problems["story"] = FairError("text-too-long", most=LONGEST_STORY)
    if not 0 <= shipping_fee_fen <= MOST_SHIPPING_FEN:
        problems["shipping_fee"] = FairError(
            "amount-out-of-bounds", least="0", most=MOST_SHIPPING_FEN // 100
        )
    return problems
