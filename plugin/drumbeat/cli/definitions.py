"""`drumbeat definitions`: what each figure, signal and gate rule means. docs/definitions.md is what it prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.digest.figures.definitions import DEFINITIONS, HOW_COMPARED, Definition
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.gate import Reason
from drumbeat.signals.model import Default, Rule

_FIGURES = (
    "A figure is a number of the digest. Its evidence, the list of the records behind it, is frozen with it; of a "
    "share these are all records of its population, and which of them it counts is said. A figure whose tables or "
    "fields could not be read is not shown; it never becomes 0."
)
_VISIBILITY = (
    "A visibility signal says of a record that it shows more than routine work. Each is a rule on fields, written by "
    "people; texts decide nothing, and nothing is learned or guessed. A rule that cannot read what it needs is "
    "switched off, and the digest says so."
)
_SKILLS = (
    "A skill signal belongs to one person’s own record, and is shown to nobody else. It says what was done, and on "
    "which records. There is no level, no score, no rate and no comparison. A team’s digest names the technologies "
    "that at least two of its technicians used, and neither persons nor counts."
)
_GATE = (
    "Before any figure or signal, each record passes the gate. One that does not count is left out for the first "
    "reason that holds, and the digest says how many were, reason by reason."
)
_SHOWN = {
    Default.TEAM: "in the team’s digest, of the team as a whole",
    Default.PRIVATE: "in the person’s own record alone",
    Default.BOTH: "in the team’s digest, with names only of those who agreed, and in the person’s own record",
    Default.OFF: "nowhere; it is off",
    Default.NEVER: "nowhere, ever",
}


def definitions(
    only: Annotated[str | None, typer.Argument(metavar="[ID]", help="One figure or signal.")] = None,
) -> None:
    """Print what each figure and signal means, and of which records it is taken.

    The text is Markdown; docs/definitions.md is made of it.
    """
    for line in _one(only) if only else _page():
        say(line)


def _one(wanted: str) -> Iterator[str]:
    figures = {figure.id: figure for figure in DEFINITIONS}
    rules = {rule.id: rule for rule in RULES}
    if wanted in figures:
        yield from _figure(figures[wanted])
    elif wanted.upper() in rules:
        yield from _rule(rules[wanted.upper()])
    else:
        raise typer.BadParameter(f"there is no figure or signal {wanted}; there are {', '.join([*figures, *rules])}")


def _page() -> Iterator[str]:
    yield from ("# What the figures and signals mean", "")
    yield from (
        "Made of the code’s own definitions: `drumbeat definitions` prints this page, `make docs` renews it.",
        "",
    )
    yield "[Figures](#figures) · [Visibility signals](#visibility-signals) · [Skill signals](#skill-signals) ·"
    yield from ("[Why a record does not count](#why-a-record-does-not-count)", "")
    yield from ("## Figures", "", _FIGURES, "", HOW_COMPARED, "")
    for figure in DEFINITIONS:
        yield from _figure(figure)
    yield from _section("Visibility signals", _VISIBILITY, "V")
    yield from _section("Skill signals", _SKILLS, "S")
    yield from ("## Why a record does not count", "", _GATE, "", "| rule | reason | said as |", "|---|---|---|")
    for reason in Reason:
        yield f"| {reason.rule} | `{reason.value}` | {reason.label()} |"


def _section(title: str, about: str, letter: str) -> Iterator[str]:
    rules = [rule for rule in RULES if rule.id.startswith(letter)]
    yield from (f"## {title}", "", about, "", "| id | signal | shown |", "|---|---|---|")
    for rule in rules:
        yield f"| `{rule.id}` | {rule.label} | {rule.default.value}{', by consent' if rule.opt_in else ''} |"
    yield ""
    for rule in rules:
        yield from _rule(rule)


def _figure(figure: Definition) -> Iterator[str]:
    yield from (f"### {figure.label} (`{figure.id}`)", "", figure.sentence, "")
    yield f"- Unit: {figure.unit.value}"
    yield f"- Of: {figure.population}"
    yield f"- Reads: {_listed(figure.tables)}"
    if figure.needs or figure.fields:
        yield f"- Needs: {_listed((*figure.needs, *figure.fields))}"
    if figure.is_personal:
        yield "- Withheld from teams under the minimum group"
    yield ""


def _rule(rule: Rule) -> Iterator[str]:
    yield from (f"### {rule.label} (`{rule.id}`, version {rule.version})", "", rule.sentence, "")
    yield f"- Shown: {_SHOWN[rule.default]}"
    if rule.opt_in:
        yield "- Told only to and of those who asked for it"
    if rule.needs_group:
        yield "- Withheld from teams under the minimum group"
    if rule.tables or rule.fields:
        yield f"- Needs: {_listed((*rule.tables, *rule.fields))}"
    if rule.any_of:
        yield f"- Needs one of: {_listed(rule.any_of)}"
    if rule.why_off:
        yield f"- Why: {rule.why_off}"
    yield ""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
