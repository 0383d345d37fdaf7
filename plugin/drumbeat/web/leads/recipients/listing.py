"""The list of recipients, a search in it, and the list as a file."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.desk.forecasts import forecast_of
from drumbeat.desk.lacking import drafts_that_lack, what_it_lacks
from drumbeat.desk.readership import Readership, readership_of
from drumbeat.desk.recipient_lists import exported
from drumbeat.digest.language.phrase import phrase, plural
from drumbeat.editions.list_names import is_doubtful
from drumbeat.editions.recipients import Outcome, Rule
from drumbeat.web.access import Rule as Access
from drumbeat.web.answers import Answer, Download, Go, Page
from drumbeat.web.blocks import Badge, Block, Column, Lines, Link, Links, Pager, Piece, Table, Text, Words
from drumbeat.web.fields import Button, Field, Form, Hidden
from drumbeat.web.leads.recipients.words import (
    KINDS,
    LOOKS_LIKE_A_LIST,
    PAGE,
    forecast_said,
    language_name,
    needs_approval,
    rule_page,
    today,
)
from drumbeat.web.query import address, page_of
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
A_PAGE = 100
"""Recipients that are shown at a time."""
QUICK = "quick"
"""Says that an address was entered on the page of the list."""
FEW = 20
"""So many are found without a search."""


@pages.get("/teams/{team:int}/recipients", Access.LEAD, phrase("Recipients"))
def recipients(visit: Visit) -> Answer:
    """Who is to receive the digest, and who does today."""
    return list_page(visit)


def list_page(visit: Visit, entered: str = "", wrong: Words = "") -> Page:
    """The page, with what is wrong about an address that was entered there."""
    known = readership_of(visit.context, visit.team.name)
    shown, at, last = page_of(known.rules, visit.query.get("page", ""), A_PAGE)
    blocks = [*_in_short(visit, known), _add_one(visit, entered, wrong), _ways(visit), *_search(visit, known, "")]
    blocks.append(_table(visit, known, shown))
    if last > 1:
        here = visit.within(PAGE)
        count = plural("{n} recipient", "{n} recipients", len(known.rules))
        earlier = Link(phrase("Earlier"), address(here, page=at - 1)) if at > 1 else None
        later = Link(phrase("Later"), address(here, page=at + 1)) if at < last else None
        blocks.append(Pager(phrase("{count}, page {page} of {last}", count=count, page=at, last=last), earlier, later))
    return Page(phrase("Recipients"), tuple(blocks), 422 if wrong else 200)


@pages.post("/teams/{team:int}/recipients/search", Access.LEAD, most_bytes=8192)
def search(visit: Visit) -> Answer:
    """Recipients whose name holds some words. A form that is sent: no address of ours tells whom it asks for."""
    words = visit.form.text("words", 254)
    if not words:
        return Go(visit.within(PAGE))
    known = readership_of(visit.context, visit.team.name)
    found = known.holding(words)
    blocks = [*_search(visit, known, words), _table(visit, known, found[:A_PAGE])]
    if len(found) > A_PAGE:
        blocks.append(Text(phrase("{n} more hold these words; write more of them.", n=len(found) - A_PAGE), "quiet"))
    blocks.append(Links((Link(phrase("All recipients"), visit.within(PAGE)),)))
    return Page(phrase("Recipients"), tuple(blocks))


@pages.get("/teams/{team:int}/recipients/export", Access.LEAD)
def export(visit: Visit) -> Answer:
    """All of them as CSV; no cell is a formula to a spreadsheet."""
    rules = visit.context.store.recipients.rules(visit.team.name)
    return Download(f"{visit.team.name}.csv", exported(rules).encode("utf-8-sig"), "text/csv; charset=utf-8")


def _in_short(visit: Visit, known: Readership) -> list[Block]:
    """How many receive it, what that takes, and what has to be mended."""
    count = len(known.found.recipients)
    blocks: list[Block] = []
    if known.rules:
        blocks.append(Text(plural("{n} mailbox receives the digest.", "{n} mailboxes receive the digest.", count)))
    blocks += forecast_said(forecast_of(visit.context, count))
    if needs_approval(known.rules):
        said = phrase("It goes to the whole company: it leaves only when somebody has approved it.")
        blocks.append(Text(said, "note"))
    blocks += [
        Text(
            Link(what_it_lacks(visit.context, visit.team, each), visit.within(f"editions/{each.period.start:%Y-%m}")),
            "note",
        )
        for each in drafts_that_lack(visit.context, visit.team)
    ]
    if known.found.unclear:
        named = tuple(known.named(rule) for rule in known.found.unclear)
        said = phrase("Nothing leaves before this is mended: nobody knows who is left out by {names}.", names=named)
        blocks.append(Text(said, "trouble"))
    if lost := known.lost:
        count_said = plural(
            "{n} receives nothing: see who, and why", "{n} receive nothing: see who, and why", len(lost)
        )
        blocks.append(Text(Link(count_said, visit.within(f"{PAGE}/lost"))))
    return blocks


def _add_one(visit: Visit, entered: str, wrong: Words) -> Form:
    """It is judged here and not by the browser, which knows no way to mend what it refuses."""
    field = Field("name", phrase("Add one address"), entered, wrong=wrong, is_required=True)
    fields = (field, Hidden(QUICK, "yes"))
    return Form(visit.within(f"{PAGE}/add"), fields, (Button(phrase("Add")),), name="quick", is_row=True)


def _ways(visit: Visit) -> Links:
    ways = (
        (phrase("Paste many"), "many"),
        (phrase("Add a group of ServiceNow"), "groups"),
        (phrase("Add a list or a user, or leave somebody out"), "add"),
        (phrase("Export as CSV"), "export"),
    )
    return Links(tuple(Link(words, visit.within(f"{PAGE}/{to}")) for words, to in ways))


def _search(visit: Visit, known: Readership, words: str) -> list[Block]:
    if len(known.rules) <= FEW and not words:
        return []
    field = Field("words", phrase("Search recipients"), words, "search")
    form = Form(visit.within(f"{PAGE}/search"), (field,), (Button(phrase("Search"), tone="plain"),), name="search")
    return [form]


def _table(visit: Visit, known: Readership, shown: Sequence[Rule]) -> Table:
    columns = (phrase("Recipient"), phrase("Kind"), phrase("Language"), phrase("Today"))
    rows = tuple(_row(visit, known, outcome) for outcome in known.outcomes(shown))
    empty = (
        phrase("Nobody here.") if known.rules else phrase("Nobody receives the digest yet. Add the first one above.")
    )
    return Table(phrase("Recipients"), tuple(map(Column, columns)), rows, empty=empty, is_titled=True)


def _row(visit: Visit, known: Readership, outcome: Outcome) -> tuple[Piece, ...]:
    rule = outcome.rule
    marks = [Badge(phrase("excluded"), "note")] if rule.is_excluded else []
    marks += [Badge(LOOKS_LIKE_A_LIST, "note")] if is_doubtful(rule) else []
    keeper = (phrase("kept by {name}", name=rule.keeper),) if rule.keeper else ()
    kind = KINDS[rule.kind]
    usual = "–" if rule.is_excluded else phrase("the team’s")
    return (
        Link(known.named(rule), rule_page(visit, rule)),
        Lines((kind, *marks, *keeper)) if marks or keeper else kind,
        language_name(visit, rule.language) if rule.language else Badge(usual, "quiet"),
        today(outcome),
    )
