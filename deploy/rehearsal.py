"""From `git clone` to the first digest by the README's words, on a machine that has nothing: `make rehearsal`.

    python deploy/rehearsal.py [--keep FOLDER] [--write]

The commands are the README's own, read from it, in an empty folder with an empty HOME and no more in PATH than a
Python and the system. What a person fills in is said differently, and printed: where the clone comes from, a simulated
ServiceNow, a folder for the mails, the month. Every step is timed; the first that fails ends it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
FROM_OUTSIDE = (
    *("PIP_CERT", "PIP_DEFAULT_TIMEOUT", "PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL", "PIP_PROXY", "PIP_TRUSTED_HOST"),
    *("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "http_proxy", "https_proxy", "no_proxy"),
)
"""A company's own package index and proxy."""
_MONTH = "2026-10"
"""The README's month; the rehearsal's is the last one there is."""
_LEFT_OUT = {"make test": "it has a line of its own in .ci/run"}
_PATIENCE = 900
_UNTIL = ", until it is told to stop"
_INCIDENTS, _PEOPLE = 24, 6
_PAGE = ROOT / "docs" / "deploying.md"
_TRANSCRIPT = re.compile(r"(?<=^```\n)In an empty folder, .*? s  all of it\n(?=```$)", re.MULTILINE | re.DOTALL)
_told: list[str] = []


def tell(line: str) -> None:
    """Print a line, at once, and keep it."""
    print(line, flush=True)
    _told.append(line)


def written(page: str, told: list[str]) -> str:
    """The page with this transcript in the place of the former one. Raises ValueError where it has none."""
    [former] = _TRANSCRIPT.findall(page)
    return page.replace(former, "".join(f"{line}\n" for line in told))


def typed(page: str) -> list[str]:
    """The commands of the page's transcript."""
    [transcript] = _TRANSCRIPT.findall(page)
    timed = re.findall(r"^ *[\d.]+ s  (.*)$", transcript, re.MULTILINE)
    return [command.removesuffix(_UNTIL) for command in timed[:-1]]


def blocks(readme: str, heading: str) -> list[tuple[str, str]]:
    """The fenced blocks below a heading of the second level, in order: kind and text."""
    below = readme.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```(\w+)\n(.*?)^```", below, re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[str]:
    """The commands of a block, one a line, without what is said of them."""
    return [line for line in (re.sub(r"\s+#.*", "", each).strip() for each in block.splitlines()) if line]


def steps(readme: str) -> tuple[list[str], list[str]]:
    """What the README tells to type until the demo is there and then until it serves.

    Raises ValueError where it does not tell.
    """
    [first, *_] = [text for kind, text in blocks(readme, "Try it") if kind == "sh"]
    shell = [text for kind, text in blocks(readme, "Use it") if kind == "sh"]
    installing, using = shell[:2]
    return commands(first), [*commands(installing), *commands(using)]


class Shell:
    """A shell that a person types into: what it is told to remember (`cd`, an activated environment) it remembers."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.state = folder / "state"
        self.state.write_text(f"cd {folder}\n")
        self.environ = dict(environ)

    def words(self, command: str) -> list[str]:
        """What runs the command as the next one typed."""
        keep = f'{{ echo "cd \\"$PWD\\""; echo "export PATH=\\"$PATH\\""; }} > {self.state}'
        return ["sh", "-c", f". {self.state}\n{command}\nended=$?\n{keep}\nexit $ended"]

    def type(self, command: str) -> None:
        """Run it, and tell how long it took. Raises CalledProcessError when it fails."""
        began = time.monotonic()
        done = subprocess.run(
            self.words(command),
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            text=True,
        )
        tell(f"{time.monotonic() - began:7.1f} s  {command}")
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)

    def serve(self, command: str, address: str) -> None:
        """Run what goes on by itself, until it answers and is told to stop."""
        began = time.monotonic()
        words = ["sh", "-c", f". {self.state}\nexec {command}"]
        with subprocess.Popen(words, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            assert process.stdout is not None  # noqa: S101  for the type checker
            said = process.stdout.readline() + process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            said += process.communicate(timeout=60)[0]
        if process.returncode or address.encode() not in said:
            raise subprocess.CalledProcessError(process.returncode, command, said, "")
        tell(f"{time.monotonic() - began:7.1f} s  {command}{_UNTIL}")


def rehearse(folder: Path) -> None:
    """Type everything in this empty folder. Raises CalledProcessError or OSError where it does not lead on."""
    trying, using = steps((ROOT / "README.md").read_text(encoding="utf-8"))
    home = folder / "home"
    home.mkdir()
    path = f"{Path(sys.base_prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin"
    outside = {name: os.environ[name] for name in FROM_OUTSIDE if name in os.environ}
    environ = {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1", **outside, **_here(trying)}
    shell = Shell(folder, environ)
    tell(f"In an empty folder, with {sys.version.split()[0]} as Python:")
    for command in trying:
        if command in _LEFT_OUT:
            tell(f"   (not)   {command}: {_LEFT_OUT[command]}")
            continue
        shell.type(command)
    clone = folder / "drumbeat"
    _require(clone / "demo-out" / "digest.html")
    for command in using[: using.index("drumbeat check")]:
        shell.type(command)
    _require(clone / "drumbeat.toml")
    month = f"{datetime.now(UTC).replace(day=1) - timedelta(days=1):%Y-%m}"
    with simulated(home / "drumbeat" / "bin" / "drumbeat", folder, month) as said:
        shell.environ |= said
        for command in using[using.index("drumbeat check") :]:
            if command == "drumbeat serve":
                shell.serve(command, said["DRUMBEAT_WEB__URL"])
            else:
                shell.type(command.replace(_MONTH, month))
    _require(clone / "preview" / "digest.html")
    _require(*(clone / "outbox").glob("all-staff@example.com-*.eml"))


def _here(trying: list[str]) -> dict[str, str]:
    """Lets git find this checkout where the README's address is."""
    address = re.search(r"https://\S+", trying[0])
    if address is None:
        raise ValueError("the README tells of no clone")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{ROOT}.insteadOf",
        "GIT_CONFIG_VALUE_0": address[0],
    }


