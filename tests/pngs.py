"""Pictures, made byte by byte."""

from __future__ import annotations

import random
import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 320, height: int = 80, *, said: tuple[int, int] | None = None, padding: int = 0) -> bytes:
    """A grey PNG; `said` is the size that its header claims, `padding` so many bytes of noise in a text chunk."""
    header = struct.pack(">IIBBBBB", *(said or (width, height)), 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    noise = _chunk(b"tEXt", b"a\0" + random.Random(1).randbytes(padding)) if padding else b""
    return SIGNATURE + _chunk(b"IHDR", header) + noise + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def png_of(size: int) -> bytes:
    """A PNG of so many bytes."""
    return png(padding=size - len(png(padding=1)) + 1)
