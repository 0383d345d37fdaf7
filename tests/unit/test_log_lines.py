"""What becomes a line of the log, and what does not."""

from __future__ import annotations

import ast
import json
import logging
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from drumbeat.errors import TryLater
from drumbeat.logs import about, carried, correlated, log_to
from drumbeat.logs.lines import FIELDS, ForMachines, ForPeople, is_let_through
from drumbeat.store.database import as_moment
from log_lines import PACKAGE, calls, read

SECRET = "Payroll of Ann Lee <ann@example.com> is down"


def record(name="drumbeat.desk.turn", event="a step was done", level=logging.INFO, *args, exc=None, **said):
    """A record as the standard library makes it."""
    made = logging.LogRecord(name, level, "/somewhere/paging.py", 12, event, args, exc)
    made.created = datetime(2026, 11, 30, 1, 2, 3, 456000, tzinfo=UTC).timestamp()
    vars(made).update(said)
    return made


def line(made):
    """The line that a machine reads; None where there is none."""
    return json.loads(ForMachines().format(made)) if is_let_through(made) else None


def thrown(error):
    """What `exc_info` holds of an error that was raised."""
    try:
        raise error
    except type(error):
        return sys.exc_info()


def test_a_line_for_machines():
    """It is one JSON object: UTC with its Z, level, event, logger, id, then the fields that are listed."""
    with correlated("turn") as given:
        found = line(record(team=3, month="2026-10", step="draft", ms=17))
    assert found == {
        "time": "2026-11-30T01:02:03.456Z",
        "level": "info",
        "event": "a step was done",
        "logger": "drumbeat.desk.turn",
        "id": given,
        "team": 3,
        "month": "2026-10",
        "step": "draft",
        "ms": 17,
    }


def test_a_line_for_people():
    """It is the same on one line, to the second."""
    with correlated("turn") as given:
        said = ForPeople().format(record(team=3, step="draft", rows=None))
    assert said == f"2026-11-30 01:02:03Z info    a step was done  team=3 step=draft  {given}"


def test_what_is_not_listed_stays_out():
    """A field of another name is no part of a line, and a value with a blank or an at sign is hidden."""
    found = line(record(subject=SECRET, route=SECRET, table="ann@example.com", state="sent"))
    assert {name: found[name] for name in FIELDS if name in found} == {"route": "?", "table": "?", "state": "sent"}
    assert "subject" not in found


@pytest.mark.parametrize("name", ["urllib3.connectionpool", "sqlalchemy.engine.Engine", "httpx", "asyncio", "root"])
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR])
def test_of_libraries_only_who_and_where(name, level):
    """What a library says below a warning is no line; of a warning there is who, where and the kind of error alone."""
    found = line(record(name, "GET %s", level, SECRET, exc=thrown(ValueError(SECRET))))
    if level < logging.WARNING:
        assert found is None
        return
    assert "Payroll" not in json.dumps(found)
    assert (found["event"], found["logger"]) == ("a library warns", name)
    assert (found["through"], found["error"]) == ("paging:12", "ValueError")


@pytest.mark.parametrize("name", ["uvicorn.error", "apscheduler.scheduler"])
def test_known_libraries_speak_for_themselves(name):
    """What uvicorn and APScheduler say of themselves goes the same way, without the text of errors."""
    found = line(record(name, "Job “%s” raised", logging.ERROR, "Waker._call", exc=thrown(KeyError(SECRET))))
    assert (found["event"], found["error"]) == ("Job “Waker._call” raised", "KeyError")
    assert "Payroll" not in json.dumps(found)
    assert line(record("uvicorn.access", "GET /sign-in/link/%s", logging.INFO, "secret")) is None
    assert line(record("uvicorn.error", "%s", logging.DEBUG, "secret")) is None


def test_an_error_is_its_class_and_its_exit_code():
    """What is none of our errors is a bug, 70; the text is nowhere, the places in our code are."""
    assert about(TryLater(SECRET)) == {"error": "TryLater", "exit": 75, "through": ""}
    assert about(None) == {}
    with pytest.raises(ValueError, match="Ann") as caught:
        as_moment("2026-11-30 01:02:03 Ann")
    told = about(caught.value)
    assert (told["error"], told["exit"]) == ("ValueError", 70)
    assert re.fullmatch(r"store/database\.py:\d+", told["through"])


def test_lines_of_one_thing_share_an_id():
    """Within a turn all carry one id, in other threads too where the work was carried; outside there is none."""
    found = []
    with correlated("turn") as given, correlated("job") as inner:
        thread = Thread(target=carried(lambda: found.append(line(record())["id"])))
        thread.start()
        thread.join()
    assert found == [inner]
    assert inner.startswith("job-")
    assert given != inner
    assert line(record())["id"] == ""


def test_lines_go_to_standard_error(capsys):
    """JSON where that is no terminal, text where it was asked for; setting it up again replaces what was there."""
    log = logging.getLogger("drumbeat.tests")
    for form in ("json", "text", "auto"):
        log_to(form, "info")
        log.info("an event", extra={"count": 1})
        log.debug("nothing")
    first, second, third = capsys.readouterr().err.splitlines()
    assert [each["count"] for each in read(f"{first}\n{third}")] == [1, 1]
    assert second.endswith("an event  count=1")
    log_to("auto", "error")


def test_every_event_is_a_constant_sentence():
    """No call of a logger puts a value into its sentence or hands an error over; what goes with it is `extra`."""
    assert len(calls()) > 15
    for place, method, node in calls():
        event = node.args[1] if method == "log" else node.args[0]
        assert isinstance(event, ast.Constant), place
        assert "%" not in event.value, place
        assert len(node.args) == (2 if method == "log" else 1), place
        assert {each.arg for each in node.keywords} <= {"extra"}, place


def test_every_field_is_listed():
    """What calls put beside an event by a constant name is among the fields that become part of a line."""
    named = {
        key.value
        for _, _, node in calls()
        for each in node.keywords
        if isinstance(each.value, ast.Dict)
        for key in each.value.keys
        if isinstance(key, ast.Constant)
    }
    assert named
    assert named <= set(FIELDS)


def test_one_logger_a_module():
    """Each module that logs does so by its own name, so that it is known as ours."""
    for path in (Path(PACKAGE / place.partition(":")[0]) for place, _, _ in calls()):
        assert "log = logging.getLogger(__name__)" in path.read_text(encoding="utf-8"), path
