"""docs/facts.md: its settings load, its lists are read, its commands run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from command import ROOT
from drumbeat.app import fact_source
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.operational import fact_line, printed
from drumbeat.records.period import Period
from drumbeat.settings import Settings
from fact_servers import json_server, prometheus, vector
from operational import fact

PAGE = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
OCTOBER = Period.month(2026, 10, ZoneInfo("Europe/Berlin"))


def blocks(language: str, heading: str) -> list[str]:
    """The blocks of a language under a heading."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def settings_of(heading: str, **instead: str):
    """The one section of the settings under a heading, with a file or an address of ours."""
    (text,) = blocks("toml", heading)
    ((name, section),) = tomllib.loads(text)["facts"].items()
    return Settings.model_validate({"facts": {name: {**section, **instead}}}).facts[name]


@pytest.mark.parametrize("heading", re.findall(r"^## (.*)$", PAGE, re.MULTILINE))
def test_every_block_of_settings_is_valid(heading):
    """Each block loads as it stands, and makes a source."""
    for text in blocks("toml", heading):
        for section in Settings.model_validate(tomllib.loads(text)).facts.values():
            assert fact_source(section)


def test_the_list_of_the_page_is_read(tmp_path):
    """The page's own rows are two days of October, in its own section's words."""
    (text,) = blocks("csv", "The list")
    (tmp_path / "spam.csv").write_text(text)
    found = settings_of("The list", file=str(tmp_path / "spam.csv"))
    seen = fact_source(found).fetch(OCTOBER)
    assert (seen.value, round(seen.completeness * 31)) == (38921 + 40177, 2)
    told = ENGLISH.say(fact_line(fact(seen.value, completeness=seen.completeness), found.sentence).sentence)
    assert told == "The mail filter blocked at least 79,098 spam messages."


def test_the_export_of_exchange_online_is_read(tmp_path):
    """What the page's command exports, as Windows PowerShell writes it, gives an estimate of the month."""
    (command,) = blocks("powershell", "Exchange Online")
    assert "-Direction Inbound -EventType EdgeBlockSpam | Export-Csv" in command
    days = [date(2026, 9, 1) + timedelta(days=number) for number in range(70)]
    rows = [
        f'"{day.month}/{day.day}/2026 12:00:00 AM","Inbound","{event}","40000"'
        for day in days
        for event in ("EdgeBlockSpam", "GoodMail")
    ]
    text = "\r\n".join(['"Date","Direction","Event Type","Count"', *rows, ""])
    (tmp_path / "exchange.csv").write_bytes(text.encode("utf-8-sig"))
    found = fact_source(settings_of("Exchange Online", file=str(tmp_path / "exchange.csv"))).fetch(OCTOBER)
    assert found.value == 31 * 40000
    assert printed(fact(found.value, precision=found.precision), ENGLISH) == "about 1.2 million"


def test_the_query_for_prometheus_is_asked_as_it_stands():
    """Both queries of the page reach the server, with the month's length in them."""
    asked = []

    def answer(query, at):
        asked.append(query)
        return vector(at, "0.9" if "count_over_time" in query else "1204310.6")

    with prometheus(answer) as server:
        found = fact_source(settings_of("Prometheus", url=server.url)).fetch(OCTOBER)
    assert asked == [
        'sum(increase(rspamd_actions_total{type="reject"}[2682000s]))',
        'min(count_over_time(up{job="rspamd"}[2682000s:1h])) * 3600 / 2682000',
    ]
    shown = printed(fact(found.value, precision=found.precision, completeness=found.completeness), ENGLISH)
    assert shown == "at least 1.2 million"


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="curl and jq are not on this machine")
def test_the_command_for_rspamd_appends_a_reading(tmp_path):
    """Run as it stands against what answers as Rspamd does, the command appends one row that is read as a counter."""
    (command,) = blocks("sh", "Rspamd")
    (heading, *_) = blocks("csv", "The list")[0].splitlines()
    path = tmp_path / "rspamd.csv"
    path.write_text(heading + "\n")
    stat = {"spam_count": 9, "actions": {"reject": 1234, "add header": 5, "greylist": 6}}
    with json_server(lambda asked: (200, stat) if asked == "/stat" else (404, {})) as server:
        environment = {**os.environ, "RSPAMD": server.url, "RSPAMD_PASSWORD": "of" + "ours"}
        subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, env=environment, check=True)
    assert path.read_text().count("\n") == 2
    assert ",1234," in path.read_text()


def test_the_readings_of_rspamd_make_a_month(tmp_path):
    """A reading a day with quoted cells, as the command writes them, is October's figure."""
    days = [date(2026, 9, 30) + timedelta(days=number) for number in range(32)]
    rows = [f'"spam_blocked","{day}","{day}",{40000 * number},"count","rspamd"' for number, day in enumerate(days)]
    path = tmp_path / "rspamd.csv"
    path.write_text("\n".join([blocks("csv", "The list")[0].splitlines()[0], *rows, ""]))
    found = fact_source(settings_of("Rspamd", file=str(path))).fetch(OCTOBER)
    assert (found.value, found.completeness) == (31 * 40000, 1.0)
