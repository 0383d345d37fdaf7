"""Larkfield's logo: a scale with its pointer, as a PNG. Drawn here, so that the demo needs no picture file."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 288, 64
_INK, _ACCENT, _PAPER = (31, 36, 40), (42, 93, 91), (255, 255, 255)
_MARKS, _STEP, _THICK = 24, 12, 4
_LONG, _SHORT = 40, 20
_POINTER = 15


def logo() -> bytes:
    """The picture. The same bytes each time."""
    rows = b"".join(b"\x00" + bytes(channel for x in range(WIDTH) for channel in _colour(x, y)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _colour(x: int, y: int) -> tuple[int, int, int]:
    mark, within = divmod(x, _STEP)
    if within >= _THICK or mark >= _MARKS:
        return _PAPER
    if mark == _POINTER:
        return _ACCENT
    length = _LONG if mark % 5 == 0 else _SHORT
    return _INK if y >= HEIGHT - length else _PAPER


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
