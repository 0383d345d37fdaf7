"""What became of an edition's mails: how many came to what, each of them, and what a person may do about some."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from drumbeat.desk.formats import Format, file_named, inert
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Label, Moment, Phrase, phrase, plural
from drumbeat.editions.bounces import Returned
from drumbeat.editions.deliveries import DeliveryState, Listed
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Download
from drumbeat.web.blocks import Badge, Block, Column, Lines, Link, Links, Piece, Section, Tab, Table, Tabs, Text, Tone
from drumbeat.web.fields import Button, Field, Form, FormField, Hidden
from drumbeat.web.leads.kept_notes import note_said, quoted
from drumbeat.web.leads.mails import edition_of
from drumbeat.web.leads.months import month_of, place
from drumbeat.web.leads.paging import pager
from drumbeat.web.query import address, place_of
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
A_PAGE = 100
"""Deliveries that are shown at a time."""
_FEW = 20
"""Deliveries that nobody has to search."""
_STATES: dict[DeliveryState, tuple[Phrase, Tone]] = {
    DeliveryState.SENT: (phrase("accepted"), "good"),
    DeliveryState.FAILED: (phrase("refused"), "trouble"),
    DeliveryState.UNKNOWN: (phrase("unclear"), "trouble"),
    DeliveryState.PLANNED: (phrase("to go"), "note"),
    DeliveryState.CLAIMED: (phrase("in hand"), "note"),
    DeliveryState.SKIPPED: (phrase("not sent"), "quiet"),
}
"""What became of a mail, in the words of the pages."""
_MEANINGS = {
    DeliveryState.SENT: phrase("A mail server has taken them. Whether somebody reads them nobody knows."),
    DeliveryState.FAILED: phrase(
        "A mail server said no, at once or later, for the reason beside each. Nothing reached these."
    ),
    DeliveryState.UNKNOWN: phrase(
        "The connection broke while they were handed over: they may have arrived or not. They are never repeated by "
        "themselves, so that nobody gets a digest twice."
    ),
    DeliveryState.PLANNED: phrase("They leave when it is their turn."),
    DeliveryState.CLAIMED: phrase("They are being handed over, or were when that was interrupted."),
    DeliveryState.SKIPPED: phrase("These were recipients, and receive nothing for the reason beside each."),
}


def sheet_blocks(visit: Visit, period: Period, edition_id: int) -> tuple[Block, ...]:
    """How many mails came to what, what can be done about some, and each of them."""
    counts = visit.context.store.editions.counts(edition_id)
    state, words = _state(visit), visit.query.get("words", "").strip()[:100]
    return (
        *_to_do(visit, period, counts),
        _ways(visit, period),
        Section(
            phrase("Mails"),
            (
                _tabs(visit, period, counts, state),
                *([Text(_MEANINGS[state], "quiet")] if state is not None else []),
                *(_search(visit, period, state, words) if sum(counts.values()) > _FEW or words else []),
                *_list(visit, period, edition_id, (state, words)),
            ),
            "mails",
        ),
    )


@pages.get("/teams/{team:int}/editions/{month}/mails.csv", Rule.LEAD)
def as_csv(visit: Visit) -> Answer:
    """Every mail of the edition, as a list for a spreadsheet."""
    period = month_of(visit)
    edition = edition_of(visit, period)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("recipient", "state", "attempts", "since", "note"))
    for each in visit.context.store.sheets.whole(edition.id):
        since = each.changed_at.astimezone(visit.team.zone).isoformat(" ", "minutes")
        writer.writerow((inert(each.recipient), each.state.value, each.attempts, since, inert(each.error)))
    name = f"mails-{file_named(visit.team.name, view_of(period), Format.CSV)}"
    return Download(name, text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8; header=present")


def _to_do(visit: Visit, period: Period, counts: Mapping[DeliveryState, int]) -> list[Block]:
    """What waits for a person's word."""
    blocks: list[Block] = []
    if refused := counts.get(DeliveryState.FAILED, 0):
        said = plural("{n} mail was refused.", "{n} mails were refused.", refused)
        again = Link(phrase("Send what was refused once more"), place(visit, period, "resend"))
        blocks += [Text(said, "trouble"), Links((again,))]
    if unclear := counts.get(DeliveryState.UNKNOWN, 0):
        said = plural(
            "Of {n} mail it is unclear whether it arrived.",
            "Of {n} mails it is unclear whether they arrived.",
            unclear,
        )
        decide = Link(phrase("Decide about what is unclear"), place(visit, period, "unclear"))
        blocks += [Text(said, "trouble"), Links((decide,))]
    return blocks


