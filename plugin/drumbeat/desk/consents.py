"""Who may be named in a team's digest, category by category: off at first, and revocable at any time (F2)."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from drumbeat.desk.context import Context
from drumbeat.desk.persons import require_personal_records
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.digest.people.names import CATEGORY_OF
from drumbeat.errors import SettingsError, TryLater
from drumbeat.ports import GivenConsent
from drumbeat.records.model import Ref
from drumbeat.signals.catalogue import RULES

Mails = frozenset[tuple[int, str, int]]
_PATIENCE = 20.0
_PAUSE = 0.2
"""Seconds: how long a withdrawal waits for mails that other processes hand over at the moment, and between looks."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A category in which a person may be named, or not."""

    category: Category
    labels: tuple[str, ...]
    """Of the rules in whose lines the person is named then."""
    given: GivenConsent | None
    """None: the person is not named in it."""


def own_consents(context: Context, person: Ref) -> list[Choice]:
    """What the person may say yes to, and has; the reading is in the audit log as the owner's own.

    Raises SettingsError while personal records are off.
    """
    require_personal_records(context)
    context.store.audit.note(context.entry("read own consents", person.key))
    given = {each.consent.category: each for each in context.store.consents.all(person.key)}
    labels: dict[Category, list[str]] = defaultdict(list)
    for rule in RULES:
        if rule.id in CATEGORY_OF:
            labels[CATEGORY_OF[rule.id]].append(rule.label)
    return [Choice(each, tuple(labels[each]), given.get(each)) for each in Category]


def require_names(context: Context) -> None:
    """Raises SettingsError where the settings have ended names: then nobody need be asked."""
    if not context.settings.privacy.names_people:
        raise SettingsError(
            spoken(phrase("Nobody is named on this installation: the settings have ended it.")),
            recovery="See profile, names and team_only under [privacy].",
        )


def give_consent(context: Context, person: Ref, category: Category, said: str) -> bool:
    """Record that a person agreed to be named in one category; False when that was given already.

    It is the person's own decision: refusing costs nothing, and it can be taken back. `said` is where that is known
    from. Raises SettingsError where nobody is named, or where nobody knows what the person is called.
    """
    require_names(context)
    if not person.name:
        raise SettingsError(spoken(phrase("ServiceNow’s records do not say what this person is called.")))
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
