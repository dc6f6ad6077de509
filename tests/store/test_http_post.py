"""The wire: over TLS it speaks with whom a known authority vouches for alone, and an answer counts when it is whole."""

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from chalicelib.store.wire.http_post import Broken, Poster


class Hand(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def known(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authority is one of those that this machine trusts."""
    authority.cert_pem.write_to_path(tmp_path / "authorities.pem")
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "authorities.pem"))


@pytest.fixture
def port(authority: trustme.CA) -> Iterator[int]:
    """Where somebody answers who is localhost, and nobody else, by that authority's word."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hand)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("known")
def test_a_call_and_its_answer_go_whole_over_tls(port: int) -> None:
    poster = Poster(f"https://localhost:{port}")
    body = b"pear" * 100_000

    answers = [poster.post({"content-type": "text/plain"}, body) for body in (b"tea", body)]
    poster.close()

    assert [(status, said) for status, _, said in answers] == [(200, b"tea"), (200, body)]


def test_nobody_is_told_anything_whom_no_known_authority_vouches_for(port: int) -> None:
    with pytest.raises(Broken, match="CERTIFICATE_VERIFY_FAILED"):
        Poster(f"https://localhost:{port}").post({}, b"tea")


@pytest.mark.usefixtures("known")
def test_nobody_is_told_anything_who_is_called_otherwise(port: int) -> None:
    with pytest.raises(Broken, match="not valid for"):
        Poster(f"https://127.0.0.1:{port}").post({}, b"tea")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-le",
        b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nte",
        b"HTTP/1.1 200 OK\r\ncontent-length: three\r\n\r\ntea",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"x-%d: tea\r\n" % number for number in range(200)),
    ],
    ids=["nothing", "half-a-header", "no-body", "half-a-body", "no-length", "no-end"],
)
def test_an_answer_that_is_not_whole_is_none(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_say, args=[listener, answer], daemon=True).start()

        with pytest.raises(Broken):
            Poster(f"http://127.0.0.1:{listener.getsockname()[1]}").post({}, b"tea")


def _say(listener: socket.socket, answer: bytes) -> None:
    """Hear one call, answer it with these bytes, and hang up."""
    caller, _ = listener.accept()
    with caller:
        caller.recv(1000)
        caller.sendall(answer)
