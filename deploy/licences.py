"""`make licences`: under which licence everything comes that an installation of Drumbeat has.

    python deploy/licences.py            # writes docs/licences.md
    python deploy/licences.py --check    # changes nothing; fails when the page is not up to date

Of what deploy/requirements.txt pins: the SPDX expression of the package's own metadata, else what
deploy/licences.toml states. A package with neither, or under a licence that is not allowed there, fails.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from boolean import ParseError
from license_expression import ExpressionError, get_spdx_licensing

from locked import ROOT, Locked, read_lock

LOCK = ROOT / "deploy" / "requirements.txt"
PAGE = ROOT / "docs" / "licences.md"
STATED = ROOT / "deploy" / "licences.toml"
_spdx = cache(get_spdx_licensing)
"""All licences that there are: read when one is asked for."""
_OF_CLASSIFIER = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Those that name one licence; “BSD License” and its like name several."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What one package comes under."""

    package: str
    version: str
    expression: str
    """SPDX; empty where nobody says."""
    source: str
    complaint: str = ""


def licence_of(package: Locked, told: Mapping[str, Any]) -> Licence:
    """The licence of a package, and what is wrong about it. `told` is deploy/licences.toml."""
    expression, says = _own_word(package)
    source = "its metadata"
    complaint = ""
    stated = told["stated"].get(package.name)
    if stated is not None and expression:
        complaint = f"its metadata say {expression} by now: take it out of [stated]"
    elif stated is not None:
        expression, source = stated["licence"], "its licence text"
        if package.installed is not None and stated["says"] != says:
            complaint = f"its metadata say “{says}” instead of “{stated['says']}”: look at its licence text again"
    elif not expression:
        complaint = f"its metadata say “{says}”, which is no SPDX expression: state its licence in deploy/licences.toml"
    if expression and not is_allowed(expression, told["allowed"]):
        complaint = f"{expression} is not allowed in deploy/licences.toml"
    return Licence(package.name, package.version, expression, source, complaint)


def is_allowed(expression: str, allowed: Iterable[str]) -> bool:
    """Whether the expression can be kept to with licences of the list: every part of AND, any part of OR."""
    parsed = _spdx().parse(expression, validate=True)
    known = set(allowed)
    choices = {symbol: _spdx().TRUE if str(symbol) in known else _spdx().FALSE for symbol in parsed.symbols}
    return bool(parsed.subs(choices).simplify() == _spdx().TRUE)


def _own_word(package: Locked) -> tuple[str, str]:
    """What its metadata say: an SPDX expression or nothing, and else the words that they have."""
    found = package.installed
    if found is None:
        return "", ""
    metadata = found.metadata
    if metadata["License-Expression"]:
        return metadata["License-Expression"], ""
    words = " ".join((metadata["License"] or "").split())
    if words and _is_spdx(words):
        return words, ""
    classifiers = [each for each in metadata.get_all("Classifier") or () if each.startswith("License ::")]
    named = {_OF_CLASSIFIER.get(each, "") for each in classifiers}
    if len(named) == 1 and (name := named.pop()):
        return name, ""
    return "", words or ", ".join(each.rpartition(" :: ")[2] for each in classifiers)


def _is_spdx(words: str) -> bool:
    try:
        _spdx().parse(words, validate=True, strict=True)
    except (ExpressionError, ParseError):
        return False
    return True


def page(licences: Iterable[Licence], allowed: Mapping[str, str]) -> str:
    """docs/licences.md."""
    rows = sorted(licences, key=lambda each: each.package)
    lines = [
        "# Licences of what Drumbeat installs",
        "",
        "Made by `make licences` of what `deploy/requirements.txt` pins; `make check` sees that it is up to date, and",
        "that each licence is one of those that `deploy/licences.toml` allows. Drumbeat itself is under Apache-2.0;",
        "[NOTICE](../NOTICE) says what its own files owe to others.",
        "",
        "| package | version | licence | according to |",
        "|---|---|---|---|",
        *(f"| {each.package} | {each.version} | {each.expression} | {each.source} |" for each in rows),
        "",
        "Binary wheels bring libraries along: `psycopg-binary` libpq and what it needs, `cryptography` OpenSSL,",
        "`pyyaml` libyaml, under licences of their own (PostgreSQL, Apache-2.0, MIT).",
        "",
        "| allowed | because |",
        "|---|---|",
        *(f"| {name} | {why} |" for name, why in sorted(allowed.items())),
        "",
    ]
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """0: written, or up to date; 1: a licence that must be looked at, or with --check a page that is not up to date."""
    told = tomllib.loads(STATED.read_text(encoding="utf-8"))
    packages = read_lock(LOCK)
    licences = [licence_of(package, told) for package in packages]
    wrong = [f"{each.package} {each.version}: {each.complaint}" for each in licences if each.complaint]
    idle = set(told["stated"]) - {package.name for package in packages}
    wrong += [f"{name} is stated in deploy/licences.toml and not locked any more" for name in sorted(idle)]
    made = page(licences, told["allowed"])
    if "--check" in words:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != made:
            wrong.append("docs/licences.md is not up to date: say `make licences`")
    elif not wrong:
        PAGE.write_text(made, encoding="utf-8")
    for line in wrong:
        print(line)
    print(f"{len(licences)} licences, {len(wrong)} matters to settle")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
