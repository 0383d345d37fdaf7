"""`drumbeat check`: is everything there that a digest needs, and what to ask for when it is not."""

from __future__ import annotations

from dataclasses import dataclass

import typer

from drumbeat import app
from drumbeat.cli.console import err, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.errors import SourceError, TableAbsent, TableDenied
from drumbeat.ports import Source, Window
from drumbeat.pull import horizon
from drumbeat.records.fields import shows_utc
from drumbeat.records.tables import TABLES, Table, missing_fields
from drumbeat.settings import Settings

_ROLES = {
    "incident": "sn_incident_read",
    "change_request": "sn_change_read",
    "problem": "sn_problem_read",
    "sc_req_item": "sn_request_read",
    "sc_task": "sn_request_read",
    "sn_cim_register": "sn_cim.improvement_requester",
    "sn_cim_task": "sn_cim.improvement_requester",
    "kb_knowledge": "“can read” by user criteria on each knowledge base",
    "m2m_kb_task": "read access to m2m_kb_task",
    "pm_project": "read access to pm_project",
}
"""What a least-privilege account needs (fact sheet 2.8)."""

_PLUGINS = {
    "sn_cim_register": "Continual Improvement Management (com.sn_cim)",
    "sn_cim_task": "Continual Improvement Management (com.sn_cim)",
    "pm_project": "Project Portfolio Management",
}


@dataclass(frozen=True, slots=True)
class _Finding:
    table: Table
    status: str
    rows: int | None
    advice: str


def check(ctx: typer.Context) -> None:
    """Try the instance, the sign-in, each table and the account's time zone; say what to ask for."""
    context = context_of(ctx)
    settings = context.settings
    source = app.servicenow(settings.servicenow)
    moment = source.server_moment()
    say(f"Instance: {settings.servicenow.url} answers, and the sign-in is accepted.")
    _say_zone(moment)
    window = horizon(context.clock(), settings.servicenow.months)
    findings = [_probe(source, table, window) for table in TABLES]
    show_table(
        ("Table", "Status", "Rows", "What to ask the ServiceNow administrator for"),
        [(each.table.name, each.status, "" if each.rows is None else each.rows, each.advice) for each in findings],
        right=("Rows",),
    )
    _say_mail(settings)
    app.renderer(settings)
    if findings[0].status != "ok":
        message = "Incidents cannot be read, and without them there is no digest."
        raise SourceError(message, recovery=f"Ask the ServiceNow administrator for {findings[0].advice}.")


def _probe(source: Source, table: Table, window: Window) -> _Finding:
    """One page tells: the table is there, some of its rows can be read, and the fields asked for."""
    try:
        page = source.fetch(table, window)
    except TableAbsent:
        plugin = _PLUGINS.get(table.name)
        return _Finding(table, "absent", None, f"the plugin {plugin}, if you use it" if plugin else "")
    except TableDenied:
        return _Finding(table, "denied", None, _ROLES[table.name])
    if page.remaining and not page.rows:
        return _Finding(table, "denied", page.remaining, _ROLES[table.name])
    missing = missing_fields(table, page.rows)
    advice = f"read access to the fields {', '.join(missing)}" if missing else ""
    return _Finding(table, "partial" if missing else "ok", page.remaining, advice)


def _say_zone(moment: tuple[str, str] | None) -> None:
    if moment is None:
        say("Time zone: not known; the account can read no user row. Ask for its own row to be readable.")
    elif shows_utc(*moment):
        say("Time zone: the account's is UTC, as it should be.")
    else:
        err.print("[yellow]Note:[/] the account's time zone is not UTC, or its date format is not the system's.")
        err.print("Ask the ServiceNow administrator to set the integration user's time zone to GMT. Drumbeat reads")
        err.print("14 hours more on both sides of a period meanwhile, so that no record is lost.")


def _say_mail(settings: Settings) -> None:
    mail = settings.mail
    if mail.transport == "outbox":
        say(f"Mail: written to the folder {mail.outbox}; nothing leaves this machine.")
    else:
        say(f"Mail: {mail.host}, port {mail.port}, {mail.security}.")
