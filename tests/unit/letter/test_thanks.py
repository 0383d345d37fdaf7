"""For what people are thanked, in words that every reader knows."""

from __future__ import annotations

from drumbeat.digest.letter.thanks import THANKED_FOR
from drumbeat.digest.people.names import CATEGORY_OF
from drumbeat.signals.catalogue import RULES


def test_every_rule_that_names_somebody_says_for_what():
    """Who may be named by a team's rule is thanked in words of its own, and no word is there for another rule."""
    naming = {rule.id for rule in RULES if rule.default.is_for_team and rule.default.is_personal}
    assert set(THANKED_FOR) == naming & set(CATEGORY_OF)
