"""deploy/servicenow.md: what it quotes of `drumbeat check` is what the command says."""

from __future__ import annotations

import re
import shlex

import pytest

from broken_instances import BASIC, CLIENT, broken
from command import ROOT, quickly
from drumbeat.simulator.access import access_of_roles
from drumbeat.simulator.accounts import Properties

GUIDE = (ROOT / "deploy" / "servicenow.md").read_text(encoding="utf-8")
SIGN_INS = {
    "nothing": "",
    "client": CLIENT,
    "another secret": CLIENT.replace("demo-secret", "another"),
    "basic": BASIC,
}
QUOTES = re.findall(r"```text\n# drumbeat simulate(.*?); settings: (.*?); ends with (\d+)\n(.*?)```", GUIDE, re.DOTALL)


def breakage(options):
    """What the options of `drumbeat simulate` mean for an instance."""
    faults, absent, rest = [], set(), {}
    words = iter(shlex.split(options))
    for word in words:
        if word == "--fault":
            faults.append(next(words))
        elif word == "--absent":
            absent.add(next(words))
        elif word == "--no-role":
            rest["access"] = access_of_roles()
        elif word == "--no-basic":
            rest["properties"] = Properties(basic_auth_restricted=True)
        else:
            assert word == "--zone-of-user"
            rest["time_zone"] = next(words)
    return faults, {**rest, "absent": frozenset(absent)}


def test_no_example_is_overlooked():
    """Every example of the guide says how it comes about."""
    assert len(QUOTES) == GUIDE.count("```text") > 8


@pytest.mark.parametrize(("options", "sign_in", "code", "quoted"), QUOTES, ids=[f"{q[0]} {q[1]}" for q in QUOTES])
def test_what_is_quoted_is_said(options, sign_in, code, quoted, tmp_path):
    """Each quoted line, a table's row as well, is what the command prints on an instance that is set up like that."""
    faults, rest = breakage(options)
    with broken(tmp_path, *faults, sign_in=SIGN_INS[sign_in], **rest) as running:
        ended = quickly("check", cwd=tmp_path)
        said = " ".join(f"{ended.out} {ended.err}".replace(running.url, "URL").split())
    assert ended.code == int(code)
    for line in quoted.replace("\n  ", " ").splitlines():
        assert " ".join(line.split()) in said
