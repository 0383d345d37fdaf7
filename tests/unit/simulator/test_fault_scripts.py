"""How a person scripts a fault, and which requests it then answers."""

from __future__ import annotations

import re

import pytest

from drumbeat.errors import SettingsError
from drumbeat.simulator.faults import FAULTS
from drumbeat.simulator.faults.script import Script, read_script
from drumbeat.simulator.messages import Request

TABLES = frozenset({"incident", "problem"})


def read(said: str) -> Script:
    return read_script(said, TABLES)


def request(path: str, method: str = "GET", **headers: str) -> Request:
    return Request(method, path, {}, headers)


@pytest.mark.parametrize(
    ("when", "named"),
    [
        ("", range(1, 10)),
        ("@3", [3]),
        ("@3-7", range(3, 8)),
        ("@3-", range(3, 10)),
        ("@1,4-6", [1, 4, 5, 6]),
        ("@1,8-", [1, 8, 9]),
        ("@5-5", [5]),
        ("@incident", range(1, 10)),
        ("@incident:3-7", range(3, 8)),
    ],
)
def test_when_names_requests(when, named):
    """WHEN names requests from 1: one, a span with both ends, an open span, a list; all when it is left out."""
    script = read(f"cut-json{when}")
    assert [number for number in range(1, 10) if script.when.names(number)] == list(named)


def test_a_script_is_of_one_table():
    """With a table in WHEN, requests about other tables do not count."""
    script = read("cut-json@incident:2")
    assert script.covers(request("/api/now/table/incident"))
    assert script.covers(request("/api/now/v2/table/incident"))
    assert not script.covers(request("/api/now/table/problem"))
    assert read("cut-json@2").covers(request("/api/now/table/problem"))


def test_a_number_says_how_much():
    """NAME=NUMBER sets the measure of a fault that has one; without it the fault's own stands."""
    assert read("slow-query=30@incident").number == 30
    assert read("slow-query").number == next(fault.number for fault in FAULTS if fault.name == "slow-query")


@pytest.mark.parametrize(
    ("fault", "lists", "counts", "sign_in"),
    [("cut-json", 1, 0, 0), ("accepted-202", 1, 1, 0), ("hibernating", 1, 1, 1), ("token-expired", 0, 0, 0)],
)
def test_faults_reach_what_they_reach_on_an_instance(fault, lists, counts, sign_in):
    """Lists, lists and counts, or everything; a token can only expire where one is brought (traps 23, 26, 29, 32)."""
    script = read(f"{fault}@1-")
    assert script.covers(request("/api/now/table/incident")) == bool(lists)
    assert script.covers(request("/api/now/stats/incident")) == bool(counts)
    assert script.covers(request("/oauth_token.do", "POST")) == bool(sign_in)
    assert not read("cut-json").covers(request("/api/now/table/incident/0123"))
    assert read("token-expired").covers(request("/api/now/table/incident", authorization="Bearer abc"))


@pytest.mark.parametrize(
    ("said", "complaint", "advice"),
    [
        ("cut", "There is no fault “cut”", "cut-json, "),
        ("", "There is no fault “”", "hibernating"),
        ("CUT-JSON", "There is no fault", "cut-json"),
        ("cut-json@incdent:3", "no table “incdent”", "incident"),
        ("cut-json@oauth_token", "not the address that gives tokens out", "hibernating"),
        ("cut-json=3", "takes no number", "cut-json@WHEN"),
        ("slow-query=", "no number of rows", "slow-query=200"),
        ("slow-query=0", "no number of rows", "slow-query=200"),
        ("slow-query=-3", "no number of rows", "slow-query=200"),
        ("slow-query=99999999999", "no number of rows", "slow-query=200"),
        ("slow-query=٣", "no number of rows", "slow-query=200"),
        *(
            (f"cut-json@{when}", "does not say when", "@3-7")
            for when in ("0", "7-3", "-3", "3--4", "1,", ",", "x y", ":3", "incident:", "incident:0", "٣", "1e3")
        ),
        ("cut-json@a:b:3", "no table “a:b”", "incident"),
    ],
)
def test_a_mistake_is_refused_with_what_may_stand_there(said, complaint, advice):
    """A wrong name, number, table or time is a SettingsError that shows the right form."""
    with pytest.raises(SettingsError, match=re.escape(complaint)) as caught:
        read(said)
    assert advice in caught.value.recovery
    assert caught.value.exit_code == 2


def test_the_token_address_can_be_named():
    """A sleeping instance answers at its token address too, and a script can name that alone (trap 29)."""
    script = read("hibernating@oauth_token:1")
    assert script.covers(request("/oauth_token.do", "POST"))
    assert not script.covers(request("/api/now/table/incident"))


def test_every_fault_says_what_it_is():
    """Names are unique; each fault has a sentence, and a section and trap of the fact sheet."""
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    for fault in FAULTS:
        assert re.fullmatch(r"[a-z0-9-]+", fault.name)
        assert fault.sentence.endswith(".")
        assert re.fullmatch(r"1\.\d+, traps? \d+( and \d+)?", fault.fact)
        assert bool(fault.number) == bool(fault.unit)
        assert read(fault.name).fault is fault
