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
SECRETS = ("session", "phones")


class InUse(Exception):
    """Another fair runs on this folder."""


@dataclass(frozen=True, slots=True)
class Home:
    folder: Path

    def hold(self) -> int:
        """Keep the folder for this process until it ends. Raises InUse."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"another fair runs on {self.folder}") from None
        return handle

    def secrets(self) -> dict[str, str]:
        """The secrets as environment variables; made once."""
        file = self.folder / "secrets.json"
        kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        missing = [name for name in SECRETS if name not in kept]
        if missing:
            kept |= {name: secrets.token_urlsafe(48) for name in missing}
            write_whole(file, json.dumps(kept).encode())
        return {f"FAIR_SECRET_{name.upper()}": value for name, value in kept.items()}

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

    def write_sign_in(self, links: dict[str, str]) -> None:
        """One link for each role, for the person at this machine only."""
        text = json.dumps(links, indent=2, ensure_ascii=False) + "\n"
        write_whole(self.folder / "sign-in.json", text.encode())
