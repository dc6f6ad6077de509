"""What is said when the bucket did not take a photo."""

import pytest

from tests.client import Client


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("EntityTooLarge", 413, "The photo is larger than 20 MB. Please choose a smaller one."),
        ("EntityTooSmall", 422, "the file is empty"),
        ("AccessDenied", 409, "This page was open too long"),
        ("<b>odd</b>", 409, "This page was open too long"),
        ("", 409, "This page was open too long"),
    ],
)
def test_a_refused_upload_says_why_and_how_to_go_on(
    visitor: Client, code: str, status: int, sentence: str
) -> None:
    answer = visitor.get(f"/uploads/refused?code={code}")

    assert answer.status_code == status
    assert sentence in answer.body
    assert 'href="/shop/listings/new"' in answer.body


def test_it_leads_back_to_the_page_that_sent_the_photo(visitor: Client) -> None:
    page = "http://127.0.0.1:8000/shop/listings/abc?change=photo"

    answer = visitor.get("/uploads/refused?code=EntityTooLarge", referer=page)

    assert 'href="/shop/listings/abc"' in answer.body


@pytest.mark.parametrize(
    "page", ["http://evil.example/", "//evil", "javascript:alert(1)", "/sign-out"]
)
def test_it_leads_nowhere_else(visitor: Client, page: str) -> None:
    answer = visitor.get("/uploads/refused?code=EntityTooLarge", referer=page)

    assert 'href="/shop/listings/new"' in answer.body


def test_it_is_said_in_chinese_too(visitor: Client) -> None:
    visitor.lang = "zh-Hans"

    assert "照片超过 20 MB。" in visitor.get("/uploads/refused?code=EntityTooLarge").body
