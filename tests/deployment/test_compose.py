"""deploy/compose.yaml, held against the words of the Compose Specification, the image, and the program."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tomllib

import pytest

from deployed import DEPLOY, IMAGE, UID, documents, refuse_unknown, settings_with
from drumbeat.settings.secret_files import why_open

[FILE] = documents(DEPLOY / "compose.yaml")
SERVICES = FILE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "drumbeat"}
SETTINGS = (DEPLOY / "compose.toml").read_text(encoding="utf-8")
WORDS = {
    "build": dict,
    "cap_drop": list,
    "command": list | str,
    "depends_on": dict,
    "environment": dict,
    "healthcheck": dict,
    "image": str,
    "init": bool,
    "networks": list,
    "ports": list,
    "read_only": bool,
    "restart": str,
    "secrets": list,
    "security_opt": list,
    "stop_grace_period": str,
    "tmpfs": list,
    "user": str,
    "volumes": list,
}
"""Attributes of a service, each of a kind that it may be (Compose Specification, "Services top-level elements")."""
HEALTHCHECK = {"test", "interval", "timeout", "retries", "start_period", "disable"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def test_it_is_a_compose_file():
    """Every word of it is one of the specification's, of a kind that it may be, and what is named is there."""
    top = {word for word in FILE if not word.startswith("x-")}
    assert top <= {"name", "services", "networks", "volumes", "secrets", "configs", "include"}
    for service in SERVICES.values():
        assert {word: value for word, value in service.items() if not isinstance(value, WORDS[word])} == {}
        assert set(service.get("networks", ())) <= set(FILE["networks"])
        assert set(service.get("secrets", ())) <= set(FILE["secrets"])
        places = {each.partition(":")[0] for each in service.get("volumes", ())}
        assert {place for place in places if not place.startswith(".")} <= set(FILE["volumes"])
        for other, waits in service.get("depends_on", {}).items():
            assert other in SERVICES
            assert waits["condition"] in CONDITIONS
        assert set(service.get("healthcheck", ())) <= {
            "test",
            "interval",
            "timeout",
            "retries",
            "start_period",
            "disable",
        }


def test_the_engine_reads_it():
    """`docker compose config` takes it, where there is one."""
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("there is no docker compose here")
    words = [docker, "compose", "-f", DEPLOY / "compose.yaml", "config", "--quiet"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_has_more_rights_than_it_needs(name):
    """No service writes to its own file system or has a privilege, and none is root."""
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert "no-new-privileges:true" in service["security_opt"]
    user = IMAGE.last("USER").text if name in OURS else service["user"]
    assert user.partition(":")[0] not in {"0", "root"}
    assert service["healthcheck"] if name not in OURS else IMAGE.last("HEALTHCHECK")


def test_nothing_listens_beyond_this_machine():
    """What is published is published to loopback alone, and the store to nobody."""
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert "ports" not in SERVICES["postgres"]
    assert SERVICES["postgres"]["networks"] == ["inside"]
    assert FILE["networks"]["inside"] == {"internal": True}
    assert f"127.0.0.1:8090:{IMAGE.last('EXPOSE').text}" in SERVICES["drumbeat"]["ports"]


def test_they_run_what_there_is():
    """The commands are ours, the image is that of our Dockerfile, and the store is up to date before it is served."""
    for service in OURS.values():
        refuse_unknown(service["command"])
        context = (DEPLOY / service["build"]["context"]).resolve()
        assert (context / service["build"]["dockerfile"]) == DEPLOY / "Dockerfile"
        assert service["secrets"] == SERVICES["drumbeat"]["secrets"]
    assert SERVICES["drumbeat"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_files_are_where_the_image_looks_for_them():
    """Settings and volume are mounted where the image has them, and each mounted file is here."""
    environ = {name: value for each in IMAGE.instructions if each.name == "ENV" for name, value in each.pairs.items()}
    for service in OURS.values():
        mounts = dict(volume.split(":")[:2] for volume in service["volumes"])
        assert mounts["data"] == IMAGE.last("WORKDIR").text
        [(settings, place)] = [(origin, place) for origin, place in mounts.items() if origin.startswith("./")]
        assert place == environ["DRUMBEAT_SETTINGS"]
        assert (DEPLOY / settings).is_file()
        assert environ["CREDENTIALS_DIRECTORY"] == "/run/secrets"  # where Compose mounts secrets by their names


@pytest.fixture(name="secrets")
def _secrets(tmp_path):
    """What compose-secrets.sh makes in a folder."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root gives files to others, as the script has to")
    folder = tmp_path / "secrets"
    made = subprocess.run(
        ["sh", DEPLOY / "compose-secrets.sh", folder],
        input="of ServiceNow\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "of ServiceNow" not in made.stdout + made.stderr
    return folder


def test_secrets_are_their_readers_alone(secrets):
    """The script makes each secret that the file names, for the user of the container that reads it and nobody else."""
    assert {path.name for path in secrets.iterdir()} == set(FILE["secrets"])
    for name, said in FILE["secrets"].items():
        assert said == {"file": f"secrets/{name}"}
        [owner] = {
            UID if service in OURS.values() else int(service["user"].partition(":")[0])
            for service in SERVICES.values()
            if name in service.get("secrets", ())
        }
        found = (secrets / name).stat()
        assert (found.st_uid, stat.S_IMODE(found.st_mode)) == (owner, 0o400)
        assert why_open(secrets / name) == ""


def test_secrets_are_made_once(secrets):
    """Run again it changes none of them."""
    before = {path.name: path.read_text() for path in secrets.iterdir()}
    subprocess.run(
        ["sh", DEPLOY / "compose-secrets.sh", secrets], stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    assert {path.name: path.read_text() for path in secrets.iterdir()} == before


def test_the_program_reads_settings_and_secrets(secrets, tmp_path):
    """With them the settings are whole: the store is the database of the file, the mail server the catcher."""
    ours = {path.name: path.read_text() for path in secrets.iterdir() if path.name.startswith("drumbeat_")}
    settings = settings_with(tmp_path, SETTINGS, ours)
    password = (secrets / "postgres_password").read_text()
    database = SERVICES["postgres"]["environment"]
    role = f"{database['POSTGRES_USER']}:{password}"
    assert settings.store.url == f"postgresql://{role}@postgres/{database['POSTGRES_DB']}"
    assert settings.mail.host in SERVICES
    assert settings.servicenow.client_secret.get_secret_value() == "of ServiceNow"
    assert len(settings.web.secrets[0]) >= 32


def test_settings_lead_to_what_is_served_here():
    """Mails go to the catcher's own port, the pages are where they are published, and `migrate` alone upgrades."""
    said = tomllib.loads(SETTINGS)
    assert said["mail"]["transport"] == "smtp"
    assert said["mail"]["host"] in SERVICES
    assert said["mail"]["port"] == 1025, "where mailpit takes mail, as its documentation says"
    assert f"{said['web']['url'].removeprefix('http://')}:{IMAGE.last('EXPOSE').text}" in SERVICES["drumbeat"]["ports"]
    assert said["store"] == {"upgrade": False}
