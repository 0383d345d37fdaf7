"""What a request carries, read up to a limit of length and of time."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.requests import ClientDisconnect

PATIENCE = 10.0
"""Seconds for a body to arrive."""


async def body_of(request: Request, most: int) -> bytes | None:
    """What was sent; None for more than `most` bytes. Raises TimeoutError when it does not come to its end in time.

    Who hangs up does not come to an end either.
    """
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    return None
    except ClientDisconnect:
        raise TimeoutError from None
    return body
