"""`drumbeat demo`: the whole way on the simulator, from ServiceNow to a mail in a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from drumbeat import app
from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say
from drumbeat.cli.demo_year import SetClock, tell_a_year
from drumbeat.cli.pull import pull_with_progress, show_states
from drumbeat.desk.context import Context
from drumbeat.desk.downtimes import approve_downtime, pending_of
from drumbeat.desk.drafts import draft
from drumbeat.desk.operational import bring_in
from drumbeat.desk.persons import users_of
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.sending import mailing_of
from drumbeat.digest.editing import note_of
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.errors import SettingsError, StoreError
from drumbeat.pipeline import send
from drumbeat.ports import GivenConsent
from drumbeat.pull.plan import Plan, horizon
from drumbeat.records.parse.declared import COLUMNS, entries
from drumbeat.records.period import Period
from drumbeat.records.persons import Persons
from drumbeat.records.team import Team
from drumbeat.records.zones import zone_named
from drumbeat.settings import Settings

DEMO_NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
"""The demo's now: the first Tuesday of November. The same demo gives the same bytes on any day."""

MAILED = "Network & Data Centre"
_LEADS = {
    "Network & Data Centre": ("cio@larkfield.example", "all-staff@larkfield.example"),
    "Service Desk": ("cio@larkfield.example",),
    "Applications": ("cio@larkfield.example",),
}
_NOTES = {
    MAILED: "Thank you to everybody who could not reach their mail on the night of the 10th, and slept through it.",
}
_ZONE = "Europe/Berlin"
_SERVICE_ACCOUNTS = ("Larkfield Automation",)
_MONITORED = ("E-mail", "File services", "Order entry")
"""Only of what a monitor watches may a digest say that a change caused no outage (V25)."""
_OURS = ("demo.db", "demo.db-wal", "demo.db-shm")


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the results go.")] = Path("demo-out"),
    year: Annotated[
        bool, typer.Option("--year", help="Let the schedule run through a year, in place of October by hand.")
    ] = False,
) -> None:
    """Show the whole way on a simulated ServiceNow: pull, classify, build, mail to a local folder.

    Needs no settings, no account and no network.
    """
    _clear(out)
    clock = SetClock(DEMO_NOW)
    instance = app.demo_instance(DEMO_NOW)
    with app.simulator(instance) as running:
        say(f"A simulated ServiceNow answers at {running.url}: Larkfield Instruments, fifteen months of work.")
        context = _context(running.url, out, clock)
        window = horizon(DEMO_NOW, context.settings.servicenow.months)
        sources = app.servicenow_workers(context.settings.servicenow)
        show_states(pull_with_progress(sources, context.store.records, Plan(window, context.tables)))
    _import_entries(context)
    leads = {name: app.group_manager(instance, name) for name in _LEADS}
    for name, recipients in _LEADS.items():
        _set_up(context, name, leads[name], recipients)
    period = tell_a_year(context, clock) if year else _tell_october(context, leads)
    _write(context, out, period)
    say()
    say(f"Open {out / 'digest.html'} in a browser, or {out / 'digest.eml'} in a mail program.")
    say(f"digest.txt and digest.json lie beside it, all mails in {out / 'demo-mails'}.")


def _tell_october(context: Context, leads: Mapping[str, tuple[str, str]]) -> Period:
    """What leads and a person at the command line do for one month; the month."""
    period = Period.month(2026, 10, zone_named(_ZONE))
    for name, recipients in _LEADS.items():
        bring_in(context, context.store.teams.get(name), period, leads[name][0])
        whose = context.store.teams.get(name)
        _decide(context, whose, period)
        edition = draft(context, whose, period)
        mailing = mailing_of(context, context.store.teams.get(name), period, edition)
        send(context.store.editions, mailing)
        say(f"Sent “{edition.content.subject}” to {', '.join(recipients)}.")
    return period


def _decide(context: Context, team: Team, period: Period) -> None:
    """What leads do before a digest leaves: approve the downtime that records tell of, and write a few words."""
    for each in pending_of(context, team, period):
        approve_downtime(context, team, period, each.id, team.lead)
    note = _NOTES.get(team.name, "")
    entry = context.entry("edit edition", "", f"{team.name}, {period.start}")
    context.store.editing.change(team.name, period, lambda before: replace(before, note=note_of(note)), entry)


def _clear(out: Path) -> None:
    """The last demo's store goes; whatever else lies in the folder stays."""
    if "?" in str(out):
        raise SettingsError("The folder's name must not hold a question mark.")
    try:
        for name in _OURS:
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        message = f"{out} cannot be cleared: {(error.strerror or '').lower()}."
        raise StoreError(message) from None


def _context(url: str, out: Path, clock: SetClock) -> Context:
    settings = Settings.model_validate(
        {
            "servicenow": {"url": url, **app.demo_sign_in()},
            "store": {"url": f"sqlite:///{out / 'demo.db'}"},
            "mail": {
                "outbox": out / "demo-mails",
                "sender": "Drumbeat <drumbeat@larkfield.example>",
                "domain": "larkfield.example",
            },
            "gate": {"service_accounts": _SERVICE_ACCOUNTS},
            "signals": {"monitored_services": _MONITORED},
            "privacy": {"personal_records": True},
            "report": {"time_zone": _ZONE},
            "schedule": {"pull": False},  # the simulator has gone, and held the whole year
            "facts": app.demo_facts(out / "demo-facts.csv"),
            "evidence": {"servicenow": False},  # the simulator has gone when the page is read
            "brand": app.demo_brand(out / "demo-logo.png"),
        }
    )
    return Context(None, clock=clock, given=settings, actor=lambda: "demo")


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


def _set_up(context: Context, name: str, lead: tuple[str, str], recipients: tuple[str, ...]) -> None:
    lead_name, lead_address = lead
    team = Team(name, (name,), (), zone_named(_ZONE), lead=lead_name, lead_address=lead_address)
    context.store.teams.add(team)
    change_rules(context, name, [Rule(RecipientKind.ADDRESS, address) for address in recipients])


def _write(context: Context, out: Path, period: Period) -> None:
    team = context.store.teams.get(MAILED)
    edition = context.store.editions.find(MAILED, period)
    if edition is None:
        raise TypeError("the demo's edition is gone")
    content = edition.content
    write_whole(out / "digest.html", app.html_file(content.html, content.logo))
    write_whole(out / "digest.txt", content.text.encode())
    write_whole(out / "evidence.html", content.evidence.encode())
    write_whole(
        out / "digest.json", (json.dumps(json.loads(content.digest), indent=1, ensure_ascii=False) + "\n").encode()
    )
    first = min(_LEADS[MAILED])
    whom = app.Addressing(team.name, period, first, team.lead_address, context.clock())
    write_whole(out / "digest.eml", app.compose(content, context.settings.mail, whom).content)
