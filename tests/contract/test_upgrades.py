"""A store of every earlier version becomes one of today and loses nothing, and its backup does."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Integer

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.overview import last_of
from drumbeat.desk.recipients import change_rules
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.records.period import Period
from drumbeat.settings import Settings
from drumbeat.store.database import NEWEST, address_of
from drumbeat.store.dumps import _run
from drumbeat.store.schema import metadata
from installation import NETWORK, NOW, OCTOBER, installed
from places import Place
from samples import sampled
from upgrades import Held, Row, Rows, held, make, revisions

REVISIONS = revisions()
NOTEWORTHY = ["0001", "0006"]
"""From here what was there is rewritten, not only added to: always tried, the others in `make test-long`."""
ORDERED = sorted(REVISIONS, key=lambda each: each not in NOTEWORTHY)
_ID = 100
"""Of the team that the program made; the others are made of the schema."""


@pytest.fixture(scope="module", name="real")
def _real(tmp_path_factory) -> Rows:
    """What the program itself keeps of a team: its records, its pulls, its readers."""
    context = installed(tmp_path_factory.mktemp("real"))
    context.store.teams.add(replace(NETWORK, lead="Marit", lead_address="marit@example.com"))
    change_rules(context, NETWORK.name, [Rule(RecipientKind.ADDRESS, "ann@example.com")])
    found = held(context.settings.store.url).rows
    return {
        "team": [{**row, "id": _ID} for row in found["team"]],
        "team_source": [{**row, "team_id": _ID} for row in found["team_source"]],
        "recipient": [{**row, "team_id": _ID, "address": row["name"]} for row in found["recipient"]],
        "record": found["record"],
        "pull": found["pull"],
    }


def _later(table: str, row: Row) -> Row:
    """The row as the newest schema has it: as it was, and what each migration says of rows that it found."""
    added = {
        column.name: int(said) if isinstance(column.type, Integer) else said
        for column in metadata.tables[table].columns
        if column.name not in row and (said := getattr(column.server_default, "arg", None)) is not None
    }
    found = {**row, **added}
    if table == "pull" and "after" in row:  # 0002: where it was going on becomes its only slice
        at = [[found.pop("after"), found.pop("offset"), ""]]
        found |= {"cursors": json.dumps(at if row["status"] == "running" else []), "question": "", "since": ""}
        found |= {"full": row["number"], "full_at": row["window_end"], "counted": None, "hidden": None}
    if table == "record":  # 0002
        found.setdefault("closed", "")
    if table == "recipient" and "address" in row:  # 0007: every recipient was an address
        found |= {"kind": "address", "name": found.pop("address"), "is_excluded": 0, "language": "", "keeper": ""}
    if table == "delivery" and "kind" not in row:  # 0007
        found |= {"kind": "address", "language": "", "owner": ""}
    return found


def _expected(before: Held) -> Rows:
    return {name: [_later(name, row) for row in before.rows.get(name, ())] for name in metadata.tables}


def _sorted(rows: list[Row]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


def _differences(found: Rows, expected: Rows) -> dict[str, tuple[list[str], list[str]]]:
    """By table: what is there and should not be, what is not there and should be. Tables as well."""
    assert found.keys() == expected.keys()
    return {
        name: (sorted(there - wanted), sorted(wanted - there))
        for name in found
        if (there := set(_sorted(found[name]))) != (wanted := set(_sorted(expected[name])))
        or len(found[name]) != len(expected[name])
    }


def _opened(url: str) -> Context:
    return Context(None, clock=lambda: NOW, given=Settings.model_validate({"store": {"url": url}}), actor=lambda: "x")


@pytest.mark.parametrize("revision", sampled(ORDERED, always=len(NOTEWORTHY)))
def test_a_store_of_an_earlier_version_keeps_every_row(place, real, revision):
    """Each row and column is there after the upgrade, as it was or as its migration says; the schema is the newest.

    The program then works with it: it lists every team and makes a draft, under an id that no edition has had.
    """
    url = place.url("older")
    before = make(url, revision, real)
    assert all(before.rows.values()), "a table without a row tests nothing"
    place.open("older").close()
    after = held(url)
    assert after.revision == NEWEST
    assert _differences(after.rows, _expected(before)) == {}
    with place.open("older").read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": place.kind == "sqlite"})
        assert compare_metadata(context, metadata) == []
    _works(url, before)


def _works(url: str, before: Held) -> None:
    context = _opened(url)
    teams = context.store.teams.all()
    assert {each.name for each in teams} == {row["name"] for row in before.rows["team"]}
    for team in teams:
        last_of(context, team)
    edition = draft(context, context.store.teams.get("Network"), OCTOBER)
    assert "October 2026" in edition.content.subject
    assert edition.id > max(row["id"] for row in before.rows["edition"])
    for row in before.rows["edition"]:
        period = Period(*(date.fromisoformat(row[name]) for name in ("period_start", "period_end")), NETWORK.zone)
        frozen = context.store.editions.find(row["team"], period).content
        assert (frozen.subject, frozen.html) == (row["subject"], row["html"])


def _back_up(place: Place, url: str, out: Path) -> None:
    """As the version of that time did it: without the place that may send."""
    if place.kind == "sqlite":
        shutil.copyfile(url.removeprefix("sqlite:///"), out)
        return
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={out}", address=address_of(url))


def _changed_by_restoring(rows: Rows) -> Rows:
    """What a restored store leaves to people, and who is signed in, is not as it was."""
    unsent = {DeliveryState.PLANNED.value, DeliveryState.CLAIMED.value, DeliveryState.FAILED.value}
    kept = [row for row in rows["delivery"] if row["state"] not in unsent]
    without = {"delivery_event", "audit", "home", "restoration", "web_session", "web_form", "sign_in_link"}
    teams = [{**row, "begins": ""} for row in rows["team"]]
    return {name: found for name, found in rows.items() if name not in without} | {"delivery": kept, "team": teams}


@pytest.mark.parametrize("revision", sampled(ORDERED, always=1))
def test_the_backup_of_an_earlier_version_keeps_every_row(place, real, revision, tmp_path):
    """A backup that was made before the upgrade leads back to every row, and is itself not changed by that.

    But for what restoring always leaves to people: mails that may have left meanwhile, and whence digests leave.
    """
    url = place.url("older")
    before, backup = make(url, revision, real), tmp_path / "backup"
    _back_up(place, url, backup)
    bytes_before = backup.read_bytes()
    place.open("older").close()
    app.restore(_opened(url).settings, backup, _opened(url).entry("restore"), force=True)
    after = held(url)
    assert after.revision == NEWEST
    unsent = [each for each in after.rows["delivery"] if each["error"].startswith("restored from a backup")]
    assert all(each["state"] == "unknown" for each in unsent)
    remaining = {**after.rows, "delivery": [each for each in after.rows["delivery"] if each not in unsent]}
    assert len(after.rows["delivery"]) == len(before.rows["delivery"])
    assert _differences(_changed_by_restoring(remaining), _changed_by_restoring(_expected(before))) == {}
    assert backup.read_bytes() == bytes_before
