"""`make sbom`: a bill of materials (CycloneDX 1.6, JSON) of what the runtime lock file pins.

    python deploy/sbom.py [FILE]    # dist/drumbeat-VERSION.cdx.json, unless said otherwise

The same lock file gives the same bytes: the serial number follows from the content, and there is a time only where
SOURCE_DATE_EPOCH says which. The hashes of a package are those of every file that may be installed of it. Licences
are those of docs/licences.md. What only builds the wheel has the scope `excluded`; what is installed on some systems
only, `optional`. The file is checked against the schema of CycloneDX before it is written.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from licences import LOCK, STATED, licence_of
from locked import ROOT, Locked, read_lock

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_NOT_SAID = datetime(1970, 1, 1, tzinfo=UTC)
_NO_SERIAL = uuid.UUID(int=0)
_TIME = re.compile(r',?\s*"timestamp": "1970-01-01T00:00:00[^"]*"')


def version() -> str:
    """Drumbeat's own, as the wheel has it."""
    text = (ROOT / "plugin" / "drumbeat" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)[1]


def bill(packages: Iterable[Locked], written: datetime | None) -> str:
    """The bill as JSON. Raises ValueError when it is not what the schema of CycloneDX asks for."""
    by_name = {package.name: package for package in packages}
    run, build = (
        _reached(words, by_name) for words in (_PROJECT["dependencies"], _PROJECT["optional-dependencies"]["build"])
    )
    told = tomllib.loads(STATED.read_text(encoding="utf-8"))
    components = {name: _component(package, told, is_run=name in run) for name, package in by_name.items()}
    lost = sorted(set(by_name) - set(run) - set(build))
    if lost:
        raise ValueError(f"nothing needs {', '.join(lost)} as far as the metadata here say; install what is locked")
    root = Component(
        name=_PROJECT["name"],
        version=version(),
        type=ComponentType.APPLICATION,
        bom_ref=_PROJECT["name"],
        description=_PROJECT["description"],
        licenses=[LicenseFactory().make_from_string(_PROJECT["license"])],
        purl=PackageURL("pypi", None, _PROJECT["name"], version()),
    )
    bom = Bom(components=components.values(), metadata=BomMetaData(component=root, timestamp=written or _NOT_SAID))
    bom.register_dependency(root, [components[name] for name in sorted(_asked(_PROJECT["dependencies"], by_name))])
    for name, needs in {**build, **run}.items():
        bom.register_dependency(components[name], [components[each] for each in sorted(needs)])
    bom.serial_number = _NO_SERIAL
    bom.serial_number = uuid.uuid5(_NO_SERIAL, _of(bom, written))
    text = _of(bom, written)
    mistake = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if mistake is not None:
        raise ValueError(f"the bill is not what CycloneDX asks for: {str(mistake.data)[:500]}")
    return text


def _of(bom: Bom, written: datetime | None) -> str:
    """The library sets a time always; where none is said, it is taken out again."""
    text = JsonV1Dot6(bom).output_as_string(indent=2) + "\n"
    return text if written else _TIME.sub("", text, count=1)


def _component(package: Locked, told: Mapping[str, object], *, is_run: bool) -> Component:
    scope = ComponentScope.REQUIRED if is_run else ComponentScope.EXCLUDED
    if is_run and package.marker is not None:
        scope = ComponentScope.OPTIONAL
    expression = licence_of(package, told).expression
    return Component(
        name=package.name,
        version=package.version,
        bom_ref=f"{package.name}@{package.version}",
        purl=PackageURL("pypi", None, package.name, package.version),
        scope=scope,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.hashes],
        licenses=[LicenseFactory().make_from_string(expression)] if expression else (),
    )


def _asked(
    words: Iterable[str], locked: Mapping[str, Locked], extras: frozenset[str] = frozenset()
) -> dict[str, set[str]]:
    """The locked packages that these requirements name, and with which extras; markers are those of this machine."""
    asked: dict[str, set[str]] = {}
    for requirement in map(Requirement, words):
        name = canonicalize_name(requirement.name)
        marker = requirement.marker
        wanted = marker is None or any(marker.evaluate({"extra": each}) for each in ("", *extras))
        if name in locked and (wanted or not locked[name].is_needed_here):
            asked.setdefault(name, set()).update(requirement.extras)
    return asked


def _reached(words: Iterable[str], locked: Mapping[str, Locked]) -> dict[str, set[str]]:
    """Every package that the requirements lead to, with the packages that it needs itself."""
    needs: dict[str, set[str]] = {}
    waiting = [(name, frozenset(extras)) for name, extras in _asked(words, locked).items()]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found = locked[name].installed
        asked = _asked(found.requires or () if found else (), locked, extras)
        needs.setdefault(name, set()).update(asked)
        waiting += [(each, frozenset(more)) for each, more in asked.items()]
    return needs


def main(words: list[str]) -> int:
    """0: written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    usual = ROOT / "dist" / f"drumbeat-{version()}.cdx.json"
    parser.add_argument(
        "target", nargs="?", type=Path, default=usual, help="the file that is written; by default in dist/"
    )
    target: Path = parser.parse_args(words).target
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    text = bill(read_lock(LOCK), datetime.fromtimestamp(int(epoch), tz=UTC) if epoch else None)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    print(f"{target}: CycloneDX 1.6, valid")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
