"""`make audit`: known vulnerabilities of everything that the lock files pin.

    python deploy/audit.py [LOCK …]        # both lock files, unless said otherwise
    python deploy/audit.py --must-answer   # fails where nobody could be asked

The public database is asked by pip-audit. What is known and accepted for a while stands in `deploy/audit-allowed.toml`
with reason and last day; a row that has run out, or that nothing answers to any more, fails as a finding does.
Without network there is no answer; the script says so, and ends with 0 unless it must answer.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (ROOT / "deploy" / "requirements.txt", ROOT / "deploy" / "requirements-dev.txt")
ALLOWED = ROOT / "deploy" / "audit-allowed.toml"
LONGEST = 92
"""Days for which a finding may be allowed: a quarter."""
_NOT_REACHED = ("ConnectionError", "ConnectionFailed", "ProxyError", "Max retries exceeded", "ServiceError", "Timeout")
"""What stands in pip-audit's complaint when the database could not be asked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A known vulnerability of a locked package."""

    package: str
    version: str
    names: frozenset[str]
    """Its id and what else it is called: PYSEC-…, GHSA-…, CVE-…"""
    fixed_in: str

    def __str__(self) -> str:
        names = ", ".join(sorted(self.names))
        return f"{self.package} {self.version}: {names} ({self.fixed_in or 'no version without it is known'})"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A vulnerability that somebody has looked at."""

    id: str
    package: str
    reason: str
    until: date
    """The last day on which it is allowed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the database said about one lock file."""

    asked: int
    unknown: tuple[str, ...]
    """Packages of which it knows nothing, so that nothing is said about them."""
    findings: tuple[Finding, ...]


class NotReachedError(Exception):
    """Nobody could be asked."""


def allowed_in(text: str, today: date) -> list[Allowed]:
    """The rows of an allow file. Raises ValueError for one without a reason, or for longer than a quarter."""
    rows = [
        Allowed(each["id"], each["package"], each["reason"], each["until"])
        for each in tomllib.loads(text).get("allowed", [])
    ]
    for row in rows:
        if not row.reason.strip():
            raise ValueError(f"{row.id} is allowed without a reason")
        if (row.until - today).days > LONGEST:
            raise ValueError(f"{row.id} is allowed for more than {LONGEST} days; look at it again before then")
    return rows


def answer_of(printed: str) -> Answer:
    """What pip-audit printed as JSON. Raises ValueError when it is none."""
    rows = json.loads(printed)["dependencies"]
    unknown = tuple(row["name"] for row in rows if "skip_reason" in row)
    found = [_finding(row, each) for row in rows for each in row.get("vulns", [])]
    return Answer(len(rows), unknown, tuple(found))


def _finding(row: Mapping[str, Any], each: Mapping[str, Any]) -> Finding:
    fixed = ", ".join(each.get("fix_versions") or ())
    names = frozenset({each["id"], *each.get("aliases", ())})
    return Finding(row["name"], row["version"], names, f"fixed in {fixed}" if fixed else "")


def complaints(findings: Iterable[Finding], allowed: Iterable[Allowed], today: date) -> list[str]:
    """What must be done: findings that nobody allowed, and rows of the allow file that have run out or are idle."""
    found, rows = set(findings), list(allowed)
    standing = [row for row in rows if row.until >= today]
    said = [str(each) for each in sorted(found, key=str) if not any(_covers(row, each) for row in standing)]
    said += [f"{row.id} was allowed until {row.until}: look at it again" for row in rows if row.until < today]
    said += [
        f"{row.id} of {row.package} is allowed, and nothing answers to it: take the row away"
        for row in standing
        if not any(_covers(row, each) for each in found)
    ]
    return said


def _covers(row: Allowed, finding: Finding) -> bool:
    return row.package == finding.package and row.id in finding.names


def ask(lock: Path) -> Answer:
    """Ask the database. Raises NotReachedError when nobody answers, RuntimeError when pip-audit itself fails."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    command += ["-f", "json", "-r", str(lock)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired as late:
        raise NotReachedError from late
    try:
        answer = answer_of(done.stdout)
    except (ValueError, KeyError, TypeError) as broken:
        if any(word in done.stderr for word in _NOT_REACHED):
            raise NotReachedError from broken
        raise RuntimeError(done.stderr.strip()[-2000:]) from broken
    if not answer.asked:
        raise RuntimeError("it asked about no package")
    if len(answer.unknown) == answer.asked:
        raise NotReachedError  # a mirror that carries packages and knows no vulnerabilities
    return answer


def main(words: list[str], today: date) -> int:
    """0: nothing to do, or nobody could be asked; 1: something to do; 2: the audit failed; 3: nobody, and it had to."""
    parser = argparse.ArgumentParser(description="Known vulnerabilities of what the lock files pin.")
    parser.add_argument("locks", nargs="*", type=Path, default=LOCKS)
    parser.add_argument("--must-answer", action="store_true", help="fail where the database cannot be reached")
    said = parser.parse_args(words)
    allowed = allowed_in(ALLOWED.read_text(encoding="utf-8"), today)
    findings: list[Finding] = []
    for lock in said.locks:
        try:
            answer = ask(lock)
        except NotReachedError:
            print(
                f"NOT AUDITED: {lock.name}. The vulnerability database cannot be reached from here; nothing is known."
            )
            return 3 if said.must_answer else 0
        except RuntimeError as failed:
            print(f"The audit of {lock.name} failed: {failed}")
            return 2
        print(f"{lock.name}: {answer.asked - len(answer.unknown)} of {answer.asked} packages audited")
        if answer.unknown:
            print(f"  of these nothing is known: {', '.join(answer.unknown)}")
        findings += answer.findings
    todo = complaints(findings, allowed, today)
    for line in todo:
        print(f"  {line}")
    print(f"{len(set(findings))} known vulnerabilities, {len(todo)} matters to settle")
    return 1 if todo else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], datetime.now(tz=UTC).date()))
