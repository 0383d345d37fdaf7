"""Figures from outside the tickets as people deal with them: typed, looked at, approved, left out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from drumbeat.desk.context import Context
from drumbeat.desk.operational import approve_fact, facts_of, is_fetched
from drumbeat.desk.persons import require_words
from drumbeat.desk.seen import refuse_other
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.operational import (
    FactStatus,
    FactUnit,
    OperationalFact,
    SourceType,
    Tellable,
    as_value,
    printed,
    settled,
)
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.settings.facts import checked_metric

_LONGEST, _LONGEST_NOTE = 120, 500
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Typed:
    """A figure as somebody types it."""

    metric: str
    value: str
    unit: str
    label: str = ""
    service: str = ""
    note: str = ""
    """Where the number comes from."""
    file: str = ""
    """What shows it: a file's name and SHA-256 (`file_named`)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as it would be printed, and why it is told or left out."""

    team: str
    id: str
    value: str
    source: str
    complete: str
    state: str
    why: str
    version: str = ""
    """Of what is to be approved or rejected; empty where there is nothing yet."""


def add_fact(context: Context, team: Team, period: Period, typed: Typed, by: str = "") -> tuple[OperationalFact, str]:
    """Keep a typed figure; it, and whether it is new, changed or known.

    It is told as reported by the team, once somebody has approved it. Raises SettingsError with all that is wrong,
    without a source, and where the metric is fetched.
    """
    problems, number, unit = _measured(typed)
    if problems or number is None:
        said = [f"--{name} {problem}" for name, problem in problems.items()]
        raise SettingsError("\n  ".join(["The figure cannot be kept:", *said]))
    name = checked_metric(typed.metric)
    found = OperationalFact(
        team=team.name,
        id=name,
        label=short(typed.label, "--label") or name.replace("_", " ").capitalize(),
        value=number,
        unit=unit,
        period_start=period.start,
        period_end=period.end,
        source_type=SourceType.TYPED,
        source_ref=_source(typed),
        fetched_at=context.clock(),
        method="typed",
        owner=name_of(context, by),
        service=short(typed.service, "--service"),
    )
    if is_fetched(context, team, found.id):
        raise SettingsError(
            f"{found.id} of {team.name} is fetched from its source: the next fetch would replace what is typed.",
            recovery="Correct the source and run `drumbeat fact fetch`, or choose another --metric.",
        )
    return found, context.store.facts.keep(found, context.entry("add fact")).value


def problems_of(typed: Typed) -> Mapping[str, str]:
    """What is wrong with a typed figure, field by field, as the rest of a sentence."""
    return _measured(typed)[0]


def rows_of(context: Context, team: Team, period: Period) -> list[Row]:
    """Figures of the period with their source, those that are told first; of the others why they are left out."""
    return rows(team.name, facts_of(context, team, period))


def rows(team: str, found: Tellable) -> list[Row]:
    """Told and left out, a row each."""
    told = [_row(each, f"approved by {SAY.listed(each.approved_by)}") for each in found.told]
    return told + [
        _row(left.fact, left.reason) if left.fact else Row(team, left.id, "", "", "", "missing", left.reason)
        for left in found.pending
    ]


def approve(
    context: Context, team: Team, period: Period, metric: str, *, by: str = "", seen: str = ""
) -> tuple[OperationalFact, bool]:
    """Stand behind a figure as it is now; the figure, and whether that is news. When it changes, approval lapses.

    `seen`: the version of the row that a person saw. Raises SettingsError as `current` and `approve_fact`, Conflict
    for another value.
    """
    found = _seen(context, team, period, metric, seen)
    return found, approve_fact(context, found, name_of(context, by))


def reject(
    context: Context, team: Team, period: Period, metric: str, reason: str, *, by: str = "", seen: str = ""
) -> OperationalFact:
    """Leave a figure out as it is now; when it changes, or somebody approves it, it can be told again. As `approve`."""
    words = require_words(reason, "--reason")
    found = _seen(context, team, period, metric, seen)
    context.store.facts.reject(found, name_of(context, by), words, context.entry("reject fact"))
    return found


def current(context: Context, team: Team, period: Period, metric: str) -> OperationalFact:
    """The figure as it is now. Raises SettingsError, naming those that there are."""
    found = context.store.facts.current(team.name, period)
    for each in found:
        if each.id == metric:
            return each
    known = ", ".join(each.id for each in found)
    raise SettingsError(
        spoken(
            phrase(
                "There is no figure {metric} of {team} in {period}.",
                metric=metric,
                team=team.name,
                period=view_of(period),
            )
        ),
        recovery=f"There is {known}." if known else "Fetch it with `drumbeat fact fetch`, or type it.",
    )


def name_of(context: Context, by: str) -> str:
    """Whose word it is: who acts, if nobody else is said."""
    return short(by, "--by") or context.actor()[:_LONGEST]


def short(text: str, option: str, longest: int = _LONGEST) -> str:
    """The text on one line. Raises SettingsError for a longer one."""
    words = " ".join(text.split())
    if not words.isprintable() or len(words) > longest:
        raise SettingsError(f"{option} must be at most {longest} letters without control characters.")
    return words


def file_named(file: Path) -> str:
    """A file's name and SHA-256, to tell it again by. Raises SettingsError where there is none."""
    if not file.is_file():
        raise SettingsError(f"There is no file {file}.", recovery="Check the path.")
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return f"{file.name}, SHA-256 {digest.hexdigest()}"


def _measured(typed: Typed) -> tuple[dict[str, str], Decimal | None, FactUnit]:
    """What is wrong, field by field, and the value with its unit."""
    problems: dict[str, str] = {}
    unit, number = FactUnit.of("count"), None
    try:
        checked_metric(typed.metric)
    except ValueError as error:
        problems["metric"] = str(error)
    try:
        unit = FactUnit.of(typed.unit)
    except ValueError as error:
        problems["unit"] = str(error)
    try:
        number = settled(as_value(typed.value), unit)
    except ValueError as error:
        problems["value"] = str(error)
    return problems, number, unit


def _source(typed: Typed) -> str:
    """What shows the figure. Raises SettingsError when nothing does."""
    if not typed.file and not typed.note.strip():
        raise SettingsError(
            "A figure needs a source.", recovery="Say where it comes from with --note, or --file that shows it."
        )
    note = short(require_words(typed.note, "--note"), "--note", _LONGEST_NOTE) if typed.note.strip() else ""
    return "; ".join(filter(None, (note, typed.file)))


def _seen(context: Context, team: Team, period: Period, metric: str, seen: str) -> OperationalFact:
    found = current(context, team, period, metric)
    refuse_other(seen, found.value_hash, f"{found.label}: {printed(found, SAY)} now.")
    return found


def _row(fact: OperationalFact, why: str) -> Row:
    source = f"{fact.source_type}: {fact.source_ref.partition(', SHA-256')[0]}"
    state = "told" if fact.status is FactStatus.APPROVED else fact.status.value
    complete = SAY.share(fact.completeness)
    return Row(fact.team, fact.id, printed(fact, SAY), source, complete, state, why, fact.value_hash)
