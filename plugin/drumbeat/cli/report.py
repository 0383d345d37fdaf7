"""`drumbeat report`: a digest now, of any team, group and period; nothing is sent and nothing is remembered."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from drumbeat import app
from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import err, print_json, say
from drumbeat.cli.context import context_of
from drumbeat.cli.periods import From, Month, Quarter, To, Year
from drumbeat.cli.personal_record import Asked, hand_out_record
from drumbeat.desk.context import Context
from drumbeat.desk.formats import Format, Report, render
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.reports import Request, ad_hoc, files, teams_as_one, told_beside
from drumbeat.digest.build import NOTHING_BESIDE, Stock, build
from drumbeat.errors import SettingsError, TeamOfOne
from drumbeat.pipeline import read_list, stock
from drumbeat.records.dates import FORMATS
from drumbeat.records.tables import INCIDENT
from drumbeat.records.zones import zone_named

TeamNames = Annotated[
    list[str] | None,
    typer.Option("--team", metavar="NAME", help="A team of the store; several make one digest of a department."),
]
Named = Annotated[str, typer.Option("--name", metavar="NAME", help="What several teams are called together.")]
Language = Annotated[str, typer.Option("--language", metavar="TAG", help="en, de, or your own catalogue.")]
Group = Annotated[
    str | None, typer.Option("--group", metavar="NAME", help="One assignment group, as if it were a team.")
]
PersonName = Annotated[
    str | None,
    typer.Option(
        "--person", metavar="NAME", help="A technician's own record; needs privacy.personal_records and --reason."
    ),
]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="With --person: why it is read; kept in the audit log.")
]
EveryGroup = Annotated[bool, typer.Option("--every-group", help="Every assignment group: a JSON line each.")]
Formats = Annotated[
    str, typer.Option("--format", metavar="LIST", help="Of html, text, md, json, csv, eml; commas between.")
]
_FORMATS = "text"
"""What nobody said."""
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write files there; else to the screen.")]
Export = Annotated[
    list[str] | None,
    typer.Option(
        "--export",
        metavar="[TABLE=]FILE",
        help="Read an exported list (CSV, zipped CSV, or XLSX) instead of the store; incidents if no table is said.",
    ),
]
Dates = Annotated[
    str | None, typer.Option("--dates", metavar="FORMAT", help=f"How the list writes dates: {', '.join(FORMATS)}.")
]
Zone = Annotated[
    str | None, typer.Option("--zone", metavar="ZONE", help="Time zone of an ad-hoc team, like Europe/Berlin.")
]
ListZone = Annotated[str, typer.Option("--list-zone", metavar="ZONE", help="Time zone of the list's times.")]
NoGate = Annotated[
    bool,
    typer.Option(
        "--no-gate",
        help="For measuring, not for sending: count every record that has a time of completion, and show beside it "
        "what the gate would leave out. Neither the minimum group nor the rule on teams of one holds.",
    ),
]


def report(
    ctx: typer.Context,
    team: TeamNames = None,
    name: Named = "",
    group: Group = None,
    every_group: EveryGroup = False,
    person: PersonName = None,
    month: Month = None,
    quarter: Quarter = None,
    year: Year = None,
    first: From = None,
    last: To = None,
    formats: Formats = _FORMATS,
    out: Out = None,
    export: Export = None,
    dates: Dates = None,
    zone: Zone = None,
    list_zone: ListZone = "UTC",
    no_gate: NoGate = False,
    reason: Reason = "",
    language: Language = "",
) -> None:
    """Make a digest now, for any team or group and any period.

    Nothing is sent, and nothing is remembered; but that somebody's own record was read, in the audit log.
    """
    context = context_of(ctx)
    if sum((bool(team), bool(group), every_group, person is not None)) != 1:
        raise SettingsError("Say one of --team, --group, --every-group and --person.")
    wanted, said = Format.parse(formats), Said(month, first, last, quarter, year)
    if person is not None:
        if export or no_gate:
            raise SettingsError("--person reads the store, with the gate: it takes no --export and no --no-gate.")
        own = period_of(said, zone_named(zone or context.settings.report.time_zone), context.clock())
        hand_out_record(context, Asked(person, own, reason), wanted, out)
        return
    if every_group:
        _refuse_every_group(formats, wanted, out)
    if dates is not None and dates not in FORMATS:
        raise SettingsError(f"There is no date format {dates}.", recovery=f"Say one of {', '.join(FORMATS)}.")
    home = zone_named(zone or context.settings.report.time_zone)
    chosen = teams_as_one(context, team or [], name, home)
    period = period_of(said, chosen.zone if chosen else home, context.clock())
    found = _exported(context, export, dates, list_zone) if export else context.stock
    # A list is read without any store: nobody's consent is known.
    policy = app.policy(context.settings, gate=not no_gate) if export else context.policy(gate=not no_gate)
    if every_group:
        least = max(policy.minimum_group, context.settings.privacy.manager_minimum_group)
        _print_groups(Request(context, found, period, replace(policy, minimum_group=least)), home)
        return
    request = Request(context, found, period, policy)
    whose = chosen or ad_hoc(request.known_group(group or ""), home)
    is_kept = len(set(team or ())) == 1
    beside = (
        told_beside(context, chosen, period, is_kept=is_kept, is_exported=bool(export)) if chosen else NOTHING_BESIDE
    )
    built = request.build(whose, beside)
    made = Report(built, whose, context.settings, language=language, from_instance=not export)
    _hand_out(made, wanted, out)


def _refuse_every_group(formats: str, wanted: list[Format], out: Path | None) -> None:
    """Raises SettingsError for what lines of JSON cannot be, and where nobody asked to see hundreds of them."""
    if formats == _FORMATS and sys.stdout.isatty():
        raise SettingsError(
            "--every-group prints a line of JSON for each group, for programs.",
            recovery="Send it into a file (… > groups.jsonl), or say --format json to see it here.",
        )
    if out is not None or wanted not in ([Format.TEXT], [Format.JSON]):
        raise SettingsError("--every-group prints JSON lines; it takes no --format and no --out.")


def _print_groups(request: Request, home: ZoneInfo) -> None:
    alone = 0
    names = request.groups()
    if not names:
        build(ad_hoc("", home), request.period, request.stock, request.policy)  # says so when the period is not covered
    for name in names:
        try:
            print_json(app.renderer(request.context.settings).data(request.build(ad_hoc(name, home)).digest))
        except TeamOfOne:
            alone += 1
    if alone:
        err.print(f"{alone} groups are left out: one person alone stands behind their records.")


def _exported(context: Context, exports: list[str], dates: str | None, list_zone: str) -> Stock:
    reads = []
    tables = [each.partition("=")[0] if "=" in each else INCIDENT.name for each in exports]
    if len(set(tables)) < len(tables):
        raise SettingsError(
            "Two lists of one table may hold the same records twice.", recovery="Join them into one file first."
        )
    for each in exports:
        table, _, path = each.partition("=") if "=" in each else (INCIDENT.name, "", each)
        source, read = app.exported_list(Path(path), table, zone_named(list_zone), dates, context.tables)
        reads += list(read_list(source, [read]))
    return stock(reads, context.reading, context.clock())


def _hand_out(report: Report, formats: list[Format], out: Path | None) -> None:
    """Files, or one format to the screen, where HTML has no page of evidence beside it to link to."""
    if out is None and len(formats) > 1:
        raise SettingsError("Several formats need a folder.", recovery="Say --out DIR.")
    for form in formats:
        if out is None:
            sys.stdout.buffer.write(render(form, report))
            sys.stdout.buffer.flush()
            continue
        made = list(files(report, [form]))
        for each in made:
            write_whole(out / each.name, each.content)
        for each in reversed(made):
            say(f"{out / each.name}")
