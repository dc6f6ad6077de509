"""One cold start: `python -I -S -B one_start.py FOLDER MODULE.NAME CALLS` prints CPU milliseconds and MB. It begins
below so many calls: Python's stack is made of pieces, and a call over the edge of one takes 7 µs more, each time."""

import importlib
import itertools
import json
import sys
import time
from pathlib import Path
from typing import Any

PAGE, QUERY = "/about", "/goods"
WARM = 40


def main(home: str, entry: str) -> None:
    sys.path[:] = [home, *(path for path in sys.path if "site-packages" not in path)]
    moments = [time.process_time()]
    module, _, name = entry.partition(".")
    handler = getattr(importlib.import_module(module), name)
    moments.append(time.process_time())
    for path in (PAGE, QUERY):
        _ask(handler, path)
        moments.append(time.process_time())
    peak = _peak_mb()
    steps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    figures = dict(zip(("import", "first_page", "first_query"), steps, strict=True))
    figures |= {
        "total": sum(steps),
        "warm_page": _warm(handler, PAGE),
        "warm_query": _warm(handler, QUERY),
        "first_link": _first_link(),
    }
    told = {name: seconds * 1000 for name, seconds in figures.items()} | {"memory": peak}
    sys.stdout.write(json.dumps(told))


def _peak_mb() -> float:
    """The most memory that this process has held; getrusage would tell its parent's."""
    (line,) = [
        line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line
    ]
    return int(line.split()[1]) / 1024


def _warm(handler: Any, path: str) -> float:
    began = time.process_time()
    for _ in range(WARM):
        _ask(handler, path)
    return (time.process_time() - began) / WARM


def _first_link() -> float:
    """To sign the first link to a photo: whatever asks S3 begins with botocore's client."""
    began = time.process_time()
    importlib.import_module("chalicelib.store").presigned_view("x")
    return time.process_time() - began


def _ask(handler: Any, path: str) -> None:
    answer = handler(_event(path), None)
    assert answer["statusCode"] == 200, (path, answer)


def _event(path: str) -> dict[str, Any]:
    headers = {"host": "fair.example", "accept-language": "zh-CN"}
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": "GET",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/{proxy+}",
            "httpMethod": "GET",
            "path": f"/api{path}",
            "identity": {"sourceIp": "203.0.113.7"},
        },
        "body": None,
        "isBase64Encoded": False,
    }


def below(calls: int, home: str, entry: str) -> None:
    if calls:
        below(calls - 1, home, entry)
    else:
        main(home, entry)


if __name__ == "__main__":
    below(int(sys.argv[3]), *sys.argv[1:3])
