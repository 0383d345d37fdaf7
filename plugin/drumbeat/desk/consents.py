"""Who may be named in a team's digest, category by category: off at first, and revocable at any time (F2)."""

from __future__ import annotations

import time
from collections.abc import Callable

from drumbeat.desk.context import Context
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.errors import SettingsError, TryLater
from drumbeat.ports import GivenConsent
from drumbeat.records.model import Ref

Mails = frozenset[tuple[int, str, int]]
_PATIENCE = 20.0
_PAUSE = 0.2
"""Seconds: how long a withdrawal waits for mails that other processes hand over at the moment, and between looks."""


def require_names(context: Context) -> None:
    """Raises SettingsError where the settings have ended names: then nobody need be asked."""
    if not context.settings.privacy.names_people:
        raise SettingsError(
            "Nobody is named on this installation: the settings have ended it.",
            recovery="See profile, names and team_only under [privacy].",
        )


def give_consent(context: Context, person: Ref, category: Category, said: str) -> bool:
    """Record that a person agreed to be named in one category; False when that was given already.

    It is the person's own decision: refusing costs nothing, and it can be taken back. `said` is where that is known
    from. Raises SettingsError where nobody is named, or where nobody knows what the person is called.
    """
    require_names(context)
    if not person.name:
        raise SettingsError("ServiceNow’s records do not say what this person is called.")
    given = GivenConsent(Consent(person.key, category), person.name, said, context.clock())
    return context.store.consents.give(given, context.entry("give consent", person.key, f"{category}: {said}"))


def withdraw_consent(context: Context, person: Ref, category: Category, said: str = "") -> int:
    """Take a consent back: the name goes from drafts, from what has not left, and from what was sent; how many.

    When this has returned, no mail with the name leaves any more. Raises TryLater as `await_mails`.
    """
    consent = Consent(person.key, category)
    detail = f"{category}: {' '.join(said.split())}".removesuffix(": ")
    store = context.store.consents
    editions = store.withdraw(consent, context.entry("withdraw consent", person.key, detail))
    await_mails(lambda: store.in_hand(consent, context.clock()))
    return editions


def await_mails(in_hand: Callable[[], Mails], patience: float = _PATIENCE) -> None:
    """Wait until the mails that are being handed over now have left or failed: they may hold the name.

    Raises TryLater when some take longer. A process that died holds its claim for ten minutes.
    """
    ends = time.monotonic() + patience
    left = in_hand()
    while left:
        if time.monotonic() >= ends:
            mails = SAY.times(len(left), "mail", "mails")
            raise TryLater(
                f"The consent is withdrawn, but {mails} with the name may be on the way in another process.",
                recovery="Run the same command again in a few minutes: when it ends well, no such mail is left.",
            )
        time.sleep(_PAUSE)
        left &= in_hand()
