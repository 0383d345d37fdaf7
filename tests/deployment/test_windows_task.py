"""deploy/windows/: the task as Windows reads it, and what it runs. Nothing of it can be tried on another system."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from deployed import DEPLOY, refuse_unknown, settings_with

FOLDER = DEPLOY / "windows"
TASK = ET.fromstring((FOLDER / "drumbeat-run-due.xml").read_text(encoding="ascii"))  # noqa: S314  our own file
SCRIPT = (FOLDER / "run-due.cmd").read_text(encoding="ascii")
INSTALL = (FOLDER / "install.ps1").read_text(encoding="ascii")
NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
LOCAL_SERVICE = "S-1-5-19"


def said(path: str) -> str | None:
    """The text of an element of the task."""
    return TASK.findtext("/".join(NAMESPACE + step for step in path.split("/")))


def test_it_is_a_task():
    """Its root, version and parts are those of Microsoft's schema of tasks, in which each is once."""
    assert (TASK.tag, TASK.get("version")) == (f"{NAMESPACE}Task", "1.4")
    parts = [part.tag.removeprefix(NAMESPACE) for part in TASK]
    assert parts == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]
    principal = TASK.find(f"{NAMESPACE}Principals/{NAMESPACE}Principal")
    assert TASK.find(f"{NAMESPACE}Actions").get("Context") == principal.get("id")
    # A declared encoding would keep Register-ScheduledTask from reading it as the string that PowerShell hands over.
    assert (FOLDER / "drumbeat-run-due.xml").read_text(encoding="ascii").startswith("<Task ")


def test_it_looks_often_enough():
    """Every ten minutes for ever, and after a start; a missed turn is made up for, and none runs twice at once."""
    assert said("Triggers/TimeTrigger/Repetition/Interval") == "PT10M"
    assert said("Triggers/TimeTrigger/Repetition/Duration") is None  # none said is for ever
    assert said("Triggers/BootTrigger/Enabled") == "true"
    assert said("Settings/StartWhenAvailable") == "true"
    assert said("Settings/MultipleInstancesPolicy") == "IgnoreNew"
    assert said("Settings/DisallowStartIfOnBatteries") == "false"


def test_it_is_nobody_in_particular():
    """It runs with the least rights of an account that has none, and needs no password."""
    assert (said("Principals/Principal/UserId"), said("Principals/Principal/RunLevel")) == (
        LOCAL_SERVICE,
        "LeastPrivilege",
    )


def test_the_script_runs_a_command_of_ours(tmp_path):
    """The task starts the script, the script one verb, with settings and secrets where install.ps1 makes them."""
    assert said("Actions/Exec/Command") == r"%ProgramFiles%\Drumbeat\run-due.cmd"
    [words] = re.findall(r'^"%ProgramFiles%\\Drumbeat\\Scripts\\drumbeat\.exe" (\S+)', SCRIPT, re.MULTILINE)
    refuse_unknown(words)
    variables = dict(re.findall(r'^set "(\w+)=(.*)"$', SCRIPT, re.MULTILINE))
    assert variables == {
        "DRUMBEAT_SETTINGS": r"%ProgramData%\Drumbeat\drumbeat.toml",
        "CREDENTIALS_DIRECTORY": r"%ProgramData%\Drumbeat\credentials",
    }
    named = re.findall(r"drumbeat_\w+__\w+", SCRIPT)
    settings = settings_with(tmp_path, "", dict.fromkeys(named, "secret"))
    assert settings.servicenow.client_secret.get_secret_value() == "secret"
    assert SCRIPT.rstrip().endswith("exit /b %ERRORLEVEL%")


def test_the_command_at_a_prompt_is_the_tasks_own():
    """drumbeat.cmd runs any verb with the settings, secrets and folder of the task."""
    prompt = (FOLDER / "drumbeat.cmd").read_text(encoding="ascii")

    def around(script):
        return [line for line in script.splitlines() if line.startswith(("set ", "cd ", "exit "))]

    assert around(prompt) == around(SCRIPT)
    assert '\n"%ProgramFiles%\\Drumbeat\\Scripts\\drumbeat.exe" %*\n' in prompt


def test_the_log_does_not_grow_for_ever():
    """Before each turn the log is put aside where it has grown large; it lies in the folder that the task writes to."""
    moved, written = (line for line in SCRIPT.splitlines() if "run-due.log" in line)
    assert re.match(r"if exist run-due\.log for %%F in \(run-due\.log\) do if %%~zF GTR \d{7,8} move /y ", moved)
    assert written.endswith(" run-due >> run-due.log 2>&1")
    assert 'cd /d "%ProgramData%\\Drumbeat\\data"' in SCRIPT.partition(moved)[0]


def test_what_cannot_work_is_refused_before_anything_is_made():
    """Several wheels, of which one would be an old one, and a Python that LOCAL SERVICE cannot read, end the recipe."""
    first, _, rest = INSTALL.partition("'-m', 'venv'")
    assert re.search(r"if \(\$Wheels\.Count -ne 1\) \{ throw", first)
    assert re.search(r"sys\.base_prefix.*\$env:PUBLIC.*WindowsApps.*throw", first, re.DOTALL)
    assert "Select-Object -First" not in rest
    assert "$Wheels[0].FullName" in rest


def test_it_is_installed_as_it_is_locked():
    """The recipe installs by hash, and gives the task what it reads, its data to write, and nobody else anything."""
    assert "'--require-hashes'" in INSTALL
    grants = re.findall(r"'\*(S-[\d-]+):\(OI\)\(CI\)(\w+)'", INSTALL)
    assert grants == [("S-1-5-32-544", "F"), ("S-1-5-18", "F"), (LOCAL_SERVICE, "RX"), (LOCAL_SERVICE, "M")]
    assert "'/inheritance:r'" in INSTALL
    for name in ("run-due.cmd", "drumbeat.cmd", "drumbeat-run-due.xml", "requirements.txt"):
        assert f"'{name}'" in INSTALL
