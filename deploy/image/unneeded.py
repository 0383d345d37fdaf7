"""Print the packages of this environment that one of them does not need: `unneeded.py drumbeat`.

A lock file holds what is built with as well. What is needed follows from the packages' own metadata (PEP 508), without
anybody's list to keep.
"""

from __future__ import annotations

import sys
from importlib.metadata import distribution, distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def needed(root: str) -> set[str]:
    """The package and all that it requires here, by canonical names."""
    found: set[str] = set()
    waiting = [Requirement(root)]
    while waiting:
        asked = waiting.pop()
        for extra in ("", *asked.extras):
            name = f"{canonicalize_name(asked.name)}[{extra}]"
            if name in found:
                continue
            found.add(name)
            required = map(Requirement, distribution(asked.name).requires or ())
            waiting += [each for each in required if each.marker is None or each.marker.evaluate({"extra": extra})]
    return {name.partition("[")[0] for name in found}


def main(root: str) -> None:
    """Print the others, one a line, in order."""
    installed = {canonicalize_name(each.name) for each in distributions()}
    print("\n".join(sorted(installed - needed(root))))


if __name__ == "__main__":
    main(sys.argv[1])
