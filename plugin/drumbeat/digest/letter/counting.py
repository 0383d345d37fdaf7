"""How we counted, what was left out, and what could not be read: the small print of a letter (promise 2)."""

from __future__ import annotations

from collections.abc import Iterable

from drumbeat.digest.language.phrase import Label, Phrase, Value, phrase, plural
from drumbeat.digest.language.wording import Wording, opened
from drumbeat.digest.letter.model import Group, Line, Section
from drumbeat.digest.model import Digest, SourceStatus, TableStatus
from drumbeat.digest.unnamed import unnamed_note

_MOST_UNTOLD = 6


def counting(digest: Digest, say: Wording) -> Section:
    """One sentence a line."""
    told = [*_counted(digest, say), *_left_out(digest), *_withheld(digest), *_untold(digest), *_sources(digest, say)]
    lines = tuple(Line(opened(say.say(each))) for each in told)
    return Section("counting", say.word("How we counted"), (Group(lines),), is_small_print=True)


def _counted(digest: Digest, say: Wording) -> Iterable[Phrase]:
    yield phrase("Counted: {span}, {zone}.", span=say.span(digest.period), zone=digest.period.time_zone)
    if digest.teams:
        yield phrase("Made of the records of these teams, each record counted once: {teams}.", teams=digest.teams)
    yield from _alone(digest)
    yield from digest.notes
    if digest.unnamed:
        yield unnamed_note(digest.unnamed)


def _alone(digest: Digest) -> Iterable[Phrase]:
    counted = tuple(name for name in digest.without_section if name not in digest.uncounted)
    if counted:
        yield plural(
            "Counted in the whole only, since one person alone stands behind its records: {teams}.",
            "Counted in the whole only, since one person alone stands behind the records of each: {teams}.",
            len(counted),
            teams=counted,
        )
    if digest.uncounted:
        yield phrase(
            "Not counted, since one person alone stands behind them: the records of {teams}.", teams=digest.uncounted
        )


def _left_out(digest: Digest) -> Iterable[Phrase]:
    count = sum(line.count for line in digest.excluded)
    reasons = tuple(phrase("{count} {reason}", count=line.count, reason=line.label) for line in digest.excluded)
    if not digest.gate and not count:
        yield phrase("Asked for without the gate, which would leave out nothing.")
    elif not digest.gate:
        yield plural(
            "Asked for without the gate, which would leave out one record: {reasons}.",
            "Asked for without the gate, which would leave out {n} records: {reasons}.",
            count,
            reasons=reasons,
        )
    elif count:
        yield plural(
            "We left out one record: {reasons}.", "We left out {n} records: {reasons}.", count, reasons=reasons
        )


def _withheld(digest: Digest) -> Iterable[Phrase]:
    if digest.withheld:
        yield phrase(
            "Not shown, because too few named people stand behind it: {figures}.", figures=_labels(digest.withheld)
        )


def _untold(digest: Digest) -> Iterable[Phrase]:
    labels: tuple[Value, ...] = _labels(line.label for line in digest.untold)
    if len(labels) > _MOST_UNTOLD:
        labels = (*labels[:_MOST_UNTOLD], phrase("{n} more", n=len(labels) - _MOST_UNTOLD))
    if labels:
        yield plural(
            "Not told, because what it needs could not be read: {rules}.",
            "Not told, because what they need could not be read: {rules}.",
            len(digest.untold),
            rules=labels,
        )


def _sources(digest: Digest, say: Wording) -> Iterable[Phrase]:
    """A line for each table behind a figure that was not read in full; all others share one.

    Tables that are not in use are named together: a small instance lacks a dozen. The JSON tells each.
    """
    yield from (_source(line, say) for line in digest.sources if line.is_told)
    behind = [line for line in digest.sources if line.is_behind_figures and line.status is SourceStatus.ABSENT]
    if behind:
        yield phrase("Not in use here, so not counted: {tables}.", tables=_tables(behind))
    aside = [line for line in digest.sources if not line.is_behind_figures and line.status is not SourceStatus.OK]
    if aside:
        yield phrase("Not read, or not in full; no figure here rests on these: {tables}.", tables=_tables(aside))


def _source(line: TableStatus, say: Wording) -> Phrase:
    table, notes = _tables([line])[0], _notes(line, say)
    if line.status is SourceStatus.PARTIAL and line.expected is not None:
        said = phrase(
            "{table}: read in part, {rows} of {expected} rows{notes}.",
            table=table,
            rows=line.rows,
            expected=line.expected,
            notes=notes,
        )
    elif line.status is SourceStatus.PARTIAL:
        said = phrase("{table}: read in part, {rows} rows{notes}.", table=table, rows=line.rows, notes=notes)
    elif line.status is SourceStatus.DENIED:
        said = phrase("{table}: could not be read{notes}.", table=table, notes=notes)
    else:
        said = phrase("{table}{notes}.", table=table, notes=notes)
    return said


def _notes(line: TableStatus, say: Wording) -> Value:
    """Behind a colon; nothing where there are none.

    A pull's own note is an administrator's matter and is kept in English. Where the catalogue does not know it, the
    reader of another language is told of the table all the same; the JSON has every note.
    """
    said: Value = ""
    for note in line.notes:
        if any(isinstance(value, Label) and not say.knows(value.text) for _, value in note.values):
            continue
        said = phrase("{notes}; {note}", notes=said, note=note) if said else phrase(": {note}", note=note)
    return said


def _tables(lines: Iterable[TableStatus]) -> tuple[Value, ...]:
    """What people call their rows; the table's name where nobody calls them anything."""
    return tuple(Label(line.label) if line.label else line.table for line in lines)


def _labels(labels: Iterable[str]) -> tuple[Value, ...]:
    return tuple(Label(label) for label in labels)
