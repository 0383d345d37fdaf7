"""`drumbeat explain`: why a record counts or not, and which gate tests, rules and skills speak of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from textwrap import fill
from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.periods import Month
from drumbeat.desk.context import Context
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.persons import person_named, require_personal_records, require_words
from drumbeat.errors import SettingsError
from drumbeat.records.model import Ref, WorkRecord
from drumbeat.records.period import Period
from drumbeat.records.zones import zone_named
from drumbeat.signals.explain import Asking, Explanation, explain, judged_as
from drumbeat.signals.gate import Judged
from drumbeat.signals.material import Material

_WIDTH = 100


def explain_record(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The record's number, like INC0012345.")],
    month: Month = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="NAME", help="Explain this person's own signals; needs --reason, is logged."),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="With --person: why it is asked; kept in the audit log.")
    ] = "",
) -> None:
    """Explain why a record counts or not, who is credited by role, and which rules and skills speak of it.

    Rules are asked of the month in which the record was done, or of --month. Nobody is named, and no private signal
    is shown; with --person those of that person are.
    """
    context = context_of(ctx)
    item = _found(context, number)
    who = None
    if person is not None:
        require_personal_records(context)
        words = require_words(reason, "--reason")
        who = person_named(context, person)
        context.store.audit.note(context.entry("explain record", who.key, f"{number}: {words}"))
    material = Material(context.stock.world, _period(context, item, month), _scope(item, who), context.stock.until)
    _show(explain(item, Asking(material, frozenset(context.settings.signals.off), who)))


def _found(context: Context, number: str) -> Judged:
    item = judged_as(number.strip(), context.stock.world) or judged_as(number.strip().upper(), context.stock.world)
    if item is not None:
        return item
    beside = any(isinstance(each, WorkRecord) and each.number == number.strip() for each in context.stock.beside)
    if beside:
        raise SettingsError(
            f"{number} is read beside the work that is counted: it tells of the record it belongs to.",
            recovery="Ask for that record.",
        )
    raise SettingsError(
        f"The store holds no record {number}.",
        recovery="It may be older than the pull reaches, or in a table that is not read; see `drumbeat check`.",
    )


def _period(context: Context, item: Judged, month: str | None) -> Period:
    zone = zone_named(context.settings.report.time_zone)
    if month is not None or item.moment is None:
        return period_of(Said(month), zone, context.clock())
    moment = item.moment
    day = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return Period.month(day.year, day.month, zone)


def _scope(item: Judged, who: Ref | None) -> Callable[[WorkRecord], bool]:
    """The record's own group, with work that has no queue; for a person everything."""
    group = "" if who else item.record.assignment_group.key
    return lambda record: not group or record.assignment_group.key in ("", group)


def _show(told: Explanation) -> None:
    say(f"{told.number} ({told.kind}): {told.verdict}")
    say()
    show_table(("Gate", "Asks", "Says"), [(line.id, line.asks, line.verdict) for line in told.gate])
    if told.credit:
        say()
        say("Credit")
        for line in told.credit:
            say(f"  {line}")
    if told.rules:
        say()
        say("Rules")
        for rule in sorted((each for each in told.rules if each.concerns), key=lambda each: not each.speaks):
            verdict = f"{rule.id} {rule.label}: {'yes' if rule.speaks else 'no'}, {rule.why}"
            say(fill(verdict, _WIDTH, initial_indent="  ", subsequent_indent=" " * 6))
        others = ", ".join(rule.id for rule in told.rules if not rule.concerns)
        if others:
            say(fill(f"Rules that speak of no records of this kind: {others}.", _WIDTH, subsequent_indent="  "))
    _show_skills(told)


def _show_skills(told: Explanation) -> None:
    if told.structure or told.mentions:
        say()
        say("Skills that the record shows")
    for line in told.structure:
        say(f"  {line}")
    for hit in told.mentions:
        place = f"{hit.field}, characters {hit.start} to {hit.end}"
        verdict = f"does not count: {hit.why_not}" if hit.why_not else "counts"
        say(f"  {hit.skill}: “{hit.alias}” (tier {hit.tier}) in {place}; {verdict}")
    if told.masks:
        say()
        say("Parts of texts that are nobody’s own words, and are not looked at")
    for part in told.masks:
        say(f"  {part.field}, characters {part.start} to {part.end}: {part.why}")
