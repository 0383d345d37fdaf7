"""A list of recipients in two steps: every row with its verdict is looked at, then exactly that is kept, or nothing.

In between it is in the store, for its sender alone, so that no closed window loses ten thousand lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import TypeAlias

from drumbeat.desk.context import Context
from drumbeat.desk.readership import forecast_with
from drumbeat.desk.recipient_lists import decoded, rows_of
from drumbeat.desk.recipients import change_rules, limits_of, rules_version
from drumbeat.desk.seen import refuse_other, version_of
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.list_names import is_doubtful, is_usual_for_a_list
from drumbeat.editions.name_addresses import addresses_in
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.rule_rows import (
    COLUMNS,
    Judged,
    Limits,
    Row,
    RowVerdict,
    imported,
    listed,
    rule_of,
    rule_problem,
    split,
)
from drumbeat.errors import Conflict, ExportUnreadable
from drumbeat.list_files import Most, list_of

MOST_ROWS = 10_000
MOST_LETTERS = 6_000_000
"""Of all rows together: so many rows with the longest address and the longest keeper."""
_LONGEST_CELL = 1_200
"""Letters, of which an address has 254 and its verdict looks at a thousand."""
_MOST = Most(MOST_ROWS, _LONGEST_CELL, mebibytes=32)
_CORRECTED, _CORRECTED_BYTES = 100, 8_000
"""Lines that are corrected at a time, and their bytes."""
Cells: TypeAlias = Mapping[str, str]
_ADDRESS_HEADINGS = frozenset(
    {"address", "addresses", "adresse", "e-mail", "email", "e-mail address", "email address", "e-mail-adresse", "mail"}
)
"""Of a column of addresses, in a list that is not one of ours."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody sent: addresses, one a row, or rows by column as `exported` writes them."""

    numbers: tuple[int, ...]
    rows: tuple[str | Cells, ...]
    language: str = ""
    """Of those who are given by their address alone."""

    @property
    def is_of_addresses(self) -> bool:
        """Whether each row is an address alone."""
        return all(isinstance(row, str) for row in self.rows)

    @property
    def letters(self) -> int:
        """Of all rows together."""
        return sum(len(row) if isinstance(row, str) else sum(map(len, row.values())) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Pending:
    """A list as it was judged."""

    given: Given
    rows: tuple[Row, ...]
    mails: int
    """To how many mailboxes the team's digest would go with all that is good."""

    @property
    def version(self) -> str:
        """Of what a person sees of it."""
        return version_of(self.rows)

    def only(self, verdict: RowVerdict) -> list[Row]:
        """The rows that are found to be that."""
        return [row for row in self.rows if row.verdict is verdict]

    def count(self, verdict: RowVerdict) -> int:
        """How many there are of them."""
        return len(self.only(verdict))

    @property
    def doubtful(self) -> list[Row]:
        """Rows that are good, and give a single person what looks like a list."""
        given = zip(self.given.rows, self.rows, strict=True)
        return [row for raw, row in given if row.verdict is RowVerdict.GOOD and _is_doubtful(raw)]


def _is_doubtful(given: str | Cells) -> bool:
    if isinstance(given, str):
        return is_usual_for_a_list(given)
    if not is_usual_for_a_list(given.get("name", "")):  # of ten thousand rows few are looked at any further
        return False
    found = rule_of({**given, "language": ""}, Limits())
    return isinstance(found, Rule) and is_doubtful(found)


def given_lines(text: str, language: str = "") -> Given:
    """What was pasted, an address a row, with the number of its line. Of what is too long the beginning is kept."""
    lines = [(at, address[:_LONGEST_CELL]) for at, address in split(text.splitlines())]
    return Given(tuple(at for at, _ in lines), tuple(line for _, line in lines), language)


def given_file(name: str, content: bytes, language: str = "") -> Given:
    """What a file holds: our own columns, a column of addresses among others, or an address a line.

    Raises ExportUnreadable for what is neither and for more than `MOST_ROWS`, SettingsError for what is no text.
    """
    if name.lower().endswith(".txt"):
        return given_lines(decoded(content, name), language)
    found = list_of(content, name, _MOST)
    heads = [head.casefold() for head in found.header]
    if {"kind", "name"} <= set(heads):
        numbered = rows_of(found)
        return Given(tuple(at for at, _ in numbered), tuple(row for _, row in numbered), language)
    at = next((at for at, head in enumerate(heads) if head in _ADDRESS_HEADINGS), 0 if len(heads) == 1 else None)
    if at is None:
        raise ExportUnreadable(
            spoken(phrase("{file} has no column of addresses.", file=name)),
            recovery=spoken(
                phrase(
                    "Call it address, or use the columns of an exported list: {columns}.", columns=", ".join(COLUMNS)
                )
            ),
        )
    cells = list(zip(found.numbers, (row[at].strip() for row in found.rows), strict=True))
    if heads[at] not in _ADDRESS_HEADINGS and "@" in heads[at]:  # a list without a heading
        cells.insert(0, (1, found.header[at]))
    cells = [(number, address) for number, cell in cells for address in addresses_in(cell)]
    return Given(tuple(number for number, _ in cells), tuple(cell for _, cell in cells), language)


def put(context: Context, team: str, given: Given) -> int:
    """Judge a list and keep it apart; the number it is known by. Nobody is added yet."""
    pending, _ = _judged(context, team, given)
    return context.store.pending_lists.put(team, context.actor(), _as_text(pending), context.clock())


def find(context: Context, team: str, number: int) -> Pending | None:
    """The list as it was judged last; None for another's, and one that is kept, forgotten or older than a day."""
    text = context.store.pending_lists.get(number, team, context.actor(), context.clock())
    return _as_pending(text) if text is not None else None


def keep(context: Context, team: str, number: int, pending: Pending, *, seen: str, keeper: str = "") -> int:
    """Add all that is good of a list, and change what it says other of; how many that are.

    `keeper`: who takes readers off what looks like a list, which is one then; empty: it is one person's each.

    What is bad of it stays apart, to be corrected. Raises Conflict, and keeps nobody, where a person saw other verdicts
    than hold now: the list is judged anew then.
    """
    held = rules_version(context.store.recipients.rules(team))
    now, judged = _judged(context, team, pending.given)
    owner, lists = context.actor(), context.store.pending_lists
    if now.version != seen:
        lists.replace(number, owner, _as_text(now))
    refuse_other(seen, now.version, "Every row was looked at again.")
    known = {rule.key: rule for rule in context.store.recipients.rules(team)}
    good = [as_list(rule, keeper) if keeper and is_doubtful(rule) else rule for rule in judged.good]
    changed = [known[rule.key] for rule in good if rule.key in known]
    try:
        change_rules(context, team, good, changed, seen=held)
    except Conflict:
        lists.replace(number, owner, _as_text(_judged(context, team, pending.given)[0]))
        raise
    if judged.bad:
        lists.replace(number, owner, _as_text(_rest(now)))
    else:
        lists.drop(number, owner)
    return len(judged.good)


def as_list(rule: Rule, keeper: str) -> Rule:
    """The same address as a list, of which the mail names the keeper."""
    return replace(rule, kind=RecipientKind.LIST, keeper=keeper)


def reason_of(pending: Pending, row: Row, limits: Limits) -> str:
    """Why a row is bad, as a sentence whose words and values are apart where the row itself tells why."""
    given = pending.given.rows[pending.rows.index(row)]
    if isinstance(given, str):
        found: Rule | str = rule_problem(Rule(RecipientKind.ADDRESS, given, language=pending.given.language), limits)
    else:
        found = rule_of(given, limits)
    return found if isinstance(found, str) and found else row.reason


def _rest(pending: Pending) -> Pending:
    """What is bad of it."""
    left = [at for at, row in enumerate(pending.rows) if row.verdict is RowVerdict.BAD]
    given = Given(
        tuple(pending.given.numbers[at] for at in left),
        tuple(pending.given.rows[at] for at in left),
        pending.given.language,
    )
    return Pending(given, tuple(pending.rows[at] for at in left), pending.mails)


def _judged(context: Context, team: str, given: Given) -> tuple[Pending, Judged]:
    known, limits = context.store.recipients.rules(team), limits_of(context)
    if given.is_of_addresses:
        judged = listed(enumerate(map(str, given.rows), start=1), given.language, known, limits)
    else:
        cells = [(at, dict(row)) for at, row in zip(given.numbers, given.rows, strict=True) if not isinstance(row, str)]
        judged = imported(cells, known, limits)
    rows = tuple(
        Row(number, row.text, row.verdict, row.reason) for number, row in zip(given.numbers, judged.rows, strict=True)
    )
    return Pending(given, rows, forecast_with(context, team, judged.good).mails), judged


def _as_text(pending: Pending) -> str:
    given = pending.given
    rows = [
        (number, raw if isinstance(raw, str) else dict(raw), row.text, row.verdict, row.reason)
        for number, raw, row in zip(given.numbers, given.rows, pending.rows, strict=True)
    ]
    return json.dumps({"language": given.language, "mails": pending.mails, "rows": rows}, ensure_ascii=False)


def _as_pending(text: str) -> Pending:
    held = json.loads(text)
    rows = held["rows"]
    given = Given(tuple(row[0] for row in rows), tuple(row[1] for row in rows), held["language"])
    judged = tuple(Row(row[0], row[2], RowVerdict(row[3]), row[4]) for row in rows)
    return Pending(given, judged, held["mails"])


@dataclass(frozen=True, slots=True)
class Correction:
    """The lines that are not good: the first of them, to be written in once more, and those that stay as they are."""

    lines: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def version(self) -> str:
        """Of all of them."""
        return version_of(self.lines, self.others)


def to_correct(pending: Pending) -> Correction:
    """As many lines that are not good as one looks through at a time, and the further ones."""
    bad = [row.text for row in pending.only(RowVerdict.BAD)]
    sizes = accumulate(len(line.encode()) for line in bad)
    count = max(1, sum(size <= _CORRECTED_BYTES for size in islice(sizes, _CORRECTED)))
    return Correction(tuple(bad[:count]), tuple(bad[count:]))


def corrected(pending: Pending, text: str, language: str) -> Given:
    """A list of addresses with these lines in the place of those that were to be corrected; nothing else is lost."""
    good = [row.text for row in pending.rows if row.verdict is not RowVerdict.BAD]
    return given_lines("\n".join([text, *to_correct(pending).others, *good]), language)
