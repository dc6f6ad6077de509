"""What whoever asks means to buy: their basket, or one thing at once, which travels in the address and in the form of
the checkout."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from chalicelib import clock
from chalicelib.money import MOST_FEN
from chalicelib.orders import MOST_OF_ONE, SeenBasket, WantedLine, look_into_basket
from chalicelib.settings import keyed_hash, same
from chalicelib.web.page.asking import asking
from chalicelib.web.page.forms import Form, named

LONGEST_ID = 80
LINE = ("sku_id", "quantity", "price_fen", "session_id", "pin_id")


def read_line(form: Form) -> WantedLine:
    """What a button to buy names. Raises Invalid."""
    line = WantedLine(
        sku_id=form.text("sku_id", 1, LONGEST_ID),
        quantity=form.whole_number("quantity", 1, MOST_OF_ONE),
        price_fen=form.whole_number("price_fen", 1, MOST_FEN),
        session_id=form.text("session_id", 0, LONGEST_ID),
        pin_id=form.text("pin_id", 0, LONGEST_ID),
    )
    form.check()
    return line


def own_basket(line: WantedLine | None, region: str = "") -> SeenBasket:
    """The basket, or as one the line that is bought at once."""
    current = asking()
    return look_into_basket(current.buyer_id, region, current.also, instead=line)


def line_at_once() -> WantedLine | None:
    """What is bought at once, whatever lies in the basket; None for the basket. Raises Invalid."""
    fields = named()
    if not fields.get("sku_id"):
        return None
    line = read_line(Form(fields, unseen=LINE))
    moment, _, seal = fields.get("tap", "").rpartition("-")
    is_ours = same(seal, _seal(line, moment))
    return replace(line, tapped_at=datetime.fromisoformat(moment) if is_ours else None)


def checkout_of(line: WantedLine) -> str:
    """Where a line that was tapped just now is bought at once."""
    return f"/checkout?{urlencode(fields_of(replace(line, tapped_at=clock.now())))}"


def fields_of(line: WantedLine | None) -> dict[str, str]:
    """A line as the fields of a form; its tap is sealed, since it decides who is credited."""
    if line is None:
        return {}
    fields = {name: str(getattr(line, name)) for name in LINE if getattr(line, name)}
    if line.tapped_at:
        moment = line.tapped_at.isoformat()
        fields["tap"] = f"{moment}-{_seal(line, moment)}"
    return fields


def _seal(line: WantedLine, moment: str) -> str:
    return keyed_hash("tap", f"{moment} {line.sku_id} {line.session_id} {line.pin_id}")[:32]
