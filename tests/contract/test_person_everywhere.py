"""A person who stands in every column that docs/data-map.md calls personal, and what is left after `person delete`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, String, Table, Text, insert, inspect, select

from command import quickly
from data_map import PERSONAL, columns, names
from drumbeat.editions.notices import key_of
from drumbeat.store.schema import metadata
from installation import installed, usual
from rows import cells, person
from upgrades import value_for

KEY, NAME = person("Wanda Quist")
USER, MAIL = "wquist", "wanda.quist@example.com"
MARKS = (KEY, NAME, USER, MAIL)
EVERYTHING = f"{NAME} ({USER}, {KEY}) <{MAIL}>"
NOBODY = {"subject": "", "html": "", "text": "", "digest": "{}", "page": ""}
EXACT = {
    KEY: "signal.subject remark.subject audit.subject consent.person naming.person named_first.person declared.person "
    "declared.by_person web_session.person suppression.person",
    MAIL: "recipient.name suppression.address delivery.recipient delivery_event.recipient bounce.recipient "
    "web_session.address sign_in_link.address team.lead_address",
    f'["V02:{NAME}"]': "naming.lines",
}
"""What is looked for as it is, and so has to be; all other texts hold all that is known of the person."""
NO_WORDS = {"sys_id", "cells", "kind", "category", "act", "day", "at", "expires"}
"""Personal by whose row it is, and not by what they say. The cells of records are real ones."""
ROWS: dict[str, tuple[dict[str, Any], ...]] = {
    "team": ({"id": 1, "name": "Desk"}, {"id": 2, "name": "Night"}),
    "team_source": ({"team_id": 1, "kind": "technician", "name": NAME},),
    "edition": (
        {"id": 1, "team": "Desk", "state": "draft"},
        {"id": 2, "team": "Desk", "state": "sent", **NOBODY},
    ),
    "translation": (
        {"edition_id": 1, "language": "de", "is_nameless": 0},
        {"edition_id": 1, "language": "de", "is_nameless": 1, **NOBODY},
    ),
    "nameless": ({"edition_id": 1, **NOBODY},),
    "declared": (
        {"id": "to"},
        {"id": "by", "person": "another", "name": "Ann", "title": "Thanks", "url": "", "credential": ""},
    ),
    "web_session": ({"key": "session"},),
    "web_form": ({"session": "session"},),
    "naming": ({"edition_id": 1, "ended_at": ""},),
    "notice": ({"kind": "named", "key": f"{key_of(KEY)} {NAME}"},),
    "recipient": (
        {"team_id": 1, "kind": "address", "is_excluded": 0},
        {"team_id": 2, "kind": "address", "is_excluded": 1},
    ),
    "delivery": ({"edition_id": 1, "state": "planned"}, {"edition_id": 2, "state": "sent"}),
}
"""What rows have to say so that they are what they stand for; every other personal table has one row as it comes."""
STAYS = {
    ("naming", "person"): "that it stood there stays",
    ("recipient", "name"): "who is left out stays left out",
    ("recipient", "keeper"): "who is left out stays left out",
    ("delivery", "recipient"): "planned ones by person delete",
    ("delivery", "persons"): "planned ones by person delete",
    ("delivery", "message_id"): "planned ones by person delete",
    ("delivery", "error"): "planned ones by person delete",
}
"""What stays in part of a table that a deletion reaches, and the words with which the map says so."""
GOES_BY = {name: row[5] for row in PERSONAL for name in names(row[0])}


def stand_everywhere(connection: Connection) -> None:
    """Rows in every table that is personal, with the person in each text of theirs that can hold one."""
    personal, reflected = set(columns(PERSONAL)), MetaData()
    reflected.reflect(connection)
    for table in reflected.sorted_tables:
        if table.name not in {name for name, _ in personal} - {"record"}:
            continue
        checks = inspect(connection).get_check_constraints(table.name)
        for place, said in enumerate(ROWS.get(table.name, ({},))):
            row = {
                column.name: marked(table, column.name)
                if (table.name, column.name) in personal and holds_words(table, column.name, checks)
                else value_for(table, column, place, checks)
                for column in table.columns
            }
            row |= {name: 1 for name in ("id", "edition_id", "team_id") if name in row and is_number(table, name)}
            connection.execute(insert(table).values(row | {name: said[name] for name in said if name in row}))


def marked(table: Table, column: str) -> str:
    """The person, as this column holds one."""
    at = f"{table.name}.{column}"
    return next((value for value, places in EXACT.items() if at in places.split()), EVERYTHING)


def holds_words(table: Table, column: str, checks: Iterable[Any]) -> bool:
    """Whether it is a text, and no moment, and not one of a few words."""
    is_text = isinstance(table.c[column].type, String | Text)
    is_moment = column.endswith("_at") or column.startswith("period_")
    is_chosen = any(re.search(rf"\b{column}\b", check["sqltext"]) for check in checks)
    return is_text and not is_moment and not is_chosen and column not in NO_WORDS


def is_number(table: Table, column: str) -> bool:
    """Whether it is an id that others refer to."""
    return not isinstance(table.c[column].type, String)


def where(connection: Connection) -> set[tuple[str, str]]:
    """Table and column of all that says who the person is, of every row there is."""
    return {
        (table.name, column)
        for table in metadata.sorted_tables
        for row in connection.execute(select(table)).mappings()
        for column, value in row.items()
        if any(mark.lower() in str(value).lower() for mark in MARKS)
    }


@pytest.fixture(name="context")
def _context(tmp_path):
    found = usual()
    found["sys_user"] += [cells(sys_id=KEY, user_name=USER, name=NAME, email=MAIL, active="true")]
    found["incident"][0] = {**found["incident"][0], **cells(resolved_by=(KEY, NAME))}
    context = installed(tmp_path, found, personal_records=True)
    with context.store.census._database._backend.writing.begin() as connection:
        stand_everywhere(connection)
    return context


def test_a_deletion_leaves_what_the_map_says(context, tmp_path):
    """The person is in every personal table before, and afterwards only where the map says how else it goes, and why.

    Nothing is left in what the map calls gone by person delete, but for what it says stays.
    """
    database = context.store.census._database
    with database.read() as connection:
        before = where(connection)
    assert {table for table, _ in before} == set(GOES_BY) - {"nameless"}
    ended = quickly("person", "delete", "--person", NAME, "--reason", "asked for it", cwd=tmp_path)
    assert ended.code == 0, ended.err
    assert "Still the lead of “Desk”" in ended.out
    assert "Still among the technicians of “Desk”" in ended.out
    with database.read() as connection:
        after = where(connection)
    kept = {(table, column) for table, column in before if "person delete" not in GOES_BY[table]}
    assert after - kept - set(STAYS) == set()
    assert after == kept | set(STAYS)
    assert [words for (table, _), words in STAYS.items() if words not in GOES_BY[table]] == []
