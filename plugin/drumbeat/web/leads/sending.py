"""Mails that leave on a person's word: an edition that waits for one, what was refused, what is in doubt."""

from __future__ import annotations

from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.coming import Coming, coming
from drumbeat.desk.doubts import say_arrived
from drumbeat.desk.outlook import outlook
from drumbeat.desk.versions import edition_version
from drumbeat.digest.language.phrase import Moment, Phrase, phrase, plural
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.standing import Standing
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Block, Link, Links, Text
from drumbeat.web.fields import Button, Form, FormField, Group, Tick
from drumbeat.web.jobs import Lane, Outcome, Tell, Work
from drumbeat.web.leads.edition import changed
from drumbeat.web.leads.mails import edition_of
from drumbeat.web.leads.months import month_of, named, place
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
_A_PAGE = 100
"""Mails in doubt that are decided at a time."""
_NOBODY = phrase("Tick at least one.")


@pages.get("/teams/{team:int}/editions/{month}/send", Rule.LEAD)
def ask_to_send(visit: Visit) -> Answer:
    """Asks whether an edition is to leave now that does not by itself."""
    period = month_of(visit)
    found = coming(visit.context, visit.team, period)
    if not found.may_be_sent:
        return Go(place(visit, period), phrase("It is not to be sent by hand as it is now."), is_trouble=True)
    title = phrase("Send the digest of {month}?", month=named(period))
    form = Form(place(visit, period, "send"), (), (Button(phrase("Send it now")),), found.version)
    return Page(title, (*_what_leaves(visit, found), form, _back(visit, period)))


def _what_leaves(visit: Visit, found: Coming) -> tuple[Text, Text]:
    """To how many, and what that means."""
    if found.edition is not None and found.stood.standing is Standing.SENDING:
        count = visit.context.store.editions.counts(found.edition.id).get(DeliveryState.PLANNED, 0)
        left = plural("{n} mail of it is still to go.", "{n} mails of it are still to go.", count)
        return Text(left), Text(phrase("Who became a recipient since receives it as well; nobody receives it twice."))
    count = outlook(visit.context, visit.team).count
    said = plural("It goes to {n} recipient at once.", "It goes to {n} recipients at once.", count)
    return Text(said), Text(phrase("That approves it as it is. What has left cannot be called back."))


@pages.post("/teams/{team:int}/editions/{month}/send", Rule.LEAD)
def send_it(visit: Visit) -> Answer:
    """It leaves."""
    period = month_of(visit)
    return _begun(visit, period, phrase("Digest of {month}", month=named(period)), Wanted(approves=True))


@pages.get("/teams/{team:int}/editions/{month}/resend", Rule.LEAD)
def ask_to_resend(visit: Visit) -> Answer:
    """Asks whether what was refused is to be sent once more."""
    period = month_of(visit)
    edition = edition_of(visit, period)
    count = visit.context.store.editions.counts(edition.id).get(DeliveryState.FAILED, 0)
    if not count:
        return Go(place(visit, period), phrase("No mail of it is refused any more."))
    said = plural("{n} mail was refused.", "{n} mails were refused.", count)
    form = Form(
        place(visit, period, "resend"),
        (),
        (Button(phrase("Send what was refused once more")),),
        edition_version(visit.context, visit.team, period),
    )
    beside = phrase("Mend first what the mail server complained of, or it says no again.")
    others = phrase("Those still to come receive it as well. Who became a recipient since does not.")
    title = phrase("Send what was refused once more?")
    return Page(title, (Text(said), Text(beside), Text(others), form, _back(visit, period)))


@pages.post("/teams/{team:int}/editions/{month}/resend", Rule.LEAD)
def resend(visit: Visit) -> Answer:
    """What was refused leaves once more."""
    period = month_of(visit)
    return _begun(visit, period, phrase("What was refused of {month}", month=named(period)), Wanted(failed_again=True))


@pages.get("/teams/{team:int}/editions/{month}/unclear", Rule.LEAD)
def unclear(visit: Visit) -> Answer:
    """Mails that may have arrived or not, and the two ways to decide."""
    return _unclear(visit, month_of(visit))


@pages.post("/teams/{team:int}/editions/{month}/unclear", Rule.LEAD)
def decide(visit: Visit) -> Answer:
    """They have arrived, or are sent once more."""
    period = month_of(visit)
    chosen = visit.form.all("recipient")
    if not chosen:
        return _unclear(visit, period, _NOBODY)
    if visit.form.is_ticked("again"):
        title = phrase("What was unclear of {month}", month=named(period))
        return _begun(visit, period, title, Wanted(once_more_to=chosen))
    count = say_arrived(visit.context, visit.team, period, chosen)
    kept = plural("Kept: {n} mail has arrived.", "Kept: {n} mails have arrived.", count)
    return Go(place(visit, period), kept)


def _unclear(visit: Visit, period: Period, wrong: Phrase | None = None) -> Page:
    edition = edition_of(visit, period)
    title = phrase("Unclear mails of {month}", month=named(period))
    found = visit.context.store.sheets.page(edition.id, DeliveryState.UNKNOWN, most=_A_PAGE)
    if not found:
        return Page(title, (Text(phrase("Nothing is unclear any more."), "good"), _back(visit, period)))
    ticks: list[FormField] = []
    for each in found:
        since = phrase("since {at}", at=Moment(each.changed_at.astimezone(visit.team.zone)))
        ticks.append(Tick("recipient", each.recipient, each.recipient, hint=since, wrong="" if ticks else wrong or ""))
    buttons = (
        Button(phrase("They have arrived"), "arrived"),
        Button(phrase("Send them once more"), "again", tone="plain"),
    )
    version = edition_version(visit.context, visit.team, period)
    form = Form(place(visit, period, "unclear"), (Group(phrase("Mails to"), tuple(ticks)),), buttons, version)
    blocks: tuple[Block, ...] = (
        Text(phrase("The connection broke while these mails were handed over. They may have arrived or not.")),
        Text(phrase("Ask the recipients, then tick those of whom you know. Nothing happens by itself.")),
        form,
        _back(visit, period),
    )
    return Page(title, blocks, 422 if wrong else 200)


def _begun(visit: Visit, period: Period, title: Phrase, wanted: Wanted) -> Answer:
    edition = edition_of(visit, period)
    if visit.form.version != edition_version(visit.context, visit.team, period):
        return changed(visit, period, phrase("to send it"))
    work = _sending(visit, period, edition, wanted)
    return visit.begin(title, work, back=place(visit, period), lane=Lane.MAIL)


def _sending(visit: Visit, period: Period, edition: Edition, wanted: Wanted) -> Work:
    context, team, seen, to = visit.context, visit.team, visit.form.version, place(visit, period)

    def work(tell: Tell) -> Outcome:
        tell(phrase("The mails are being handed over."))
        send(context, team, period, edition, wanted, seen=seen)
        accepted = context.store.editions.counts(edition.id).get(DeliveryState.SENT, 0)
        return Outcome(plural("{n} mail is accepted so far.", "{n} mails are accepted so far.", accepted), to=to)

    return work


def _back(visit: Visit, period: Period) -> Block:
    return Links((Link(phrase("Back to the edition"), place(visit, period)),))
