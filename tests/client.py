"""A browser without a screen: sends API Gateway events to the application, keeps cookies, checks every page."""

import re
import warnings
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import html5lib

ORIGIN = "http://127.0.0.1:8000"


@dataclass
class Answer:
    status_code: int
    headers: dict[str, str]
    cookies: list[str]
    body: str

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Client:
    """One person's browser. `app` is the Chalice application; nothing is patched."""

    app: Any
    lang: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "203.0.113.7"

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, **fields: object) -> Answer:
        """Send a form as our pages would: with this device's CSRF word (give `csrf=` to send another)."""
        fields.setdefault("csrf", self.csrf())
        body = urlencode({name: str(value) for name, value in fields.items()})
        kind = {"content-type": "application/x-www-form-urlencoded", "origin": ORIGIN}
        return self.send("POST", path, body=body, headers=kind)

    def csrf(self) -> str:
        """The word that a page shows to this device now."""
        from chalicelib.web.page.asking import VISITOR, csrf_of

        return csrf_of(self.cookies.get("device") or VISITOR)

    def send(
        self,
        method: str,
        path: str,
        *,
        body: str | None = None,
        headers: dict[str, str] | None = None,
        is_base64: bool = False,
    ) -> Answer:
        event = self._event(method, path, {**(headers or {}), "host": "127.0.0.1:8000"})
        raw = self.app({**event, "body": body, "isBase64Encoded": is_base64}, None)
        answer = _answer(raw)
        for cookie in answer.cookies:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.headers.get("content-type", "").startswith("text/html") and answer.body:
            check_page(answer.body)
        return answer

    def follow(self, answer: Answer) -> Answer:
        assert answer.status_code == 303, answer.body[:2000]
        return self.get(answer.location)

    def _event(self, method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        parts = urlsplit(path)
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        headers = {"accept-language": self.lang, "accept": "text/html", **headers}
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "resource": "/{proxy+}",
            "path": parts.path,
            "httpMethod": method,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
            "multiValueQueryStringParameters": query or None,
            "pathParameters": {"proxy": parts.path.lstrip("/")},
            "stageVariables": None,
            "requestContext": {
                "resourcePath": "/{proxy+}",
                "httpMethod": method,
                "path": parts.path,
                "requestId": "test",
                "identity": {"sourceIp": self.address},
            },
        }


def _answer(raw: dict[str, Any]) -> Answer:
    headers = {name.lower(): value for name, value in raw["headers"].items()}
    many = {name.lower(): values for name, values in raw.get("multiValueHeaders", {}).items()}
    headers |= {name: values[-1] for name, values in many.items()}
    return Answer(raw["statusCode"], headers, many.get("set-cookie", []), raw["body"] or "")


def check_page(html: str) -> None:
    """What is true of every page: it parses, its title begins with its h1 (after "Problem:"), every input has a
    label, every form a method and action, and nothing is inline that the Content-Security-Policy forbids."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(html)
    assert not parser.errors, parser.errors[:3]
    _check_title(tree, html)
    _check_forms(tree)
    assert not tree.findall(".//style")
    for element in tree.iter():
        assert not any(str(name).startswith("on") or name == "style" for name in element.attrib), (
            element.tag,
            element.attrib,
        )
        is_data = element.get("type") == "application/ld+json"
        assert element.tag != "script" or element.get("src") or is_data, "an inline script"


def _check_title(tree: Any, html: str) -> None:
    headings = tree.findall(".//h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    heading = " ".join("".join(headings[0].itertext()).split())
    title = " ".join(unescape(tree.findtext(".//title")).split())
    without_problem = re.sub(r"^(Problem:|有问题：) ?", "", title)
    assert without_problem.startswith(heading), (title, heading)
    assert len(html) > 0


def _check_forms(tree: Any) -> None:
    labelled = {label.get("for") for label in tree.findall(".//label")}
    for form in tree.findall(".//form"):
        assert form.get("method"), "a form without a method"
        assert form.get("action"), "a form without an action"
    for kind in ("input", "select", "textarea"):
        for element in tree.findall(f".//{kind}"):
            if element.get("type") in {"hidden", "submit"}:
                continue
            assert element.get("id") in labelled or element.get("aria-label"), element.attrib
