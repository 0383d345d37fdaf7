"""How an edition stands: what people decided about it, and whether it may leave by itself.

    draft -> approved -> sending -> sent, or held / skipped with a reason

The store knows how far an edition has left (draft, sending, sent). What people decide are acts beside it, which are
only added. An approval is of one content, in every language and with the rules of who receives it: whatever changes
afterwards lapses it. A hold and a skip are of the period, whatever it holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drumbeat.sentences import sentence


class Policy(StrEnum):
    """What a team's edition needs before it leaves by itself."""

    REVIEW = "review"
    """It leaves unless somebody holds it, or has changed it after its draft was shown and not approved it since."""
    REQUIRED = "required"
    """It leaves when it is approved. Silence sends to nobody."""
    AUTOMATIC = "automatic"
    """It leaves unless somebody holds it."""


class ActKind(StrEnum):
    """What people decide about an edition."""

    APPROVE = "approve"
    HOLD = "hold"
    RELEASE = "release"
    SKIP = "skip"
    FORCE = "force"
    """Sent all the same, though it was held or skipped, with the reason. It lifts nothing before it has begun to."""


class Standing(StrEnum):
    """Where an edition is."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    HELD = "held"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Act:
    """One decision: what, about which content, by whom, why, when."""

    kind: ActKind
    seal: str
    """Of what the edition held then (`seal`)."""
    by: str
    at: datetime
    reason: str = ""
    actor: str = ""
    """User of the operating system, or of the pages."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Where an edition is, and the act that put it there; None where none did."""

    standing: Standing
    act: Act | None = None
    lapsed: bool = False
    """Somebody approved an earlier content; what it holds now nobody has."""


def seal(contents: Sequence[str], rules: str) -> str:
    """What an approval is of: the hashes of every language's content, and of who is to receive it."""
    return hashlib.sha256("\0".join((*contents, rules)).encode()).hexdigest()


def stood(left: Standing, sealed: str, acts: Sequence[Act]) -> Stood:
    """How an edition stands. `left` is what the store knows: draft, sending or sent; `acts` the oldest first.

    What was sent is sent. A hold stops what has begun to leave as well: those who have not received it wait. A draft
    that somebody wanted to send all the same, and that did not begin to leave, is as held or skipped as before.
    """
    if left is Standing.SENT:
        return Stood(left)
    going_on = {ActKind.RELEASE, ActKind.FORCE} if left is Standing.SENDING else {ActKind.RELEASE}
    stopping = next((act for act in reversed(acts) if act.kind in _STOPPING | going_on), None)
    if stopping is not None and stopping.kind not in going_on:
        held = stopping.kind is ActKind.HOLD
        return Stood(Standing.HELD if held else Standing.SKIPPED, stopping)
    if left is Standing.SENDING:
        return Stood(left)
    approval = next((act for act in reversed(acts) if act.kind is ActKind.APPROVE), None)
    if approval is not None and approval.seal == sealed:
        return Stood(Standing.APPROVED, approval)
    return Stood(Standing.DRAFT, lapsed=approval is not None)


_STOPPING = {ActKind.HOLD, ActKind.SKIP}


def in_force(policy: Policy, *, is_first: bool, is_company_wide: bool) -> Policy:
    """The policy that holds: a team's first edition, and any that goes to the whole company, need an approval."""
    return Policy.REQUIRED if is_first or is_company_wide else policy


class Obstacle(StrEnum):
    """What keeps an edition from leaving by itself."""

    SENT = "sent"
    """Nothing does: it has left."""
    STOPPED = "stopped"
    """A person holds it, or has skipped the month."""
    CHANGED = "changed"
    """Nobody has approved it as it is now."""
    UNAPPROVED = "unapproved"
    UNKNOWN = "unknown"
    """Nobody knows whether it has left before: the store was restored, or the ledger was let go of."""
    NAMED = "named"
    """Those whom it names still have time to object."""
    LEADLESS = "leadless"
    """Its lead has left, or could not be told of it: silence is no review."""
    IN_REVIEW = "in review"
    """Its lead has not been shown it as it is yet, or still has time to look at it."""
    UNREACHABLE = "unreachable"
    """It goes to nobody, or it is not known to whom it must not go."""
    UNRECEIVED = "unreceived"
    """It has begun to leave, and has reached nobody: its mails were refused, or came back."""


def obstacle(now: Stood, policy: Policy, *, is_edited: bool) -> Obstacle | None:
    """What people's decisions, or their lack, put in its way; None: nothing.

    `is_edited`: somebody changed something about it after its draft was made, which is made anew first under
    `automatic`; otherwise whoever approved it has not seen that.
    """
    if now.standing is Standing.SENT:
        return Obstacle.SENT
    if now.standing in (Standing.HELD, Standing.SKIPPED):
        return Obstacle.STOPPED
    if now.standing is Standing.SENDING or policy is Policy.AUTOMATIC:
        return None
    if now.lapsed or is_edited:
        return Obstacle.CHANGED
    is_silent = now.standing is Standing.DRAFT and policy is Policy.REQUIRED
    return Obstacle.UNAPPROVED if is_silent else None


def why_not(now: Stood, policy: Policy, *, is_edited: bool) -> str:
    """The same as the rest of a sentence; empty when it may leave by itself."""
    match obstacle(now, policy, is_edited=is_edited):
        case Obstacle.SENT:
            return sentence("sent already")
        case Obstacle.STOPPED:
            by, reason = (now.act.by, now.act.reason) if now.act else ("somebody", "")
            if now.standing is Standing.HELD:
                return sentence("held by {by}: {reason}", by=by, reason=reason)
            return sentence("skipped by {by}: {reason}", by=by, reason=reason)
        case Obstacle.CHANGED:
            return sentence("it was changed, and nobody has approved it as it is now")
        case Obstacle.UNAPPROVED:
            return sentence("nobody has approved it")
        case _:
            return ""
