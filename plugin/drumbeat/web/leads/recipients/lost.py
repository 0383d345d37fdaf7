"""Who receives nothing though a rule leads there, and how they come back: who unsubscribed, only by their own word."""

from __future__ import annotations

from drumbeat.desk.readership import Readership, readership_of
from drumbeat.desk.recipient_lists import exported_lost
from drumbeat.desk.recipients import resubscribe
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.recipients import EVERY_TEAM, Reason, Skipped
from drumbeat.editions.suppressions import Suppression
from drumbeat.errors import SettingsError
from drumbeat.web.access import Rule as Access
from drumbeat.web.answers import Answer, Download, Go, Page
from drumbeat.web.blocks import Block, Column, Lines, Link, Links, Pager, Piece, Table, Text
from drumbeat.web.fields import Button, Field, Form
from drumbeat.web.leads.recipients.words import PAGE, REASONS, key_of
from drumbeat.web.query import address, page_of
from drumbeat.web.refusals import Refused
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
A_PAGE = 100
LONGEST = 200
"""Letters of where somebody asked for it."""
_MENDING = {
    Reason.LEFT: phrase("Nothing: it is in ServiceNow that this user is not active."),
    Reason.EXCLUDED: phrase("Nothing, or take the entry off the list that leaves them out."),
    Reason.NO_ADDRESS: phrase("Have an address written into ServiceNow, or add the address here."),
    Reason.BAD_ADDRESS: phrase("Correct the address, in ServiceNow or here."),
    Reason.NOT_KNOWN: phrase("See how it is called in ServiceNow, and add it under that name."),
    Reason.SEVERAL: phrase("Add the user name of the one that is meant, and remove this entry."),
    Reason.NOBODY: phrase("Add members in ServiceNow, or remove the group."),
}


@pages.get("/teams/{team:int}/recipients/lost", Access.LEAD)
def lost(visit: Visit) -> Answer:
    """Who receives nothing, why, since when, and what can be done."""
    known = readership_of(visit.context, visit.team.name)
    everybody = known.lost
    shown, at, last = page_of(everybody, visit.query.get("page", ""), A_PAGE)
    columns = (phrase("Who"), phrase("Why"), phrase("What to do"))
    rows = tuple(_row(visit, known, each) for each in shown)
    title = phrase("Who receives nothing")
    empty = phrase("Everybody in the list receives the digest.")
    blocks: list[Block] = [Table(title, tuple(map(Column, columns)), rows, empty=empty, is_titled=True)]
    if last > 1:
        here = visit.within(f"{PAGE}/lost")
        count = plural("{n} receives nothing", "{n} receive nothing", len(everybody))
        earlier = Link(phrase("Earlier"), address(here, page=at - 1)) if at > 1 else None
        later = Link(phrase("Later"), address(here, page=at + 1)) if at < last else None
        blocks.append(Pager(phrase("{count}, page {page} of {last}", count=count, page=at, last=last), earlier, later))
    ways = (
        Link(phrase("Back to the recipients"), visit.within(PAGE)),
        Link(phrase("Export as CSV"), visit.within(f"{PAGE}/lost/export")),
    )
    blocks.append(Links(ways if everybody else ways[:1]))
    return Page(title, tuple(blocks))


@pages.get("/teams/{team:int}/recipients/lost/export", Access.LEAD)
def export(visit: Visit) -> Answer:
    """All of them as CSV, which no recipient's list holds: that has rules, and these are people."""
    content = exported_lost(readership_of(visit.context, visit.team.name)).encode("utf-8-sig")
    return Download(f"{visit.team.name}-receive-nothing.csv", content, "text/csv; charset=utf-8; header=present")


@pages.get("/teams/{team:int}/recipients/back/{reader}", Access.LEAD)
def ask(visit: Visit) -> Answer:
    """Asks where the reader asked for it."""
    return _form(visit, _suppression(visit), "", is_wrong=False)


