"""The system's own Chromium, headless, with every background errand of its own switched off."""

from __future__ import annotations

import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell first: it is Chromium without what a person's desktop wants of it, and takes half the time."""
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
WHY_NOT = f"none of {', '.join(NAMES)} on this machine"
QUIET_LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
