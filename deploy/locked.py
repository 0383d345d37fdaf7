"""What deploy/requirements*.txt pin: packages with version, marker and hashes; and what installed metadata add."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>[^\\]+))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock file."""

    name: str
    version: str
    marker: Marker | None
    """Where it is installed; None: everywhere."""
    hashes: tuple[str, ...]
    """SHA-256 of every file that may be installed, in order."""

    @property
    def is_needed_here(self) -> bool:
        """Whether an installation on this machine has it."""
        return self.marker is None or self.marker.evaluate()

    @property
    def installed(self) -> Distribution | None:
        """What is installed of it here, in whatever version; None: nothing."""
        try:
            return distribution(self.name)
        except PackageNotFoundError:
            return None


def read_lock(path: Path) -> list[Locked]:
    """The packages of a lock file, by name. Raises ValueError for one without a hash: it could be anything."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8"))
    return sorted((_locked(block) for block in blocks if block.strip()), key=lambda each: each.name)


def _locked(block: str) -> Locked:
    pin = _PIN.match(block)
    hashes = tuple(sorted(_HASH.findall(block)))
    if pin is None or not hashes:
        raise ValueError(f"this is no locked package with a hash: {block.splitlines()[0]}")
    marker = Marker(pin["marker"].strip()) if pin["marker"] else None
    return Locked(canonicalize_name(pin["name"]), pin["version"], marker, hashes)
