"""What an edition says, as far as its lead decides: the note, which sentences come first, titles, approvals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from drumbeat.desk.downtimes import approve_offered
from drumbeat.desk.editing import Changes, Editable, Title, edit, editable
from drumbeat.digest.choices import Choice
from drumbeat.digest.editing import MOST_WORDS, is_redacted, note_of
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.digest.model import Kind
from drumbeat.errors import Conflict, SettingsError
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Block, Details, Link, Links, Pager, Section, Text, Words
from drumbeat.web.fields import Area, Button, Form, FormField, Hidden, Movable, Moves, Tick
from drumbeat.web.leads.edition import changed
from drumbeat.web.leads.mails import language_of
from drumbeat.web.leads.months import month_of, named, place
from drumbeat.web.leads.paging import pager
from drumbeat.web.query import address, page_of
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
_Listed = TypeVar("_Listed")
_LONGEST_NOTE = 600
_A_PAGE = 20
"""Lines of a list that are shown at a time; a page of ours is sixty kilobytes at most."""
_LISTS = ("sentences", "lines", "titles")
"""Sections with a list that may be long; an address says which page of each is shown."""
_FEW = 8
"""Lines or titles that are shown without being asked for."""
_KEPT = phrase("Kept. The mail says it once the draft is made anew.")
_WRONG_NOTE = phrase("At most {most} words, and 600 characters.", most=MOST_WORDS)
_REDACTED = phrase(
    "[…] stands where something was taken out that must not leave by mail: a link, an address, a number to call, a "
    "password or the like. Say it in other words, or leave it so."
)
_FURTHER = phrase("below the first screen")


@pages.get("/teams/{team:int}/editions/{month}/words", Rule.LEAD)
def words(visit: Visit) -> Answer:
    """All that can be changed about a draft."""
    return _page(visit, month_of(visit))


@pages.post("/teams/{team:int}/editions/{month}/words/note", Rule.LEAD)
def keep_note(visit: Visit) -> Answer:
    """The lead's note, redacted as the mail tells it."""
    period, note = month_of(visit), visit.form.text("note", 4000)
    try:
        note_of(note)
    except SettingsError:
        return _page(visit, period, note, _WRONG_NOTE)
    return _edited(visit, period, Changes(note=note), (phrase("Note"), note), "")


@pages.post("/teams/{team:int}/editions/{month}/words/titles", Rule.LEAD)
def keep_titles(visit: Visit) -> Answer:
    """Incidents whose titles may appear, as they were shown."""
    period = month_of(visit)
    ticked = dict(each.split(" ", 1) for each in visit.form.all("title") if " " in each)
    shown = set(visit.form.all("shown"))
    changes = Changes(tick=ticked, untick=sorted(shown - ticked.keys()))
    return _edited(visit, period, changes, (phrase("Titles that may appear"), tuple(sorted(ticked))), "")


@pages.post("/teams/{team:int}/editions/{month}/words/order", Rule.LEAD)
def keep_order(visit: Visit) -> Answer:
    """One sentence or line goes up or down, is hidden, or shown again."""
    period = month_of(visit)
    found = editable(visit.context, visit.team, period)
    changes = _moved(visit, found) if found is not None else None
    if found is None or changes is None:
        return Go(place(visit, period, "words"))
    pressed = set(changes.hide) | set(changes.show)
    at = "#lines" if pressed & {each.id for each in found.lines} else "#sentences"
    entered = phrase("Sentences"), phrase("another order, or another choice of them")
    return _edited(visit, period, changes, entered, at)


@pages.post("/teams/{team:int}/editions/{month}/words/approve", Rule.LEAD)
def approve_sentence(visit: Visit) -> Answer:
    """Somebody stands behind what an undertaking cost in downtime."""
    period = month_of(visit)
    which, _, seen = visit.form.text("approve", 300).rpartition(" ")
    by = visit.access.address
    try:
        approve_offered(visit.context, visit.team, period, which, by=by, seen=seen or "nothing")
    except Conflict:
        return changed(visit, period, phrase("to approve a sentence about downtime"))
    return Go(place(visit, period, "words"), phrase("Approved. The mail says it once the draft is made anew."))


