"""What leads are told by mail about their editions, each thing once."""

from __future__ import annotations

import hashlib
import logging

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.recipients import has_left
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.recipients import EVERY_TEAM, Reason
from drumbeat.errors import DeliveryError, MailServerRefused, RecipientGone, TryLater
from drumbeat.logs import about
from drumbeat.records.team import Team

log = logging.getLogger(__name__)


def key_of(what: str) -> str:
    """What tells several notices of a kind apart, without saying what it is."""
    return hashlib.sha256(what.encode()).hexdigest()[:16]


def tell(context: Context, notice: Notice, team: Team, detail: str = "") -> bool:
    """Tell the lead, unless that was done; whether it is news.

    A mail that may have left counts as told. Where the mail server is away it is told at the next turn. A team without
    a lead's address, or whose lead has left, is told of by `drumbeat status` alone.
    """
    now = context.clock()
    if not context.store.notices.claim(notice, now):
        return False
    if team.lead_address and not has_left(context, team.lead_address):
        subject, lines = _letter(team, notice, detail)
        try:
            message = app.notice(context.settings.mail, team.lead_address, subject, lines, now)
            app.transport(context.settings.mail).send(message, team.lead_address)
        except (TryLater, MailServerRefused) as error:  # the next turn tries again
            log.warning("the lead of a team could not be told", extra=about(error))
            context.store.notices.give_back(notice)
            return False
        except RecipientGone as gone:
            context.store.suppressions.add(team.lead_address, EVERY_TEAM, Reason.LEFT, str(gone)[:200], now)
        except DeliveryError as error:
            log.warning("the lead of a team could not be told", extra=about(error))
    context.store.notices.settle(notice)
    return True


def _letter(team: Team, notice: Notice, detail: str) -> tuple[str, list[str]]:
    """Subject and paragraphs. A command stands on a line of its own."""
    period = notice.period
    month = SAY.period(view_of(period))
    digest = f"The digest of “{team.name}” of {month}"
    named = f'--team "{team.name}" --month {period.start:%Y-%m}'
    first, lines = {**_before(digest, named, detail), **_since(team, digest, named, detail)}[notice.kind]
    return f"{first}: “{team.name}”, {month}", lines


def _before(digest: str, named: str, detail: str) -> dict[Told, tuple[str, list[str]]]:
    """What is told before anything leaves."""
    look = ["Look at it as it will be sent:", f"drumbeat preview {named}"]
    stop = ["Hold it, or skip the month:", f"drumbeat hold {named} --reason …", f"drumbeat skip {named} --reason …"]
    agree = ["Approve it as it is now:", f"drumbeat approve {named}"]
    waiting = f"{digest} was to leave now, and nobody receives it: {detail}."
    overdue = [
        f"{digest} should have left longer ago than it may be late.",
        "It does not leave by itself any more, so that nobody is surprised by an old one.",
    ]
    return {
        Told.DRAFT: ("Draft", [f"{digest} is drafted. {detail}", *look, *agree, *stop]),
        Told.WAITING: ("Waiting for you", [waiting, *look, *agree]),
        Told.OVERDUE: ("Overdue", [*overdue, *look, "Send it all the same:", f"drumbeat send {named}"]),
    }


def _since(team: Team, digest: str, named: str, detail: str) -> dict[Told, tuple[str, list[str]]]:
    """What is told once it has begun to leave."""
    left = [
        f"The digest of “{team.name}” reaches {detail} no more: the mailbox is gone, or its user has left.",
        "Nothing is sent there. See who your recipients are:",
        f'drumbeat recipient list --team "{team.name}"',
    ]
    no_list = [
        f"The digest of “{team.name}” reaches {detail} no more: a mail server knows no such distribution list.",
        "None of its readers has left, and none receives it. Ask whoever keeps the list. Once it is there again:",
        "drumbeat recipient resubscribe ADDRESS --said …",
    ]
    returned = [
        f"{digest} was accepted for these, and came back: {detail}.",
        "When that is mended, send it to them once more:",
        f"drumbeat send {named} --resend-failed",
    ]
    unread = [
        f"Whether mails come back cannot be known at the moment, the digests of “{team.name}” among them: {detail}",
        "Digests leave all the same. Tell whoever looks after Drumbeat.",
    ]
    grown = [
        f"{digest} was leaving when {detail} became a list of the whole company.",
        "Nobody has agreed to that, so it receives nothing. If it shall, send the digest by hand:",
        f"drumbeat send {named}",
    ]
    limit = [
        f"{digest} has not reached everybody yet: {detail} (mail.per_day).",
        "Where a schedule runs, it sends the rest as soon as it may. Otherwise send again tomorrow:",
        f"drumbeat send {named}",
        "If your mail server takes more in a day, raise the limit.",
    ]
    return {
        Told.LEFT: ("Recipients who have left", left),
        Told.LIST: ("A list that is not there", no_list),
        Told.RETURNED: ("Mails came back", returned),
        Told.UNREAD: ("Trouble", unread),
        Told.GROWN: ("Waiting for you", grown),
        Told.LIMIT: ("Not all have it yet", limit),
        Told.TROUBLE: ("Trouble", [detail, "See how it stands:", f"drumbeat status {named}"]),
    }
