"""The languages in which a team's digest is read, and those that a draft lacks: a rule may be newer than its draft."""

from __future__ import annotations

import json
from collections.abc import Sequence

from drumbeat.desk.context import Context
from drumbeat.digest.language.phrase import Language, Phrase, phrase
from drumbeat.editions.deliveries import EditionState
from drumbeat.editions.recipients import Rule
from drumbeat.ports import Edition
from drumbeat.records.team import Team


def read_in(rules: Sequence[Rule]) -> set[str]:
    """Those that rules name; who has none of the own reads the edition's."""
    return {rule.language for rule in rules if not rule.is_excluded} - {""}


def own_language(context: Context, team: Team, edition: Edition) -> str:
    """In which the edition itself was made."""
    return json.loads(edition.content.digest).get("language") or team.language or context.settings.report.language


def lacking(context: Context, team: Team, edition: Edition, rules: Sequence[Rule] | None = None) -> tuple[str, ...]:
    """In which somebody is to read it, and in which it was not made, alphabetical. What has left lacks nothing."""
    wanted = read_in(context.store.recipients.rules(team.name) if rules is None else rules)
    if not wanted or edition.state is not EditionState.DRAFT:
        return ()
    made = {own_language(context, team, edition), *context.store.editions.languages(edition.id)}
    return tuple(sorted(wanted - made))


def lacks(languages: Sequence[str]) -> Phrase:
    """That it does, as the rest of a sentence."""
    named = tuple(Language(each) for each in languages)
    return phrase("somebody is to read it in {languages} since it was made", languages=named)
