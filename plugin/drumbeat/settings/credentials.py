"""Secrets from a folder in which each file is one: systemd's credentials, or what a container mounts.

`CREDENTIALS_DIRECTORY` names the folder (systemd.exec, section Credentials). A file `drumbeat_mail__password` there is
what `DRUMBEAT_MAIL__PASSWORD_FILE` would name; so one line of a unit, a Compose file or a manifest brings all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from drumbeat.errors import SettingsError

FOLDER = "CREDENTIALS_DIRECTORY"
PREFIX = "drumbeat_"
_OURS = re.compile(rf"{PREFIX}\w*__\w+", re.ASCII)


def with_credentials(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, with `…_FILE` for each credential of ours of which it says nothing itself.

    Files that belong to somebody else are left alone, and so are copies that an editor left beside (`…~`, `….bak`).
    Raises SettingsError where the folder cannot be listed.
    """
    folder = environ.get(FOLDER)
    if not folder:
        return environ
    try:
        files = sorted(Path(folder).iterdir())
    except OSError as error:
        raise SettingsError(
            f"The folder {folder} that {FOLDER} names cannot be read: {(error.strerror or 'unknown reason').lower()}.",
            recovery=f"Let it name the folder in which the secrets are, or take {FOLDER} out of the environment.",
        ) from None
    ours = {path.name.upper(): str(path) for path in files if _OURS.fullmatch(path.name)}
    unsaid = {name: path for name, path in ours.items() if not {name, f"{name}_FILE"} & environ.keys()}
    return {**environ, **{f"{name}_FILE": path for name, path in unsaid.items()}}
