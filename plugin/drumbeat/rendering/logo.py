"""A customer's logo: a PNG, as it comes with a mail (rules E23, E26 and E27)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from drumbeat.errors import SettingsError
from drumbeat.sentences import sentence

CID = "logo@drumbeat"
MOST_BYTES = 100_000
_SIGNATURE, _END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_HEADER = struct.Struct(">4s4sII")
_SHOWN = re.compile(rf"(<img\b[^<]*?\ssrc=\")cid:{CID}\"")
"""In an image's tag only: in text, `<` is never written as itself."""
_HEADER_AT = len(_SIGNATURE)
_LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and its size in pixels."""

    content: bytes
    width: int
    height: int


def read_logo(path: Path) -> Picture:
    """The picture. Raises SettingsError for a file that mail programs would not show."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SettingsError(
            sentence("The logo {path} cannot be read: {reason}.", path=path, reason=error.strerror)
        ) from None
    if len(content) > MOST_BYTES:
        raise SettingsError(
            sentence(
                "The logo {path} has more than {most} kB, which would come with every mail.",
                path=path,
                most=MOST_BYTES // 1000,
            ),
            recovery=sentence("Save it smaller: 320 pixels in width suffice."),
        )
    end = _HEADER_AT + _HEADER.size
    if len(content) < end or not content.startswith(_SIGNATURE) or not content.endswith(_END):
        raise SettingsError(
            sentence("The logo {path} is no whole PNG picture.", path=path),
            recovery=sentence("Save it as PNG; other formats are not shown by every mail program."),
        )
    _length, name, width, height = _HEADER.unpack(content[_HEADER_AT:end])
    if name != b"IHDR" or not (0 < width <= _LARGEST and 0 < height <= _LARGEST):
        raise SettingsError(sentence("The logo {path} says no size that a picture can have.", path=path))
    return Picture(content, width, height)


def with_logo_inside(html: str, logo: str) -> str:
    """A mail's HTML as a file by itself, which a browser opens: the logo, in base64, is in it and not beside it."""
    return _SHOWN.sub(rf'\1data:image/png;base64,{logo}"', html) if logo else html
