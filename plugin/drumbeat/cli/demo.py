"""`drumbeat demo`: the whole way on the simulator, from ServiceNow to a mail in a folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from drumbeat import app
from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say
from drumbeat.cli.demo_year import SetClock, tell_a_year
from drumbeat.cli.larkfield import DEMO_NOW, MAILED, RECIPIENTS, ZONE, clear, furnish, settings
from drumbeat.desk.besides import built_of
from drumbeat.desk.context import Context
from drumbeat.desk.downtimes import approve_downtime, pending_of
from drumbeat.desk.drafts import draft
from drumbeat.desk.operational import bring_in
from drumbeat.desk.sending import mailing_of
from drumbeat.desk.timely import timely
from drumbeat.digest.editing import note_of
from drumbeat.digest.language.wording import quoted
from drumbeat.errors import SettingsError
from drumbeat.pipeline import send
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.records.zones import zone_named

_NOTES = {
    MAILED: "Thank you to everybody who could not reach their mail on the night of the 10th, and slept through it.",
}
PORT = 8090
"""On which the demo's pages are served."""


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the results go.")] = Path("demo-out"),
    year: Annotated[
        bool, typer.Option("--year", help="Let the schedule run through a year, in place of October by hand.")
    ] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Then serve the pages of leads, with a mailbox to look into.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="On which they are served; 0: any free one.")
    ] = PORT,
) -> None:
    """Show the whole way on a simulated ServiceNow: pull, classify, build, mail to a local folder.

    Needs no settings, no account and no network. With --serve the month before has been sent, a draft waits for its
    lead, and everything can be tried in a browser on this machine, until Ctrl-C.
    """
    if year and serve:
        raise SettingsError("--year and --serve are two demos.", recovery="Say one of them.")
    if serve:
        from drumbeat.cli.demo_serve import serve_demo  # noqa: PLC0415  only who serves pages pays for their library

        serve_demo(out, port)
        return
    clear(out)
    clock = SetClock(DEMO_NOW)
    instance = app.demo_instance(DEMO_NOW)
    with app.simulator(instance) as running:
        context = Context(None, clock=clock, given=settings(running.url, out), actor=lambda: "demo")
        furnish(context, {name: app.group_manager(instance, name) for name in RECIPIENTS})
    period = tell_a_year(context, clock) if year else _tell_october(context)
    _write(context, out, period)
    say()
    say(f"Open {out / 'digest.html'} in a browser, or {out / 'digest.eml'} in a mail program.")
    say("Each figure opens its records, in evidence.html beside it.")
    say(f"digest.txt and digest.json lie there as well, all mails in {out / 'demo-mails'}.")
    say("`drumbeat demo --serve` (in a clone: `make demo-serve`) lets you try the pages of those who look after it.")


def _tell_october(context: Context) -> Period:
    """What leads and a person at the command line do for one month; the month."""
    period = Period.month(2026, 10, zone_named(ZONE))
    for name, recipients in RECIPIENTS.items():
        team = context.store.teams.get(name)
        bring_in(context, team, period, team.lead)
        _decide(context, team, period)
        edition = draft(context, team, period)
        mailing = mailing_of(context, context.store.teams.get(name), period, edition)
        send(context.store.editions, mailing)
        say(f"Sent {quoted(edition.content.subject)} to {', '.join(recipients)}.")
    return period


def _decide(context: Context, team: Team, period: Period) -> None:
    """What leads do before a digest leaves: approve the downtime that records tell of, and write a few words."""
    for each in pending_of(context, team, period):
        approve_downtime(context, team, period, each.id, team.lead)
    note = _NOTES.get(team.name, "")
    entry = context.entry("edit edition", "", f"{team.name}, {period.start}")
    context.store.editing.change(team.name, period, lambda before: replace(before, note=note_of(note)), entry)


def _write(context: Context, out: Path, period: Period) -> None:
    team = context.store.teams.get(MAILED)
    edition = context.store.editions.find(MAILED, period)
    if edition is None:
        raise TypeError("the demo's edition is gone")
    content = edition.content
    built = built_of(context, team, period, timely(context, team, period))
    write_whole(out / "digest.html", app.edition_file(context.settings, team, built, "evidence.html"))
    write_whole(out / "digest.txt", content.text.encode())
    write_whole(out / "evidence.html", content.evidence.encode())
    write_whole(
        out / "digest.json", (json.dumps(json.loads(content.digest), indent=1, ensure_ascii=False) + "\n").encode()
    )
    first, *_ = RECIPIENTS[MAILED]
    whom = app.Addressing(team.name, period, first, team.lead_address, context.clock())
    write_whole(out / "digest.eml", app.compose(content, context.settings.mail, whom).content)
