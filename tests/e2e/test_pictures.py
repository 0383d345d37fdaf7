"""`make pictures`: a mail as people see it."""

from __future__ import annotations

import struct
import zlib
from email.message import EmailMessage

import pytest

from chromium import CHROMIUM, WHY_NOT

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: no browser tests here")

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=f"{WHY_NOT}: no browser tests here"),
]

PAGE = """<!DOCTYPE html><html lang="en">
<style>@media (prefers-color-scheme: dark) { body { background: #000000 } }</style>
<body><p>a word</p><img src="cid:chart@drumbeat" width="300" alt="a chart"></body></html>"""


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


RED_DOT = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
    + _chunk(b"IEND", b"")
)


def _mail(folder):
    message = EmailMessage()
    message.set_content("a word")
    message.add_alternative(PAGE, subtype="html")
    message.get_payload()[1].add_related(RED_DOT, "image", "png", cid="<chart@drumbeat>")
    path = folder / "mail.eml"
    path.write_bytes(message.as_bytes())
    return path


def test_a_mail_is_pictured(tmp_path):
    """Each width is taken in light, dark and without images, all different; first screens are twice as sharp."""
    from pictures import main  # noqa: PLC0415 (it imports Playwright)

    main(_mail(tmp_path), tmp_path / "pictures")
    taken = {path.stem: path.read_bytes() for path in (tmp_path / "pictures").iterdir()}
    widths = {name: struct.unpack(">I", picture[16:20])[0] for name, picture in taken.items()}
    views = ("light", "dark", "no-images")
    assert widths == {
        **{f"{width}-{view}": width for width in (320, 600, 1200) for view in views},
        **{f"whole-{width}-{view}": width for width in (320, 600, 1200) for view in views},
        "first-light": 1520,
        "first-dark": 1520,
    }
    assert len({taken[f"320-{view}"] for view in views}) == len(views)
