"""`drumbeat access`: what is read of ServiceNow and why. deploy/servicenow/tables.md is what it prints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.desk.access import GUARDS, NEVER_GRANTED, REACHED, Use, grants, uses
from drumbeat.desk.advice import plugin_for, role_for
from drumbeat.records.tables import Condition, Table
from drumbeat.records.tables.spec import CONFIDENTIAL

_BLOCK = re.compile(r"(?<=// <tables>\n).*?(?=// </tables>)", re.DOTALL)
_INTRODUCTION = (
    "Made of the program’s own tables and definitions: `drumbeat access` prints this page for your settings, `make "
    "docs` renews it. [definitions](../../docs/definitions.md) says what the figures and signals are, "
    "[data-map](../../docs/data-map.md) where personal data go."
)
_READING = (
    "Everything is read, nothing written. A table that cannot be read is named in the draft and in the digest’s small "
    "print, and what rests on it is left out: it never becomes 0. Fields in round brackets are used where they are "
    "readable. Queries filter and sort by the fields that are *asked about*; where one of these may be read and not be "
    "asked about (`query_range`, `query_match`), the instance refuses the query and the table is denied."
)


def access(
    ctx: typer.Context,
    script: Annotated[
        bool, typer.Option("--script", help="The background script that lets an account read it, instead.")
    ] = False,
) -> None:
    """Print which tables and fields of ServiceNow are read, and what rests on each.

    The text is Markdown, for the settings at hand. The script is for ServiceNow’s administrator; it only looks until
    its DRY_RUN is set to false.
    """
    tables = context_of(ctx).tables
    if script:
        say(script_for(tables).rstrip("\n"))
        return
    for line in page(tables):
        say(line)


def script_for(tables: Sequence[Table]) -> str:
    """The administrator's script, for these tables."""
    from drumbeat.rendering.environment import folders  # noqa: PLC0415  the page needs none

    text = (folders(None)[0] / "servicenow" / "set-up.js").read_text(encoding="utf-8")
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(each)}" for name, each in grants(tables).items())
    return _BLOCK.sub(lambda _: f"var TABLES = {{\n{rows}\n}};\n", text)


def page(tables: Sequence[Table]) -> Iterator[str]:
    """deploy/servicenow/tables.md, line by line."""
    found = uses(tables)
    yield from ("# What Drumbeat reads of ServiceNow, and why", "", _INTRODUCTION, "", _READING, "")
    yield from ("| table | holds | opened by | lost without it |", "|---|---|---|---|")
    yield from (
        f"| [`{use.table.name}`](#{use.table.name}) | {use.table.label} | {_opened(use)} | {_lost(use)} |"
        for use in found
    )
    yield ""
    for use in found:
        yield from _section(use)
    yield from _never(found)


def _section(use: Use) -> Iterator[str]:
    table = use.table
    yield from (f"## {table.name}", "", f"{table.label[0].upper()}{table.label[1:]}: {_rows(table)}.", "")
    yield f"- Opened by: {_opened(use)}"
    if plugin := plugin_for(table):
        yield f"- Comes with: {plugin.removesuffix(', if you use it')}"
    optional = f" ({_listed(use.optional)})" if use.optional else ""
    yield f"- Fields: {_listed(use.fields)}{optional}"
    yield f"- Asked about: {_listed(use.asked)}"
    if use.figures:
        yield f"- Figures: {_listed(each.id for each in use.figures)}"
    if use.rules:
        yield f"- Signals: {_listed(each.id for each in use.rules)}"
    if use.table.name in GUARDS:
        yield f"- The script opens its rows only by consent: {GUARDS[use.table.name]}"
    if use.besides:
        yield f"- Besides: {use.besides}"
    yield f"- Denied or absent: {_lost(use)}"
    yield from (f"- Without `{field}`: no {_listed(ids)}" for field, ids in use.needed_fields.items())
    for field, condition in table.withheld.items():
        yield f"- `{field}` is kept only where {_said(condition)}; otherwise it is let go before it is stored"
    yield ""


def _rows(table: Table) -> str:
    """Which of its rows are read, in words."""
    dated = f"`{table.column(table.dated_by)}`"
    if not table.dated_by:
        which = "all rows"
    else:
        which = f"rows whose {dated} lies in the months that are read"
        if table.undated_by:
            which += f", or that lack it and whose `{table.column(table.undated_by)}` does (reported as left out)"
        if table.planned_by:
            which += f"; of those without it, what `{table.column(table.planned_by)}` does not place before them"
        elif table.open_too:
            which += "; and those without it, which are under way"
    return "; ".join([which, *(f"only where {_said(each)}" for each in table.conditions)])


def _said(condition: Condition) -> str:
    return f"`{condition.field}{condition.operator}{','.join(condition.values)}`"


def _opened(use: Use) -> str:
    said = role_for(use.table)
    return f"`{said.removeprefix('the role ')}`" if said.startswith("the role ") else said


def _lost(use: Use) -> str:
    if use.table.name == "incident":
        return "the whole digest; `drumbeat check` ends with 3"
    if use.is_idle:
        return "nothing; it is read since `[tables] also` names it, and the script does not open it"
    lost = [*(each.id for each in use.lost_figures), *(each.id for each in use.lost_rules)]
    poorer = len(use.figures) + len(use.rules) - len(lost)
    words = [_listed(lost)] if lost else []
    words += (
        [f"{poorer} {'more go' if lost else 'go'} on without it" if poorer > 1 else "one goes on without it"]
        if poorer
        else []
    )
    return "; ".join(words) or "what stands under *Besides*"


def _never(found: Sequence[Use]) -> Iterator[str]:
    through = {
        REACHED[field.partition(".")[0]] for use in found for field in (*use.fields, *use.optional) if "." in field
    }
    yield from ("## Reached through a reference", "")
    yield (
        f"{_listed(sorted(through - NEVER_GRANTED))}: only the fields that stand behind a dot above. "
        f"{_listed(sorted(through & NEVER_GRANTED))} is never opened by the script, since a rule there would open "
        "every class below that has none of its own."
    )
    for name in sorted(through.intersection(GUARDS).difference(use.table.name for use in found)):
        yield f"`{name}` only by consent: {GUARDS[name]}."
    yield from ("", "## Never read", "")
    yield (
        f"Tables whose names begin with {_listed(CONFIDENTIAL)} (human resources, security incidents), whatever the "
        "settings say. No attachment, no journal but work notes and the fact of a comment, no password, no field that "
        "is not named here."
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
