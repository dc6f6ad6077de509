"""DynamoDB's protocol as we speak it: signed as AWS wants it, and steady when a connection is not."""

import json
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import HTTPClientError
from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pynamodb.exceptions import VerboseClientError

from chalicelib.store import Record, put_new, table
from chalicelib.store.wire.calls import Wire, endpoint
from chalicelib.store.wire.signature import KIND, Signer, region
from infra.tables import create_tables

ASKED = {"TableName": "jars", "Key": {"jar_id": {"S": "tea"}}}
FOUND = {"Item": {"jar_id": {"S": "tea"}}}


class Stall:
    """A server that answers as it is told, one after the other, and counts the connections that it was asked on."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes, dict[str, str]]] = []
        self.heard: list[dict[str, str]] = []
        self.callers: set[int] = set()
        stall = self

        class Hand(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                stall.callers.add(self.client_address[1])
                stall.heard.append({name.lower(): value for name, value in self.headers.items()})
                stall.say(self)

            def log_message(self, *_: object) -> None:
                """Tests are quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Hand)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def says(self, status: int, said: object, **headers: str) -> None:
        body = json.dumps(said).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, body, named))

    def say(self, hand: BaseHTTPRequestHandler) -> None:
        status, body, headers = self.answers.pop(0)
        if status == 0:  # the other side hangs up
            hand.close_connection = True
            return
        hand.send_response(status)
        for name, value in headers.items():
            hand.send_header(name, value)
        if headers.get("transfer-encoding") == "chunked":
            half = len(body) // 2
            pieces = [
                b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[:half], body[half:], b"")
            ]
            body = b"".join(pieces)
        else:
            hand.send_header("content-length", str(len(body)))
        hand.end_headers()
        hand.wfile.write(body)
        hand.close_connection = headers.get("connection") == "close"


@pytest.fixture
def stall(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stall]:
    made = Stall()
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", made.address)
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def wire(stall: Stall) -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


@pytest.mark.parametrize("token", ["", "a-session-token"])
def test_every_call_says_who_asks(
    stall: Stall, wire: Wire, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", token)
    stall.says(200, FOUND)

    wire.ask("GetItem", ASKED)

    (heard,) = stall.heard
    assert heard["authorization"].startswith("AWS4-HMAC-SHA256 Credential=local/")
    assert "/dynamodb/aws4_request" in heard["authorization"]
    assert "x-amz-target" in heard["authorization"]
    assert heard.get("x-amz-security-token", "") == token


@pytest.mark.parametrize("token", ["", "a-session-token"])
def test_the_signature_is_the_one_that_botocore_makes(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", token)
    now = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: now)
    asked = {"x-amz-target": "DynamoDB_20120810.GetItem", "content-type": KIND}
    theirs = AWSRequest("POST", "https://dynamodb.eu-west-1.amazonaws.com/", asked, b"{}")
    keys = ReadOnlyCredentials("local", "local", token or None)

    SigV4Auth(keys, "dynamodb", region()).add_auth(theirs)
    ours = Signer("dynamodb", "https://dynamodb.eu-west-1.amazonaws.com").headers(
        "DynamoDB_20120810.GetItem", b"{}"
    )

    assert ours.pop("host") == "dynamodb.eu-west-1.amazonaws.com"
    assert ours == dict(theirs.headers.items())


def test_a_connection_is_kept_for_the_next_call(stall: Stall, wire: Wire) -> None:
    for _ in range(3):
        stall.says(200, FOUND)

    answers = [wire.ask("GetItem", ASKED) for _ in range(3)]

    assert answers == [FOUND] * 3
    assert len(stall.callers) == 1
    assert stall.heard[0]["x-amz-target"] == "DynamoDB_20120810.GetItem"


@pytest.mark.parametrize(
    "trouble",
    [
        (0, {}, {}),
        (500, {"__type": "InternalServerError"}, {}),
        (400, {"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException"}, {}),
        (200, FOUND, {"x_amz_crc32": "1"}),
    ],
    ids=["hung-up", "their-fault", "throttled", "damaged"],
)
def test_what_passes_is_asked_again(
    stall: Stall, wire: Wire, trouble: tuple[int, object, dict[str, str]]
) -> None:
    status, said, headers = trouble
    stall.says(status, said, **headers)
    crc = str(zlib.crc32(json.dumps(FOUND).encode()))
    stall.says(200, FOUND, x_amz_crc32=crc)

    assert wire.ask("GetItem", ASKED) == FOUND
    assert len(stall.heard) == 2


def test_what_was_closed_is_not_used_again(stall: Stall, wire: Wire) -> None:
    stall.says(200, FOUND, connection="close")
    stall.says(200, FOUND)

    assert [wire.ask("GetItem", ASKED) for _ in range(2)] == [FOUND] * 2
    assert len(stall.callers) == 2


def test_one_that_breaks_takes_those_that_wait_with_it(stall: Stall, wire: Wire) -> None:
    both = threading.Barrier(2)

    def call(_: int) -> object:
        both.wait(5)
        return wire.ask("GetItem", ASKED)

    stall.says(200, FOUND)
    stall.says(200, FOUND)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(call, range(2))) == [FOUND] * 2
    before = set(stall.callers)
    stall.says(0, {})
    stall.says(200, FOUND)

    assert wire.ask("GetItem", ASKED) == FOUND
    assert len(stall.callers - before) == 1


def test_an_answer_in_pieces_is_one_answer(stall: Stall, wire: Wire) -> None:
    stall.says(200, FOUND, transfer_encoding="chunked")

    assert wire.ask("GetItem", ASKED) == FOUND


def test_a_refusal_is_told_at_once_with_its_reasons(stall: Stall, wire: Wire) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Message": "no"}]
    kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
    stall.says(400, {"__type": kind, "Message": "cancelled", "CancellationReasons": reasons})

    with pytest.raises(VerboseClientError) as refused:
        wire.ask("TransactWriteItems", {"TransactItems": []})

    assert refused.value.response["Error"]["Code"] == "TransactionCanceledException"
    first, second = refused.value.cancellation_reasons
    assert first is None
    assert second is not None
    assert second.code == "ConditionalCheckFailed"
    assert len(stall.heard) == 1


def test_patience_ends(stall: Stall, wire: Wire) -> None:
    for _ in range(4):
        stall.says(0, {})

    with pytest.raises(HTTPClientError):
        wire.ask("GetItem", ASKED)

    assert not stall.answers


@pytest.mark.parametrize(
    ("region", "address"),
    [
        ("ap-east-1", "https://dynamodb.ap-east-1.amazonaws.com"),
        ("cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_every_region_has_its_own_address(
    monkeypatch: pytest.MonkeyPatch, region: str, address: str
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_REGION", region)

    assert endpoint() == address


class Picture(Record):
    Meta = table("test-pictures")

    name = UnicodeAttribute(hash_key=True)
    content = BinaryAttribute(legacy_encoding=False)


def test_bytes_come_back_as_they_went() -> None:
    create_tables([Picture])

    put_new(Picture("seal", content=b"\x00\xff"))

    assert Picture.find("seal").content == b"\x00\xff"
