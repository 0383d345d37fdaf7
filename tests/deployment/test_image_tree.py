"""The file system in which the rehearsal runs an image, on a small image of the test's own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import recipe
import rehearse
from tree import IS_ROOT, Unable

DOCKERFILE = """
FROM python:3 AS build
WORKDIR /src
COPY words.txt made/
RUN mkdir /out && cat made/words.txt > /out/copied
FROM python:3
RUN install -d -m 0755 /data /run/secrets /etc/drumbeat
COPY --from=build /out /opt/out
ENV GREETING='good day' PATH=/usr/local/bin:/usr/bin:/bin
WORKDIR /data
USER 10001:10001
ENTRYPOINT ["python3", "-c"]
"""
FOLDERS = ("/", "/data", "/etc/drumbeat", "/opt/out", "/run/secrets", "/tmp", "/usr")  # noqa: S108


@pytest.fixture(scope="module", name="here")
def _here(tmp_path_factory):
    """A container of it, if this machine lets anybody make one."""
    folder = tmp_path_factory.mktemp("image")
    context, made = folder / "context", folder / "made"
    context.mkdir()
    made.mkdir()
    (context / "words.txt").write_text("hello")
    (context / ".dockerignore").write_text("*\n!words.txt\n")
    if sys.platform != "linux":
        pytest.skip("only Linux has namespaces")
    try:
        image = rehearse.follow(recipe.stages(DOCKERFILE), context, made, Path(sys.base_prefix))
        with rehearse.container(image, folder / "run") as container:
            yield container
    except (Unable, OSError, rehearse.subprocess.CalledProcessError) as error:
        pytest.skip(f"this machine lets nobody mount and unshare: {error}")


def test_stages_are_followed(here):
    """Files come from the context and from the stage before, and an ENV with spaces is one value."""
    done = here.run("import os, pathlib; print(os.environ['GREETING'], pathlib.Path('/opt/out/copied').read_text())")
    assert (done.stdout, done.stderr) == ("good day hello\n", "")


def test_it_is_nobody(here):
    """It runs under the image's user in the image's folder, with no privilege and none to be had."""
    told = here.run(
        "import os; print(os.getuid(), os.getcwd(), {*os.environ} - {'LC_CTYPE'} == {'GREETING', 'HOME', 'PATH'});"
        "print(*sorted(line for line in open('/proc/self/status') if line[:6] in ('CapEff', 'CapBnd', 'NoNewP')))"
    ).stdout.split()
    assert told[:3] == ["10001" if IS_ROOT else "0", "/data", "True"]
    assert told[3:] == ["CapBnd:", "0" * 16, "CapEff:", "0" * 16, "NoNewPrivs:", "1"]


def test_nothing_else_can_be_written(here):
    """Only the volume and /tmp can be written to."""
    done = here.run(rehearse._WRITE, *FOLDERS)
    assert (done.stdout, done.stderr) == ("/data /tmp\n", "")


def test_secrets_are_its_own(here):
    """It reads the secrets, which nobody else could, and the settings."""
    done = here.run(
        "import os, pathlib; each = pathlib.Path('/run/secrets/drumbeat_servicenow__password');"
        "print(each.read_text(), oct(each.stat().st_mode), len(open('/etc/drumbeat/drumbeat.toml').read()))"
    )
    assert done.stdout.split() == ["demo", "0o100400", str(len(rehearse._SETTINGS))]


def test_there_is_no_network(here):
    """Nothing is reachable but itself."""
    done = here.run("import socket; print([name for _, name in socket.if_nameindex()])")
    assert done.stdout == "['lo']\n"
