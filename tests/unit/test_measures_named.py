"""What the base and the target of an improvement are numbers of, where ServiceNow names one measure of it."""

from __future__ import annotations

import pytest

from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.rendering import Renderer
from installation import improvements, installed, october, tasks, usual
from rows import cells, sys_id


def told(tmp_path, *measures: str, state: tuple[str, str] = ("7", "Closed")):
    """October with an improvement from 40 to 5, of which ServiceNow names these measures."""
    values = cells(base_value="40", target_value="5", state=state, percent_complete="65")
    [row] = (each | values for each in improvements("Fay"))
    named = [
        cells(sys_id=sys_id(f"k{at}"), cim_register=(sys_id("CIM0"), "CIM0000"), kpi=("", name))
        for at, name in enumerate(measures)
    ]
    rows = {**usual(), "sn_cim_register": [row], "sn_cim_task": tasks(1, "Ben"), "sn_cim_related_kpi": named}
    return october(installed(tmp_path, rows)).digest


def test_the_measure_stands_before_its_numbers(tmp_path):
    """The sentence says of what there were 40, and the JSON keeps it apart."""
    digest = told(tmp_path, "Renewals by hand a month")
    said = " ".join(Renderer().text(digest).split())
    assert "“A better gateway” is complete. Renewals by hand a month: 40 before, target 5." in said
    assert as_json(digest, ENGLISH)["improvements"]["completed"][0]["measure"] == "Renewals by hand a month"


@pytest.mark.parametrize("measures", [(), ("Renewals by hand a month", "Alarms a week"), ("",)])
def test_what_nobody_can_tell_is_not_named(tmp_path, measures):
    """Without a measure, or with several of which nobody knows which is meant, the numbers stand as they did."""
    said = " ".join(Renderer().text(told(tmp_path, *measures)).split())
    assert "“A better gateway” is complete: 40 before, target 5." in said


def test_a_measure_is_a_text_like_any_other(tmp_path):
    """What a person wrote as a measure loses what may not be told."""
    digest = told(tmp_path, "Mails to ann.lee@corp.example a week")
    assert "ann.lee@corp" not in Renderer().text(digest)
