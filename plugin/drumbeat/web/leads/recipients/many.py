"""Many recipients at once: pasted or in a file, each row with its verdict, and kept in a second step."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.desk import pending_lists as lists
from drumbeat.desk.forecasts import forecast_of
from drumbeat.desk.pending_lists import MOST_LETTERS, MOST_ROWS, Given, Pending
from drumbeat.desk.recipients import limits_of
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.editions.addresses import Fault, fault_of
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.rule_rows import Limits, Row, RowVerdict, rule_problems
from drumbeat.errors import Conflict, DrumbeatError
from drumbeat.web.access import Rule as Access
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Badge, Block, Column, Lines, Link, Links, Pager, Piece, Table, Text, Tone, Words
from drumbeat.web.fields import Area, Button, Choice, Field, FileField, Form, FormField, Hidden, Option
from drumbeat.web.leads.recipients.words import KEEPER, LIST, LOOKS_LIKE_A_LIST, PAGE, forecast_said, language_menu
from drumbeat.web.query import address, page_of
from drumbeat.web.refusals import Refused
from drumbeat.web.routes import Routes
from drumbeat.web.versions import conflict
from drumbeat.web.visits import Visit

pages = Routes()
A_PAGE = 50
"""Rows at a time: of the worst ones each takes most of a kilobyte."""
MOST_BYTES = 8_000_000
"""Ten thousand lines of the longest addresses, as a browser encodes them."""
_SHOWN = 120
"""Letters of a row."""
_VERDICTS = {
    RowVerdict.BAD: phrase("not good"),
    RowVerdict.GOOD: phrase("good"),
    RowVerdict.KNOWN: phrase("in the list already"),
    RowVerdict.TWICE: phrase("written twice"),
}
_FAULTS = {
    Fault.MALFORMED: phrase("not an address"),
    Fault.OTHER_DOMAIN: phrase("domain that is not allowed"),
    Fault.LOOK_ALIKE: phrase("looks like another"),
}
_AS_LISTS, _AS_PERSONS = "lists", "persons"
"""What those are that look like lists."""
_NAMES = {RowVerdict.BAD: "bad", RowVerdict.GOOD: "good", RowVerdict.KNOWN: "known", RowVerdict.TWICE: "twice"}


@pages.get("/teams/{team:int}/recipients/many", Access.LEAD)
def many(visit: Visit) -> Answer:
    """The form; with what was sent before, where it is to be corrected."""
    pending = _named(visit, visit.query.get("list", ""))
    if pending is None:
        return _form(visit, "", "", {})
    return _form(visit, "\n".join(lists.to_correct(pending).lines), pending.given.language, {}, pending)


@pages.post("/teams/{team:int}/recipients/many", Access.LEAD, most_bytes=MOST_BYTES)
def look(visit: Visit) -> Answer:
    """Judges what was sent. Nobody is added yet."""
    text = next(iter(visit.form.all("addresses")), "")
    language, upload = visit.form.text("language", 40), visit.form.upload("file")
    before = _named(visit, visit.form.text("list", 10))
    if before is not None and visit.form.version != lists.to_correct(before).version:
        return _elsewhere(visit, text, before)
    if upload is not None and text.strip():
        return _form(visit, text, language, {"file": phrase("Paste addresses or choose a file, not both.")}, before)
    try:
        given = _given(visit, text, language, before)
    except DrumbeatError as error:
        return _form(visit, text, language, {"file": _unreadable(error)}, before)
    if (problem := _size_problem(given)) is not None:
        return _form(visit, text, language, {"file" if upload is not None else "addresses": problem}, before)
    return Go(_page_of(visit, lists.put(visit.context, visit.team.name, given)))


@pages.get("/teams/{team:int}/recipients/many/{list:int}", Access.LEAD)
def verdicts(visit: Visit) -> Answer:
    """What every row is found to be, and the button that keeps what is good."""
    return _check(visit, _known(visit), ())


@pages.post("/teams/{team:int}/recipients/many/{list:int}", Access.LEAD, most_bytes=8192)
def keep(visit: Visit) -> Answer:
    """Keeps exactly what was shown, or nothing."""
    pending, number = _known(visit), int(visit.path["list"])
    keeper = " ".join(visit.form.text("keeper").split()) if visit.form.text("lists", 40) == _AS_LISTS else ""
    if pending.doubtful and visit.form.text("lists", 40) != _AS_PERSONS and (wrong := _keeper_problem(keeper)):
        return _check(visit, pending, (), status=422, wrong=wrong)
    try:
        count = lists.keep(visit.context, visit.team.name, number, pending, seen=visit.form.version, keeper=keeper)
    except Conflict:
        said = phrase(
            "Somebody else has changed the recipients meanwhile. Nobody was added; see the rows as they are now."
        )
        return _check(visit, _known(visit), (Text(said, "trouble"),), status=409)
    added = plural("{n} recipient was added or changed.", "{n} recipients were added or changed.", count)
    if pending.count(RowVerdict.BAD) and pending.given.is_of_addresses:
        rest = plural("{n} row is left to correct.", "{n} rows are left to correct.", pending.count(RowVerdict.BAD))
        return Go(address(visit.within(f"{PAGE}/many"), list=number), phrase("{added} {rest}", added=added, rest=rest))
    return Go(visit.within(PAGE), added)


def _find(visit: Visit, number: int) -> Pending | None:
    return lists.find(visit.context, visit.team.name, number)


def _given(visit: Visit, text: str, language: str, before: Pending | None) -> Given:
    """What was sent: a file, or lines, which may be some of a list. Raises as `given_file`."""
    if (upload := visit.form.upload("file")) is not None:
        return lists.given_file(upload.name[-100:], upload.content, language)
    return lists.given_lines(text, language) if before is None else lists.corrected(before, text, language)


def _named(visit: Visit, number: str) -> Pending | None:
    """A list of addresses that is to be corrected; None for what is none."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004
        return None
    found = _find(visit, int(number))
    return found if found is not None and found.given.is_of_addresses else None


