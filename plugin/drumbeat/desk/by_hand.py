"""Sending by hand: a person's word, within what the ledger allows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from email.utils import parseaddr

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.decisions import decide
from drumbeat.desk.drafts import made_in, refuse_unfit, shown
from drumbeat.desk.looking import refuse_unseen
from drumbeat.desk.naming_notices import tell_named
from drumbeat.desk.outlook import Outlook, expanded, outlook
from drumbeat.desk.places import settle
from drumbeat.desk.sending import send_now
from drumbeat.desk.standings import policy_of, policy_reasons, standing_of
from drumbeat.desk.versions import refuse_other_edition
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.language.wording import quoted
from drumbeat.editions.addresses import Bad, mailbox, verdict
from drumbeat.editions.bounces import Cause
from drumbeat.editions.deliveries import HAS_IT, NOT_RECEIVING, Delivery, DeliveryState, EditionState
from drumbeat.editions.standing import Act, ActKind, Policy, Standing, Stood
from drumbeat.errors import SettingsError
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.sentences import sentence


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants beside sending to those who have not received it."""

    failed_again: bool = False
    """Send once more what the server refused or what came back, but what failed behind an address."""
    once_more_to: Collection[str] = ()
    """Addresses to which it is sent once more, even in doubt."""
    forced: str = ""
    """Why it is sent though it was held or skipped, or though nobody knows any more who has received it."""
    approves: bool = False
    """Whether sending it approves an edition that needs an approval; a reason to force it does so too."""

    @property
    def repeats(self) -> bool:
        """Whether it goes to nobody but those for whom it was planned before."""
        return self.failed_again or bool(self.once_more_to)


def send(
    context: Context, team: Team, period: Period, edition: Edition, wanted: Wanted, *, seen: str = ""
) -> list[Delivery]:
    """Send the edition to everyone who has not received it; every delivery as it stands.

    Whom it names is told first, if that was not done. That approves it as it is, but for one that needs an approval of
    its own (`_refuse_unapproved`).

    Who wants a mail repeated agrees to nothing else: it then goes to those alone for whom it was planned before.
    `seen`: the version that a person saw (`versions.edition_version`). Raises SettingsError where nobody receives it,
    for too many, for a period that is not over, and as `agree`; Conflict for another version.
    """
    refuse_other_edition(context, team, period, seen)
    refuse_unended(context, period)
    tell_named(context)
    expected = refuse_nobody(team.name, outlook(context, team))
    repeated = _repeated(context, edition, wanted)
    if expected.problem is not None and not repeated:
        raise expected.problem
    seal = agree(context, team, period, edition, wanted, seen=seen)
    settle(context, context.actor())
    for recipient in repeated:
        context.store.editions.plan_again(edition.id, _FROM, context.clock(), recipient)
    if repeated:
        asked = f"{team.name}, {period.start}: {SAY.times(len(repeated), 'mail', 'mails')}"
        context.store.audit.note(replace(context.entry("send again", detail=asked), team=team.name))
    return send_now(context, team, period, edition, "" if repeated else seal)


def refuse_unended(context: Context, period: Period) -> None:
    """Raises SettingsError for a period that is not over."""
    if period.end_instant > context.clock():
        message = phrase("The period ends on {day}; an edition is sent when it is over.", day=period.last_day)
        raise SettingsError(spoken(message), recovery="See what it holds so far with `drumbeat preview`.")


def refuse_nobody(team: str, expected: Outlook) -> Outlook:
    """Raises SettingsError where nobody receives the team's edition."""
    if not expected.count:
        message = phrase("Nobody receives the digest of “{team}” yet.", team=team)
        raise SettingsError(
            spoken(message), recovery=f'Add recipients: drumbeat recipient add --team "{team}" ADDRESS.'
        )
    return expected


