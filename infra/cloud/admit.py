"""`python -m infra.cloud.admit STACK NAME GRANT…`: a first person for a fair in the cloud, and a link to sign in by."""

import argparse
import os
from collections.abc import Sequence

import boto3


def environment_of(stack: str) -> dict[str, str]:
    """What the pages of a stack are told by their environment, secrets too: only who runs the stack may read it."""
    configuration = boto3.client("lambda").get_function_configuration(FunctionName=f"{stack}-api")
    variables: dict[str, str] = configuration["Environment"]["Variables"]
    return variables


def admit(name: str, grants: list[str]) -> str:
    """Add somebody with these grants and return the address that signs their browser in once, within ten minutes."""
    from chalicelib.accounts import LINK_PATH, add_person, make_link  # noqa: PLC0415 - reads the environment
    from chalicelib.settings import settings  # noqa: PLC0415

    person = add_person(name, grants, made_by="operator")
    return settings().base_url + LINK_PATH + make_link(person.person_id, made_by="operator")


def asked_for(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Let a first person in.")
    parser.add_argument("stack")
    parser.add_argument("name")
    parser.add_argument("grants", nargs="+", metavar="ROLE:SCOPE", help="e.g. administrator:*")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> None:
    options = asked_for(words)
    os.environ.update(environment_of(options.stack))
    print(admit(options.name, options.grants))


if __name__ == "__main__":
    main()
