"""The folder of a local fair ($DATA): its lock, its secrets, its first data, and what it tells the terminal."""

import fcntl
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from infra.local.files import write_whole

LOADING = "loading"  # there while first data are being loaded: half of them are no fair
LOADED = "loaded"
ENVIRONMENT = "environment.json"
SECRETS_FROM_THE_START = ("session", "phones")
SECRETS = (*SECRETS_FROM_THE_START, "storage")


class InUse(Exception):
    """Another fair runs on this folder."""


class FolderUnfit(Exception):
    """The folder is not one in which a fair can be kept, or something in it is missing or not what was written."""


@dataclass(frozen=True, slots=True)
class Home:
    folder: Path

    def hold(self) -> int:
        """Keep the folder for this process until it ends. Raises InUse and FolderUnfit."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except FileExistsError:
            raise FolderUnfit(f"{self.folder} is a file, and no folder to keep data in") from None
        except OSError as error:
            raise FolderUnfit(f"{self.folder} cannot be written: {error.strerror}") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise InUse(f"another fair runs on {self.folder}") from None
        return handle

    def secrets(self) -> dict[str, str]:
        """The secrets by their names; made once. Raises FolderUnfit when they are lost: with others nobody is found by
        their number any more."""
        file = self.folder / "secrets.json"
        words = self._kept_secrets(file)
        missing = [name for name in SECRETS if name not in words]
        if missing:
            words |= {name: secrets.token_urlsafe(48) for name in missing}
            write_whole(file, json.dumps(words).encode())
        return words

    def _kept_secrets(self, file: Path) -> dict[str, str]:
        if not file.exists():
            if any((self.folder / "journal").glob("*")):
                raise FolderUnfit(
                    f"{file} is missing beside a journal: put it back from a copy, or start with another DATA"
                )
            return {}
        try:
            words = json.loads(file.read_text())
            assert all(words[name] for name in SECRETS_FROM_THE_START)
        except (ValueError, KeyError, TypeError, AssertionError):
            raise FolderUnfit(
                f"{file} is not what was written: put it back from a copy, or start with another DATA"
            ) from None
        return dict(words)

    @property
    def is_loaded(self) -> bool:
        return (self.folder / LOADED).exists()

    def begin_loading(self) -> None:
        (self.folder / LOADING).touch()

    def end_loading(self) -> None:
        """From now on the first data are whole and will not be loaded again."""
        (self.folder / LOADED).touch()
        (self.folder / LOADING).unlink()

    def clear_half_loaded(self) -> None:
        """Forget first data whose loading was broken off; nothing else can be there yet."""
        if (self.folder / LOADING).exists() and not self.is_loaded:
            for name in ("journal", "objects", "checkpoints", "dead-letters"):
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def write_environment(self, variables: dict[str, str]) -> None:
        """Where the fair that runs here is found, for commands on this machine."""
        write_whole(self.folder / ENVIRONMENT, json.dumps(variables).encode())

    def write_sign_in(self, links: dict[str, str]) -> None:
        """One link for each role, for the person at this machine only."""
        text = json.dumps(links, indent=2, ensure_ascii=False) + "\n"
        write_whole(self.folder / "sign-in.json", text.encode())
