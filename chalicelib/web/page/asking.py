"""Who asks, in which language, with what: the facts of one request, and nothing decided."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from chalice.app import Request

from chalicelib.accounts import SignedInPerson, signed_in
from chalicelib.errors import FairError
from chalicelib.settings import keyed_hash, same, settings

LANGUAGES = ("zh-Hans", "en")
DEVICE_DAYS = 90
LANGUAGE_DAYS = 365
FIRST = "first"  # in an address: the answer before it gave this device a cookie
VISITOR = "visitor"  # whom the CSRF word of a page binds to before there is a cookie


@dataclass
class PageRequest:
    """One request. `cookies_out` collects what the answer will set; `fields` are those of its form, once read.
    `problems` are what was wrong with that form: its page is shown again, under `status`, if `is_shown_again` allows.
    `is_first_form` says that the answer makes this device a guest's or a person's. `find_address` says where the page
    that the answer shows can be asked for."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    device_token: str = ""
    person: SignedInPerson | None = None
    lang: str = LANGUAGES[0]
    cookies_out: list[str] = field(default_factory=list)
    fields: dict[str, str] | None = None
    problems: Mapping[str, FairError] = field(default_factory=dict)
    status: int = 200
    is_shown_again: bool = False
    is_first_form: bool = False
    find_address: Callable[[], str] = lambda: "/"

    @property
    def buyer_id(self) -> str:
        """Whose basket this is: a person's, a guest's device's, or "" before the first form."""
        return self.person.person_id if self.person else self.guest_id

    @property
    def guest_id(self) -> str:
        """By what the guest of this device is known, "" for anybody else."""
        return guest_id(self.device_token) if self.device_token.startswith("g") else ""

    @property
    def refuses_cookies(self) -> bool:
        """Whether the form before this page gave the browser a cookie that it has not kept."""
        return FIRST in self.query and not self.device_token

    @property
    def network(self) -> str | None:
        """The address from which a guest asks; None for who is signed in, for whom somebody has vouched."""
        return None if self.person else self.address

    @property
    def also(self) -> tuple[str, ...]:
        """The guests that this person was before they signed in: what those did is theirs."""
        return self.person.also if self.person else ()


_current: ContextVar[PageRequest] = ContextVar("asking")


def asking() -> PageRequest:
    return _current.get()


def begin(request: Request, method: str, path: str) -> PageRequest:
    """Read what a browser asks for and make it the current one of this thread."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    cookies = _cookies(headers.get("cookie", ""))
    current = PageRequest(
        method=method,
        path=path,
        query=_query(request),
        headers=headers,
        body=_bytes(request),
        address=_address(request, headers),
        cookies=cookies,
        device_token=cookies.get(cookie_name("device"), ""),
        lang=_language(cookies.get(cookie_name("language"), ""), headers),
    )
    _current.set(current)
    return current


def recognise(current: PageRequest) -> None:
    """Find out who sits at a device that is signed in. One read."""
    if current.device_token.startswith("d"):
        current.person = signed_in(current.device_token)


def signed_in_person() -> SignedInPerson:
    """The person of a page that only signed-in people reach."""
    person = asking().person
    assert person is not None
    return person


def own_buyer_id() -> str:
    """Whose basket this is; a visitor without a cookie becomes a guest, whose cookie goes out with the answer."""
    current = asking()
    if not current.buyer_id:
        keep_device("g" + secrets.token_urlsafe(32))
        current.is_first_form = True
    return current.buyer_id


def keep_device(token: str) -> None:
    """Let this device be known by `token` for 90 days ("" forgets it)."""
    asking().device_token = token
    keep_cookie("device", token, DEVICE_DAYS if token else 0)


def keep_language(lang: str) -> None:
    keep_cookie("language", lang, LANGUAGE_DAYS)


def keep_shop(producer_id: str) -> None:
    """Let this device look into a shop until another one is named; again is no news."""
    keep_cookie("shop", producer_id, LANGUAGE_DAYS)


def keep_cookie(name: str, value: str, days: int) -> None:
    """Let this device bring a word along; again is no news."""
    secure = "; Secure" if settings().is_https else ""
    age = days * 86_400
    cookie = f"{cookie_name(name)}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"
    if cookie not in asking().cookies_out:
        asking().cookies_out.append(cookie)


def guest_id(token: str) -> str:
    return "g" + hashlib.sha256(token.encode()).hexdigest()[:24]


def csrf() -> str:
    """The word that a form of this device carries: bound to the device, not to the page, so that queued
    uploads survive. Behind it stands for whom the form was drawn, so that it outlives a sign-in."""
    current = asking()
    word = csrf_of(current.device_token or VISITOR)
    return f"{word}.{mark_of(current.person.person_id)}" if current.person else word


def csrf_of(whom: str) -> str:
    """The word of a device's token, or of the VISITOR."""
    return keyed_hash("csrf", whom)[:32]


