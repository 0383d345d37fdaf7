"""F19: while personal records are off nothing personal is computed or stored, whatever is asked for."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from drumbeat.cli.personal_record import Asked, hand_out_record
from drumbeat.desk.formats import Format
from drumbeat.desk.own_records import personal_record
from drumbeat.digest import build
from drumbeat.digest.people import accomplishments
from drumbeat.errors import SettingsError
from drumbeat.records.model import Ref
from installation import OCTOBER, consent, installed, october
from rows import person

OFF = [
    {},
    {"profile": "DE"},
    {"profile": "AT", "works_agreement": "BV 1"},
    {"personal_records": True, "team_only": True},
]
PERSONAL = ("signal", "remark", "declared", "audit")


def kept(tmp_path) -> dict[str, int]:
    """Rows in the tables that hold what is personal."""
    with closing(sqlite3.connect(tmp_path / "drumbeat.db")) as connection:
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608  names of ours
            for name in PERSONAL
        }


@pytest.mark.parametrize("privacy", OFF)
def test_f19_nothing_personal_is_stored_while_off(tmp_path, privacy):
    """A digest, and a personal record that is refused, leave nothing about any person in the store."""
    context = installed(tmp_path, **privacy)
    october(context)
    with pytest.raises(SettingsError, match="Nothing is computed or kept"):
        hand_out_record(context, Asked("Ann", OCTOBER, "test"), [Format.TEXT], None)
    assert kept(tmp_path) == dict.fromkeys(PERSONAL, 0)


def test_f19_what_is_read_names_the_agreement(tmp_path):
    """Under a profile each reading of a record is logged with the agreement that it rests on."""
    context = installed(tmp_path, profile="DE", works_agreement="BV  12", personal_records=True)
    personal_record(context, Ref(*person("Ann")), OCTOBER, "asked")
    assert context.store.audit.all(person("Ann")[0])[-1].detail.endswith(": asked; agreement: BV 12")


def test_f19_the_refusal_says_what_would_have_to_change(tmp_path):
    """While team_only ends everything personal, nobody is told to switch on what would change nothing."""
    context = installed(tmp_path, personal_records=True, team_only=True)
    with pytest.raises(SettingsError) as refused:
        hand_out_record(context, Asked("Ann", OCTOBER, "test"), [Format.TEXT], None)
    assert "team_only = false" in refused.value.recovery


@pytest.mark.parametrize("privacy", [*OFF, {"personal_records": True}])
def test_f19_a_teams_digest_asks_no_private_rule(tmp_path, monkeypatch, privacy):
    """Whatever the settings say, no rule that is a person's alone is run for a team's digest."""
    asked = []
    classify = build.classify

    def listening(material, is_wanted, *rules):
        def heard(rule) -> bool:
            wanted = is_wanted(rule)
            asked.extend([rule] if wanted else [])
            return wanted

        return classify(material, heard, *rules)

    monkeypatch.setattr(build, "classify", listening)
    october(installed(tmp_path, **privacy))
    assert asked
    assert [rule.id for rule in asked if not rule.default.is_for_team] == []


def test_f19_no_personal_rule_runs_while_off(tmp_path, monkeypatch):
    """A personal record that is refused has asked no rule."""
    monkeypatch.setattr(accomplishments, "classify", lambda *_args: pytest.fail("a rule was asked"))
    with pytest.raises(SettingsError):
        personal_record(installed(tmp_path), Ref(*person("Ann")), OCTOBER, "test")


def test_f19_switched_on_it_is_kept(tmp_path):
    """The tables that stay empty above are filled once it is on: the test can fail."""
    context = installed(tmp_path, personal_records=True)
    hand_out_record(context, Asked("Ann", OCTOBER, "test"), [Format.TEXT], None)
    assert kept(tmp_path)["signal"] > 0
    assert kept(tmp_path)["audit"] == 1


@pytest.mark.parametrize("privacy", [{"profile": "FR"}, {"team_only": True}, {"names": False}])
def test_f19_no_name_leaves_under_a_switch(tmp_path, privacy):
    """Under a profile, team-only or names-off no name is told although a consent is stored."""
    context = installed(tmp_path, **privacy)
    consent(context, "Fay")
    assert october(context).namings == ()
