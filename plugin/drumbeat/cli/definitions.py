"""`drumbeat definitions`: what each figure, signal and gate rule means."""

from __future__ import annotations

from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.digest.definitions import DEFINITIONS
from drumbeat.signals.gate import Reason
from drumbeat.signals.visibility import RULES


def definitions(
    only: Annotated[str | None, typer.Argument(metavar="[ID]", help="One figure or signal.")] = None,
) -> None:
    """Print what each figure and signal means, and of which records it is taken.

    The text is Markdown; docs/definitions.md is made of it.
    """
    lines = list(_lines(only))
    if only and not lines:
        known = ", ".join([*(figure.id for figure in DEFINITIONS), *(rule.id for rule in RULES)])
        raise typer.BadParameter(f"there is no figure or signal {only}; there are {known}")
    for line in lines:
        say(line)


def _lines(only: str | None) -> list[str]:
    figures = [figure for figure in DEFINITIONS if only in (None, figure.id)]
    rules = [rule for rule in RULES if only in (None, rule.id)]
    lines: list[str] = [] if only else ["# What the figures and signals mean", "", "## Figures", ""]
    for figure in figures:
        lines += [f"### {figure.label} (`{figure.id}`)", "", figure.sentence, ""]
        lines += [f"- Unit: {figure.unit.value}", f"- Population: {figure.population}"]
        lines += [f"- Tables: {', '.join(figure.tables)}"]
        if figure.needs:
            lines += [f"- Not computed without: {', '.join(figure.needs)}"]
        if figure.is_personal:
            lines += ["- Withheld from teams under the minimum group"]
        lines += [""]
    lines += [] if only else ["## Signals", ""]
    for rule in rules:
        lines += [f"### {rule.label} (`{rule.id}`, version {rule.version})", "", rule.sentence, ""]
        lines += [f"- Tables: {', '.join(rule.tables)}", f"- Default: {rule.audience.value}", ""]
    if not only:
        lines += ["## Why a record does not count", "", "| rule | reason | said as |", "|---|---|---|"]
        lines += [f"| {reason.rule} | {reason.value} | {reason.label()} |" for reason in Reason]
    return lines
