"""Sending by hand: a person's word, within what the ledger allows."""

from __future__ import annotations

from dataclasses import replace
from email.utils import parseaddr

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.decisions import decide
from drumbeat.desk.drafts import refuse_unfit, shown
from drumbeat.desk.standings import standing_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.addresses import Bad, verdict
from drumbeat.editions.deliveries import EditionState
from drumbeat.editions.standing import Act, ActKind, Standing
from drumbeat.errors import SettingsError
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def agree(context: Context, team: Team, period: Period, edition: Edition, forced: str = "") -> str:
    """Keep that a person sends the edition as it is, which approves it; with `forced`, why although it was stopped.

    Returns what was agreed to, for `send_now`. Raises SettingsError for one that is held or skipped and not forced,
    and for one that must not leave as it is; then nothing is kept, and a hold stands.
    """
    seal = context.store.editions.seal(edition.id)
    found = standing_of(context, team, period)
    if not forced and found.standing in (Standing.HELD, Standing.SKIPPED):
        why = f": {found.act.reason}" if found.act and found.act.reason else ""
        by = found.act.by if found.act else "somebody"
        raise SettingsError(
            f"The edition was {_PAST[found.standing]} by {by}{why}.",
            recovery="Release it first (drumbeat release), or send it all the same with --force and a reason.",
        )
    refuse_unfit(context, team, period, edition)
    if forced:
        decide(context, team, period, Act(ActKind.FORCE, "", context.actor(), context.clock(), forced))
    if edition.state is EditionState.DRAFT and found.standing is not Standing.APPROVED:
        approval = Act(ActKind.APPROVE, seal, context.actor(), context.clock(), "sent by hand")
        decide(context, team, period, approval)
    return seal


_PAST = {Standing.HELD: "held", Standing.SKIPPED: "skipped"}


def send_test(context: Context, team: Team, period: Period, edition: Edition, address: str) -> None:
    """Send the edition to one address as a test: marked so, without a trace in the ledger.

    Raises SettingsError for an address that is neither the lead's nor of an allowed domain (rule E53).
    """
    mail = context.settings.mail
    domains = mail.allowed_domains or (parseaddr(mail.sender)[1].rpartition("@")[2],)
    judged = verdict(address, () if address.casefold() == team.lead_address.casefold() else domains)
    if isinstance(judged, Bad):
        raise SettingsError(
            f"A test goes to the team's lead or within {SAY.listed(list(domains))}: {judged.reason}",
            recovery="Set mail.allowed_domains if tests may go elsewhere.",
        )
    content = shown(context, edition)
    now = context.clock()
    its_own = app.message_id(f"test {now.isoformat()} {team.name}", period, address, mail.domain)
    whom = app.Addressing(team.name, period, address, team.lead_address, now, message_id=its_own)
    message = app.compose(replace(content, subject=f"[Test] {content.subject}"), mail, whom)
    app.transport(mail).send(message, address)
