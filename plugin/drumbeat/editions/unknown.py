"""Months of which the ledger cannot tell whether they have left: it was let go of, or the store restored. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.sentences import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Unknown:
    """That nobody knows who has received the digest of a month, though the ledger has no trace of it."""

    why: Sentence
    """The rest of a sentence."""
    how: str
    """What a person is to look at, and how it is sent all the same."""

    @property
    def refusal(self) -> SettingsError:
        """What whoever sends it is told."""
        return SettingsError(sentence("It is not sent: {why}.", why=self.why), recovery=self.how)


@dataclass(frozen=True, slots=True)
class Restoration:
    """That the store was restored from a backup: what had ended by then may have left after the backup was made."""

    ended_by: datetime
    made_at: str
    """When the backup was made, as the store writes moments; empty where that is not known."""
    aside: str
    """Where the store of before is; empty where it was not kept."""
    last_act: int
    """The newest decision of then: later ones know of the restoring."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Where the ledger does not tell what has left."""

    forgotten_until: str
    """The day up to which it was let go of, as the store writes days; empty: it is all there."""
    restorations: Sequence[Restoration]

    def of(self, period: Period) -> Unknown | None:
        """Why nobody knows whether the digest of a period has left, of which the ledger has no trace."""
        return self.forgotten(period.end.isoformat()) or self.doubtful(period)

    def forgotten(self, ended: str) -> Unknown | None:
        """Because it was let go of. `ended`: the last day of a period."""
        if ended > self.forgotten_until:
            return None
        why = sentence(
            "who received the digests of before {day} is not known any more, as that was let go of",
            day=self.forgotten_until,
        )
        return Unknown(why, "If you know that nobody gets it twice, send it with --force and a reason.")

    def doubtful(self, period: Period, said_at: int = 0) -> Unknown | None:
        """Because the store was restored since a person said why it is to be sent all the same (`said_at`).

        A word of before a restoring knew nothing of that.
        """
        found = [each for each in self.restorations if each.last_act >= said_at and each.ended_by >= period.end_instant]
        if not found:
            return None
        made = min(each.made_at for each in found)
        asides = ", ".join(each.aside for each in found if each.aside)
        look = f"the mail server’s log since then, and at the store of before ({asides})" if asides else _LOG
        why = sentence(
            "it may have left already, as the store was restored from a backup of {made}, and knows no later mails",
            made=f"{made} UTC" if made else sentence("an unknown time"),
        )
        return Unknown(why, f"Look at {look}. If nobody gets it twice, send it with --force and a reason.")


_LOG = "the mail server’s log since then"
