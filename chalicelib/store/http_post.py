"""POSTs to one address on connections that are kept, by urllib3."""

from collections.abc import Mapping
from pathlib import Path

import botocore
import urllib3
from urllib3.exceptions import HTTPError

CONNECT_SECONDS, READ_SECONDS = 2, 5
MOST_CONNECTIONS = 40
Answer = tuple[int, Mapping[str, str], bytes]


class Broken(OSError):
    """No answer, or one that is not whole: nobody knows whether the call was heard."""


class Poster:
    """POSTs to the root of one address. Many threads may use it: each exchange has a connection to itself."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=MOST_CONNECTIONS,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            retries=False,
            ca_certs=str(Path(botocore.__file__).with_name("cacert.pem")),
        )

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Status, headers and body. Raises Broken."""
        try:
            answer = self._pool.urlopen(
                "POST", f"{self.endpoint}/", body=body, headers=headers, redirect=False
            )
        except HTTPError as error:
            raise Broken(str(error)) from error
        return answer.status, answer.headers, answer.data

    def close(self) -> None:
        """Close the kept connections."""
        self._pool.clear()
