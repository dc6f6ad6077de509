"""The whole local fair as `make run` starts it, watched from outside: CPU and memory of its processes by the kernel."""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from infra.local.engine.process import PROJECT

OPEN = "The fair runs on "
CPU_OF_ALL_THREADS = 2  # of the clocks that Linux keeps for every process
LOOKS_AT_REST_SECONDS = 1
REST_CPU_SHARE = 0.1
LONGEST_SECONDS_TO_REST = 60
MEBIBYTE = 1024 * 1024


class WholeFair:
    """`python -m infra.local` on a folder and a free port, and its engine."""

    def __init__(self, folder: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if not _is_ours(name)}
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "infra.local", "--port", "0", "--data", str(folder)],
            env=environment,
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = next(line for line in self._process.stdout if line.startswith(OPEN))
        self.address = line.removeprefix(OPEN).strip()
        pid = self._process.pid
        (engine,) = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        self.pids = {"fair": pid, "engine": engine}

    def cpu_seconds(self) -> float:
        """What fair and engine have taken together, all threads, also those that have ended."""
        return sum(
            time.clock_gettime((~pid << 3) | CPU_OF_ALL_THREADS) for pid in self.pids.values()
        )

    def memory_mib(self) -> dict[str, float]:
        """What each process has in memory now."""
        return {name: _resident_bytes(pid) / MEBIBYTE for name, pid in self.pids.items()}

    def rest(self) -> None:
        """Wait until nothing is left to do: jobs have caught up, the engine has read all of its journal."""
        until = time.monotonic() + LONGEST_SECONDS_TO_REST
        spent, before = LOOKS_AT_REST_SECONDS * 1.0, self.cpu_seconds()
        while spent > REST_CPU_SHARE * LOOKS_AT_REST_SECONDS and time.monotonic() < until:
            time.sleep(LOOKS_AT_REST_SECONDS)
            now = self.cpu_seconds()
            spent, before = now - before, now

    def pages_cpu_ms(self, paths: list[str]) -> float:
        """What a page took, all of these asked for one after the other on one connection."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        before = self.cpu_seconds()
        for path in paths:
            connection.request("GET", path, headers={"Accept-Language": "zh-CN"})
            answer = connection.getresponse()
            page = answer.read()
            assert answer.status == 200, page[:2000]
            assert b"</html>" in page
        spent = self.cpu_seconds() - before
        connection.close()
        return spent / len(paths) * 1000

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=60)


def _is_ours(name: str) -> bool:
    return name.startswith(("AWS_", "FAIR_")) or name in {"DATA", "PORT", "DEMO"}


def _resident_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
