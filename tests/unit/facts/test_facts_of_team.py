"""A team's figures from source to sentence: what the digest asks for (`cli.operational`)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drumbeat.desk.context import Context
from drumbeat.desk.operational import approve_fact, bring_in, facts_of, fetch_facts, lines_of, teams_with_facts
from drumbeat.digest.language.wording import ENGLISH, Wording
from drumbeat.digest.operational import FactStatus
from drumbeat.errors import FactMissing, FactUnreadable, SettingsError
from drumbeat.rendering import wording
from drumbeat.settings import Settings
from installation import NETWORK, OCTOBER
from operational import spam

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
SECTION = {
    "source": "csv",
    "metric": "spam_blocked",
    "label": "Spam messages blocked",
    "teams": ["network"],
    "sentence": {"en": "The mail filter blocked {value} spam messages.", "de": "Der Filter wies {value} Mails ab."},
}


def context(folder, now: datetime = NOW, **more) -> Context:
    """An installation whose one team has one figure."""
    section = {**SECTION, "file": folder / "spam.csv", **more}
    settings = Settings.model_validate(
        {"store": {"url": f"sqlite:///{folder / 'drumbeat.db'}"}, "facts": {"spam": section}}
    )
    return Context(None, clock=lambda: now, given=settings, actor=lambda: "tester")


def fetched(of: Context, period=OCTOBER) -> None:
    """Everything fetched; nothing may fail."""
    assert [each.error for each in fetch_facts(of, NETWORK, period)] == [None]


def said(of, fact, say):
    """The sentence of a fact of the team, in a language."""
    [line] = lines_of(of, NETWORK, [fact])
    return say.say(line.sentence)


def test_from_the_list_to_the_sentence(tmp_path):
    """Fetched with six months before and approved by name, the figure is told in the section's words."""
    spam(tmp_path)
    of = context(tmp_path)
    bring_in(of, NETWORK, OCTOBER, "Ann Lee")
    (told,) = facts_of(of, NETWORK, OCTOBER).told
    assert told.approved_by == ("Ann Lee",)
    assert said(of, told, ENGLISH) == "The mail filter blocked 1,209,000 spam messages."
    assert said(of, told, wording("de")) == "Der Filter wies 1.209.000 Mails ab."
    assert said(of, told, Wording("fr")).startswith("The mail filter blocked 1")
    (candidate,) = of.store.facts.candidates("Network", OCTOBER, {})
    assert len(candidate.trailing) == 6


def test_what_was_never_fetched_is_missing_not_zero(tmp_path):
    """A figure that the settings name is among what is left out until a source has said something."""
    (left,) = facts_of(context(tmp_path), NETWORK, OCTOBER).pending
    assert (left.id, left.fact) == ("spam_blocked", None)
    assert "fact fetch" in left.reason


def test_what_is_far_from_usual_is_held(tmp_path):
    """Under a standing approval the usual is told; three times as much is held until somebody has looked at it."""
    spam(tmp_path)
    of = context(tmp_path, approved_by="Ann Lee")
    for period in (*OCTOBER.earlier(6), OCTOBER):
        fetched(of, period)
    assert facts_of(of, NETWORK, OCTOBER).told[0].approved_by == ("Ann Lee",)
    spam(tmp_path, october=120_000)
    fetched(of)
    (held,) = facts_of(of, NETWORK, OCTOBER).pending
    assert held.fact.status is FactStatus.HELD
    assert held.reason.startswith("3,720,000 is far from the usual")
    assert approve_fact(of, held.fact, "Ben Cole")
    assert not approve_fact(of, held.fact, "Ben Cole")
    assert facts_of(of, NETWORK, OCTOBER).told[0].approved_by == ("Ben Cole",)


def test_a_part_of_a_month_is_at_least(tmp_path):
    """Twenty days of October are at least so many, also in the sentence, and no standing approval covers them."""
    spam(tmp_path, days=20)
    of = context(tmp_path, approved_by="Ann Lee")
    for period in (*OCTOBER.earlier(6), OCTOBER):
        fetched(of, period)
    (left,) = facts_of(of, NETWORK, OCTOBER).pending
    assert "at least 780,000" in said(of, left.fact, ENGLISH)
    assert "far from the usual" in left.reason
    assert "holds for whole figures, and it has only 64.5" in left.reason


def test_a_month_that_is_not_over_is_not_fetched(tmp_path):
    """Until the last midnight in the team's zone there is no figure of the month."""
    spam(tmp_path)
    early = context(tmp_path, OCTOBER.end_instant.replace(year=2026, month=10, day=31, hour=23))
    with pytest.raises(SettingsError, match="has not ended"):
        list(fetch_facts(early, NETWORK, OCTOBER))
    fetched(context(tmp_path, OCTOBER.end_instant))


def test_a_source_that_fails_leaves_what_was_kept(tmp_path):
    """A file that is gone or cut later takes nothing from what was fetched before; its error is for people."""
    spam(tmp_path)
    of = context(tmp_path)
    fetched(of)
    for content, kind in ((None, FactUnreadable), ("metric,period_start\n", FactUnreadable)):
        (tmp_path / "spam.csv").unlink(missing_ok=True)
        if content is not None:
            (tmp_path / "spam.csv").write_text(content)
        (asked,) = fetch_facts(of, NETWORK, OCTOBER)
        assert isinstance(asked.error, kind)
    assert facts_of(of, NETWORK, OCTOBER).pending[0].fact.value == 1_209_000
    spam(tmp_path, days=1)
    with pytest.raises(FactMissing):
        bring_in(of, NETWORK, OCTOBER.earlier(6)[-1], "Ann Lee")


def test_teams_of_the_settings_must_be_there(tmp_path):
    """A misspelt team would have its figures told nowhere: the error names it. Case does not matter."""
    of = context(tmp_path)
    with pytest.raises(SettingsError, match="network"):
        teams_with_facts(of)
    of.store.teams.add(NETWORK)
    assert teams_with_facts(of) == [NETWORK]
