"""What is refused goes one way: a rule raises it once, and one place shows its page again."""

import ast

from tests.house.source import trees

REFUSALS = {"BaseException", "Exception", "FairError", "Invalid", "NotFound", "Refused"}
WEB = "chalicelib/web/"
ONE_PLACE = f"{WEB}page/routes.py"
CAUGHT_ELSEWHERE = {
    ("administrator/statements.py", "NotFound"): "an errand that somebody else has done is no news",
    ("buyer/orders.py", "Refused"): "the order stands, and its page to pay says what is in the way",
    ("buyer/pickup.py", "NotFound"): "a point that was closed meanwhile can be chosen no more",
    (
        "entrance/hooks.py",
        "Exception",
    ): "a machine is asked to post it again, by a status without a page",
    ("host/stage.py", "NotFound"): "goods that were taken down are refused on a page that is there",
    (
        "page/find_order.py",
        "NotFound",
    ): "a number of somebody else's order leads nowhere, on the page",
    ("page/own_shop.py", "NotFound"): "whoever has no shop gets a form that names none",
    ("page/photo_upload.py", "NotFound"): "a photo that is not theirs is none",
}


def caught(tree: ast.Module) -> set[str]:
    """The names of errors that a module catches or suppresses; whoever names none catches all."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(type=None):
                names.add("BaseException")
            case ast.ExceptHandler(type=ast.expr() as errors):
                names |= _names(errors)
            case ast.Call(func=ast.Name(id="suppress"), args=errors):
                names |= _names(*errors)
    return names


def _names(*errors: ast.expr) -> set[str]:
    return {node.id for error in errors for node in ast.walk(error) if isinstance(node, ast.Name)}


def test_only_one_place_shows_a_page_again() -> None:
    catches = {
        (name.removeprefix(WEB), error)
        for name, tree in trees().items()
        if name.startswith(WEB) and name != ONE_PLACE
        for error in caught(tree) & REFUSALS
    }

    assert catches == set(CAUGHT_ELSEWHERE)


def test_nobody_takes_problems_to_fill_or_to_hand_on() -> None:
    takers = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees().items()
        if name.startswith("chalicelib/") and name != "chalicelib/errors.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        if argument.arg == "problems"
    ]

    assert not takers, "a rule raises Invalid, and who asks several rules gathers what they say"


def test_nobody_raises_the_plain_error_for_which_no_page_is_ready() -> None:
    raised = [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        if name.startswith("chalicelib/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        or (isinstance(node, ast.keyword) and node.arg == "otherwise")
        for error in [node.exc if isinstance(node, ast.Raise) else node.value]
        if isinstance(error, ast.Call) and _names(error.func) == {"FairError"}
    ]

    assert not raised, "raise Refused, Invalid or NotFound"
