"""The next edition: when it leaves and to how many, the mail as it is sent, and a lead's word about it."""

from __future__ import annotations

from typing import TypeAlias

from drumbeat.desk.by_hand import send_test
from drumbeat.desk.coming import Coming, coming, next_period
from drumbeat.desk.decisions import approve, hold, release, said, skip
from drumbeat.desk.editing import draft_anew
from drumbeat.desk.leads import saw_draft
from drumbeat.desk.undecided import undecided
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.editions.standing import Obstacle, Standing
from drumbeat.errors import Conflict, SettingsError
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Block, Details, Link, Links, Section, Text, Words
from drumbeat.web.fields import Button, Field, Form
from drumbeat.web.jobs import Lane, Outcome, Tell, Work
from drumbeat.web.leads.full_day import full_day
from drumbeat.web.leads.left_out import left_out
from drumbeat.web.leads.mails import edition_of, mail_blocks
from drumbeat.web.leads.months import month_of, named, place
from drumbeat.web.leads.prospects import prospects
from drumbeat.web.leads.sheet import sheet_blocks
from drumbeat.web.routes import Routes
from drumbeat.web.versions import conflict
from drumbeat.web.visits import Visit

pages = Routes()
_LONGEST = 200
"""Letters of a reason."""
_WRONG_REASON = phrase("Say in a few words why, in at most 200 letters.")


@pages.get("/teams/{team:int}/edition", Rule.LEAD, phrase("Next edition"))
def next_edition(visit: Visit) -> Answer:
    """The edition that a lead has to do with next."""
    return edition_page(visit, next_period(visit.context, visit.team))


@pages.get("/teams/{team:int}/editions/{month}", Rule.LEAD)
def one_edition(visit: Visit) -> Answer:
    """A month's edition: before it leaves what becomes of it, afterwards what became of it."""
    return edition_page(visit, month_of(visit))


@pages.post("/teams/{team:int}/editions/{month}/approve", Rule.LEAD)
def approve_it(visit: Visit) -> Answer:
    """Somebody stands behind it as it is."""
    period = month_of(visit)
    try:
        approve(visit.context, visit.team, period, seen=_seen(visit), asks_records=False)
    except Conflict:
        return changed(visit, period, phrase("to approve it"))
    return Go(place(visit, period), phrase("Approved."))


@pages.post("/teams/{team:int}/editions/{month}/stop", Rule.LEAD)
def stop_it(visit: Visit) -> Answer:
    """It is held, or the month is skipped."""
    period, reason = month_of(visit), visit.form.text("reason")
    skips = visit.form.is_ticked("skip")
    try:
        said(reason)
    except SettingsError:
        return edition_page(visit, period, reason, _WRONG_REASON)
    entered = ((phrase("Reason"), reason),)
    try:
        (skip if skips else hold)(visit.context, visit.team, period, reason, seen=_seen(visit))
    except Conflict:
        return changed(visit, period, phrase("to skip the month") if skips else phrase("to hold it"), entered)
    return Go(place(visit, period), phrase("The month is skipped.") if skips else phrase("It is held."))


@pages.post("/teams/{team:int}/editions/{month}/release", Rule.LEAD)
def release_it(visit: Visit) -> Answer:
    """It goes on after it was held or skipped."""
    period = month_of(visit)
    try:
        release(visit.context, visit.team, period, seen=_seen(visit))
    except Conflict:
        return changed(visit, period, phrase("to release it"))
    return Go(place(visit, period), phrase("It is released."))


@pages.post("/teams/{team:int}/editions/{month}/draft", Rule.LEAD)
def make_anew(visit: Visit) -> Answer:
    """Its draft is made anew, of the records as they are."""
    period = month_of(visit)
    title = phrase("Draft of {month}", month=named(period))
    return visit.begin(title, _drafting(visit, period), back=place(visit, period))


@pages.post("/teams/{team:int}/editions/{month}/test", Rule.LEAD)
def test_it(visit: Visit) -> Answer:
    """It is sent to whoever is signed in, as a test."""
    period = month_of(visit)
    edition = edition_of(visit, period)
    context, team, address = visit.context, visit.team, visit.access.address

    def work(tell: Tell) -> Outcome:
        tell(phrase("The mail is being handed over."))
        send_test(context, team, period, edition, address)
        return Outcome(phrase("A test was sent to {address}.", address=address), to=place(visit, period))

    title = phrase("Test of {month}", month=named(period))
    return visit.begin(title, work, back=place(visit, period), lane=Lane.MAIL)


Said: TypeAlias = tuple[tuple[Words, Words], ...]
"""What was typed or what holds, each with its label."""


def changed(
    visit: Visit, period: Period, wanted: Phrase, entered: Said = (), *, holds: Said = (), page: str = ""
) -> Page:
    """The answer to a decision about what somebody else has changed meanwhile; `page`: where the form stands."""
    stands = prospects(coming(visit.context, visit.team, period), visit.context.clock())
    edition = tuple((phrase("The edition"), each.piece) for each in stands)
    return conflict(((phrase("You wanted"), wanted), *entered), (*holds, *edition), place(visit, period, page))


