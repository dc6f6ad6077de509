"""The embedded engine: DynamoDB, S3 and SQS on loopback, in a child process that does not outlive its parent."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

PROJECT = Path(__file__).parents[3]
PORT = "port "
READY = "ready"
WORD = "ENGINE_WORD"  # in the environment of the child alone
SECONDS_TO_START = 120
SECONDS_TO_STOP = 10
KEEP_ALIVE_SECONDS = 75

ENGINE_SETTINGS = {
    "LOG_LEVEL": "WARNING",
    "MINISTACK_HOST": "127.0.0.1",
    "IOT_MTLS_ENABLED": "0",
    "SFTP_ENABLED": "0",
    "PERSIST_STATE": "0",
    "DOCKER_HOST": "unix:///nonexistent",  # the engine looks for containers of its own; it has none here
}


class EngineFailed(Exception):
    """The engine ended before it was ready."""


class Engine:
    """A child process; its standard input is the leash: when that closes, the child ends."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, word: str = "") -> None:
        self.process = process
        self.port = port
        self.endpoint = f"http://127.0.0.1:{port}" + (f"/{word}" if word else "")

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until it answers. Raises EngineFailed when it ends before that."""
        if _line(self.process) != READY:
            _give_up(self.process)

    def stop(self) -> None:
        """Let it answer what it is doing, then end it; after 10 s by force."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def start(command: Sequence[str], environment: Mapping[str, str], word: str = "") -> Engine:
    """Start a child that calls `serve`; it takes requests at once and answers when it is ready. With a word it answers
    those alone who know it, from the endpoint: other programs of this machine reach the port as well.

    Raises EngineFailed when it ends before that.
    """
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, **ENGINE_SETTINGS, **environment, WORD: word},
        start_new_session=True,  # Ctrl-C is for the parent, which stops the child in order
    )
    line = _line(process)
    if not line.startswith(PORT):
        _give_up(process)
    return Engine(process, int(line.removeprefix(PORT)), word)


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    watch = threading.Timer(SECONDS_TO_START, process.kill)
    watch.start()
    line = process.stdout.readline()
    watch.cancel()
    return line.strip()


def _give_up(process: "subprocess.Popen[str]") -> NoReturn:
    process.kill()
    process.wait()
    raise EngineFailed("the engine did not start; its last words stand above")


def serve(make_app: Callable[[], Any], port: int = 0) -> None:
    """Serve an ASGI application on loopback until standard input closes (the child's side of `start`)."""
    import uvicorn  # noqa: PLC0415 - only the child needs it

    from infra.local.engine.guarded import guarded  # noqa: PLC0415
    from infra.local.engine.one_piece import InOnePiece  # noqa: PLC0415

    # asyncio turns Nagle's algorithm off only where the protocol is named: else each answer waits 40 ms
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", port))
    listener.listen(256)
    bound = listener.getsockname()[1]
    print(f"{PORT}{bound}", flush=True)
    os.environ["GATEWAY_PORT"] = str(bound)  # the engine names it in addresses of queues
    config = uvicorn.Config(
        guarded(make_app(), os.environ.pop(WORD, "")),
        http=InOnePiece,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SECONDS_TO_STOP // 2,
    )

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(READY, flush=True)

    server = Server(config)
    threading.Thread(target=_end_with_parent, args=[server], daemon=True).start()
    server.run(sockets=[listener])


def _end_with_parent(server: Any) -> None:
    while sys.stdin.read(1):
        pass
    server.should_exit = True
