"""A whole installation in a folder: settings, a store with rows of a small organisation, and its commands' context."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from drumbeat.desk.context import Context
from drumbeat.digest.build import Built, build
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.ports import FIRST_PAGE, Fetched, GivenConsent, Page, PullStatus, Window
from drumbeat.records.period import Period
from drumbeat.records.row import RawRow
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team
from drumbeat.settings import Settings
from rows import cells, group, incident_row, person, sys_id
from stores import new_store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
OCTOBER = Period.month(2026, 10, ZoneInfo("UTC"))
STAFF = ("Ann", "Ben", "Cem", "Dia", "Eli", "Fay")
NETWORK = Team("Network", ("Network",), (), ZoneInfo("UTC"))
WINDOW = Window(datetime(2025, 8, 1, tzinfo=UTC), NOW)
WORD = "marzipan"
"""Stands in every text that a person wrote: it must leave in nothing."""


def staff(*names: str) -> list[RawRow]:
    """Users."""
    return [cells(sys_id=person(name)[0], user_name=name.lower(), name=name) for name in names]


def incidents(count: int = 24, people: Iterable[str] = STAFF, **fields: Any) -> list[RawRow]:
    """Incidents of October that these people resolved in turn."""
    names = list(people)
    return [
        incident_row(
            f"INC{at:04}",
            **{
                "resolved_by": person(names[at % len(names)]),
                "caller_id": person(f"Caller {at}"),
                "short_description": f"{WORD} {at}",
                "close_notes": f"Restarted the vpn gateway, {WORD} {at}.",
                "resolved_at": f"2026-10-{at % 28 + 1:02} 08:00:00",
                "opened_at": f"2026-10-{at % 28 + 1:02} 06:00:00",
                **fields,
            },
        )
        for at in range(count)
    ]


def improvements(*leads: str) -> list[RawRow]:
    """An improvement for each of these people, in which another closed a task."""
    return [
        cells(
            sys_id=sys_id(f"CIM{at}"),
            number=f"CIM{at:04}",
            state=("7", "Closed"),
            closure_code="Successful",
            opened_at="2026-09-01 08:00:00",
            closed_at="2026-10-10 08:00:00",
            work_start="2026-09-01 08:00:00",
            work_end="2026-10-10 08:00:00",
            assignment_group=group("Network"),
            assigned_to=person(name),
            short_description="A better gateway",
        )
        for at, name in enumerate(leads)
    ]


def tasks(count: int, who: str) -> list[RawRow]:
    """A task for each improvement, closed by somebody else."""
    return [
        cells(
            sys_id=sys_id(f"CIMT{at}"),
            number=f"CIMT{at:04}",
            state=("3", "Closed Complete"),
            opened_at="2026-09-02 08:00:00",
            closed_at="2026-10-09 08:00:00",
            assignment_group=group("Network"),
            assigned_to=person(who),
            parent=(sys_id(f"CIM{at}"), f"CIM{at:04}"),
        )
        for at in range(count)
    ]


def usual() -> dict[str, list[RawRow]]:
    """A month of six people, of whom two led an improvement."""
    return {
        "sys_user": staff(*STAFF, "Carl"),
        "incident": incidents(),
        "sn_cim_register": improvements("Fay", "Ann"),
        "sn_cim_task": tasks(2, "Ben"),
    }


def installed(
    folder: Path, rows: Mapping[str, list[RawRow]] | None = None, *, url: str = "", **privacy: Any
) -> Context:
    """A context over a new store that holds these rows: in the folder, or where `url` says."""
    settings = {"store": {"url": url or f"sqlite:///{new_store(folder / 'drumbeat.db')}"}, "privacy": privacy}
    (folder / "drumbeat.toml").write_text(
        f'[store]\nurl = "{settings["store"]["url"]}"\n[privacy]\n'
        + "".join(f"{name} = {json.dumps(value)}\n" for name, value in privacy.items())
    )
    context = Context(None, clock=lambda: NOW, given=Settings.model_validate(settings), actor=lambda: "tester")
    for name, found in (usual() if rows is None else rows).items():
        fill(context, name, found)
    return context


def fill(context: Context, name: str, rows: list[RawRow], until: datetime = NOW) -> None:
    """Keep rows as one whole pull of the table, of what there was until then."""
    records, table = context.store.records, BY_NAME[name]
    state = records.begin_pull(table, Window(WINDOW.start, until))
    state = records.save_page(table, state, Fetched(FIRST_PAGE, Page(tuple(rows), None, len(rows)), ()))
    records.end_pull(state, PullStatus.OK, "")


def again(context: Context) -> Context:
    """The same installation in a later run: nothing is remembered but the store."""
    return Context(None, clock=context.clock, given=context.settings, actor=context.actor)


def consent(context: Context, name: str, category: Category = Category.IMPROVEMENT) -> Consent:
    """Record that the person agreed."""
    given = Consent(person(name)[0], category)
    entry = context.entry("give consent", given.person)
    assert context.store.consents.give(GivenConsent(given, name, "form", NOW), entry)
    return given


def october(context: Context) -> Built:
    """October's digest of Network, with the consents as they stand."""
    return build(NETWORK, OCTOBER, context.stock, context.policy())