def _edited(visit: Visit, period: Period, changes: Changes, entered: tuple[Phrase, Words], at: str) -> Answer:
    """Keep it, unless somebody has changed the edition meanwhile."""
    try:
        edit(visit.context, visit.team, period, changes, seen=visit.form.version or "nothing")
    except Conflict:
        found = editable(visit.context, visit.team, period)
        now = ((phrase("Note"), found.note or phrase("none")),) if found is not None else ()
        return changed(visit, period, phrase("to change what it says"), (entered,), holds=now, page="words")
    return Go(f"{address(place(visit, period, 'words'), **_shown(visit))}{at}", _KEPT)


def _shown(visit: Visit) -> dict[str, str]:
    """Which page of each list is shown, as far as an address says so."""
    return {name: visit.query[name][:6] for name in _LISTS if visit.query.get(name, "").isdigit()}


def _moved(visit: Visit, found: Editable) -> Changes | None:
    """What the button means that was pressed; None for none that there is."""
    order = [each.id for each in (*found.outcomes, *found.further) if each.kind is not Kind.VOLUME]
    for name, step in (("up", -1), ("down", 1)):
        which = visit.form.text(name, 200)
        if which in order:
            at = order.index(which)
            to = min(max(at + step, 0), len(order) - 1)
            order.insert(to, order.pop(at))
            return Changes(order=order)
    if which := visit.form.text("first", 200):
        return Changes(first=[which])
    if which := visit.form.text("hide", 200):
        return Changes(hide=[which])
    if which := visit.form.text("show", 200):
        return Changes(show=[which])
    return None


def _page(visit: Visit, period: Period, note: str | None = None, wrong: Words = "") -> Page:
    found = editable(visit.context, visit.team, period)
    title = phrase("What the digest of {month} says", month=named(period))
    back = Links((Link(phrase("Back to the edition"), place(visit, period)),))
    if found is None:
        said = phrase("There is no draft of it that could be changed.")
        return Page(title, (Text(said, "note"), back), 200)
    parts = _Parts(place(visit, period, "words"), found, _shown(visit), language_of(visit))
    blocks = (
        *_anew(visit, period, found),
        back,
        parts.pending(),
        Section(phrase("Note"), parts.note(found.note if note is None else note, wrong), "note"),
        parts.sentences(),
        parts.lines(),
        parts.titles(),
    )
    return Page(title, tuple(each for each in blocks if each is not None), 422 if wrong else 200)


