"""`drumbeat check`: is everything there that a digest needs, and what to ask for when it is not."""

from __future__ import annotations

import typer

from drumbeat.cli.console import note, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk import checks
from drumbeat.desk.verdicts import Part, TableFinding, Verdict
from drumbeat.errors import DrumbeatError

_ENDS = frozenset({Part.INSTANCE, Part.TEMPLATES})
"""Parts without which the rest need not be tried."""


def check(ctx: typer.Context) -> None:
    """Try the instance, the sign-in, each table, the account's time zone and the mail server; say what to ask for."""
    from drumbeat.web.layouts import try_web_pages  # noqa: PLC0415  only who serves pages pays for their library

    wrong: list[DrumbeatError] = []
    for verdict in checks.check(context_of(ctx), try_web_pages):
        if verdict.error is not None and verdict.part in _ENDS:
            raise verdict.error
        _show(verdict)
        wrong += [verdict.error] if verdict.error is not None else []
    if wrong:
        raise wrong[0]


def _show(verdict: Verdict) -> None:
    if verdict.tables:
        show_table(
            ("Table", "Status", "Read", "Expected", "Counted", "What to ask the ServiceNow administrator for"),
            [_row(each) for each in verdict.tables],
            right=("Read", "Expected", "Counted"),
        )
    (note if verdict.is_note else say)(verdict.words)


def _row(found: TableFinding) -> tuple[str, ...]:
    numbers = ("–" if each is None else str(each) for each in (found.read, found.expected, found.counted))
    return (found.table.name, found.status, *numbers, found.advice)
