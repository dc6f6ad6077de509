"""A form that waits while whoever typed it signs in again. It lies in the pages of that browser and nowhere else,
sealed, and is shown to the person for whom it was drawn and to nobody else."""

import base64
import json
import zlib
from typing import NamedTuple

from chalice.app import Response

from chalicelib.settings import keyed_hash, same, settings
from chalicelib.web.page.asking import PageRequest, is_from_here, mark_of, mark_on
from chalicelib.web.page.forms import read_form
from chalicelib.web.page.render import own_path, render

MOST_LETTERS = 60_000  # of a sealed form, which travels twice
LOOK_AGAIN = "look_again"
OF_SIGNING = "/sign-"  # these forms are for whoever comes


class WaitingForm(NamedTuple):
    """Where a form was sent, what was typed, for whom it was drawn, and whether its page can show it again."""

    path: str
    fields: dict[str, str]
    mark: str
    is_shown_again: bool

    def is_of(self, person_id: str) -> bool:
        return same(self.mark, mark_of(person_id))


def waiting_form(current: PageRequest) -> WaitingForm | None:
    """The form of a request, if one of our pages drew it for somebody who was signed in."""
    fields = dict(read_form(current))
    mark = mark_on(fields.get("csrf", ""))
    if not mark or not is_from_here() or current.path.startswith(OF_SIGNING):
        return None
    return WaitingForm(own_path(current.path), fields, mark, current.is_shown_again)


def ask_to_sign_in(waiting: WaitingForm, page: str) -> Response:
    """Sign in there, and go on with the form."""
    form = {"phone": "", "next": page, "waiting": sealed(waiting)}
    return render(
        "page/sign_in_again.html",
        status=403,
        waiting=waiting,
        form=form,
        sends_codes=settings().sends_codes,
    )


def show_waiting(waiting: WaitingForm) -> Response:
    """A button that leads back to the form, as it was."""
    fields = {name: value for name, value in waiting.fields.items() if name != "csrf"}
    if waiting.is_shown_again:
        fields[LOOK_AGAIN] = "yes"
    return render("page/go_on.html", status=200, waiting=waiting, fields=fields)


def sealed(waiting: WaitingForm) -> str:
    """A form as one word for a hidden field; "" for one that is too long to travel along."""
    parts = [waiting.path, waiting.fields, waiting.mark, waiting.is_shown_again]
    packed = zlib.compress(json.dumps(parts, ensure_ascii=False).encode())
    text = base64.urlsafe_b64encode(packed).decode()
    return f"{text}.{_seal(text)}" if len(text) <= MOST_LETTERS else ""


def opened(word: str) -> WaitingForm | None:
    """What was sealed here; None for anything else."""
    text, _, seal = word.partition(".")
    if not text or not same(seal, _seal(text)):
        return None
    path, fields, mark, is_shown_again = json.loads(zlib.decompress(base64.urlsafe_b64decode(text)))
    return WaitingForm(path, fields, mark, is_shown_again)


def _seal(text: str) -> str:
    return keyed_hash("form", text)
