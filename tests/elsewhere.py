"""What happens in another process, of which this one hears nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.store import memory


@contextmanager
def elsewhere() -> Iterator[None]:
    """The block is another process's: this one goes on remembering what it did before."""
    remembered = dict(memory._kept)  # noqa: SLF001
    yield
    memory.forget_all()
    memory._kept.update(remembered)  # noqa: SLF001