def _repeated(context: Context, edition: Edition, wanted: Wanted) -> set[str]:
    """To whom a person wants it to be sent once more. Raises SettingsError where there is nothing of the kind.

    Of a draft nothing has left, so there is nothing to repeat.
    """
    again, resend = wanted.failed_again, {mailbox(each): each for each in wanted.once_more_to}
    known = context.store.editions.deliveries(edition.id) if edition.state is not EditionState.DRAFT else ()
    unsent = [each for each in known if _is_repeatable(each)]
    failed = [each for each in unsent if again and each.state is DeliveryState.FAILED]
    behind = _failed_behind(context, edition, failed)
    refused = {each.recipient for each in failed} - behind
    named = {each.recipient for each in unsent if mailbox(each.recipient) in resend}
    if again and behind and not refused:
        message = phrase(
            "What is left failed behind {addresses}: if that is a list, its other readers have the mail.",
            addresses=tuple(sorted(behind)),
        )
        raise SettingsError(spoken(message), recovery="Send it to one once more: drumbeat send … --resend ADDRESS.")
    if again and not refused:
        raise SettingsError(spoken(phrase("No mail of this edition was refused.")), recovery=_SEE_EACH)
    others = sorted(resend.keys() - set(map(mailbox, named)))
    if others:
        message = phrase("No mail to {address} was refused or is in doubt.", address=resend[others[0]])
        raise SettingsError(spoken(message), recovery=_SEE_EACH)
    return refused | named


def _failed_behind(context: Context, edition: Edition, failed: Collection[Delivery]) -> set[str]:
    """Of these the ones of which only a mailbox behind the address failed, as far as is known.

    Sent once more with all others they could reach a whole list twice (promise 3): a person names them.
    """
    returned = context.store.bounces.of_edition(edition.id, [each.recipient for each in failed])
    last = {each.recipient: returned[each.recipient] for each in failed if each.recipient in returned}
    return {
        each.recipient
        for each in failed
        if (back := last.get(each.recipient)) and back.cause is Cause.BEHIND and each.error.endswith(back.reason)
    }


def _is_repeatable(delivery: Delivery) -> bool:
    """Refused, came back, in doubt; taken back from who may be a recipient again; kept back, as sent elsewhere."""
    is_kept = delivery.error == NOT_RECEIVING or delivery.error.startswith(HAS_IT)
    was_taken_back = delivery.state is DeliveryState.SKIPPED and is_kept
    return was_taken_back or delivery.state in (DeliveryState.FAILED, DeliveryState.UNKNOWN)


_FROM = (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.SKIPPED)
_SEE_EACH = "See each with `drumbeat status --team …`."


def agree(context: Context, team: Team, period: Period, edition: Edition, wanted: Wanted, *, seen: str = "") -> str:
    """Keep that a person sends the edition as it is, which approves it; where it is forced, why.

    Returns what was agreed to, for `send_now`. Raises SettingsError for one that is held or skipped and not forced,
    for one that needs an approval of its own, and for one that must not leave as it is, Conflict for another than was
    `seen`; then nothing is kept, and a hold stands.
    """
    forced = wanted.forced
    seal = context.store.editions.seal(edition.id)
    if not forced:
        _refuse_unforced(context, period, edition, standing_of(context, team, period))
    refuse_unfit(context, team, period, edition)
    if edition.state is EditionState.DRAFT:
        refuse_unseen(context, team, edition)
    with context.store.editions.together():  # who holds it while its records were looked at is not passed over
        refuse_other_edition(context, team, period, seen)
        found = standing_of(context, team, period)
        if forced:
            decide(context, team, period, Act(ActKind.FORCE, "", context.actor(), context.clock(), forced))
        else:
            _refuse_unforced(context, period, edition, found)
            if not (wanted.approves or wanted.repeats):
                _refuse_unapproved(context, team, period, edition)
        if edition.state is EditionState.DRAFT and found.standing is not Standing.APPROVED:
            approval = Act(ActKind.APPROVE, seal, context.actor(), context.clock(), "sent by hand")
            decide(context, team, period, approval)
    return seal


