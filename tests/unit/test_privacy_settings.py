"""The privacy section: everything personal is off at first, profiles and kill switches (F4, F19)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from drumbeat.settings.privacy import PrivacySettings

AGREED = {"works_agreement": "BV 12/2026"}


def test_nothing_personal_is_on_at_first():
    """Without a word, no personal record is made; names are possible, but only with consent."""
    said = PrivacySettings()
    assert (said.keeps_personal_records, said.names_people) == (False, True)
    assert (said.minimum_group, said.manager_minimum_group, said.retention_months) == (5, 10, 13)


@pytest.mark.parametrize("profile", ["DE", "AT", "FR", "NL"])
def test_a_profile_is_team_only(profile):
    """Under a country profile neither personal records nor names are on by themselves."""
    said = PrivacySettings(profile=profile)
    assert (said.keeps_personal_records, said.names_people) == (False, False)


@pytest.mark.parametrize("opened", [{"personal_records": True}, {"names": True}])
@pytest.mark.parametrize("agreement", [{}, {"works_agreement": "  "}])
def test_a_profile_opens_only_with_an_agreement(opened, agreement):
    """What a profile keeps off needs the reference of an agreement beside it; without one it is a mistake."""
    with pytest.raises(ValidationError, match="works_agreement"):
        PrivacySettings(profile="DE", **opened, **agreement)
    said = PrivacySettings(profile="DE", **opened, **AGREED)
    assert said.keeps_personal_records is opened.get("personal_records", False)
    assert said.names_people is opened.get("names", False)


def test_an_agreement_alone_opens_nothing():
    """The reference of an agreement switches nothing on: each thing is said by itself."""
    said = PrivacySettings(profile="NL", **AGREED)
    assert (said.keeps_personal_records, said.names_people) == (False, False)


def test_the_kill_switches_win():
    """team_only ends everything personal whatever else is said, and names = false all naming."""
    everything = {"personal_records": True, "names": True}
    said = PrivacySettings(team_only=True, **everything)
    assert (said.keeps_personal_records, said.names_people) == (False, False)
    assert not PrivacySettings(personal_records=True, names=False).names_people


@pytest.mark.parametrize(
    "wrong",
    [
        {"profile": "US"},
        {"minimum_group": 4},
        {"manager_minimum_group": 9},
        {"minimum_group": 12, "manager_minimum_group": 11},
        {"retention_months": 0},
        {"retention_months": 37},
        {"history_months": 12},
        {"history_months": 0},
        {"history_months": 121},
        {"audit_months": 12},
        {"audit_months": 24, "retention_months": 25},
        {"personal_record": True},
    ],
)
def test_what_would_weaken_it_by_mistake_is_refused(wrong):
    """Groups stay at five or more (ten for managers), and nothing is kept without end; unknown words are refused.

    Nor is what was sent forgotten while its links are good, nor who read a signal while that is kept.
    """
    with pytest.raises(ValidationError):
        PrivacySettings(**wrong)


def test_how_long_the_past_is_kept():
    """What was sent and what was done is kept for three years at first, and never for less than links in mails."""
    said = PrivacySettings()
    assert (said.history_months, said.audit_months) == (36, 36)
    assert PrivacySettings(history_months=13, audit_months=13).history_months == 13
