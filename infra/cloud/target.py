"""What the bundles are made for: a Python that Lambda has, on one of its two processors."""

import sys
from dataclasses import dataclass

PYTHONS = {(3, 12), (3, 13)}
OLDEST_C_LIBRARY, LAMBDAS_C_LIBRARY = (
    17,
    34,
)  # manylinux_2_17 to 2_34: Amazon Linux 2023 has glibc 2.34
OLDER_NAMES = ("manylinux2014",)
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}


class NoFit(Exception):
    """The bundles cannot be made here. Says why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """`python` is (3, 13); `architecture` is what Lambda calls it: x86_64 or arm64."""

    python: tuple[int, int]
    architecture: str = "x86_64"

    @property
    def runtime(self) -> str:
        return "python{}.{}".format(*self.python)

    @property
    def version(self) -> str:
        return "{}.{}".format(*self.python)

    @property
    def platforms(self) -> list[str]:
        """The wheels' platforms that run there, best first."""
        machine = MACHINES[self.architecture]
        newest_first = range(LAMBDAS_C_LIBRARY, OLDEST_C_LIBRARY - 1, -1)
        names = [f"manylinux_2_{minor}" for minor in newest_first] + list(OLDER_NAMES)
        return [f"{name}_{machine}" for name in names]


def target_here(architecture: str, python: tuple[int, int] = sys.version_info[:2]) -> Target:
    """The target that this Python can make bundles for: its compiled files fit no other version. Raises NoFit."""
    if python not in PYTHONS:
        raise NoFit(
            "The bundles need Python 3.13 or 3.12, and this is {}.{}: Lambda's Python 3.11 has a C library "
            "(glibc 2.26) that is too old for Pillow, and compiled files fit one version only. "
            "The fair itself runs and is tested on 3.11 too.".format(*python)
        )
    if architecture not in MACHINES:
        raise NoFit(f"Lambda has no {architecture}: choose one of {', '.join(MACHINES)}.")
    return Target(python, architecture)
