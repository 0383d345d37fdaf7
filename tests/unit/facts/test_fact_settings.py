"""`[facts.…]` of the settings: every mistake is told, and no secret is."""

from __future__ import annotations

import pytest

from drumbeat.errors import SettingsError
from drumbeat.settings import load

CSV = 'source = "csv"\nlabel = "X"\nteams = ["Network"]\nfile = "x.csv"\n'
HTTP = 'source = "http"\nlabel = "X"\nteams = ["Network"]\nurl = "https://x.example/{month}"\npath = "$.a"\n'
PROMETHEUS = 'source = "prometheus"\nlabel = "X"\nteams = ["Network"]\nurl = "http://p:9090"\nquery = "x"\n'
SECRET = "tok" + "en-of-ours"


def read(tmp_path, section: str, **environ: str):
    """The facts of a file with this section."""
    path = tmp_path / "drumbeat.toml"
    path.write_text(f"[facts.spam]\n{section}", encoding="utf-8")
    return load(path, environ).facts


def test_the_sections_name_is_the_metric(tmp_path):
    """Where no metric is said the section's name is; one word may stand for a list of one."""
    found = read(tmp_path, CSV + 'where = { A = "x", B = ["y", "z"] }\n')["spam"]
    assert (found.metric, found.where) == ("spam", {"A": ("x",), "B": ("y", "z")})


def test_a_token_may_be_kept_in_a_file(tmp_path):
    """The environment's _FILE holds the token, which no representation shows; teams may stand with commas."""
    (tmp_path / "token").write_text(SECRET + "\n")
    (tmp_path / "token").chmod(0o600)
    environ = {
        "DRUMBEAT_FACTS__SPAM__TOKEN_FILE": str(tmp_path / "token"),
        "DRUMBEAT_FACTS__SPAM__TEAMS": "Network,Service Desk",
    }
    found = read(tmp_path, HTTP, **environ)["spam"]
    assert found.token.get_secret_value() == SECRET
    assert SECRET not in repr(found)
    assert found.teams == ("Network", "Service Desk")


@pytest.mark.parametrize(
    ("section", "words"),
    [
        (CSV + 'unit = "messages"\n', "must be one of count"),
        (CSV + 'metric = "Spam blocked"\n', "small letters"),
        (CSV + 'label2 = "x"\n', "is not a setting"),
        (CSV.replace('["Network"]', "[]"), "must name a team"),
        (CSV.replace('["Network"]', '[" "]'), "must name a team"),
        (CSV.replace('file = "x.csv"', ""), "source = csv needs file"),
        (CSV + 'query = "x"\n', "source = csv has no query"),
        (CSV + 'token = "x"\n', "source = csv has no token"),
        (CSV + 'columns = { day = "Date" }\n', "day is no column of ours"),
        (CSV + 'columns = { value = "Count" }\n', "must name the heading of period_start"),
        (CSV + "where = { A = [] }\n", "what a row has to hold"),
        (CSV + 'dates = "us"\n', "month-first"),
        (CSV + 'sentence.en = "Spam."\n', "must hold {value} once"),
        (CSV + 'sentence.en = "{value} of {value}"\n', "must hold {value} once"),
        (CSV + 'sentence.en = "{value} {x}"\n', "no other braces"),
        (CSV + 'sentence.klingonish = "{value}"\n', "is no language"),
        (CSV + 'label = "a\\u0007"\n'.replace("label", "service"), "control characters"),
        (HTTP.replace("/{month}", ""), "must name the period"),
        (HTTP.replace("https://", "ftp://"), "must begin with https://"),
        (HTTP.replace("https://", f"https://ann:{SECRET}@"), "must not hold a password"),
        (HTTP.replace("https://x.example", "http://[x"), "IPv6"),
        (HTTP.replace("https://", "http://") + f'token = "{SECRET}"\n', "only sent to https://"),
        (HTTP + f'token = "{SECRET}\\n"\n', "one line of plain letters"),
        (HTTP + 'token_header = "a b"\n', "name of an HTTP header"),
        (HTTP.replace('path = "$.a"', ""), "source = http needs path"),
        (PROMETHEUS + f'token = "{SECRET}"\n', "only sent to https://"),
        (PROMETHEUS.replace("9090", "9090/?a=b"), "must be the server alone"),
        (PROMETHEUS + 'series = "max"\n', "'one' or 'sum'"),
        (f"{CSV}[facts.other]\n{CSV}metric = 'spam'\n", "spam and other both say spam of Network"),
        (f"[facts.'Not this']\n{CSV}".replace("[facts.'Not this']", CSV + "[facts.'Not this']"), "small letters"),
    ],
)
def test_mistakes_are_told_without_secrets(tmp_path, section, words):
    """Each mistake names itself, and a token or password is never repeated."""
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, section)
    assert words in str(caught.value)
    assert SECRET not in str(caught.value)


def test_plain_http_to_this_machine_may_carry_a_token(tmp_path):
    """A collector on the same machine needs no certificate."""
    here = HTTP.replace("https://x.example", "http://127.0.0.1:9")
    assert read(tmp_path, here + f'token = "{SECRET}"\n')["spam"]