@pages.post("/teams/{team:int}/recipients/back/{reader}", Access.LEAD, most_bytes=8192)
def bring_back(visit: Visit) -> Answer:
    """Lets a reader receive the team's digest again, on their word, which the audit log keeps."""
    found, said = _suppression(visit), " ".join(visit.form.text("said", LONGEST).split())
    if not said or not said.isprintable():
        return _form(visit, found, said, is_wrong=True)
    try:
        resubscribe(visit.context, found.address, found.team, said)
    except SettingsError:  # another has done so
        return Go(visit.within(f"{PAGE}/lost"))
    return Go(visit.within(f"{PAGE}/lost"), phrase("{name} receives again what the list says.", name=found.address))


def _suppression(visit: Visit) -> Suppression:
    """That of the reader in the address. Raises Refused (404) where a lead has no business with it."""
    known = readership_of(visit.context, visit.team.name)
    wanted = str(visit.path["reader"])
    found = (known.suppression(each) for each in known.lost)
    meant = next((each for each in found if each and key_of(visit, each.address) == wanted), None)
    if meant is None or not _may_lift(visit, meant):
        raise Refused.missing()
    return meant


def _may_lift(visit: Visit, found: Suppression) -> bool:
    """A lead, what a reader said of this team; what holds for every team, an administrator."""
    if found.team == EVERY_TEAM:
        return visit.access.roles.is_administrator
    return found.reason is Reason.UNSUBSCRIBED


def _row(visit: Visit, known: Readership, each: Skipped) -> tuple[Piece, ...]:
    found = known.suppression(each)
    is_named = each.address and mailbox(each.address) != mailbox(each.name) if "@" in each.name else bool(each.address)
    name = Lines((each.name, each.address)) if is_named else each.name
    return name, _why(visit, each, found), _what_to_do(visit, each, found)


def _why(visit: Visit, each: Skipped, found: Suppression | None) -> Piece:
    if found is None:
        return REASONS[each.reason]
    since = phrase("since {day}", day=found.at.astimezone(visit.team.zone).date())
    whose = phrase("from every digest") if found.team == EVERY_TEAM else phrase("from this digest")
    if found.reason is Reason.LEFT:
        return Lines((phrase("the mailbox is gone"), since))
    return Lines((REASONS[found.reason], whose, since))


def _what_to_do(visit: Visit, each: Skipped, found: Suppression | None) -> Piece:
    if found is None:
        return _MENDING.get(each.reason, "")
    back = visit.within(f"{PAGE}/back/{key_of(visit, found.address)}")
    if _may_lift(visit, found):
        return Link(_lifting(found), back, found.address)
    if found.reason is Reason.LEFT:
        return phrase("Nothing. If the mailbox works again, tell the administrator.")
    return phrase("Nothing. If they ask for it, tell the administrator: they left every digest.")


def _lifting(found: Suppression) -> Phrase:
    if found.reason is Reason.LEFT:
        return phrase("The mailbox works again")
    return phrase("They asked to receive it again")


def _form(visit: Visit, found: Suppression, said: str, *, is_wrong: bool) -> Page:
    is_gone = found.reason is Reason.LEFT
    told = (
        phrase("A mail server said of {address} that there is no such mailbox.", address=found.address)
        if is_gone
        else phrase(
            "{address} unsubscribed. Nobody brings a reader back but the reader: do this only if they asked for it.",
            address=found.address,
        )
    )
    field = Field(
        "said",
        phrase("Where is that known from?") if is_gone else phrase("Where did they ask for it?"),
        said,
        hint=phrase("Such as: mail of 3 May. The audit log keeps it."),
        wrong=phrase("Write where, in a few words.") if is_wrong else "",
        is_required=True,
        longest=LONGEST,
    )
    form = Form(
        visit.within(f"{PAGE}/back/{key_of(visit, found.address)}"), (field,), (Button(phrase("Let them receive it")),)
    )
    back = Links((Link(phrase("Back"), visit.within(f"{PAGE}/lost")),))
    return Page(_lifting(found), (Text(told), form, back), status=422 if is_wrong else 200)
