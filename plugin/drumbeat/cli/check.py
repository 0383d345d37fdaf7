"""`drumbeat check`: is everything there that a digest needs, and what to ask for when it is not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import typer

from drumbeat import app
from drumbeat.cli.advice import plugin_for, role_for
from drumbeat.cli.console import err, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.mail_check import try_mail
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.letter import Frame
from drumbeat.digest.sample import sample
from drumbeat.errors import SourceError, TableAbsent, TableDenied
from drumbeat.ports import LiveSource, Window
from drumbeat.pull.plan import horizon
from drumbeat.records.fields import shows_utc
from drumbeat.records.tables import INCIDENT, Table, missing_fields
from drumbeat.settings import Settings

_ASK = "Ask the ServiceNow administrator for "
_SAMPLE = 50
"""Rows of a table that are looked at: the first alone may be one that a rule hides."""
_WITH_ALL = Frame(is_subscribed=True, leave_page="https://digest.example.com")
"""So that no template of a mail is left out."""


@dataclass(frozen=True, slots=True)
class _Finding:
    table: Table
    status: str
    read: int | None
    expected: int | None
    counted: int | None
    advice: str

    @property
    def line(self) -> tuple[str, ...]:
        """As a row of the table."""
        return (self.table.name, self.status, _said(self.read), _said(self.expected), _said(self.counted), self.advice)


def check(ctx: typer.Context) -> None:
    """Try the instance, the sign-in, each table, the account's time zone and the mail server; say what to ask for."""
    context = context_of(ctx)
    settings = context.settings
    source = app.servicenow(settings.servicenow.model_copy(update={"page_size": _SAMPLE}))
    moment = source.server_moment()
    say(f"Instance: {settings.servicenow.url} answers, and the sign-in is accepted.")
    _say_zone(moment)
    window = horizon(context.clock(), settings.servicenow.months)
    findings = [_probe(source, table, window) for table in context.tables]
    show_table(
        ("Table", "Status", "Read", "Expected", "Counted", "What to ask the ServiceNow administrator for"),
        [each.line for each in findings],
        right=("Read", "Expected", "Counted"),
    )
    say(
        f"Read: rows of the first {_SAMPLE} that the account may see. Expected: all of the last "
        f"{settings.servicenow.months} months by X-Total-Count. Counted: the same by the Aggregate API."
    )
    mail_problem = try_mail(settings.mail)
    _try_templates(settings)
    if findings[0].status in ("denied", "absent"):
        message = "Incidents cannot be read, and without them there is no digest."
        raise SourceError(message, recovery=f"{_ASK}{findings[0].advice}.")
    if mail_problem is not None:
        raise mail_problem


def _probe(source: LiveSource, table: Table, window: Window) -> _Finding:
    """One page and one count tell: the table is there, how much of it can be read, and which fields."""
    try:
        page = source.fetch(table, window)
    except TableAbsent:
        return _Finding(table, "absent", None, None, None, plugin_for(table))
    except TableDenied as error:
        said = error.recovery.removeprefix(_ASK) if error.recovery.startswith(_ASK) else role_for(table)
        return _Finding(table, "denied", None, None, None, said.rstrip("."))
    counted = source.count(table, window)
    found = partial(_Finding, table, read=len(page.rows), expected=page.remaining, counted=counted)
    there = max(page.remaining or 0, counted or 0)
    if not page.rows:
        if there or (table.name == INCIDENT.name and source.count(table, None) == 0):  # there is no such service desk
            return found("denied", advice=role_for(table))
        return found("ok", advice=_why_empty(source, table))
    missing = [name for name in missing_fields(table, page.rows) if name not in table.optional]
    advice = [f"read access to the fields {', '.join(missing)}"] if missing else []
    if len(page.rows) < min(_SAMPLE, there):
        advice.append("the rules on rows that hide some of them: how many, `drumbeat pull` says")
    return found("partial" if advice else "ok", advice="; ".join(advice))


def _why_empty(source: LiveSource, table: Table) -> str:
    """An empty window and an empty table look the same (trap 4)."""
    rows = source.count(table, None)
    return f"nothing; none of its {rows} rows lies in these months" if rows else ""


def _said(number: int | None) -> str:
    return "–" if number is None else str(number)


def _say_zone(moment: tuple[str, str] | None) -> None:
    if moment is None:
        say("Time zone: not known; the account can read no user row. Ask for its own row to be readable.")
    elif shows_utc(*moment):
        say("Time zone: the account's is UTC, as it should be.")
    else:
        err.print("[yellow]Note:[/] the account's time zone is not UTC, or its date format is not the system's.")
        err.print("Ask the ServiceNow administrator to set the integration user's time zone to GMT. Drumbeat reads")
        err.print("14 hours more on both sides of a period meanwhile, so that no record is lost.")


def _try_templates(settings: Settings) -> None:
    """Every template and catalogue is used once, so that a mistake in one is found now. Raises SettingsError."""
    from drumbeat.web.wiring import try_web_pages  # noqa: PLC0415  only who serves pages pays for their library

    languages = app.languages(settings)
    for language in languages:
        renderer = app.renderer(settings, language, _WITH_ALL)
        for render in (renderer.html, renderer.text, renderer.markdown):
            render(sample())
    try_web_pages(settings)
    say(f"Templates: good, in {SAY.listed(languages)}. Colour {settings.brand.accent}, {_logo(settings)}.")


def _logo(settings: Settings) -> str:
    return f"logo {settings.brand.logo}" if settings.brand.logo else "no logo"
