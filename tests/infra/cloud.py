"""A deployed fair as people and operators meet it: its pages, its storage, its AWS."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import boto3

ROOT = Path(__file__).resolve().parents[2]
STACK = "fair"
T = TypeVar("T")
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    cookies: list[str]
    content: bytes

    @property
    def body(self) -> str:
        return self.content.decode()

    @property
    def fields(self) -> dict[str, str]:
        """What the inputs of the page hold."""
        found = {}
        for tag in re.findall(r"<input[^>]*>", self.body):
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and ('type="radio"' not in tag or " checked" in tag):
                found[unescape(name[1])] = unescape(value[1]) if value else ""
        return found


@dataclass
class Cloud:
    """`rest_api` and `address` are known after `look`."""

    endpoint: str
    outputs: dict[str, str] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=ENVIRONMENT["AWS_DEFAULT_REGION"],
            aws_access_key_id=ENVIRONMENT["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=ENVIRONMENT["AWS_SECRET_ACCESS_KEY"],
        )

    def look(self) -> None:
        (stack,) = self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def run(self, module: str, *words: str) -> str:
        """An operator's command, with the operator's credentials; returns what it printed."""
        return self.run_in(ROOT, module, *words)

    def run_in(self, folder: Path, module: str, *words: str) -> str:
        """The same, in another folder."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("FAIR_", "AWS_"))}
        environment = {
            **kept,
            **ENVIRONMENT,
            "AWS_ENDPOINT_URL": self.endpoint,
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(  # noqa: S603 - a command of our own
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    def items(self, table: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.client("dynamodb").scan(TableName=f"fair-{table}")[
            "Items"
        ]
        return items

    def log(self, function: str) -> str:
        """What a function wrote."""
        found = self.client("logs").filter_log_events(
            logGroupName=f"/aws/lambda/{STACK}-{function}"
        )
        return "\n".join(event["message"] for event in found["events"])

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        where = urlsplit(self.endpoint)
        connection = HTTPConnection(where.hostname or "", where.port, timeout=60)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        found = Answer(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            [value for name, value in answer.getheaders() if name.lower() == "set-cookie"],
            answer.read(),
        )
        connection.close()
        return found


@dataclass
class Browser:
    """Somebody's browser. Pages are asked of API Gateway, files and uploads of CloudFront."""

    cloud: Cloud
    cookies: dict[str, str] = field(default_factory=dict)
    lang: str = "en"

    def get(self, path: str) -> Answer:
        return self._pages("GET", path)

    def post(self, path: str, **fields: object) -> Answer:
        body = urlencode({name: str(value) for name, value in fields.items()}).encode()
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self._pages("POST", path, body, kind)

    def file(self, path: str) -> Answer:
        return self.cloud.send("GET", path, headers=self._edge())

    def upload(self, fields: dict[str, str], content: bytes) -> Answer:
        """Send the form of a page that asks for a photo, as CloudFront would hand it on: to the bucket's root."""
        parts = [_part(name, value.encode()) for name, value in fields.items()]
        parts.append(_part('file"; filename="photo.jpg', content))
        kind = {"content-type": "multipart/form-data; boundary=fair"}
        body = b"".join(parts) + b"--fair--\r\n"
        return self.cloud.send("POST", f"/{self.cloud.outputs['Bucket']}", body, kind)

    def _pages(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        own = {
            "accept-language": self.lang,
            "origin": self.cloud.outputs["Address"],
            "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        stage = f"/_aws/execute-api/{self.cloud.outputs['RestApi']}/api"
        answer = self.cloud.send(method, stage + path, body, {**own, **(headers or {})})
        assert answer.status != 500, self.cloud.log("api")[-3000:]
        for cookie in answer.cookies:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer

    def _edge(self) -> dict[str, str]:
        host = self.cloud.outputs["Address"].removeprefix("https://")
        return {"host": host, "x-forwarded-proto": "https"}


def wait_for(question: Callable[[], T], what: str, seconds: float = 60) -> T:
    """Ask until the answer is true. Fails with `what` after so many seconds."""
    until = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < until, f"{what}: not within {seconds} s"
        time.sleep(0.5)
    return answer


def _part(name: str, content: bytes) -> bytes:
    head = f'--fair\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n"