def _anew(visit: Visit, period: Period, found: Editable) -> tuple[Block, ...]:
    if not found.is_behind:
        return ()
    button = (Button(phrase("Make the draft anew")),)
    return (
        Text(phrase("The draft does not hold yet what was changed."), "note"),
        Form(place(visit, period, "draft"), (), button, found.version, "draft"),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The sections of the page."""

    to: str
    found: Editable
    shown: Mapping[str, str]
    language: str
    """Of the edition, in which its sentences are."""

    def some(self, name: str, whole: Sequence[_Listed]) -> tuple[Sequence[_Listed], list[Pager]]:
        """A page of the section's list, and the way through it."""
        some, at, last = page_of(whole, self.shown.get(name, ""), _A_PAGE)
        to = address(self.to, **{each: page for each, page in self.shown.items() if each != name})
        return some, pager(to, plural("{n} line", "{n} lines", len(whole)), at, last, name=name)

    def form(self, page: str) -> str:
        """Where a form goes that leads back to what is shown."""
        return address(f"{self.to}/{page}", **self.shown)

    def note(self, note: str, wrong: Words) -> tuple[Block, ...]:
        """A few words of the lead's own, and that some of them were taken out."""
        hint = phrase("A few words of your own, at most {most}. They stand above everything else.", most=MOST_WORDS)
        area = Area("note", phrase("What you want to say"), note, hint, wrong, 5, _LONGEST_NOTE, MOST_WORDS)
        form = Form(f"{self.to}/note", (area,), (Button(phrase("Keep the note")),), self.found.version, "note")
        return (Text(_REDACTED, "note"), form) if is_redacted(note) else (form,)

    def pending(self) -> Section | None:
        """Sentences about downtime that nobody has approved."""
        if not self.found.pending:
            return None
        lines = tuple(
            Movable(each.text, (Button(phrase("Approve"), "approve", f"{each.id} {each.hash}", about=each.text),))
            for each in self.found.pending
        )
        said = Text(phrase("Each is told once somebody stands behind it by name: you, if you approve it."))
        moves = Moves(f"{self.to}/approve", lines, self.language, self.found.version)
        return Section(phrase("Downtime to approve"), (said, moves), "pending")

    def sentences(self) -> Section | None:
        """Those that are told, in their order, then those that are not."""
        found = self.found
        told = [*found.outcomes, *found.further]
        movable = [each.id for each in told if each.kind is not Kind.VOLUME]
        lines = [_told(each, movable, is_further=each in found.further) for each in told]
        rest = [_untold(each, phrase("no room for it"), is_hidden=False) for each in found.spare]
        rest += [_untold(each, phrase("hidden"), is_hidden=True) for each in found.hidden]
        if not lines and not rest:
            return None
        blocks: list[Block] = [Moves(self.form("order"), tuple(lines), self.language, found.version, is_ordered=True)]
        if rest:
            some, ways = self.some("sentences", rest)
            blocks += [
                Text(phrase("Not told:")),
                Moves(self.form("order"), tuple(some), self.language, found.version),
                *ways,
            ]
        return Section(phrase("Sentences"), tuple(blocks), "sentences")

    def lines(self) -> Section | None:
        """Of the sections further down."""
        if not self.found.lines:
            return None
        some, ways = self.some("lines", self.found.lines)
        shown = [
            Movable(
                each.text,
                (_button("show" if each.is_hidden else "hide", each.id, each.text),),
                phrase("hidden") if each.is_hidden else "",
            )
            for each in some
        ]
        shows = {"lines": "1"} | dict(self.shown)  # what was open stays open once a button is pressed
        moves = Moves(address(f"{self.to}/order", **shows), tuple(shown), self.language, self.found.version)
        count = len(self.found.lines)
        hidden = sum(each.is_hidden for each in self.found.lines)
        said = plural("{n} line, {hidden} hidden", "{n} lines, {hidden} hidden", count, hidden=hidden)
        return Section(phrase("Further lines"), self.folded("lines", said, count, (moves, *ways)), "lines")

    def folded(self, name: str, said: Phrase, count: int, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """What is long is opened by those who want to see it."""
        return (Details(said, blocks, is_open=name in self.shown),) if count > _FEW else blocks

    def titles(self) -> Section | None:
        """Of incidents: callers' words, of which none appears that nobody has ticked."""
        if not self.found.titles:
            return None
        some, ways = self.some("titles", self.found.titles)
        fields = tuple(field for each in some for field in _title(each))
        said = Text(phrase("Titles are callers’ words. One appears only when you tick it, as it stands here."))
        button = (Button(phrase("Keep the ticks")),)
        blocks: tuple[Block, ...] = (Form(self.form("titles"), fields, button, self.found.version, "titles"),)
        if ways:
            blocks = (Text(phrase("Keep the ticks of a page before you go to another."), "quiet"), *blocks, *ways)
        count, ticked = len(self.found.titles), sum(each.is_ticked for each in self.found.titles)
        summary = phrase("{n} titles, {ticked} ticked", n=count, ticked=ticked)
        return Section(phrase("Titles of incidents"), (said, *self.folded("titles", summary, count, blocks)), "titles")


def _told(each: Choice, movable: list[str], *, is_further: bool) -> Movable:
    names = []
    if each.id in movable:
        names += ["up"] if each.id != movable[0] else []
        names += ["down"] if each.id != movable[-1] else []
    buttons = tuple(_button(name, each.id, each.text) for name in (*names, "hide"))
    return Movable(each.text, buttons, _FURTHER if is_further else "")


def _untold(each: Choice, why: Phrase, *, is_hidden: bool) -> Movable:
    name = "show" if is_hidden else "first"
    return Movable(each.text, (_button(name, each.id, each.text),), why)


_BUTTONS = {
    "up": phrase("Up"),
    "down": phrase("Down"),
    "hide": phrase("Hide"),
    "show": phrase("Show"),
    "first": phrase("Put first"),
}


def _button(name: str, which: str, about: str) -> Button:
    return Button(_BUTTONS[name], name, which, "plain", about)


def _title(each: Title) -> tuple[FormField, FormField]:
    tick = Tick("title", each.text, f"{each.number} {each.hash}", is_ticked=each.is_ticked, hint=each.number)
    return tick, Hidden("shown", each.number)
