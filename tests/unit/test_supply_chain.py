"""`make audit`, `make licences` and `make sbom`: what they say of the lock files, and when they fail."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, date, datetime

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import audit
import licences
import locked
import sbom

TODAY = date(2026, 11, 30)
PRINTED = {
    "dependencies": [
        {"name": "mako", "version": "1.4.3", "vulns": []},
        {
            "name": "requests",
            "version": "2.34.2",
            "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.35"], "description": "…"}],
        },
        {"name": "ours", "skip_reason": "not found"},
    ]
}
[FOUND] = audit.answer_of(json.dumps(PRINTED)).findings


def row(name="CVE-2026-1", package="requests", reason="not reached", until="2026-12-31"):
    return f'[[allowed]]\nid = "{name}"\npackage = "{package}"\nreason = "{reason}"\nuntil = {until}\n'


def test_a_finding_is_told_with_what_to_do():
    """A vulnerability that nobody allowed is named with its package and the version without it."""
    assert audit.complaints([FOUND], [], TODAY) == ["requests 2.34.2: CVE-2026-1, PYSEC-1 (fixed in 2.35)"]


def test_what_is_allowed_now_can_be_read():
    """deploy/audit-allowed.toml is rows with a reason and a day, and no row is older than its day when it is made."""
    text = audit.ALLOWED.read_text(encoding="utf-8")
    assert all(each.reason and each.package for each in audit.allowed_in(text, TODAY))
    example = "\n".join(line.removeprefix("# ") for line in text.splitlines() if re.match(r"# (\[\[|\w+ = )", line))
    assert len(audit.allowed_in(example, TODAY)) == 1, "the row that its head shows"


def test_a_finding_is_allowed_by_any_of_its_names_until_its_day():
    """A row with reason and day silences a finding up to that day, and is itself a complaint from the next one on."""
    allowed = audit.allowed_in(row(), TODAY)
    assert audit.complaints([FOUND], allowed, date(2026, 12, 31)) == []
    told = audit.complaints([FOUND], allowed, date(2027, 1, 1))
    assert len(told) == 2
    assert any("allowed until 2026-12-31" in line for line in told)


def test_a_row_that_nothing_answers_to_is_taken_away():
    """What is mended by an upgrade does not stay allowed, and another package's row allows nothing."""
    idle = audit.complaints([], audit.allowed_in(row(), TODAY), TODAY)
    assert idle == ["CVE-2026-1 of requests is allowed, and nothing answers to it: take the row away"]
    assert len(audit.complaints([FOUND], audit.allowed_in(row(package="mako"), TODAY), TODAY)) == 2


@pytest.mark.parametrize("text", [row(reason=" "), row(until="2027-06-01"), row().replace('id = "CVE-2026-1"', "")])
def test_the_allow_file_is_strict(text):
    """A row without a reason, for more than a quarter or without an id is refused."""
    with pytest.raises((ValueError, KeyError)):
        audit.allowed_in(text, TODAY)


@pytest.mark.parametrize(
    ("printed", "complaint", "error"),
    [
        ("", "requests.exceptions.ConnectionError: …", audit.NotReachedError),
        ("", "ProxyError('Unable to connect to proxy')", audit.NotReachedError),
        (json.dumps({"dependencies": PRINTED["dependencies"][2:]}), "", audit.NotReachedError),
        ("", "TypeError: unexpected keyword", RuntimeError),
        ('{"dependencies": []}', "", RuntimeError),
    ],
)
def test_no_network_is_told_from_a_broken_audit(printed, complaint, error, monkeypatch):
    """Only a database that could not be asked passes; pip-audit's own failure and an empty list do not."""
    ended = subprocess.CompletedProcess([], 1, printed, complaint)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(error):
        audit.ask(audit.LOCKS[0])


def test_without_network_it_says_so(monkeypatch, capsys):
    """Nothing known is not the same as nothing found: the words say which, and `--must-answer` fails."""

    def unreached(_lock):
        raise audit.NotReachedError

    monkeypatch.setattr(audit, "ask", unreached)
    assert (audit.main([], TODAY), audit.main(["--must-answer"], TODAY)) == (0, 3)
    assert "NOT AUDITED" in capsys.readouterr().out


def test_both_lock_files_are_audited(monkeypatch, capsys):
    """A finding of either lock file ends the audit with 1, and what the database does not know is named."""
    asked = []

    def answer(lock):
        asked.append(lock.name)
        return audit.answer_of(
            json.dumps(PRINTED if "dev" in lock.name else {"dependencies": PRINTED["dependencies"][:1]})
        )

    monkeypatch.setattr(audit, "ask", answer)
    assert audit.main([], TODAY) == 1
    assert asked == ["requirements.txt", "requirements-dev.txt"]
    assert "nothing is known: ours" in capsys.readouterr().out


def test_the_page_of_licences_is_up_to_date(capsys):
    """docs/licences.md names what is locked, each under an allowed licence; `make licences` renews it."""
    assert licences.main(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-2.0-only)", True),
        ("GPL-3.0-only", False),
        ("Apache-2.0 WITH LLVM-exception", False),
    ],
)
def test_a_licence_that_is_not_allowed_fails(expression, is_allowed):
    """Every part of AND, and one of OR, has to be in the list."""
    assert licences.is_allowed(expression, {"MIT": "", "MPL-2.0": "", "Apache-2.0": ""}) is is_allowed


def test_another_wording_is_looked_at_again():
    """A stated licence holds only while the package's metadata say what they said then."""
    [package] = [each for each in locked.read_lock(licences.LOCK) if each.name == "jinja2"]
    told = {"allowed": {"BSD-3-Clause": ""}, "stated": {"jinja2": {"licence": "BSD-3-Clause", "says": "other words"}}}
    assert "look at its licence text again" in licences.licence_of(package, told).complaint
    assert "state its licence" in licences.licence_of(package, {**told, "stated": {}}).complaint


def test_a_package_without_a_hash_is_none(tmp_path):
    """A pin that could be any file is refused."""
    (tmp_path / "lock.txt").write_text("mako==1.4.3\n")
    with pytest.raises(ValueError, match="mako"):
        locked.read_lock(tmp_path / "lock.txt")


def test_asking_for_help_writes_no_bill(tmp_path, monkeypatch, capsys):
    """What begins with a dash is no file to be written."""
    monkeypatch.chdir(tmp_path)
    for words, code in ((["--help"], 0), (["--hlep"], 2)):
        with pytest.raises(SystemExit) as ended:
            sbom.main(words)
        assert ended.value.code == code
    assert "usage" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_the_bill_of_materials():
    """It holds what is locked and no more, is valid CycloneDX, and the same bytes each time; a time only when said."""
    packages = locked.read_lock(sbom.LOCK)
    text = sbom.bill(packages, None)
    assert text == sbom.bill(packages, None)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    made = json.loads(text)
    assert {(each["name"], each["version"]) for each in made["components"]} == {(p.name, p.version) for p in packages}
    assert all(each["hashes"] and each["licenses"] for each in made["components"])
    scopes = {each["name"]: each["scope"] for each in made["components"]}
    assert (scopes["requests"], scopes["hatchling"], scopes["colorama"]) == ("required", "excluded", "optional")
    [psycopg] = [each["dependsOn"] for each in made["dependencies"] if each["ref"].startswith("psycopg@")]
    assert any(each.startswith("psycopg-binary@") for each in psycopg)
    assert "timestamp" not in made["metadata"]
    said = json.loads(sbom.bill(packages, datetime(2026, 11, 30, tzinfo=UTC)))
    assert said["metadata"]["timestamp"] == "2026-11-30T00:00:00+00:00"