def _ways(visit: Visit, period: Period) -> Block:
    return Links(
        (
            Link(phrase("What was sent"), place(visit, period, "mail")),
            Link(phrase("Evidence of its figures"), place(visit, period, "evidence")),
            Link(phrase("Every mail as CSV"), place(visit, period, "mails.csv")),
        )
    )


def _tabs(visit: Visit, period: Period, counts: Mapping[DeliveryState, int], chosen: DeliveryState | None) -> Block:
    def tab(state: DeliveryState | None, words: Phrase, count: int) -> Tab:
        said = phrase("{state} ({count})", state=words, count=count)
        to = address(place(visit, period), state=state.value if state else "")
        return Tab(said, f"{to}#mails", state is chosen)

    every = tab(None, phrase("all mails"), sum(counts.values()))
    some = [tab(state, words, counts[state]) for state, (words, _) in _STATES.items() if counts.get(state)]
    return Tabs(phrase("Mails by what became of them"), (every, *some))


def _search(visit: Visit, period: Period, state: DeliveryState | None, words: str) -> list[Block]:
    fields: list[FormField] = [Field("words", phrase("Words of the address"), words, "search", longest=100)]
    if state is not None:
        fields.append(Hidden("state", state.value))
    button = Button(phrase("Search"), tone="plain")
    return [Form(place(visit, period), tuple(fields), (button,), name="search", is_search=True, is_row=True)]


def _list(visit: Visit, period: Period, edition_id: int, wanted: tuple[DeliveryState | None, str]) -> list[Block]:
    state, words = wanted
    sheets = visit.context.store.sheets
    count = sheets.count(edition_id, state, words)
    at, last = place_of(count, visit.query.get("page", ""), A_PAGE)
    found = sheets.page(edition_id, state, words, first=(at - 1) * A_PAGE, most=A_PAGE)
    returned = visit.context.store.bounces.of_edition(edition_id, [each.recipient for each in found])
    table = Table(
        phrase("Mails"),
        (
            Column(phrase("Recipient")),
            Column(phrase("State")),
            Column(phrase("Since")),
            Column(phrase("Attempts"), is_number=True),
            Column(phrase("Note")),
        ),
        tuple(_row(visit, each, returned.get(each.recipient)) for each in found),
        empty=phrase("There is no such mail."),
        is_titled=True,
    )
    said = plural("{n} mail", "{n} mails", count)
    to = address(place(visit, period), state=state.value if state else "", words=words)
    return [table, *pager(to, said, at, last)]


def _row(visit: Visit, each: Listed, returned: Returned | None) -> tuple[Piece, ...]:
    note = note_said(each.error)
    if returned is not None:
        note = _came_back(visit, note, returned, is_last=each.error.endswith(returned.reason))
    if each.retry_at is not None:
        again = phrase("It is tried again from {at} on.", at=Moment(each.retry_at.astimezone(visit.team.zone)))
        note = Lines((note, again))
    since = Moment(each.changed_at.astimezone(visit.team.zone))
    return each.recipient, Badge(*_STATES[each.state]), since, each.attempts, note


def _came_back(visit: Visit, note: Piece, returned: Returned, *, is_last: bool) -> Lines:
    """That the mail, or an earlier attempt at it, was accepted and came back, and what the other side said."""
    day, why = returned.at.astimezone(visit.team.zone).date(), Label(returned.cause.value)
    if is_last:
        words = phrase("It was accepted, and came back on {day}: {why}.", day=day, why=why)
        return Lines((words, quoted(returned.said or returned.status)))
    return Lines((note, phrase("An earlier attempt came back on {day}: {why}.", day=day, why=why)))


def _state(visit: Visit) -> DeliveryState | None:
    wanted = visit.query.get("state", "")
    return DeliveryState(wanted) if wanted in set(DeliveryState) else None
