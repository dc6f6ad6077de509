"""What differs from one deployment to the next, read from the environment when it is needed."""

import os
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Settings:
    stage: str
    table_prefix: str
    bucket: str
    base_url: str
    media_queue: str
    version: str
    demo: bool
    phone_countries: tuple[str, ...]
    codes_a_day: int

    @property
    def is_local(self) -> bool:
        return self.stage in {"local", "test"}

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


@cache
def settings() -> Settings:
    """The settings of this process. A missing value has a default that fits one machine, so packaging
    works in an empty environment; nothing secret is ever in here."""
    return Settings(
        stage=os.environ.get("FAIR_STAGE", "local"),
        table_prefix=os.environ.get("FAIR_TABLE_PREFIX", "fair-"),
        bucket=os.environ.get("FAIR_BUCKET", "fair-storage"),
        base_url=os.environ.get("FAIR_BASE_URL", "http://127.0.0.1:8000"),
        media_queue=os.environ.get("FAIR_MEDIA_QUEUE", "fair-media"),
        version=os.environ.get("FAIR_VERSION", "0.1.0"),
        demo=os.environ.get("FAIR_DEMO", "") == "1",
        phone_countries=tuple(os.environ.get("FAIR_PHONE_COUNTRIES", "+86").split(",")),
        codes_a_day=int(os.environ.get("FAIR_CODES_A_DAY", "2000")),
    )


def secret(name: str) -> bytes:
    """A secret by its short name, e.g. `secret("session")` from FAIR_SECRET_SESSION.

    There is no default: a deployment without it fails on the first use, with the variable's name.
    """
    return os.environ[f"FAIR_SECRET_{name.upper()}"].encode()