def _elsewhere(visit: Visit, text: str, before: Pending) -> Page:
    """The answer to lines of a list that was corrected in another window meanwhile."""
    count = before.count(RowVerdict.BAD)
    holds = plural("{n} row is left to correct.", "{n} rows are left to correct.", count)
    label = phrase("Addresses")
    return conflict(
        ((label, Lines(tuple(text.splitlines()))),),
        ((label, holds),),
        address(visit.within(f"{PAGE}/many"), list=visit.form.text("list", 10)),
    )


def _known(visit: Visit) -> Pending:
    found = _find(visit, int(visit.path["list"]))
    if found is None:
        raise Refused(
            404,
            phrase("This list is not here any more"),
            phrase("It was kept already, or is older than a day. See the recipients, or paste it once more."),
        )
    return found


def _unreadable(error: DrumbeatError) -> Phrase:
    return phrase("{what} {advice}", what=error.args[0], advice=error.recovery)


def _page_of(visit: Visit, number: int) -> str:
    return visit.within(f"{PAGE}/many/{number}")


def _size_problem(given: Given) -> Phrase | None:
    if not given.rows:
        return phrase("There is nothing in it: one address a line is wanted.")
    if len(given.rows) > MOST_ROWS:
        return phrase("These are {n} rows; send {most} at a time.", n=len(given.rows), most=MOST_ROWS)
    if given.letters > MOST_LETTERS:
        return phrase("It is more text than {most} recipients have. Add them in parts.", most=MOST_ROWS)
    return None


def _form(visit: Visit, text: str, language: str, wrong: dict[str, Words], pending: Pending | None = None) -> Page:
    """`pending`: the list of which the lines are that are corrected."""
    left = lists.to_correct(pending) if pending is not None else None
    number = visit.query.get("list", "") or visit.form.text("list", 10)
    fields = (
        *((Hidden("list", number),) if pending is not None else ()),
        Area(
            "addresses",
            phrase("Addresses"),
            text,
            hint=phrase("One a line, ten thousand at most."),
            wrong=wrong.get("addresses", ""),
            lines=12,
        ),
        FileField(
            "file",
            phrase("Or a file"),
            ".csv,.txt,.xlsx",
            hint=phrase("A text file, CSV or Excel: with a column called address, or a list as it is exported here."),
            wrong=wrong.get("file", ""),
        ),
        language_menu(visit, language),
    )
    said = phrase("You see what every line is found to be before it is added.")
    version = left.version if left is not None else ""
    form = Form(visit.within(f"{PAGE}/many"), fields, (Button(phrase("Look at them")),), version)
    back = Links((Link(phrase("Back to the recipients"), visit.within(PAGE)),))
    blocks = (Text(said), *_others(left.others if left is not None else ()), form, back)
    return Page(phrase("Paste many"), blocks, status=422 if wrong else 200)


def _others(lines: Sequence[str]) -> list[Block]:
    """That there are more of them than are shown."""
    if not lines:
        return []
    words = plural(
        "{n} more row is not good. It stays in the list, and comes next.",
        "{n} more rows are not good. They stay in the list, and come next.",
        len(lines),
    )
    return [Text(words, "note")]


def _keeper_problem(keeper: str) -> Words:
    return rule_problems(Rule(RecipientKind.LIST, "all@example.com", keeper=keeper), Limits()).get("keeper", "")


def _check(visit: Visit, pending: Pending, before: tuple[Block, ...], status: int = 200, wrong: Words = "") -> Page:
    return Page(
        phrase("Before they are added"),
        (*before, *_keeping(visit, pending, wrong), *_rows(visit, pending)),
        status=status,
    )


def _list_fields(visit: Visit, pending: Pending, wrong: Words) -> tuple[FormField, ...]:
    """Whether what looks like a list is one, and who keeps it; nothing where nothing does."""
    count = len(pending.doubtful)
    if not count:
        return ()
    options = (
        Option(_AS_LISTS, plural("It is a list", "They are lists", count), LIST.hint),
        Option(
            _AS_PERSONS,
            plural("It is one person’s address", "Each is one person’s address", count),
            phrase("If many read it, any of its readers can unsubscribe all the others."),
        ),
    )
    label = plural("{n} address looks like a list", "{n} addresses look like lists", count)
    hint = phrase("Of a list only; its mail says so: the service desk, Human Resources.")
    return (
        Choice("lists", label, options, visit.form.text("lists", 40) or _AS_LISTS),
        Field("keeper", KEEPER, visit.form.text("keeper"), hint=hint, wrong=wrong),
    )


