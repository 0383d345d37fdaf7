"""What the machine tells: the time, and who runs the command."""

from __future__ import annotations

import getpass
import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime


def clock() -> datetime:
    """Now, in UTC. The one place where the time comes from."""
    return datetime.now(UTC)


def actor() -> str:
    """Who runs the command: the user of the operating system, not what the environment says."""
    try:
        import pwd  # noqa: PLC0415  not on Windows

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):  # a container may run as a number without a name
        return f"user {os.getuid()}" if hasattr(os, "getuid") else getpass.getuser()


def process_name() -> str:
    """This process among those that share a store: host and number."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def time_left(minutes: int) -> Callable[[], float]:
    """Tells the seconds that are left of so many minutes from now."""
    ends = time.monotonic() + 60.0 * minutes
    return lambda: ends - time.monotonic()
