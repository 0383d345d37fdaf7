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


SEQUENCES = {
    "Triggers/TimeTrigger": (
        "Enabled",
        "StartBoundary",
        "EndBoundary",
        "Repetition",
        "ExecutionTimeLimit",
        "RandomDelay",
    ),
    "Triggers/BootTrigger": ("Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "Delay"),
    "Actions/Exec": ("Command", "Arguments", "WorkingDirectory"),
}
"""What stands in these, in this order: [MS-TSCH] 2.5.3.1, 2.5.3.2, 2.5.3.4 and 2.5.7.1."""
ANY_ORDER = {
    "Triggers/TimeTrigger/Repetition": {"Interval", "Duration", "StopAtDurationEnd"},
    "RegistrationInfo": {
        "URI",
        "SecurityDescriptor",
        "Source",
        "Date",
        "Author",
        "Version",
        "Description",
        "Documentation",
    },
    "Principals/Principal": {"UserId", "LogonType", "GroupId", "DisplayName", "RunLevel", "ProcessTokenSidType"},
    "Settings": {
        *("AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy", "DisallowStartIfOnBatteries"),
        *("StopIfGoingOnBatteries", "AllowHardTerminate", "StartWhenAvailable", "NetworkProfileName"),
        *("RunOnlyIfNetworkAvailable", "WakeToRun", "Enabled", "Hidden", "DeleteExpiredTaskAfter", "IdleSettings"),
        *("NetworkSettings", "ExecutionTimeLimit", "Priority", "RunOnlyIfIdle", "UseUnifiedSchedulingEngine"),
    },
}
"""What may stand in these, once: the same specification, 2.5.2, 2.5.4 and 2.5.6."""
BOOLEANS = {
    *("Enabled", "StopAtDurationEnd", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "StartWhenAvailable"),
    "RunOnlyIfNetworkAvailable",
}
DURATIONS = {"Interval", "Delay", "ExecutionTimeLimit"}


def parts_of(path):
    """The names of what stands in an element of the task, in order."""
    element = TASK.find("/".join(NAMESPACE + step for step in path.split("/")))
    return [part.tag.removeprefix(NAMESPACE) for part in element if isinstance(part.tag, str)]


def test_it_keeps_to_the_schema_of_tasks():
    """Each part is one that Microsoft's schema has there, once, in its order where it has one, and of its type."""
    for path, order in SEQUENCES.items():
        found = parts_of(path)
        assert found == [name for name in order if name in found], path
    for path, known in ANY_ORDER.items():
        found = parts_of(path)
        assert set(found) <= known, path
        assert len(set(found)) == len(found), path
    covered = {path.split("/")[-1] for path in (*SEQUENCES, *ANY_ORDER)} | {"Task", "Triggers", "Principals", "Actions"}
    for element in TASK.iter():
        name = element.tag.removeprefix(NAMESPACE)
        assert name in covered or not list(element), f"{name} is not looked into"
        if name in BOOLEANS:
            assert element.text in ("true", "false")
        if name in DURATIONS:
            assert re.fullmatch(r"PT\d+[HM]", element.text), name
    assert said("Settings/MultipleInstancesPolicy") in ("Parallel", "Queue", "IgnoreNew", "StopExisting")
    assert said("Principals/Principal/RunLevel") in ("LeastPrivilege", "HighestAvailable")


SWITCHES = {
    "schtasks /Create": "S U P RU RP SC MO D M I TN TR ST RI ET DU K XML V1 SD ED IT NP Z F RL DELAY EC HRESULT",
    "schtasks /Run": "S U P I TN HRESULT",
    "schtasks /Query": "S U P FO NH V TN XML HRESULT",
    "schtasks /Change": "S U P RU RP TR TN ST RI ET DU K SD ED IT RL DELAY ENABLE DISABLE Z HRESULT",
    "schtasks /Delete": "S U P TN F HRESULT",
    "icacls": "reset T C L Q grant grant:r deny remove inheritance:e inheritance:d inheritance:r setowner verify save",
    "move": "Y",
    "type": "",
}
"""By Microsoft's reference of these commands (Windows Commands: schtasks, icacls, move, type)."""
PAGE = (DEPLOY.parent / "docs" / "deploying.md").read_text(encoding="utf-8")


def typed():
    """Each line that the page tells to type on Windows."""
    of_windows, upgrading = PAGE.partition("\n## Windows\n")[2].split("\n## Upgrading\n")
    back = upgrading.partition("\n**Windows**")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```", of_windows + back, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_each_line_of_the_page_is_one_that_windows_has():
    """Its switches are its command's, its files ours, what it runs of us a command of ours, its account the task's."""
    lines = typed()
    assert len(lines) > 15
    for line in lines:
        if line.startswith('"%ProgramFiles%\\Drumbeat\\drumbeat.cmd" '):
            refuse_unknown(line.partition('" ')[2])
        elif line.startswith("powershell "):
            assert line == "powershell -ExecutionPolicy Bypass -File install.ps1"
        else:
            words = re.findall(r'"(?:[^"\\]|\\.)*"|\S+', line)
            name = " ".join(words[:2]) if words[0] == "schtasks" else words[0]
            given = [word[1:] for word in words[name.count(" ") + 1 :] if word.startswith("/")]
            assert set(given) <= set(SWITCHES[name].split()), line
            assert '/RU "NT AUTHORITY\\LOCALSERVICE"' in line or "/RU" not in given, line
            assert all((FOLDER / file).is_file() for file in re.findall(r"/XML (\S+)", line))
            run = re.search(r'run-due\.cmd\\" (.*?)" /F$|drumbeat\.cmd (\w+ --\w+) ', line)
            if "/TR" in given:
                refuse_unknown(run[1] or run[2])
    tasks = {task for line in lines for task in re.findall(r'/TN "([^"]+)"', line)}
    assert "Drumbeat run-due" in tasks
    assert "-TaskName 'Drumbeat run-due'" in INSTALL
    made = " ".join(line for line in lines if "/Create" in line)
    assert all(f'"{task}"' in made for task in tasks)


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
    assert '\n"%ProgramFiles%\\Drumbeat\\Scripts\\drumbeat.exe" %WORDS% >>' in SCRIPT
    [words] = re.findall(r'^if not defined WORDS set "WORDS=(.*)"$', SCRIPT, re.MULTILINE)
    refuse_unknown(words)
    variables = dict(re.findall(r'^set "(\w+)=(.*)"$', SCRIPT, re.MULTILINE))
    assert variables.pop("WORDS") == "%*"
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
        lines = [line for line in script.splitlines() if line.startswith(("set ", "cd ", "exit "))]
        return [line for line in lines if "WORDS" not in line]

    assert around(prompt) == around(SCRIPT)
    assert '\n"%ProgramFiles%\\Drumbeat\\Scripts\\drumbeat.exe" %*\n' in prompt


def test_the_log_does_not_grow_for_ever():
    """Before each turn the log is put aside where it has grown large; it lies in the folder that the task writes to."""
    moved, written = (line for line in SCRIPT.splitlines() if "run-due.log" in line)
    assert re.match(r"if exist run-due\.log for %%F in \(run-due\.log\) do if %%~zF GTR \d{7,8} move /y ", moved)
    assert written.endswith(" %WORDS% >> run-due.log 2>&1")
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
