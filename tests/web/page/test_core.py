"""What every page has in common: whom it answers, in which language, and what it never lets through."""

from typing import Any

import pytest

from chalicelib.settings import settings
from chalicelib.web.page.asking import asking
from chalicelib.web.page.routes import owners
from tests.client import ORIGIN, Client
from tests.people import COUNTY, SignIn

FORM = "application/x-www-form-urlencoded"


def test_the_fair_says_that_it_is_up_and_which_version_it_is(visitor: Client) -> None:
    answer = visitor.get("/healthz")

    assert answer.status_code == 200
    assert answer.body == '{"status":"ok","version":"0.1.0","messages":"sent"}'


def test_a_fair_without_messages_says_so(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIR_STAGE", "production")
    settings.cache_clear()

    answer = visitor.get("/healthz")
    monkeypatch.undo()
    settings.cache_clear()

    assert '"messages":"none"' in answer.body


@pytest.mark.parametrize(
    "path", ["/nowhere", "/orders/", "/goods/%2e%2e/x", "/healthz/more", "/not-found"]
)
def test_a_path_that_leads_nowhere_is_a_page(visitor: Client, path: str) -> None:
    answer = visitor.get(path if path != "/orders/" else "/ordersx/")

    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]


def test_head_is_a_get_without_its_body(visitor: Client) -> None:
    whole, head = visitor.get("/about"), visitor.send("HEAD", "/about")

    assert (head.status_code, head.body) == (200, "")
    assert whole.headers.keys() == head.headers.keys()


def test_a_method_that_a_page_does_not_know_is_refused(visitor: Client) -> None:
    assert visitor.post("/about").status_code == 405
    assert visitor.send("DELETE", "/healthz").status_code == 405


def test_the_first_guess_of_the_language_is_the_browsers_and_the_cookie_wins(app: Any) -> None:
    assert '<html lang="en">' in Client(app, lang="en-GB,en;q=0.9").get("/about").body
    assert '<html lang="zh-Hans">' in Client(app, lang="zh-TW").get("/about").body
    assert (
        '<html lang="zh-Hans">'
        in Client(app, lang="en", cookies={"language": "zh-Hans"}).get("/about").body
    )
    assert (
        '<html lang="en">' in Client(app, lang="en", cookies={"language": "<x>"}).get("/about").body
    )


def test_every_answer_carries_the_headers_that_keep_people_safe(visitor: Client) -> None:
    for path in ("/about", "/nowhere", "/healthz"):
        headers = visitor.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def posts() -> list[str]:
    """All forms. Chunks are bytes, and a webhook is no form: it is signed (tests/payments/stripe/test_webhooks.py)."""
    others = ("chunks", "webhook")
    return [
        path for method, path in owners if method == "POST" and not any(o in path for o in others)
    ]


def filled(path: str) -> str:
    return "/".join("x" if part.startswith("{") else part for part in path.split("/"))


@pytest.mark.parametrize(
    ("origin", "word"),
    [
        (ORIGIN, None),
        (ORIGIN, "0" * 32),
        (ORIGIN, "茶"),
        ("https://elsewhere.example", "own"),
        ("null", "own"),
        ("", "own"),
    ],
)
def test_a_form_that_is_not_ours_changes_nothing(
    signed_in_as: SignIn, origin: str, word: str | None
) -> None:
    everyone = signed_in_as(
        "official:c1",
        "producer:p1",
        "host:c1",
        "manager:*",
        "governance:*",
        "administrator:*",
        "buyer:*",
    )
    body = f"csrf={everyone.csrf() if word == 'own' else word}" if word else ""

    for path in posts():
        headers = {"content-type": FORM, "origin": origin} if origin else {"content-type": FORM}
        answer = everyone.send("POST", filled(path), body=body, headers=headers)
        assert answer.status_code == 403, path
        assert "This form was not sent from a page of the fair" in answer.body, path


def test_another_devices_word_is_not_ours(signed_in_as: SignIn) -> None:
    mei, lan = (
        signed_in_as("manager:*", person_id="mei"),
        signed_in_as("manager:*", person_id="lan"),
    )

    answer = mei.post("/sign-out", csrf=lan.csrf())

    assert answer.status_code == 403


def test_back_shows_the_answer_to_a_form_and_never_a_code(signed_in_as: SignIn) -> None:
    office, waiting = signed_in_as(f"official:{COUNTY}"), "/office/producers"
    maker = {"name": "杨家银饰", "kind": "workshop", "phone": "13800138000"}

    refused = office.post(waiting, **{**maker, "kind": "no kind"})
    code = office.post(waiting, **maker)

    assert (refused.status_code, code.status_code) == (422, 200)
    assert refused.headers["cache-control"] == "private, no-cache"
    assert code.headers["cache-control"] == "private, no-store"


def test_a_form_too_large_for_any_of_ours_is_refused(visitor: Client) -> None:
    answer = visitor.post("/basket/lines", story="x" * 300_000)

    assert answer.status_code == 413


def test_a_forged_cookie_is_nobody(app: Any) -> None:
    for token in ("d" + "x" * 43, "d", "x", "g" * 500, "d;drop"):
        answer = Client(app, cookies={"device": token}).get("/impact")
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("base_url", "forwarded", "address"),
    [
        ("https://fair.example", "198.51.100.9, 192.0.2.1", "198.51.100.9"),
        ("https://fair.example", "203.0.113.250, 198.51.100.9, 192.0.2.1", "198.51.100.9"),
        ("https://fair.example", "", "203.0.113.7"),
        ("http://127.0.0.1:8000", "198.51.100.9, 192.0.2.1", "203.0.113.7"),
    ],
)
def test_people_are_where_they_are_and_not_at_the_edge(
    visitor: Client,
    monkeypatch: pytest.MonkeyPatch,
    base_url: str,
    forwarded: str,
    address: str,
) -> None:
    monkeypatch.setenv("FAIR_BASE_URL", base_url)
    settings.cache_clear()

    visitor.get("/about", **{"x-forwarded-for": forwarded})

    assert asking().address == address
    monkeypatch.undo()
    settings.cache_clear()