def mark_of(person_id: str) -> str:
    """By what forms are known that were drawn for a person."""
    return keyed_hash("person", person_id)[:32]


def mark_on(word: str) -> str:
    """For whom a form with this word was drawn: a mark, "" for a visitor."""
    return word.partition(".")[2]


def is_own_form(word: str) -> bool:
    """Whether a form came from one of our pages on this device: the Origin fits, and so does the word.

    A guest's first pages were drawn before the cookie existed, so the visitor's word holds for guests too.
    """
    current = asking()
    if not is_from_here():
        return False
    own = csrf_of(current.device_token or VISITOR)
    accepted = [own] if current.person else [own, csrf_of(VISITOR)]
    mark = word.partition(".")[0]
    return any(same(mark, good) for good in accepted)


def is_from_here() -> bool:
    """Whether a request came from one of our pages: browsers say so, and no script can."""
    headers = asking().headers
    return is_ours(headers.get("origin") or headers.get("referer") or "")


def address_in(header: str) -> SplitResult:
    """The parts of an address that a browser sent; of what is none ("http://["), nothing."""
    try:
        return urlsplit(header)
    except ValueError:
        return urlsplit("")


def is_ours(origin: str) -> bool:
    """Whether an origin, or an address, is of this fair."""
    sender, own = address_in(origin), urlsplit(settings().base_url)
    return (sender.scheme, sender.netloc) == (own.scheme, own.netloc) or (
        settings().is_local and sender.netloc == asking().headers.get("host")
    )


def without_nul(text: str) -> str:
    """A text as a page can show it again: HTML has no NUL."""
    return text.replace("\0", "")


def cookie_name(name: str) -> str:
    return f"__Host-{name}" if settings().is_https else name


def _cookies(header: str) -> dict[str, str]:
    """Ours are words without quotes or spaces; what others set on this host is read as it stands."""
    pairs = (pair.partition("=") for pair in header.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _query(request: Request) -> dict[str, str]:
    parameters = (request.query_params or {}).items()
    return {name: without_nul(value) for name, value in parameters if value}


def _bytes(request: Request) -> bytes:
    raw = cast("Any", request.raw_body)
    return raw if isinstance(raw, bytes) else str(raw).encode()


def _address(request: Request, headers: Mapping[str, str]) -> str:
    """Where a browser is. Behind CloudFront its edge is who calls, and before that stands who called the edge."""
    caller = str(request.context.get("identity", {}).get("sourceIp", ""))
    way = [address.strip() for address in headers.get("x-forwarded-for", "").split(",")]
    return way[-2] if settings().is_https and len(way) > 1 else caller


def _language(language: str, headers: Mapping[str, str]) -> str:
    if language in LANGUAGES:
        return language
    first = headers.get("accept-language", "").split(",")[0].strip().lower()
    return "en" if first and not first.startswith("zh") else LANGUAGES[0]
