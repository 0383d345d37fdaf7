"""The tools of tests/mail_lint that run in Node: whether they are here, and how they are asked."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

LINT = Path(__file__).parent / "mail_lint"
INSTALLED = LINT / "node_modules"


def missing(*packages: str) -> str:
    """Why these packages cannot be used here, in words for a person, or an empty string."""
    if shutil.which("node") is None:
        return "Node is not installed: install Node 20.19 or newer, then say `make mail-lint`"
    absent = [name for name in packages if not (INSTALLED / name / "package.json").exists()]
    return f"{', '.join(absent)} not installed: `make mail-lint` installs it, with npm" if absent else ""


def findings(script: str, *files: Path) -> list[dict]:
    """What a script of tests/mail_lint says about these files."""
    done = subprocess.run(
        ["node", str(LINT / script), *map(str, files)], capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
