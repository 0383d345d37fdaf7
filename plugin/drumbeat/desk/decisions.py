"""What people decide about an edition before it leaves, kept with who they are.

Each decision takes what the person saw of the edition (`versions.edition_version`), or nothing where it is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from drumbeat.desk.context import Context
from drumbeat.desk.drafts import refuse_lapsed, refuse_unfit
from drumbeat.desk.standings import standing_of
from drumbeat.desk.versions import refuse_other_edition
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.standing import Act, ActKind, Standing
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team

_LONGEST = 200


def approve(
    context: Context, team: Team, period: Period, *, by: str = "", seen: str = "", asks_records: bool = True
) -> Act:
    """Approve the draft as it is now. Whatever changes afterwards lapses the approval.

    `asks_records`: whether what the draft tells on somebody's word is compared with the records, which takes longer
    than a page has; sending does so in any case. Raises SettingsError for one that is not to be approved, Conflict
    for another than was seen.
    """
    edition = context.store.editions.find(team.name, period)
    if edition is None:
        raise SettingsError(
            spoken(phrase("There is no draft of “{team}” of {period} yet.", team=team.name, period=view_of(period))),
            recovery=f'Make it and look at it: drumbeat preview --team "{team.name}".',
        )
    act = _act(context, ActKind.APPROVE, by, seal=context.store.editions.seal(edition.id))

    def refuse() -> None:
        _refuse(context, team, period, (Standing.SENDING, Standing.SENT, Standing.HELD, Standing.SKIPPED))
        refuse_lapsed(context, team, period, edition)

    if asks_records:  # before: nobody else's word waits for it
        refuse_unfit(context, team, period, edition)
    return _decided(context, team, period, act, seen=seen, refuse=refuse)


def hold(context: Context, team: Team, period: Period, reason: str, *, by: str = "", seen: str = "") -> Act:
    """Hold the edition: nothing of it leaves until it is released, even if it has begun to. Raises as `approve`."""
    act = _act(context, ActKind.HOLD, by, reason=said(reason))
    return _decided(
        context, team, period, act, seen=seen, refuse=lambda: _refuse(context, team, period, (Standing.SENT,))
    )


def skip(context: Context, team: Team, period: Period, reason: str, *, by: str = "", seen: str = "") -> Act:
    """Skip the month: its edition goes to nobody. Raises as `approve`."""
    act = _act(context, ActKind.SKIP, by, reason=said(reason))
    too_late = (Standing.SENDING, Standing.SENT)
    return _decided(context, team, period, act, seen=seen, refuse=lambda: _refuse(context, team, period, too_late))


def release(context: Context, team: Team, period: Period, *, by: str = "", seen: str = "") -> Act:
    """Let an edition go on that was held or skipped. Raises as `approve`."""

    def refuse() -> None:
        if standing_of(context, team, period).standing not in (Standing.HELD, Standing.SKIPPED):
            stands = phrase("The edition of “{team}” of {period} is neither held nor skipped.")
            raise SettingsError(_told(stands, team, period), recovery="See how it stands: drumbeat status.")

    return _decided(context, team, period, _act(context, ActKind.RELEASE, by), seen=seen, refuse=refuse)


def decide(context: Context, team: Team, period: Period, act: Act) -> Act:
    """Keep the decision, and who made it in the audit log."""
    detail = f"{team.name}, {period.start}: by {act.by}{': ' * bool(act.reason)}{act.reason}"
    context.store.acts.add(team.name, period, act, context.entry(f"{act.kind} edition", "", detail))
    return act


def said(words: str) -> str:
    """A few words on one line. Raises SettingsError."""
    plain = " ".join(words.split())
    if not plain or not plain.isprintable() or len(plain) > _LONGEST:
        told = phrase(
            "Names and reasons are a few words, up to {most} letters, without control characters.", most=_LONGEST
        )
        raise SettingsError(spoken(told))
    return plain


def _act(context: Context, kind: ActKind, by: str, *, seal: str = "", reason: str = "") -> Act:
    return Act(kind, seal, said(by) if by else context.actor(), context.clock(), reason)


def _decided(context: Context, team: Team, period: Period, act: Act, *, seen: str, refuse: Callable[[], None]) -> Act:
    """Keep the decision, if `refuse` raises nothing: what it rests on is looked at in the transaction that keeps it.

    So of two who decide on what they saw at once, one has decided, and the other is told so; whoever says the same
    again has said it once.
    """
    with context.store.editions.together():
        if seen and _stands_already(context, team, period, act):
            return act
        refuse_other_edition(context, team, period, seen)
        refuse()
        return decide(context, team, period, act)


def _stands_already(context: Context, team: Team, period: Period, act: Act) -> bool:
    """Whether the last word about the edition is the same by the same person: somebody clicked twice."""
    last = context.store.acts.of(team.name, period)[-1:]
    return [(each.kind, each.seal, each.by, each.reason) for each in last] == [(act.kind, act.seal, act.by, act.reason)]


def _refuse(context: Context, team: Team, period: Period, standings: tuple[Standing, ...]) -> None:
    """Raises SettingsError for an edition that stands where nothing is to be decided any more."""
    if context.store.editions.find(team.name, period) is None:
        return
    found = standing_of(context, team, period).standing
    if found in standings:
        raise SettingsError(_told(_STANDS[found], team, period), recovery=_NEXT[found])


def _told(words: Phrase, team: Team, period: Period) -> str:
    """The same of an edition."""
    return spoken(replace(words, values=(("team", team.name), ("period", view_of(period)))))


_STANDS = {
    Standing.SENDING: phrase("The edition of “{team}” of {period} is leaving already."),
    Standing.SENT: phrase("The edition of “{team}” of {period} is sent already."),
    Standing.HELD: phrase("The edition of “{team}” of {period} is held."),
    Standing.SKIPPED: phrase("The edition of “{team}” of {period} is skipped."),
}
_NEXT = {
    Standing.SENDING: "Those who have not received it wait if you hold it: drumbeat hold.",
    Standing.SENT: spoken(phrase("What is wrong about it is told as a correction in the next one.")),
    Standing.HELD: "Release it first: drumbeat release.",
    Standing.SKIPPED: "Release it first: drumbeat release.",
}