def _drafting(visit: Visit, period: Period) -> Work:
    context, team, to, address = visit.context, visit.team, place(visit, period), visit.access.address

    def work(tell: Tell) -> Outcome:
        tell(phrase("The records are being read."))
        draft_anew(context, team, period)
        saw_draft(context, team, period, address)
        return Outcome(phrase("The draft is made. Look at it, then approve it."), to=to)

    return work


def _seen(visit: Visit) -> str:
    """What a form was opened with. One that says nothing has seen nothing that there is."""
    return visit.form.version or "nothing"


def edition_page(visit: Visit, period: Period, reason: str = "", wrong: Words = "") -> Page:
    """The page, with what is wrong about a reason that was given."""
    found = coming(visit.context, visit.team, period)
    blocks: list[Block] = list(prospects(found, visit.context.clock()))
    blocks += full_day(visit, period)
    blocks += left_out(visit, period, undecided(visit.context, visit.team, period, found.edition))
    blocks += _next_step(visit, found)
    if found.edition is not None and not found.is_draft:
        blocks += sheet_blocks(visit, period, found.edition.id)
    elif found.edition is not None:
        mail = mail_blocks(visit, period, found.edition, place(visit, period))
        blocks.append(Section(phrase("The mail"), mail, "mail"))
    blocks += _else(visit, found, reason, wrong)
    return Page(phrase("Digest of {month}", month=named(period)), tuple(blocks), 422 if wrong else 200)


def _next_step(visit: Visit, found: Coming) -> list[Block]:
    """The one thing to do, if there is any, and what else could be changed first."""
    to, period = place(visit, found.period), found.period
    standing = found.stood.standing
    if standing in (Standing.HELD, Standing.SKIPPED):
        return [_form(found, f"{to}/release", Button(phrase("Release it")), "release")]
    blocks: list[Block] = []
    has_ended = period.end_instant <= visit.context.clock()
    if has_ended and (found.edition is None or (found.is_draft and (found.is_stale or not found.is_whole))):
        words = phrase("Make the draft") if found.edition is None else phrase("Make the draft anew")
        blocks.append(_form(found, f"{to}/draft", Button(words), "draft"))
    if found.may_be_approved:
        blocks.append(_form(found, f"{to}/approve", Button(phrase("Approve it")), "approve"))
    links = []
    if found.may_be_sent:
        words = phrase("Send what is still to go") if standing is Standing.SENDING else phrase("Send it now")
        links.append(Link(words, f"{to}/send"))
    if found.obstacle is Obstacle.UNREACHABLE:
        links.append(Link(phrase("Recipients"), visit.within("recipients")))
    if found.is_draft:
        links.append(Link(phrase("Change what it says"), f"{to}/words"))
    return [*blocks, *([Links(tuple(links))] if links else [])]


def _else(visit: Visit, found: Coming, reason: str, wrong: Words) -> list[Block]:
    """What is seldom done: a test, a stop, a draft made anew though nothing asks for it."""
    to, standing = place(visit, found.period), found.stood.standing
    blocks: list[Block] = []
    if found.is_draft:
        address = visit.access.address
        words = Text(phrase("It goes to {address} alone, marked as a test.", address=address))
        form = _form(found, f"{to}/test", Button(phrase("Send me a test"), tone="plain"), "test")
        blocks.append(Details(phrase("Test"), (words, form)))
        if not found.is_stale and found.is_whole:
            again = Text(phrase("It is made of the records as they are now. An approval lapses where it says other."))
            form = _form(found, f"{to}/draft", Button(phrase("Make the draft anew"), tone="plain"), "draft")
            blocks.append(Details(phrase("New draft"), (again, form)))
    if standing in (Standing.DRAFT, Standing.APPROVED, Standing.SENDING):
        blocks.append(Details(phrase("Hold or skip"), _stopping(found, to, reason, wrong), is_open=bool(wrong)))
    return blocks


def _stopping(found: Coming, to: str, reason: str, wrong: Words) -> tuple[Block, ...]:
    field = Field("reason", phrase("Reason"), reason, wrong=wrong, is_required=True, longest=_LONGEST)
    buttons = [Button(phrase("Hold it"), "hold", tone="plain")]
    if found.stood.standing is not Standing.SENDING:
        buttons.append(Button(phrase("Skip the month"), "skip", tone="grave"))
    return (
        Text(phrase("What is held leaves once somebody releases it. A month that is skipped goes to nobody.")),
        Form(f"{to}/stop", (field,), tuple(buttons), found.version, "stop"),
    )


def _form(found: Coming, to: str, button: Button, name: str) -> Form:
    return Form(to, (), (button,), found.version, name)
