"""The doors of the rooms: everybody enters by them, tests too, and offer no more than somebody takes."""

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from tests.house.source import ROOT, trees

ROOMS = {
    path.parent.name
    for path in (ROOT / "chalicelib").glob("*/__init__.py")
    if path.parent.name not in {"web", "jobs"}
}
INSIDE = {  # tests that see the inside of another's room, and why
    ("tests/benchmarks/great_live.py", "stock"): "asks what shards would do, without a table",
    ("tests/benchmarks/finding/many_goods.py", "search"): "makes goods that are not on show",
    ("tests/benchmarks/finding/page.py", "search"): "makes an index of goods that are not on show",
    ("tests/benchmarks/finding/scan.py", "search"): "reads words as the search does",
    ("tests/costs/meter.py", "store.memory"): "counts all that the memory forgets",
    ("tests/costs/meter.py", "store.wire"): "looks at items on a wire that no hook hears",
    ("tests/elsewhere.py", "store.memory"): "is another process, which remembers something else",
    ("tests/faults/test_trouble.py", "store.wire"): "is a store that does half of what it is asked",
    ("tests/goods.py", "orders.checkout"): "buys without a basket",
    ("tests/jobs/test_search.py", "search"): "looks at how much of the log is left",
    ("tests/proof/deeds.py", "payments.quarantine"): "keeps money out at any moment",
    ("tests/proof/wire.py", "store.wire"): "loses answers on the wire",
    ("tests/web/buyer/test_orders.py", "store.memory"): "remembers however slow a machine is",
    ("tests/web/page/test_busy.py", "store.wire"): "is a store that is silent, or too busy",
}
FOR_TESTS = {  # what tests of other rooms need and production does not
    "accounts": {"change_grants", "get_person", "give_code"},
    "counties": {"designated_on", "get_office"},
    "impact": {"compare"},
    "ledger": {"SoldLine"},
    "live": {"pins_of"},
    "notices": {"Announcement", "Follow"},
    "orders": {
        "BasketLine",
        "Commission",
        "DELIVERED",
        "LineRefund",
        "SETTLED",
        "ShippingRefund",
        "SubOrder",
        "move_on",
    },
    "payments": {"ReceivedPayment", "compare_books", "take"},
    "payouts": {"PayoutAccount"},
    "screening": {"ASK", "HOLD", "PASS"},
    "stock": {"CapCount", "SHARDS", "StockShard", "forget_levels", "forget_slots", "serve_line"},
    "store": {"Due", "Sweep", "forget_all", "list_keys", "on_call"},
}


@cache
def trees_of_tests() -> dict[str, ast.Module]:
    files = sorted((ROOT / "tests").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in files}


def test_rooms_are_entered_by_the_front_door() -> None:
    used = set()
    for name, tree in {**trees(), **trees_of_tests()}.items():
        for parts in _inside(name, tree):
            allowed = {door for door in INSIDE if _allows(door, name, parts)}
            used |= allowed
            assert allowed, f"{name} -> {'.'.join(parts)}"

    assert used == set(INSIDE), "nobody looks inside there any more"


def test_no_door_offers_what_nobody_outside_takes() -> None:
    taken, tested = _taken(trees()), _taken(trees_of_tests())

    for room in sorted(ROOMS):
        offered, for_tests = set(_offered(room)), FOR_TESTS.get(room, set())
        assert offered - taken[room] - for_tests == set(), f"{room} offers it to nobody"
        assert for_tests - offered == for_tests & taken[room] == set(), f"{room}: not for tests"
        assert for_tests - tested[room] == set(), f"{room}: no test of another room takes it"


def _inside(name: str, tree: ast.Module) -> Iterator[tuple[str, ...]]:
    """What a module imports of other rooms past their doors: ("store", "memory", "recent")."""
    for parts in _imported(tree):
        room = parts[1] if parts[0] == "chalicelib" and len(parts) > 1 else ""
        if room not in ROOMS or room == _home(name):
            continue
        if parts[2:] not in [(), *((name,) for name in _offered(room))]:
            yield parts[1:]


def _allows(exception: tuple[str, str], name: str, parts: tuple[str, ...]) -> bool:
    who, inside = exception
    return who == name and f"{'.'.join(parts)}.".startswith(f"{inside}.")


def _imported(tree: ast.Module) -> Iterator[tuple[str, ...]]:
    """What a module imports, as parts of dotted names; the last may be a name inside a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (tuple(f"{node.module}.{alias.name}".split(".")) for alias in node.names)


def _taken(modules: dict[str, ast.Module]) -> dict[str, set[str]]:
    """The names that others take at the door of each room: `from room import name`, or `room.name`."""
    taken: dict[str, set[str]] = defaultdict(set)
    for name, tree in modules.items():
        for room, word in _words(tree):
            if room != _home(name):
                taken[room].add(word)
    return taken


def _words(tree: ast.Module) -> Iterator[tuple[str, str]]:
    rooms: dict[str, str] = {}  # by the name under which a module knows them
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "chalicelib":
            rooms |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            room = (node.module or "").removeprefix("chalicelib.")
            yield from ((room, alias.name) for alias in node.names)
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield rooms.get(node.value.id, ""), node.attr


@cache
def _offered(room: str) -> frozenset[str]:
    return frozenset(importlib.import_module(f"chalicelib.{room}").__all__)


def _home(name: str) -> str:
    """The room that a module or a test belongs to."""
    return name.split("/")[1] if "/" in name else ""
