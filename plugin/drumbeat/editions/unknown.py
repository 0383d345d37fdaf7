"""Months of which the ledger cannot tell whether they have left: it was let go of, or the store restored. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.errors import SettingsError
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
