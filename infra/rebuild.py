"""`python -m infra.rebuild impact --from DAY --to DAY`: write figures anew from the orders, while sales go on."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from infra.local.home import ENVIRONMENT


def main(words: Sequence[str] | None = None) -> int:
    choice = asked_for(words)
    try:
        os.environ.update(_environment(choice))
    except OSError:
        print(f"No fair runs on {choice.data}: start it first, or name a stack.", file=sys.stderr)
        return 1
    return _rebuild(choice.from_day, choice.to_day)


def asked_for(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.rebuild", description="Write figures anew from what they are made of."
    )
    parser.add_argument("figures", choices=["impact"])
    parser.add_argument("--from", dest="from_day", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="to_day", type=date.fromisoformat, required=True)
    parser.add_argument("--stack", help="of a fair in the cloud; else the one that runs on --data")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("DATA") or ".fair"))
    return parser.parse_args(words)


def _environment(choice: argparse.Namespace) -> dict[str, str]:
    if choice.stack:
        from infra.cloud.admit import environment_of  # noqa: PLC0415 - boto3 is of the cloud

        return environment_of(choice.stack)
    variables: dict[str, str] = json.loads((choice.data / ENVIRONMENT).read_text())
    return variables


def _rebuild(from_day: date, to_day: date) -> int:
    from chalicelib import clock  # noqa: PLC0415 - reads the environment
    from chalicelib.errors import Invalid, Refused  # noqa: PLC0415
    from chalicelib.impact import check_period, rebuild  # noqa: PLC0415

    try:
        check_period(from_day, to_day, clock.shanghai_day(clock.now()))
        lines, cells = rebuild(from_day, to_day)
    except Invalid:
        print("At most 366 days, the first of them not after the last.", file=sys.stderr)
        return 1
    except Refused:
        print("Sales or another rebuild left no room: run it again.", file=sys.stderr)
        return 1
    print(f"{from_day} to {to_day}: {lines} lines and buyers, {cells} cells written anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
