"""F18: the same work gives the same signals, whatever the language, the site, the zone and the shift."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.records.period import Period
from drumbeat.signals.catalogue import classify
from drumbeat.signals.material import Material
from drumbeat.signals.world import World
from installation import incidents, installed, october
from office import NOW, note, record, user, world
from roles import ROLES, SKILLS, month_of
from rows import person
from shifts import shifted

NOTES = {
    "English": "Moved all users of the VPN to the new gateway, and told the desk.",
    "German": "Alle Nutzer des VPN auf das neue Gateway umgezogen und den Service Desk informiert.",
    "French": "Tous les utilisateurs du VPN ont été déplacés vers la nouvelle passerelle.",
    "Spanish": "Todos los usuarios de la VPN se han movido a la nueva puerta de enlace.",
    "Polish": "Wszyscy użytkownicy VPN zostali przeniesieni na nową bramę sieciową.",
}
ZONES = ["Pacific/Auckland", "Asia/Kolkata", "Europe/Berlin", "America/Los_Angeles"]
CODES = {
    "English": {"state": ("7", "Closed"), "close_code": "Solution provided"},
    "German": {"state": ("7", "Geschlossen"), "close_code": ("Solution provided", "Lösung bereitgestellt")},
    "French": {"state": ("7", "Fermé"), "close_code": ("Solution provided", "Solution fournie")},
}


def told(found: World, zone: str = "Europe/Berlin") -> set[tuple[str, str, str, str]]:
    """Every statement of October in that zone."""
    material = Material(found, Period.month(2026, 10, ZoneInfo(zone)), lambda _record: True, NOW)
    signals = classify(material, lambda _rule: True).signals
    return {(each.rule, each.subject.key, each.number, each.about) for each in signals}


@pytest.mark.parametrize("language", NOTES)
def test_f18_the_language_of_notes_changes_no_signal(language):
    """Work that is written down in another language shows the same skills and the same help."""

    def month(words: str) -> World:
        made = [
            record("incident", f"INC{at}", close_notes=f"VPN {at}.", caller_id=person(f"Caller {at}"))
            for at in range(4)
        ]
        helped = note("INC0", "Bo", words)
        return world(user("Ann", "Network"), user("Bo", "Database"), made, helped, skills=SKILLS)

    assert {rule for rule, *_ in told(month(NOTES["English"]))} >= {"V01", "S01"}
    assert told(month(NOTES[language])) == told(month(NOTES["English"]))


@pytest.mark.parametrize("language", CODES)
def test_f18_translated_labels_change_no_figure(tmp_path, language):
    """Labels in another language change no figure and no reason."""
    (tmp_path / "english").mkdir()
    (tmp_path / "other").mkdir()
    usual, other = (
        as_json(october(installed(tmp_path / name, {"incident": incidents(**CODES[spoken])})).digest, ENGLISH)
        for name, spoken in (("english", "English"), ("other", language))
    )
    assert (other["figures"], other["excluded"]) == (usual["figures"], usual["excluded"])
    assert usual["figures"][0]["value"] == 24


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("role", ROLES)
def test_f18_the_site_changes_no_signal(role, zone):
    """The same month, worked in the hours of another site and read in its zone, gives the same signals."""
    found = month_of(role)
    offset = NOW.astimezone(ZoneInfo("Europe/Berlin")).utcoffset() - NOW.astimezone(ZoneInfo(zone)).utcoffset()
    assert told(shifted(found, offset), zone) == told(found)


@pytest.mark.parametrize("role", ROLES)
def test_f18_the_shift_changes_no_signal(role):
    """An early, a late and a night shift are told the same as the day's."""
    found = month_of(role)
    for hours in (-2, 6, 14):
        assert told(shifted(found, timedelta(hours=hours))) == told(found), hours