def _refuse_unapproved(context: Context, team: Team, period: Period, edition: Edition) -> None:
    """Raises SettingsError for what needs an approval and has none: sending is not to be that by oversight.

    A team's first edition needs one, and each that the whole company receives, whatever the policy; of what has begun
    to leave only a list of the whole company that was not among its recipients then.
    """
    is_first, is_company_wide = policy_reasons(context, team)
    if edition.state is EditionState.DRAFT:
        is_required = policy_of(context, team) is Policy.REQUIRED
        if not is_required or standing_of(context, team, period).standing is not Standing.DRAFT:
            return
    elif not is_company_wide or _known_lists(context, team) <= _planned_for(context, edition):
        return
    why = [phrase("it is the team's first")] * (is_first and edition.state is EditionState.DRAFT)
    why += [phrase("it goes to the whole company")] * is_company_wide
    because = tuple(why or [phrase("its team's policy says so")])
    of = f'--team "{team.name}" --month {period.start:%Y-%m}'
    words = phrase(
        "Nobody has approved {subject}, which needs an approval: {because}.",
        subject=quoted(edition.content.subject),
        because=because,
    )
    raise SettingsError(
        spoken(words),
        recovery=f"Look at it (drumbeat preview {of}), then say drumbeat approve {of}, or send it with --approve.",
    )


def _known_lists(context: Context, team: Team) -> set[str]:
    """The lists of the whole company that the team's edition goes to."""
    return {mailbox(each.address) for each in expanded(context, team).recipients if each.kind.needs_approval}


def _planned_for(context: Context, edition: Edition) -> set[str]:
    return {mailbox(each.recipient) for each in context.store.editions.deliveries(edition.id)}


def _refuse_unforced(context: Context, period: Period, edition: Edition, found: Stood) -> None:
    """Raises SettingsError for what leaves only where a person says why, with all that stands against it."""
    stopped, doubtful = _stopped(found), _doubtful(context, period, edition)
    if stopped and doubtful:
        both = sentence("{stopped} {doubtful}", stopped=stopped.args[0], doubtful=doubtful.args[0])
        raise SettingsError(both, recovery=f"{doubtful.recovery} That passes over the hold as well.")
    if (why := stopped or doubtful) is not None:
        raise why


def _stopped(found: Stood) -> SettingsError | None:
    """Why not, for an edition that somebody held or skipped."""
    if found.standing not in _STOPPED or found.act is None:
        return None
    stopped = replace(_STOPPED[found.standing], values=(("by", found.act.by), ("reason", found.act.reason)))
    return SettingsError(
        spoken(stopped),
        recovery="Release it first (drumbeat release), or send it all the same with --force and a reason.",
    )


def _doubtful(context: Context, period: Period, edition: Edition) -> SettingsError | None:
    """Why not, for a draft of a month that may have been sent before, as nobody knows (promise 3).

    The ledger refuses it as well; here nobody has agreed to anything yet.
    """
    found = context.store.history.gaps().of(period) if edition.state is EditionState.DRAFT else None
    return found.refusal if found is not None else None


_STOPPED = {
    Standing.HELD: phrase("The edition was held by {by}: {reason}."),
    Standing.SKIPPED: phrase("The edition was skipped by {by}: {reason}."),
}


def send_test(
    context: Context, team: Team, period: Period, edition: Edition, address: str, *, language: str = ""
) -> None:
    """Send the edition to one address as a test, in its own language or another: marked so, no trace in the ledger.

    Raises SettingsError as `refuse_elsewhere` and `made_in`.
    """
    refuse_elsewhere(context, team, address)
    mail = context.settings.mail
    content = shown(context, edition, made_in(context, team, edition, language))
    now = context.clock()
    its_own = app.message_id(f"test {now.isoformat()} {team.name}", period, address, mail.domain)
    whom = app.Addressing(team.name, period, address, team.lead_address, now, message_id=its_own)
    message = app.compose(replace(content, subject=f"[Test] {content.subject}"), mail, whom)
    app.transport(mail).send(message, address)
    entry = context.entry("send test", detail=f"{team.name}, {period.start}: to {address}")
    context.store.audit.note(replace(entry, team=team.name))


def refuse_elsewhere(context: Context, team: Team, address: str) -> None:
    """Raises SettingsError for an address that is neither the lead's nor of an allowed domain (rule E53)."""
    mail = context.settings.mail
    domains = mail.allowed_domains or (parseaddr(mail.sender)[1].rpartition("@")[2],)
    judged = verdict(address, None if address.casefold() == team.lead_address.casefold() else domains)
    if isinstance(judged, Bad):
        raise SettingsError(
            spoken(
                phrase(
                    "A test goes to the team’s lead or within {domains}: {reason}",
                    domains=tuple(domains),
                    reason=judged.reason,
                )
            ),
            recovery=spoken(phrase("Set mail.allowed_domains if tests may go elsewhere.")),
        )
