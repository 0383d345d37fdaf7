"""The demo's installation: what it is set to, the records of Larkfield Instruments, and its three teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from drumbeat import app
from drumbeat.cli.console import say
from drumbeat.cli.pull import pull_with_progress, show_states
from drumbeat.desk.context import Context
from drumbeat.desk.persons import users_of
from drumbeat.desk.recipients import change_rules
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.errors import SettingsError, StoreError
from drumbeat.ports import GivenConsent
from drumbeat.pull.plan import Plan, horizon
from drumbeat.records.parse.declared import COLUMNS, entries
from drumbeat.records.persons import Persons
from drumbeat.records.team import Team
from drumbeat.records.zones import zone_named
from drumbeat.settings import Settings

DEMO_NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
"""The demo's now: the first Tuesday of November. The same demo gives the same bytes on any day."""

MAILED = "Network & Data Centre"
EVERYBODY = "all-staff@larkfield.example"
"""The list of the whole company."""
_KEEPER = "the Service Desk"
RECIPIENTS: Mapping[str, Sequence[str]] = {
    MAILED: ("cio@larkfield.example", EVERYBODY),
    "Service Desk": ("cio@larkfield.example",),
    "Applications": ("cio@larkfield.example",),
}
"""Of each team."""
ZONE = "Europe/Berlin"
_SERVICE_ACCOUNTS = ("Larkfield Automation",)
_MONITORED = ("E-mail", "File services", "Order entry")
"""Only of what a monitor watches may a digest say that a change caused no outage (V25)."""
MAILS = "demo-mails"
"""Folders: of what was mailed, and of the pages that figures open."""
_OURS = ("demo.db", "demo.db-wal", "demo.db-shm", f"{MAILS}/*.eml")


def clear(out: Path) -> None:
    """The last demo's store and mails go; whatever else lies in the folder stays."""
    if "?" in str(out):
        raise SettingsError("The folder's name must not hold a question mark.")
    try:
        for path in (path for pattern in _OURS for path in out.glob(pattern)):
            path.unlink(missing_ok=True)
    except OSError as error:
        message = f"{out} cannot be cleared: {(error.strerror or '').lower()}."
        raise StoreError(message) from None


def settings(url: str, out: Path, **sections: Any) -> Settings:
    """Of a demo whose ServiceNow answers at `url`; `sections` come on top."""
    return Settings.model_validate(
        {
            "servicenow": {"url": url, **app.demo_sign_in()},
            "store": {"url": f"sqlite:///{out / 'demo.db'}"},
            "mail": {
                "outbox": out / MAILS,
                "sender": "Drumbeat <drumbeat@larkfield.example>",
                "domain": "larkfield.example",
            },
            "gate": {"service_accounts": _SERVICE_ACCOUNTS},
            "signals": {"monitored_services": _MONITORED},
            "privacy": {"personal_records": True},
            "report": {"time_zone": ZONE},
            "schedule": {"pull": False},  # the instance stands still, and was read whole
            "facts": app.demo_facts(out / "demo-facts.csv"),
            "evidence": {"servicenow": False},  # the simulator has gone when the page is read
            "brand": app.demo_brand(out / "demo-logo.png"),
            **sections,
        }
    )


def furnish(context: Context, leads: Mapping[str, tuple[str, str]]) -> None:
    """Read the instance into a new store, add what people brought themselves, and the teams with their leads.

    `leads`: name and address of each team's.
    """
    window = horizon(DEMO_NOW, context.settings.servicenow.months)
    sources = app.servicenow_workers(context.settings.servicenow)
    url = context.settings.servicenow.url
    say(f"A simulated ServiceNow answers at {url}: Larkfield Instruments, fifteen months of work.")
    show_states(pull_with_progress(sources, context.store.records, Plan(window, context.tables)))
    _import_entries(context)
    for name, recipients in RECIPIENTS.items():
        lead, address = leads[name]
        context.store.teams.add(Team(name, (name,), (), zone_named(ZONE), lead=lead, lead_address=address))
        change_rules(context, name, [_rule(each) for each in recipients])


def _rule(address: str) -> Rule:
    if address == EVERYBODY:
        return Rule(RecipientKind.COMPANY, address, keeper=_KEEPER)
    return Rule(RecipientKind.ADDRESS, address)


def _import_entries(context: Context) -> None:
    """What people at Larkfield brought themselves, and what two of them agreed to be named in."""
    persons, today = Persons.of(users_of(context)), DEMO_NOW.date()
    for kind, rows in app.demo_entries().items():
        read = entries(kind, COLUMNS[kind], enumerate(rows, start=2), persons, today)
        if read.bad:
            raise TypeError("the demo's entries are not good")
        context.store.declared.add(read.good, context.entry("import"))
    for name, category, said in app.demo_consents():
        (person,) = persons.find(name)
        given = GivenConsent(Consent(person.key, Category(category)), person.name, said, DEMO_NOW)
        context.store.consents.give(given, context.entry("give consent", person.key, f"{category}: {said}"))
