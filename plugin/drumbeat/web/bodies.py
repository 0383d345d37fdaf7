"""What a request carries, read up to a limit of length and of time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.requests import ClientDisconnect

PATIENCE = 10.0
"""Seconds for a body to arrive."""
_PIECE = 2**16
"""Bytes that are gathered before anybody looks at them, so that tiny pieces cost no more than large ones."""


class TooLong(Exception):
    """More was sent than is taken."""


async def pieces_of(request: Request, most: int) -> AsyncIterator[bytes]:
    """What was sent, as it arrives. Raises TooLong for more than `most` bytes, and TimeoutError for what does not end.

    Who hangs up does not come to an end either.
    """
    ends = asyncio.get_running_loop().time() + PATIENCE
    stream, held, length = request.stream(), bytearray(), 0
    while True:
        try:
            async with asyncio.timeout_at(ends):
                chunk = await anext(stream, None)
        except ClientDisconnect:
            raise TimeoutError from None
        if chunk is None:
            break
        length += len(chunk)
        if length > most:
            raise TooLong
        held += chunk
        if len(held) >= _PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


async def body_of(request: Request, most: int) -> bytes | None:
    """All of it; None for more than `most` bytes. Raises TimeoutError."""
    try:
        return b"".join([piece async for piece in pieces_of(request, most)])
    except TooLong:
        return None
