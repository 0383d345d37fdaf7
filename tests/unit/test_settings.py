"""Settings: a file, the environment over it, secrets in files, and every mistake told at once."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import BaseModel

from drumbeat.errors import SettingsError
from drumbeat.settings import Settings, load, secrets_in


@pytest.fixture(name="file")
def _file(tmp_path, monkeypatch):
    """Writes drumbeat.toml into an empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)

    def write(text):
        path = tmp_path / "drumbeat.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def _problems(environ, path=None):
    with pytest.raises(SettingsError) as caught:
        load(path, environ)
    return str(caught.value)


def test_without_a_file_everything_has_a_default(file):
    """No file and no environment is a valid installation, with mail that does not leave."""
    settings = load(None, {})
    assert (settings.mail.transport, settings.privacy.minimum_group, settings.servicenow.months) == ("outbox", 5, 15)


def test_the_environment_goes_over_the_file(file):
    """A variable of the environment takes the place of the file's value, and leaves the rest."""
    file('[servicenow]\nuser = "a"\npassword = "b"\n[mail]\nport = 25\n')
    settings = load(None, {"DRUMBEAT_SERVICENOW__USER": "c", "OTHER__X": "1"})
    assert (settings.servicenow.user, settings.servicenow.password.get_secret_value()) == ("c", "b")
    assert settings.mail.port == 25


def test_a_secret_may_be_kept_in_a_file(file, tmp_path):
    """NAME_FILE names a file that holds the value; one that cannot be read is a mistake, not an empty secret."""
    (tmp_path / "secret").write_text("s3cret\n")
    (tmp_path / "secret").chmod(0o600)
    found = load(None, {"DRUMBEAT_SERVICENOW__PASSWORD_FILE": str(tmp_path / "secret")})
    assert found.servicenow.password.get_secret_value() == "s3cret"
    assert "no such file" in _problems({"DRUMBEAT_SERVICENOW__PASSWORD_FILE": str(tmp_path / "absent")})