def _require(*files: Path) -> None:
    """Raises OSError where there is none, or an empty one."""
    if not files or not all(each.is_file() and each.stat().st_size for each in files):
        raise FileNotFoundError(f"nothing has come of it: {files}")
    tell(f"           there is {', '.join(each.name for each in files)}")


@contextmanager
def simulated(program: Path, folder: Path, month: str) -> Iterator[dict[str, str]]:
    """A ServiceNow with the README's team and a month of its work; what a person says of it, and of the rest."""
    rows = folder / "incidents.json"
    rows.write_text(json.dumps([_incident(number, month) for number in range(_INCIDENTS)]))
    with (folder / "spam.csv").open("w", newline="") as file:
        last = f"{datetime.now(UTC).replace(day=1) - timedelta(days=1):%Y-%m-%d}"
        head = ("metric", "period_start", "period_end", "value", "unit", "source")
        csv.writer(file).writerows([head, ("spam_blocked", f"{month}-01", last, 1200, "count", "mail filter")])
    port, pages = _free_port(), _free_port()
    words = [program, "simulate", "--load", rows, "--port", str(port)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None  # noqa: S101  for the type checker
            while b" at http" not in (line := process.stdout.readline()):
                if not line:
                    raise OSError("the simulated ServiceNow did not start")
            said = {
                "DRUMBEAT_SERVICENOW__URL": f"http://127.0.0.1:{port}",
                "DRUMBEAT_SERVICENOW__SIGN_IN": "basic",
                "DRUMBEAT_SERVICENOW__USER": "drumbeat.integration",
                "DRUMBEAT_SERVICENOW__PASSWORD": "demo",
                "DRUMBEAT_MAIL__TRANSPORT": "outbox",
                "DRUMBEAT_FACTS__SPAM_BLOCKED__SOURCE": "csv",
                "DRUMBEAT_FACTS__SPAM_BLOCKED__LABEL": "Spam messages blocked",
                "DRUMBEAT_FACTS__SPAM_BLOCKED__TEAMS": "Network",
                "DRUMBEAT_FACTS__SPAM_BLOCKED__FILE": str(folder / "spam.csv"),
                "DRUMBEAT_WEB__URL": f"http://127.0.0.1:{pages}",
                "DRUMBEAT_WEB__PORT": str(pages),
                "DRUMBEAT_WEB__SECRET": "a secret of thirty-two characters",
            }
            tell(
                f"           with {month} as the month; from the environment: where the simulator is, a list of facts,"
            )
            tell("           a free port, and that mails go into a folder")
            yield said
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _incident(number: int, month: str) -> dict[str, str]:
    day = f"{month}-{number % 28 + 1:02}"
    return {
        "number": f"INC{number:04}",
        "state": "6",
        "opened_at": f"{day} 06:00:00",
        "resolved_at": f"{day} 08:00:00",
        "assignment_group": "Network",
        "resolved_by": f"Technician {number % _PEOPLE}",
        "caller_id": f"Caller {number}",
        "close_code": "Solved (Permanently)",
    }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def main() -> int:
    """0 when the README leads to a digest, else 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--keep", type=Path, help="an empty folder to work in, which stays")
    parser.add_argument("--write", action="store_true", help="put what is printed into docs/deploying.md")
    asked = parser.parse_args()
    keep = asked.keep
    folder = keep or Path(tempfile.mkdtemp(prefix="drumbeat-rehearsal-"))
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    try:
        rehearse(folder.resolve())
    except subprocess.CalledProcessError as error:
        print(f"It ended with {error.returncode}: {error.cmd}\n{error.stdout}\n{error.stderr}")
        return 1
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        print(f"It does not lead on: {error}")
        return 1
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    tell(f"{time.monotonic() - began:7.1f} s  all of it")
    if asked.write:
        _PAGE.write_text(written(_PAGE.read_text(encoding="utf-8"), _told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
