"""F11: a team is compared with its own past alone; what others do changes nothing it is told."""

from __future__ import annotations

from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from installation import STAFF, incidents, installed, october, usual
from rows import group, incident_row, person


def test_f11_another_teams_work_changes_no_figure(tmp_path):
    """Whether another team does nothing or a lot, the figures of this one are the same, with their comparisons."""
    busy = [
        incident_row(
            f"INC9{at:03}",
            resolved_by=person(f"Other {at % 7}"),
            caller_id=person(f"Somebody {at}"),
            assignment_group=group("Desk"),
            close_notes=f"Case {at} was mended.",
        )
        for at in range(60)
    ]
    (tmp_path / "alone").mkdir()
    (tmp_path / "beside").mkdir()
    alone = october(installed(tmp_path / "alone"))
    beside = october(installed(tmp_path / "beside", usual() | {"incident": [*incidents(), *busy]}))
    assert as_json(alone.digest, ENGLISH)["figures"] == as_json(beside.digest, ENGLISH)["figures"]


def test_f11_a_figure_is_compared_with_the_teams_own_past_alone(tmp_path):
    """A figure has its value, that of the period before and the typical one: no other team's and no target."""
    for figure in as_json(october(installed(tmp_path)).digest, ENGLISH)["figures"]:
        assert set(figure) <= {
            *("id", "label", "value", "unit", "n", "previous", "typical", "evidence", "note", "provisional"),
        }


def test_f11_who_did_how_much_of_the_queue_changes_no_figure(tmp_path):
    """A team whose work one person does nearly alone is told the same figures as one that shares it evenly."""
    (tmp_path / "even").mkdir()
    (tmp_path / "uneven").mkdir()
    even = october(installed(tmp_path / "even", {"incident": incidents(30)}))
    uneven = october(installed(tmp_path / "uneven", {"incident": incidents(30, (*("Ann",) * 25, *STAFF))}))
    assert as_json(even.digest, ENGLISH)["figures"] == as_json(uneven.digest, ENGLISH)["figures"]
