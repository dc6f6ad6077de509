"""Links stand on parcels, posters and in letters: no path goes away without another that sends people on."""

import re
from pathlib import Path

from chalicelib.web.page.routes import owners

STORED = Path(__file__).with_name("paths.txt")


def stored() -> list[str]:
    lines = STORED.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def routes() -> set[str]:
    """Every route with its parameters unnamed, so that these may be called differently tomorrow."""
    return {f"{method} {re.sub(r'{[^}]*}', '{}', path)}" for method, path in owners}


def test_no_path_goes_away_without_a_redirect(app: object) -> None:
    gone = set(stored()) - routes()

    assert not gone, "a path that moves keeps a route that redirects to the new one"


def test_every_new_path_is_kept_for_good(app: object) -> None:
    new = routes() - set(stored())

    assert not new, f"add to {STORED.name}: {sorted(new)}"


def test_the_stored_paths_are_in_order_and_stand_there_once() -> None:
    assert stored() == sorted(set(stored()), key=lambda line: line.split()[::-1])
