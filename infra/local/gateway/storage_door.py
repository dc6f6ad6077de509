"""What the bucket serves and takes in the cloud: static files, photos, video, and uploads by presigned form."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

import urllib3

from chalicelib.settings import settings
from infra.local.gateway.proxy_event import Environ, raw_path
from infra.local.gateway.upload_form import UploadRefused, judge
from infra.static_names import content, hashed, plain

MOST_UPLOAD_BYTES = 21 * 1024 * 1024  # the largest photo that a policy allows, and its form
PIECE = 64 * 1024
YEAR = "public, max-age=31536000, immutable"
COMPRESSED = {".css", ".js", ".svg", ".webmanifest", ".txt"}
PASSED_IN = ("RANGE", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "IF_RANGE")
SIGNED = {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Expires", "X-Amz-Signature"}
PASSED_OUT = {
    "accept-ranges",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "etag",
    "last-modified",
}

PDF = "application/pdf"
SHOWN = {
    PDF,
    "application/vnd.apple.mpegurl",
    "image/avif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/csv",
    "video/iso.segment",
    "video/mp4",
}

mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/vnd.apple.mpegurl", ".m3u8")


@dataclass(frozen=True, slots=True)
class Answered:
    """A status, headers and a body that may come in pieces; `close` gives back what it holds."""

    status: int
    headers: list[tuple[str, str]]
    body: Iterable[bytes] = ()
    close: Callable[[], None] | None = None


class StorageDoor:
    """Answers `/static/`, `/photos/`, `/video/`, signed addresses under `/private/` and
    `/evidence/`, and `POST /uploads/`."""

    def __init__(self, endpoint: str, bucket: str, static: Path, threads: int) -> None:
        self._bucket = f"{endpoint}/{bucket}"
        self._static = static.resolve()
        self._http = urllib3.PoolManager(maxsize=threads, block=False, retries=False)

    def static_file(self, environ: Environ) -> Answered | None:
        """A file of `static`, compressed; for ever under its name with a hash. None: there is no such file."""
        name = unquote(raw_path(environ)).removeprefix("/static/")
        path = self._below(name) or self._below(plain(name))
        if path is None:
            return None
        is_kept = name != plain(name) and name in {
            str(path.relative_to(self._static)),
            hashed(path, self._static),
        }
        headers = [
            ("Cache-Control", YEAR if is_kept else "no-cache"),
            ("Content-Type", _kind(path)),
            ("Vary", "Accept-Encoding"),
        ]
        body = content(path, self._static)
        if path.suffix in COMPRESSED and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = _compressed(body)
            headers.append(("Content-Encoding", "gzip"))
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers.append(("ETag", etag))
        if environ.get("HTTP_IF_NONE_MATCH") == etag:
            return Answered(HTTPStatus.NOT_MODIFIED, headers)
        return Answered(HTTPStatus.OK, [*headers, ("Content-Length", str(len(body)))], [body])

    def _below(self, name: str) -> Path | None:
        """A file of the folder, and of nothing above it."""
        try:
            path = (self._static / name).resolve()
            return path if path.is_relative_to(self._static) and path.is_file() else None
        except (OSError, ValueError):  # a name that no file can have
            return None

    def stored_object(self, environ: Environ) -> Answered | None:
        """An object of the bucket, in pieces, or the range of it that was asked for. None: there is none."""
        return self._object(environ)

    def signed_object(self, environ: Environ) -> Answered | None:
        """A private object of the bucket, for whoever has its signed address; the bucket judges the signature."""
        query = environ.get("QUERY_STRING", "")
        return self._object(environ, query) if set(parse_qs(query)) >= SIGNED else None

    def _object(self, environ: Environ, query: str = "") -> Answered | None:
        key = unquote(raw_path(environ))
        if not {"", ".", ".."}.isdisjoint(key.split("/")[1:]):
            return None  # the way out of /photos/ would lead to what is private
        answer: Any = self._http.request(
            environ["REQUEST_METHOD"],
            self._bucket + quote(key) + (f"?{query}" if query else ""),
            headers={
                name.replace("_", "-"): environ[f"HTTP_{name}"]
                for name in PASSED_IN
                if f"HTTP_{name}" in environ
            },
            preload_content=False,
        )
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            answer.drain_conn()
            answer.release_conn()
            return None
        return Answered(answer.status, _passed(answer), _pieces(answer), answer.close)

    def upload(self, environ: Environ) -> str:
        """Pass a presigned form on to the bucket; returns where the person goes next. Raises UploadRefused."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > MOST_UPLOAD_BYTES:
            raise UploadRefused("EntityTooLarge")
        if not _is_from_here(environ):
            raise UploadRefused("AccessDenied")
        body, kind = environ["wsgi.input"].read(length), environ.get("CONTENT_TYPE", "")
        judge(body, kind)
        answer: Any = self._http.request(
            "POST",
            self._bucket,
            body=body,
            headers={"Content-Type": kind},
            redirect=False,
        )
        place = answer.headers.get("Location")
        if answer.status != HTTPStatus.SEE_OTHER or not place:
            code = re.search(rb"<Code>(\w+)</Code>", answer.data)
            raise UploadRefused(code[1].decode() if code else "InternalError")
        return str(place)


def _is_from_here(environ: Environ) -> bool:
    """Whether a form came from a page of the fair, under the name by which it was asked, as pages judge it too."""
    origin = environ.get("HTTP_ORIGIN")
    return not origin or origin in {settings().base_url, f"http://{environ.get('HTTP_HOST')}"}


def _passed(answer: Any) -> list[tuple[str, str]]:
    """What is passed on of the bucket's headers. What was uploaded is never a page, whatever it calls itself."""
    fields = {name.lower(): value for name, value in answer.headers.items()}
    kind = fields.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in SHOWN:
        fields["content-type"] = "application/octet-stream"
    headers = [(name, value) for name, value in fields.items() if name in PASSED_OUT]
    headers.append(("X-Content-Type-Options", "nosniff"))
    if kind != PDF:  # browsers show none in a sandbox
        headers.append(("Content-Security-Policy", "sandbox; default-src 'none'"))
    return headers


def _pieces(answer: Any) -> Iterator[bytes]:
    yield from answer.stream(PIECE, decode_content=False)
    answer.release_conn()


@lru_cache(64)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


def _kind(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