def _keeping(visit: Visit, pending: Pending, wrong: Words = "") -> list[Block]:
    """What would be kept, and the ways to go on."""
    good, bad = pending.count(RowVerdict.GOOD), pending.count(RowVerdict.BAD)
    forecast = forecast_of(visit.context, pending.mails)
    number = int(visit.path["list"])
    blocks: list[Block] = []
    if good and not forecast.is_too_much:
        words = (
            plural(
                "Add the {n} that is good, and leave the others",
                "Add the {n} that are good, and leave the others",
                good,
            )
            if bad
            else plural("Add {n} recipient", "Add {n} recipients", good)
        )
        then = plural(
            "{n} mailbox will receive the digest then.", "{n} mailboxes will receive the digest then.", pending.mails
        )
        blocks += [Text(then), *forecast_said(forecast)]
        blocks.append(
            Form(_page_of(visit, number), _list_fields(visit, pending, wrong), (Button(words),), pending.version)
        )
    elif good:
        blocks += forecast_said(forecast)
    else:
        blocks.append(Text(phrase("There is nobody to add."), "note"))
    again = (
        address(visit.within(f"{PAGE}/many"), list=number)
        if pending.given.is_of_addresses
        else visit.within(f"{PAGE}/many")
    )
    correct = phrase("Correct the lines") if pending.given.is_of_addresses else phrase("Send another file")
    blocks.append(Links((Link(correct, again), Link(phrase("Add nobody"), visit.within(PAGE)))))
    return blocks


def _rows(visit: Visit, pending: Pending) -> list[Block]:
    """The rows of one verdict, or all, page by page."""
    here, wanted = _page_of(visit, int(visit.path["list"])), visit.query.get("show", "")
    like_lists = pending.doubtful
    doubtful = {row.number for row in like_lists}
    usual = "bad" if pending.count(RowVerdict.BAD) else _AS_LISTS if doubtful else "all"
    show = wanted if wanted in {*_NAMES.values(), _AS_LISTS, "all"} else usual
    rows = like_lists if show == _AS_LISTS else pending.rows
    rows = [row for row in rows if show in (_AS_LISTS, "all", _NAMES[row.verdict])]
    shown, at, last = page_of(rows, visit.query.get("page", ""), A_PAGE)
    counts = [(verdict, pending.count(verdict)) for verdict in _VERDICTS]
    ways = [
        Link(phrase("{count} {verdict}", count=count, verdict=_VERDICTS[verdict]), address(here, show=_NAMES[verdict]))
        for verdict, count in counts
        if count
    ]
    if doubtful:
        words = plural("{n} looks like a list", "{n} look like lists", len(doubtful))
        ways.insert(1, Link(words, address(here, show=_AS_LISTS)))
    ways.append(Link(phrase("all {n}", n=len(pending.rows)), address(here, show="all")))
    columns = (Column(phrase("Written")), Column(phrase("Row")), Column(phrase("Verdict")))
    known = visit.context.store.recipients.rules(visit.team.name)
    limits = limits_of(visit.context).among(known, [row.text for row in pending.rows if "@" in row.text])
    found = tuple(_row(pending, row, limits, is_doubtful=row.number in doubtful) for row in shown)
    table = Table(phrase("Rows"), columns, found, empty=phrase("There is no such row."))
    blocks: list[Block] = [Links(tuple(ways)), table]
    if last > 1:
        count = plural("{n} row", "{n} rows", len(rows))
        earlier = Link(phrase("Earlier"), address(here, show=show, page=at - 1)) if at > 1 else None
        later = Link(phrase("Later"), address(here, show=show, page=at + 1)) if at < last else None
        blocks.append(Pager(phrase("{count}, page {page} of {last}", count=count, page=at, last=last), earlier, later))
    return blocks


def _row(pending: Pending, row: Row, limits: Limits, *, is_doubtful: bool) -> tuple[Piece, ...]:
    text = row.text if len(row.text) <= _SHOWN else f"{row.text[:_SHOWN]}…"
    if row.verdict is not RowVerdict.BAD:
        tone: Tone = "good" if row.verdict is RowVerdict.GOOD else "quiet"
        verdict = Badge(_VERDICTS[row.verdict], tone)
        return text, row.number, Lines((verdict, Badge(LOOKS_LIKE_A_LIST, "note"))) if is_doubtful else verdict
    fault = fault_of(row.text, limits.allowed_domains) if pending.given.is_of_addresses else None
    kind = _FAULTS[fault] if fault is not None else _VERDICTS[RowVerdict.BAD]
    return text, row.number, Lines((Badge(kind, "trouble"), lists.reason_of(pending, row, limits)))
