"""Backups by PostgreSQL's own programs, in Compose and on Kubernetes: files of deploy/ make and read back real ones."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from command import quickly
from deployed import DEPLOY, documents
from drumbeat.editions.deliveries import DeliveryState, Planned
from drumbeat.editions.places import Unadopted
from drumbeat.records.team import Team
from drumbeat.store.census import CensusStore
from drumbeat.store.database import Database
from drumbeat.store.editions import EditionStore
from drumbeat.store.homes import HomeStore
from drumbeat.store.teams import TeamStore
from stores import CONTENT, NOW, OCTOBER

ENGINE = """#!/bin/sh
# Stands for docker: what would run in the container of PostgreSQL runs here, and so does what would run in Drumbeat's.
echo "$@" >> "$SAID"
while [ "$1" != exec ] && [ "$1" != run ]; do [ "$1" != stop ] || exit 0; shift; done
[ "$1" = exec ] || { shift; while [ "${1#-}" != "$1" ]; do shift; done; shift; exec "$DRUMBEAT" "$@"; }
shift 3
program=$1; shift
for word in "$@"; do shift; [ "$word" != --dbname=drumbeat ] || word="--dbname=$STORE"; set -- "$@" "$word"; done
exec "$program" "$@"
"""
PROGRAMS = ("pg_dump", "pg_restore", "psql")


@pytest.fixture(name="url")
def _url(any_server):
    """The address of a store that has a team and a mail to send."""
    if isinstance(any_server, str):
        pytest.skip(any_server)
    if not all(map(shutil.which, PROGRAMS)):
        pytest.skip(f"not all of {', '.join(PROGRAMS)} are installed here")
    with any_server.lent(f"drumbeat_test_by_server_{os.getpid()}") as url:
        database = Database(url)
        TeamStore(database).add(Team("Network", ("Network",), (), ZoneInfo("UTC")))
        editions = EditionStore(database)
        edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
        editions.plan(edition, [Planned("ann@x.example", "<a@x>")], NOW)
        database.close()
        yield url


@pytest.fixture(name="ran")
def _ran(tmp_path, url):
    """Runs a file of deploy/ where `docker`, and Drumbeat in its container, are this machine's own."""
    said = tmp_path / "said"
    verbs = tmp_path / "drumbeat"
    verbs.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/verbs"\n')
    (tmp_path / "docker").write_text(ENGINE)
    for each in (verbs, tmp_path / "docker"):
        each.chmod(0o755)
    variables = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "SAID": str(said), "STORE": url, "DRUMBEAT": str(verbs)}

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            words, env={**os.environ, **variables}, capture_output=True, text=True, check=False, timeout=60
        )
        asked = (tmp_path / "verbs").read_text().splitlines() if (tmp_path / "verbs").exists() else []
        (tmp_path / "verbs").unlink(missing_ok=True)
        for verb in asked:
            assert drumbeat(tmp_path, url, *verb.split()).code == 0
        return done

    return run


def drumbeat(folder, url, *words):
    """The program itself, on that store."""
    return quickly(*words, cwd=folder, DRUMBEAT_STORE__URL=url)


def worked_on(url):
    """More work than the backup has."""
    database = Database(url)
    TeamStore(database).add(Team("Later", ("Later",), (), ZoneInfo("UTC")))
    database.close()


def looked_at(url):
    """The names of the store's teams, how its mail stands, and whether it may leave by itself."""
    database = Database(url)
    try:
        names = [team.name for team in TeamStore(database).all()]
        [mail] = EditionStore(database).deliveries(1)
        return names, mail.state, HomeStore(database).standing()
    finally:
        database.close()


def backed_up(url) -> bool:
    """Whether metrics tell of a backup."""
    database = Database(url)
    try:
        return CensusStore(database).counts(datetime.now(UTC)).backed_up_at is not None
    finally:
        database.close()


def backups(folder):
    """The files that are there."""
    return sorted(path.name for path in folder.iterdir())


def scripts(folder, tmp_path, url, file="FILE") -> str:
    """The words that the pod of PostgreSQL runs, with its folders here."""
    [manifest] = documents(DEPLOY / "kubernetes" / folder / ("cron-job.yaml" if folder == "backup" else "job.yaml"))
    spec = manifest["spec"].get("jobTemplate", manifest)["spec"]["template"]["spec"]
    [first] = spec["initContainers"]
    assert first["command"] == ["sh", "-euc"]
    (tmp_path / "drumbeat_store__url").write_text(url)
    [words] = first["args"]
    words = words.replace("/run/secrets/", f"{tmp_path}/").replace("/backup/FILE", f"/backup/{file}")
    return words.replace("/backup", f"{tmp_path}/kept")


def test_compose_makes_a_backup_and_reads_it_back(tmp_path, url, ran):
    """The store is what it was, what may have left is unknown, nothing leaves by itself, and the one of now is kept."""
    kept = tmp_path / "kept"
    assert ran("sh", DEPLOY / "compose-backup.sh", kept).returncode == 0
    [name] = backups(kept)
    assert (kept / name).stat().st_mode & 0o077 == 0
    assert backed_up(url)
    worked_on(url)
    done = ran("sh", DEPLOY / "compose-restore.sh", kept / name)
    assert (done.returncode, "The store of before is in the schema before_" in done.stdout) == (0, True), done.stderr
    assert looked_at(url) == (["Network"], DeliveryState.UNKNOWN, Unadopted())
    assert "stop drumbeat" in (tmp_path / "said").read_text()


def test_compose_keeps_five_weeks(tmp_path, ran):
    """Backups of more than five weeks ago go, and nothing else in the folder."""
    kept = tmp_path / "kept"
    kept.mkdir()
    for days, name in ((36, "drumbeat-old.dump"), (20, "drumbeat-younger.dump"), (99, "other.dump")):
        (kept / name).touch()
        at = (datetime.now(UTC) - timedelta(days=days)).timestamp()
        os.utime(kept / name, (at, at))
    assert ran("sh", DEPLOY / "compose-backup.sh", kept).returncode == 0
    assert [name for name in backups(kept) if "Z" not in name] == ["drumbeat-younger.dump", "other.dump"]


def test_a_backup_that_is_damaged_changes_nothing(tmp_path, url, ran):
    """Of a file that ends in the middle nothing is restored, in either way, and the store is as it was."""
    kept = tmp_path / "kept"
    ran("sh", DEPLOY / "compose-backup.sh", kept)
    [name] = backups(kept)
    (kept / name).write_bytes((kept / name).read_bytes()[:-2000])
    before = looked_at(url)
    done = ran("sh", DEPLOY / "compose-restore.sh", kept / name)
    assert (done.returncode, "Nothing was restored" in done.stderr) == (5, True)
    assert ran("sh", "-euc", scripts("restore", tmp_path, url, name)).returncode != 0
    assert looked_at(url) == before


def test_kubernetes_makes_a_backup_and_reads_it_back(tmp_path, url, ran):
    """The same by what its pods run, one after the other."""
    (tmp_path / "kept").mkdir()
    assert ran("sh", "-euc", scripts("backup", tmp_path, url)).returncode == 0
    [name] = backups(tmp_path / "kept")
    assert drumbeat(tmp_path, url, "backup", "--done").code == 0
    worked_on(url)
    done = ran("sh", "-euc", scripts("restore", tmp_path, url, name))
    assert done.returncode == 0, done.stderr
    restored = drumbeat(tmp_path, url, "restore", "--done")
    assert (restored.code, "1 mail had not left then" in restored.out) == (0, True)
    assert looked_at(url) == (["Network"], DeliveryState.UNKNOWN, Unadopted())
