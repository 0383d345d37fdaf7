"""The settings file of a new installation: the example with every setting, and what somebody has said in its place.

Secrets are no part of it: of each it is told where it goes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from importlib import resources
from pathlib import Path

from drumbeat.atomic_files import OWNER_ONLY, write_whole
from drumbeat.errors import SettingsError
from drumbeat.settings import DEFAULT_FILE, load

_NAME = "drumbeat.example.toml"
_COMMENTS_AT = 38
"""The column in which the example's comments begin."""
_ANY = "0" * 32
"""In a secret's place, while the file is tried."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of an installation; empty is not said."""

    url: str
    """Of the ServiceNow instance."""
    client_id: str = ""
    user: str = ""
    sender: str = ""
    """Of digests: an address, with or without a name."""
    mail_host: str = ""
    """An SMTP server; without one mails go into a folder."""
    mail_user: str = ""
    pages: str = ""
    """The address by which readers reach the pages."""
    zone: str = ""

    def settings(self) -> dict[str, str]:
        """By the full name of each setting; what is empty stays with its default."""
        return {
            "servicenow.url": self.url.rstrip("/"),
            "servicenow.client_id": self.client_id,
            "servicenow.user": self.user,
            "mail.transport": "smtp" if self.mail_host else "",
            "mail.host": self.mail_host,
            "mail.user": self.mail_user,
            "mail.sender": self.sender,
            "mail.domain": parseaddr(self.sender)[1].rpartition("@")[2],
            "web.url": self.pages,
            "report.time_zone": self.zone,
        }

    def secrets(self) -> tuple[str, ...]:
        """The full names of those that are needed besides."""
        asked = {
            "servicenow.client_secret": self.client_id,
            "servicenow.password": self.user,
            "mail.password": self.mail_user,
            "web.secret": self.pages,
        }
        return tuple(name for name, by in asked.items() if by)


def write_first(path: Path | None, said: Said) -> Path:
    """Write the file, its owner's alone; returns where.

    Raises SettingsError where there is one, which stays as it is, or where what was said is no setting: then there is
    none afterwards.
    """
    path = path or DEFAULT_FILE
    text = filled(example(), said.settings())
    _claim(path)
    try:
        write_whole(path, text.encode())
        load(path, {variable_of(name): _ANY for name in said.secrets()})
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _claim(path: Path) -> None:
    """Take the name, which nobody else has. Raises SettingsError."""
    try:
        path.touch(OWNER_ONLY, exist_ok=False)
    except FileExistsError:
        raise SettingsError(
            f"There is a settings file {path} already; it stays as it is.",
            recovery="Edit it, or name another one before the word init: drumbeat --settings FILE init",
        ) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SettingsError(
            f"The settings file {path} could not be made: {reason}.",
            recovery="Make its folder, writable for you, or name another file: drumbeat --settings FILE init",
        ) from None


def variable_of(name: str) -> str:
    """The variable of the environment that says a setting."""
    return "DRUMBEAT_" + name.upper().replace(".", "__")


def example() -> str:
    """The file with every setting: of the package, or of a checkout."""
    installed = Path(str(resources.files("drumbeat"))) / _NAME
    checkout = Path(__file__).resolve().parents[3] / "deploy" / _NAME
    return (installed if installed.exists() else checkout).read_text(encoding="utf-8")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The example with these values in their places; a setting whose value is empty becomes a comment there.

    Raises ValueError for a setting that the example does not have.
    """
    left, section, lines = dict(values), "", []
    for line in text.replace(" Copy to drumbeat.toml.", "", 1).splitlines():
        if found := re.match(r"(?:# )?\[([\w.]+)\]", line):
            section = found[1]
        name = re.match(r"(?:# )?(\w+) = ", line)
        key = f"{section}.{name[1]}" if name else ""
        lines.append(_said(line, name[1], left.pop(key)) if name and key in left else line)
    if left:
        raise ValueError(f"the example has no {', '.join(left)}")
    return "\n".join(lines) + "\n"


def _said(line: str, name: str, value: str) -> str:
    if not value:
        is_default = line.startswith("# ") or name == "transport"
        return line if is_default else f"# {line}"
    comment = re.search(r"(?<=\s)#\s.*", line.removeprefix("# "))
    set_to = f"{name} = {json.dumps(value, ensure_ascii=False)}"
    return set_to.ljust(_COMMENTS_AT) + comment[0] if comment else set_to
