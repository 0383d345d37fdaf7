"""What the log says of an error: its class, its exit code, and the places in our code that it came through.

Its text stays out, as it may hold a ticket's words, an address, or what a server answered.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from drumbeat.errors import DrumbeatError

_PLACES = 3
_PACKAGE = Path(__file__).parents[1]


def about(error: BaseException | None) -> dict[str, str | int]:
    """The fields of a line that tells of it. What is none of our errors is a bug, and ends a command with 70."""
    if error is None:
        return {}
    exit_code = error.exit_code if isinstance(error, DrumbeatError) else DrumbeatError.exit_code
    return {"error": type(error).__name__, "exit": exit_code, "through": _through(error)}


def _through(error: BaseException) -> str:
    """The last places in our code, the innermost first: pull/run.py:120,desk/turn.py:64."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [f"{path.relative_to(_PACKAGE)}:{line}" for path, line in frames if path.is_relative_to(_PACKAGE)]
    return ",".join(reversed(ours[-_PLACES:]))
