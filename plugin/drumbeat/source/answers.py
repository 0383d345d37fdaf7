"""Reading a reply whole, or not at all: bounded in size, as the session bounds it in time."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass

import requests
import urllib3.exceptions

from drumbeat.sentences import sentence
from drumbeat.source.faults import Action, Fault

LARGEST = 256 * 2**20
"""Bytes; a page of 10,000 rows of ours has about 30 MB."""
_CHUNK = 2**18


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with its body, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a reply may take in all, in seconds, and how large it may be, in bytes."""

    seconds: float
    size: int = LARGEST


def read_answer(response: requests.Response, limits: Limits) -> Answer:
    """The reply. Raises Fault when it breaks off, takes longer than it may, or does not end."""
    chunks: list[bytes] = []
    size = 0
    try:
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            if size > limits.size:
                raise Fault(Action.HALVE, sentence("the reply was larger than a page can be"))
    except (urllib3.exceptions.TimeoutError, TimeoutError):
        raise Fault(Action.HALVE, sentence("the instance did not answer in time")) from None
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError):
        raise Fault(Action.HALVE, sentence("the reply broke off")) from None
    finally:
        response.close()
    return Answer(response.status_code, response.headers, b"".join(chunks))
