"""The gateway: HTTP there and back as API Gateway and Lambda would do it."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.local.running import Fair

TOO_LONG = b'{"message": "Request Too Long"}'
MEGABYTE = 1024 * 1024


def test_a_request_becomes_a_proxy_event(fair: Fair) -> None:
    fair.send(
        "GET", "/goods/%E6%A2%A8%2Fpear?a=1&a=2&b=&c=%20x", Accept_Language="zh", Cookie="k=v"
    )

    (event,) = fair.asked
    assert event["resource"] == "/{proxy+}"
    assert event["path"] == "/goods/%E6%A2%A8%2Fpear"
    assert event["pathParameters"] == {"proxy": "goods/%E6%A2%A8%2Fpear"}
    assert event["queryStringParameters"] == {"a": "2", "b": "", "c": " x"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""], "c": [" x"]}
    assert event["multiValueHeaders"]["Accept-Language"] == [event["headers"]["Accept-Language"]]
    assert event["headers"]["Cookie"] == "k=v"
    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"
    assert event["requestContext"]["httpMethod"] == event["httpMethod"] == "GET"
    assert event["requestContext"]["resourcePath"] == "/{proxy+}"
    assert event["requestContext"]["requestId"]
    assert event["stageVariables"] is None
    assert (event["body"], event["isBase64Encoded"]) == (None, False)


def test_the_front_page_is_its_own_resource(fair: Fair) -> None:
    fair.send("GET", "/")

    (event,) = fair.asked
    assert (event["resource"], event["path"]) == ("/", "/")
    assert event["pathParameters"] is None
    assert event["queryStringParameters"] is None


def test_forms_are_text_and_files_are_base64(fair: Fair) -> None:
    fair.send("POST", "/a", "name=梨".encode(), Content_Type="application/x-www-form-urlencoded")
    fair.send("POST", "/b", b"\xff\x00", Content_Type="application/octet-stream")
    fair.send("POST", "/c", b"--x\r\n", Content_Type="multipart/form-data; boundary=x")

    typed, octets, form = fair.asked
    assert (typed["body"], typed["isBase64Encoded"]) == ("name=梨", False)
    assert (base64.b64decode(octets["body"]), octets["isBase64Encoded"]) == (b"\xff\x00", True)
    assert (base64.b64decode(form["body"]), form["isBase64Encoded"]) == (b"--x\r\n", True)


def test_several_cookies_and_bytes_come_back(fair: Fair) -> None:
    fair.answer = {
        "statusCode": 201,
        "headers": {"Content-Type": "image/png", "set-cookie": "ignored=1"},
        "multiValueHeaders": {"Set-Cookie": ["a=1; Path=/", "b=2; Path=/"]},
        "body": base64.b64encode(b"\x89PNG").decode(),
        "isBase64Encoded": True,
    }

    answer, body = fair.send("GET", "/")

    assert answer.status == 201
    assert answer.headers.get_all("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/"]
    assert body == b"\x89PNG"


def test_head_is_asked_as_head_and_answered_without_a_body(fair: Fair) -> None:
    answer, body = fair.send("HEAD", "/")

    assert fair.asked[0]["httpMethod"] == "HEAD"
    assert (answer.status, body) == (200, b"")


def test_an_answer_that_splits_a_header_never_goes_out(fair: Fair) -> None:
    fair.answer = {"statusCode": 200, "headers": {"X-Goods": "pear\r\nSet-Cookie: a=1"}, "body": ""}

    answer, _ = fair.send("GET", "/")

    assert answer.status == 502
    assert answer.headers.get("Set-Cookie") is None


@pytest.mark.parametrize(
    ("kind", "size", "status", "said"),
    [
        ("application/octet-stream", 4 * MEGABYTE, 200, b"hello"),
        ("application/octet-stream", 5 * MEGABYTE, 413, TOO_LONG),  # 6.7 MB as base64
        ("application/octet-stream", 10 * MEGABYTE, 413, TOO_LONG),
        ("text/plain", 7 * MEGABYTE, 413, b"refused: EntityTooLarge"),
        ("text/plain", 12 * MEGABYTE, 413, b"refused: EntityTooLarge"),
    ],
)
def test_what_lambda_would_not_take_is_answered_with_a_page_and_bytes_of_a_script_with_json(
    fair: Fair, kind: str, size: int, status: int, said: bytes
) -> None:
    answer, body = fair.send("POST", "/chunk", b"x" * size, Content_Type=kind)

    assert (answer.status, body) == (status, said)


def test_headers_larger_than_api_gateway_takes_are_refused(fair: Fair) -> None:
    answer, _ = fair.send("GET", "/", Cookie="a" * 11_000)

    assert answer.status == 431
    assert not fair.asked


def test_people_who_ask_at_the_same_time_get_their_own_answers(fair: Fair) -> None:
    asked = [str(n) for n in range(120)]

    with ThreadPoolExecutor(24) as people:
        answers = list(people.map(lambda n: fair.send("GET", f"/echo?n={n}")[1].decode(), asked))

    assert answers == asked