def test_secrets_may_be_kept_in_one_folder(file, tmp_path):
    """Each file of CREDENTIALS_DIRECTORY that is named as a setting is that setting; what is not ours is left alone."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    secrets = {"drumbeat_servicenow__password": "a\n", "drumbeat_mail__password": "b", "drumbeat_store__url": "c"}
    beside = {
        "tls.key": "d",
        "drumbeat_notes": "e",
        "drumbeat_mail__password~": "g",
        "drumbeat_mail__password.bak": "h",
    }
    for name, secret in {**secrets, **beside}.items():
        (folder / name).write_text(secret)
        (folder / name).chmod(0o400)
    (folder / "..data").mkdir()  # as Kubernetes lays it
    environ = {"CREDENTIALS_DIRECTORY": str(folder), "DRUMBEAT_MAIL__PASSWORD": "f"}
    found = load(None, {**environ, "DRUMBEAT_STORE__URL_FILE": str(folder / "tls.key")})
    assert found.servicenow.password.get_secret_value() == "a"
    assert (found.mail.password.get_secret_value(), found.store.url) == ("f", "d")  # the environment goes over it


def test_mistakes_in_the_folder_of_secrets_are_told(file, tmp_path):
    """A folder that is not there is told, and so is a file whose name is no setting."""
    assert "CREDENTIALS_DIRECTORY" in _problems({"CREDENTIALS_DIRECTORY": str(tmp_path / "absent")})
    (tmp_path / "drumbeat_mail__pasword").write_text("a")
    (tmp_path / "drumbeat_mail__pasword").chmod(0o400)
    assert "mail.pasword: is not a setting" in _problems({"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_secrets_do_not_show(file):
    """A secret stands in no representation of the settings."""
    environ = {"DRUMBEAT_SERVICENOW__PASSWORD": "s3cret", "DRUMBEAT_MAIL__PASSWORD": "s3cret"}
    assert "s3cret" not in repr(load(None, environ)) + str(load(None, environ))


def test_lists_come_from_the_environment_with_commas(file):
    """Service accounts may be named in one variable."""
    settings = load(None, {"DRUMBEAT_GATE__SERVICE_ACCOUNTS": "system,Robot"})
    assert settings.gate.service_accounts == ("system", "Robot")
    settings = load(None, {"DRUMBEAT_MAIL__ALLOWED_DOMAINS": "example.com,.example.com"})
    assert settings.mail.allowed_domains == ("example.com", ".example.com")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[servicenow]\nurl = "http://x.example.com"\n', "must begin with https://"),
        ('[servicenow]\nurl = "https://user@x.example.com"\n', "must be the instance alone"),
        ('[servicenow]\nurl = "https://x.example.com/nav_to.do"\n', "must be the instance alone"),
        ('[servicenow]\nuser = "a"\nclient_id = "b"\n', "are both set"),
        ('[mail]\ntransport = "smtp"\n', "host is needed"),
        ('[mail]\ntransport = "pigeon"\n', "mail.transport"),
        ('[mail]\ntransport = "graph"\n', "transport = graph needs tenant, client_id and client_secret"),
        ('[mail]\ntransport = "smtp"\nhost = "x"\nauth = "xoauth2"\nuser = "u"\n', "auth = xoauth2 needs tenant"),
        ('[mail]\ntransport = "smtp"\nhost = "x"\nauth = "xoauth2"\ntoken = "t"\n', "auth = xoauth2 needs user"),
        ('[mail]\nauthority = "http://127.0.0.1"\n', "must begin with https://"),
        ('[mail]\ngraph = "http://graph.example.com"\n', "must begin with https://"),
        ("[mail]\nper_minute = -1\n", "mail.per_minute"),
        ('[mail]\nsender = "nobody"\n', "must be a mailbox"),
        ('[mail]\nsender = "a@x.example, b@x.example"\n', "must be a mailbox"),
        ('[mail]\ndomain = "exa mple"\n', "must be a domain"),
        ('[mail]\nallowed_domains = ["example.com", "*.example.com"]\n', "must be domains"),
        ('[mail]\nallowed_domains = ["ann@example.com"]\n', "must be domains"),
        ('[mail]\nallowed_domains = ["."]\n', "must be domains"),
        ('[report]\ntemplates = "nowhere"\n', "no such folder"),
        ('[report]\ntime_zone = "Mars/Base"\n', "is no time zone"),
        ("[privacy]\nminimum_group = 1\n", "privacy.minimum_group"),
        ("[privat]\nx = 1\n", "privat: is not a setting"),
        ("[mail\n", "cannot be read"),
    ],
)
def test_each_mistake_is_told_with_its_place(file, text, said):
    """A wrong value is named with the setting, the reason and the file."""
    file(text)
    problems = _problems({})
    assert said in problems
    assert "drumbeat.toml" in problems


def test_all_mistakes_are_told_together(file):
    """Mistakes of the file, of the environment and of a secret's file come in one message."""
    file('[mail]\nport = "many"\n[servicenow]\npasword = "s3cret"\n')
    environ = {"DRUMBEAT_SERVICENOW__MONTHS": "0", "DRUMBEAT_MAIL__PASSWORD_FILE": "/nowhere/at/all"}
    problems = _problems(environ)
    assert problems.startswith("There are 4 mistakes")
    for told in ("mail.port", "servicenow.pasword", "DRUMBEAT_SERVICENOW__MONTHS", "DRUMBEAT_MAIL__PASSWORD_FILE"):
        assert told in problems
    assert "s3cret" not in problems


@pytest.mark.parametrize("days", [0, 29])
def test_a_digest_may_be_late_by_a_day_at_least(file, days):
    """With no lateness at all a restart in the hour of sending would lose the month; with over 28 days two were due."""
    assert "max_lateness_days" in _problems({}, file(f"[schedule]\nmax_lateness_days = {days}\n"))


def test_every_secret_is_known_by_its_name():
    """A settings file that holds one is refused where others can read it, so none may be missing from the names."""

    def secrets(section, at=""):
        for name, field in section.model_fields.items():
            if "SecretStr" in str(field.annotation):
                yield f"{at}{name}"
            for kind in (field.annotation, *get_args(field.annotation)):
                if isinstance(kind, type) and issubclass(kind, BaseModel):
                    yield from secrets(kind, f"{at}{name}.")

    found = list(secrets(Settings))
    assert {"servicenow.client_secret", "mail.bounces.password", "facts.token"} <= set(found)
    values = {}
    for name in found:
        *sections, last = name.split(".")
        holder = values
        for each in sections:
            holder = holder.setdefault(each, {})
        holder[last] = "x"
    assert sorted(secrets_in(values)) == sorted(found)
    assert secrets_in({"servicenow": {"client_secret": "", "user": "x"}, "store": {"url": "sqlite:///x.db"}}) == []
