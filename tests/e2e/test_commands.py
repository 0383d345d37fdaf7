"""The commands on a store filled from the simulator: the way of a team lead, and bad input."""

from __future__ import annotations

import json
import os
import pty
import random
import signal
import socket
import subprocess
import sys
from email import policy
from email.parser import BytesParser

import pytest

from command import drumbeat, environment, quickly
from drumbeat import app
from drumbeat.cli.larkfield import DEMO_NOW
from drumbeat.records.tables import TABLES
from drumbeat.simulator.server import Simulator
from samples import sampled

TEAM = "Network & Data Centre"
NEW_STORE = {"DRUMBEAT_STORE__URL": "sqlite:///new.db"}


@pytest.fixture(scope="module", name="url")
def _url():
    """A running simulator with the demo organisation."""
    with Simulator(app.demo_instance(DEMO_NOW), rng=random.Random(3)) as running:
        yield running.url


@pytest.fixture(scope="module", name="home")
def _home(tmp_path_factory, url):
    """A folder with settings, and a store into which the simulator was pulled."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "drumbeat.toml").touch(0o600)
    (folder / "drumbeat.toml").write_text(
        f'[servicenow]\nurl = "{url}"\nuser = "drumbeat.integration"\npassword = "demo"\nmonths = 36\n'
        '[gate]\nservice_accounts = ["Larkfield Automation"]\n[report]\ntime_zone = "Europe/Berlin"\n'
    )
    pulled = drumbeat("pull", cwd=folder)
    assert pulled.code == 0, pulled.err
    assert "incident " in pulled.out
    return folder


@pytest.fixture(name="team", scope="module")
def _team(home):
    """A team with two recipients."""
    added = quickly("team", "add", TEAM, "--group", TEAM, "--lead", "Marit", "--lead-address", "m@x.example", cwd=home)
    assert (added.code, added.err) == (0, "")
    assert quickly("recipient", "add", "--team", TEAM, "a@x.example", "b@x.example", cwd=home).code == 0
    return TEAM


def test_check_says_what_is_there(home):
    """`check` names instance, sign-in and time zone, and that the tables are well; asked, each with its rows."""
    short = quickly("check", cwd=home)
    assert f"All {len(TABLES)} can be read as they should be" in short.out
    assert " ok " not in short.out
    ended = quickly("check", "--every-table", cwd=home)
    assert ended.code == 0
    assert "the sign-in is accepted" in ended.out
    assert "account's is UTC" in ended.out
    assert ended.out.count(" ok ") == len(TABLES)


def test_preview_is_what_is_sent(home, team, tmp_path):
    """Preview writes the mail as it will be sent; send then sends those bytes, once, and says so again later."""
    words = ("--team", team, "--month", "2026-10")
    box = {"DRUMBEAT_MAIL__OUTBOX": str(tmp_path / "box")}
    shown = quickly("preview", *words, "--out", str(tmp_path), cwd=home)
    rehearsed = quickly("send", *words, "--outbox", str(tmp_path / "rehearsal"), cwd=home)
    assert shown.code == rehearsed.code == 0, shown.err + rehearsed.err
    assert "for 2 recipients" in shown.out
    assert "Nothing was sent" in rehearsed.out
    assert len(list((tmp_path / "rehearsal").iterdir())) == 2
    first = drumbeat("send", "--approve", *words, cwd=home, **box)
    mails = sorted((tmp_path / "box").iterdir())
    [mail, _] = [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in mails]
    html = mail.get_body(("html",)).get_content().replace("\r\n", "\n")
    assert html == (tmp_path / "digest.html").read_text()
    written = [path.stat().st_mtime_ns for path in mails]
    again = quickly("send", "--approve", *words, cwd=home, **box)
    assert first.code == again.code == 0, first.err + again.err
    assert "Nothing is left to send: 2 mails left on" in again.out
    assert [path.stat().st_mtime_ns for path in mails] == written


@pytest.mark.parametrize(
    "words",
    [("status",), ("report", "--group", TEAM, "--month", "2026-13"), ("pull", "--months", "x"), ("--version",)],
    ids=" ".join,
)
def test_within_another_process_a_command_does_the_same(home, team, words):
    """Output, complaints and exit code of `drumbeat` are those that tests see which run it within their own process."""
    ours, alone = quickly(*words, cwd=home), drumbeat(*words, cwd=home)
    assert (ours.code, ours.out) == (alone.code, alone.out)
    assert ours.err.splitlines()[-3:] == alone.err.splitlines()[-3:]  # usage names the program as it was started


def test_records_of_two_instances_are_not_mixed(home):
    """A store that holds one instance's records takes no other's, and nothing of it changes."""
    ended = quickly("pull", cwd=home, DRUMBEAT_SERVICENOW__URL="https://other.service-now.com")
    assert ended.code == 2
    assert "must not be mixed in" in ended.err


@pytest.mark.long
def test_a_wrong_address_that_gave_nothing_binds_nobody(home, tmp_path):
    """A mistyped instance leaves a new store free for the right one."""
    store = {"DRUMBEAT_STORE__URL": f"sqlite:///{tmp_path / 'a.db'}", "DRUMBEAT_SERVICENOW__ATTEMPTS": "1"}
    assert drumbeat("pull", cwd=home, DRUMBEAT_SERVICENOW__URL="http://127.0.0.1:9", **store).code == 75
    assert drumbeat("pull", "--months", "1", cwd=home, **store).code == 0


def test_ctrl_c_says_what_is_kept(tmp_path):
    """A pull that is interrupted while it waits for the instance ends with 130 and a sentence."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings = {"URL": url, "USER": "u", "PASSWORD": "p"}
        variables = {f"DRUMBEAT_SERVICENOW__{name}": value for name, value in settings.items()}
        process = subprocess.Popen(
            [sys.executable, "-m", "drumbeat", "pull"],
            cwd=tmp_path,
            env=environment(**variables),
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        waiting, _ = silent.accept()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        waiting.close()
    assert (process.returncode, said.startswith("Stopped.")) == (130, True), said


def test_the_store_is_its_owners_alone(home):
    """The store holds names and addresses: nobody else on the machine may read it."""
    assert (home / "drumbeat.db").stat().st_mode & 0o077 == 0


@pytest.mark.long
def test_a_month_that_the_store_does_not_hold_is_not_sent(home, team):
    """Neither preview nor send makes a quiet month of one of which there are no records (promise 2)."""
    for verb in ("preview", "send"):
        ended = quickly(verb, "--team", team, "--month", "2020-01", cwd=home)
        assert (ended.code, ended.out) == (2, "")
        assert "no records of January 2020" in ended.err


@pytest.mark.long
def test_report_formats(home, team, tmp_path):
    """A report comes in every format, whole files named by team and period, and leaves no edition behind."""
    ended = quickly(
        *("report", "--team", team, "--month", "2026-09", "--format", "html,text,md,json,csv,eml"),
        *("--out", str(tmp_path)),
        cwd=home,
    )
    assert ended.code == 0, ended.err
    endings = {path.name.removeprefix("network-data-centre-2026-09") for path in tmp_path.iterdir()}
    assert endings == {".html", "-evidence.html", ".txt", ".md", ".json", ".csv", ".eml"}
    evidence = (tmp_path / "network-data-centre-2026-09.csv").read_text("utf-8-sig").splitlines()
    assert evidence[0] == "figure,number,kind,service,day,reason"
    assert any(line.startswith("incidents_resolved,INC") for line in evidence)


@pytest.mark.long
def test_report_of_any_days(home):
    """--from and --to name whole days, both included."""
    words = ("report", "--group", TEAM, "--format", "json", "--from", "2026-10-01", "--to", "2026-10-31")
    days = json.loads(quickly(*words, cwd=home).out)
    month = json.loads(quickly("report", "--group", TEAM, "--format", "json", "--month", "2026-10", cwd=home).out)
    assert days["period"] == month["period"]
    assert days["figures"] == month["figures"]


@pytest.mark.long
def test_every_group_is_a_json_line(home):
    """--every-group prints one JSON line a group, alphabetical."""
    ended = quickly("report", "--every-group", "--month", "2026-10", cwd=home)
    names = [json.loads(line)["team"]["name"] for line in ended.out.splitlines()]
    assert names == sorted(names)
    assert {"Applications", "Network & Data Centre", "Service Desk"} <= set(names)


@pytest.mark.long
def test_without_the_gate_everything_resolved_counts(home):
    """--no-gate counts more, and says beside it what the gate would leave out."""
    words = ("report", "--group", TEAM, "--month", "2026-10", "--format", "json")
    gated = json.loads(quickly(*words, cwd=home).out)
    ungated = json.loads(quickly(*words, "--no-gate", cwd=home).out)
    assert ungated["figures"][0]["value"] > gated["figures"][0]["value"]
    assert ungated["gate"] is False
    assert ungated["excluded"] == gated["excluded"] != []


def test_every_group_is_not_poured_over_a_terminal(home):
    """On a terminal `--every-group` says where to send its lines of JSON, in place of hundreds of them."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb"), os.fdopen(theirs, "wb") as terminal:
        ended = subprocess.run(
            [sys.executable, "-m", "drumbeat", "report", "--every-group"],
            cwd=home,
            env=environment(),
            stdout=terminal,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 2
    assert b"> groups.jsonl" in ended.stderr


@pytest.mark.long
def test_a_team_of_technicians(home):
    """A team may be named technicians: their records count, wherever they were dispatched."""
    words = ("--technician", "Leonie Thamm", "--technician", "Samuel Adeyinka")
    assert quickly("team", "add", "Pair", *words, cwd=home).code == 0
    ended = quickly("report", "--team", "Pair", "--month", "2026-10", "--format", "json", cwd=home)
    assert json.loads(ended.out)["figures"][0]["value"] > 50


@pytest.mark.parametrize(
    ("words", "code", "said", "advice"),
    sampled(
        [
            (("report", "--team", "Nobody"), 2, "There is no team “Nobody”", "Known teams:"),
            (("report", "--group", "Netwrk & Data Centre"), 2, "No record names the assignment group", "Did you mean"),
            (("report", "--group", TEAM, "--month", "2099-01"), 2, "in the future", "has begun"),
            (("report", "--group", TEAM, "--month", "October"), 2, "“October” is no month", "like 2026-10"),
            (("report", "--group", TEAM, "--month", "2026-13"), 2, "is no month", "like 2026-10"),
            (("report", "--group", TEAM, "--from", "2026-10-09", "--to", "2026-10-01"), 2, "lies before", ""),
            (("report", "--group", TEAM, "--month", "1999-01"), 2, "no records of January 1999", "--months"),
            (("report", "--group", TEAM, "--from", "2026-10-09"), 2, "go together", ""),
            (("report", "--group", TEAM, "--format", "docx"), 2, "no format docx", "html"),
            (("report", "--group", TEAM, "--format", "html,text"), 2, "need a folder", "--out"),
            (("report",), 2, "Say one of", ""),
            (("report", "--export", "absent.csv", "--every-group"), 3, "There is no file", ""),
            (("report", "--export", "cmdb_ci=a.csv", "--every-group"), 2, "reads no table cmdb_ci", "incident"),
            (("team", "add", "Solo", "--technician", "Ann"), 2, "A team of one", "more technicians"),
            (("team", "add", "Empty"), 2, "needs an assignment group or technicians", "--group"),
            (("team", "add", "Z", "--group", "g", "--zone", "Mars/Base"), 2, "is no time zone", "Europe/Berlin"),
            (("team", "remove", "Nobody"), 2, "There is no team", ""),
            (("recipient", "add", "--team", TEAM, "not-an-address"), 2, "Not an e-mail address", "Nobody was added"),
            (("recipient", "add", "--team", TEAM, "a..b@x.example"), 2, "Not an e-mail address", "Nobody was added"),
            (("team", "add", "Esc\x1b[2J", "--group", "g"), 2, "without control characters", ""),
            (("team", "add", "A" * 121, "--group", "g"), 2, "at most 120 letters", "shorter"),
            (("team", "add", "Blank", "--group", " "), 2, "without a name", ""),
            (("report", "--export", "a.csv", "--export", "b.csv", "--group", "g"), 2, "Two lists of one table", "Join"),
            (("preview", "--team", "Nobody"), 2, "There is no team", ""),
            (("send", "--team", "Pair", "--month", "2026-10"), 2, "Nobody receives", "recipient add"),
            (("--settings", "absent.toml", "pull"), 2, "There is no settings file", ""),
            (
                ("report", "--group", TEAM, "--out", "drumbeat.toml/nowhere", "--format", "html"),
                5,
                "could not be written",
                "",
            ),
        ],
        always=6,
    ),
)
def test_bad_input_is_answered_with_a_sentence(home, team, words, code, said, advice):
    """Wrong words end with the right exit code, a sentence that says what is wrong, and what to do."""
    ended = quickly(*words, cwd=home)
    assert (ended.code, ended.out) == (code, "")
    assert said in " ".join(ended.err.split())
    assert advice in " ".join(ended.err.split())


def test_an_empty_month_is_told_honestly(home):
    """A month without work gives a digest that says so, and exit 0."""
    ended = quickly("report", "--group", TEAM, "--from", "2024-01-01", "--to", "2024-01-31", cwd=home)
    assert ended.code == 0, ended.err
    assert "The records of January 2024 show no completed work" in " ".join(ended.out.split())


@pytest.mark.parametrize(
    ("setting", "code", "said"),
    [
        ({"DRUMBEAT_SERVICENOW__PROXY": "http://127.0.0.1:9"}, 75, "proxy"),
        ({"DRUMBEAT_SERVICENOW__URL": "http://127.0.0.1:9", **NEW_STORE}, 75, "could not be reached"),
        ({"DRUMBEAT_SERVICENOW__PASSWORD": "wrong"}, 3, "did not accept the sign-in"),
        ({"DRUMBEAT_SERVICENOW__USER": ""}, 2, "do not say how to sign in"),
        ({"DRUMBEAT_STORE__URL": "sqlite:///drumbeat.toml/a.db"}, 5, "could not be made"),
        ({"DRUMBEAT_STORE__URL": "nonsense"}, 2, "no database address"),
    ],
)
def test_a_pull_that_cannot_be_says_why(home, setting, code, said):
    """An instance away, a wrong password, a store that cannot be: a sentence, the exit code, and no secret."""
    ended = quickly("pull", cwd=home, DRUMBEAT_SERVICENOW__ATTEMPTS="2", **setting)
    assert ended.code == code
    assert said in " ".join(ended.err.split())
    assert "demo" not in ended.err.replace("drumbeat", "")


def test_all_mistakes_of_the_settings_are_told_at_once(tmp_path):
    """A settings file with three mistakes is answered with all three, each with where it stands."""
    (tmp_path / "drumbeat.toml").write_text(
        '[servicenow]\nurl = "ftp://x"\npasword = "s3cret"\n[mail]\nport = 99999\nhost = "h"\n'
    )
    ended = quickly("check", cwd=tmp_path, DRUMBEAT_PRIVACY__MINIMUM_GROUP="one")
    assert ended.code == 2
    for name in ("servicenow.url", "servicenow.pasword", "mail.port", "privacy.minimum_group"):
        assert name in ended.err
    assert "DRUMBEAT_PRIVACY__MINIMUM_GROUP" in ended.err
    assert "drumbeat.toml" in ended.err
    assert "s3cret" not in ended.err


@pytest.mark.long
def test_a_table_that_is_absent_is_named(tmp_path):
    """Where a plugin is not active the pull goes on, and the digest says what could not be counted."""
    from drumbeat.simulator.instance import Instance  # noqa: PLC0415

    instance = Instance(absent=frozenset({"pm_project", "sn_cim_register", "sn_cim_task"}), clock=lambda: DEMO_NOW)
    instance.insert("sys_user_group", {"sys_id": "a" * 32, "name": "Network"})
    instance.insert(
        "incident",
        {
            "number": "INC0000001",
            "state": "7",
            "assignment_group": "a" * 32,
            "opened_at": "2026-10-01 08:00:00",
            "resolved_at": "2026-10-02 08:00:00",
        },
    )
    with Simulator(instance, rng=random.Random(1)) as running:
        (tmp_path / "drumbeat.toml").write_text(
            f'[servicenow]\nurl = "{running.url}"\nuser = "drumbeat.integration"\npassword = "demo"\n'
        )
        pulled = drumbeat("pull", cwd=tmp_path)
    assert pulled.code == 0, pulled.err
    assert pulled.out.count(" absent ") == 3
    told = drumbeat("report", "--group", "Network", "--month", "2026-10", cwd=tmp_path)
    assert "Not in use here, so not counted: improvement initiatives, improvement tasks and projects" in " ".join(
        told.out.split()
    )
    assert "Improvements completed" not in told.out
