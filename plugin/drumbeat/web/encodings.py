"""How browsers and mail programs write a form, read piece by piece as it arrives. Pure.

RFC 8058, section 3.2, allows `application/x-www-form-urlencoded` and `multipart/form-data` (RFC 7578). A body that says
neither is read as the former, which curl and hand-made clients send. What the latter costs is bounded: so many parts,
with heads of so many bytes, and no part has parts of its own.
"""

from __future__ import annotations

import logging
from typing import Protocol
from urllib.parse import parse_qsl

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from drumbeat.web.forms import MOST_FIELDS, Form, Upload

_FEW = 8
"""Fields of the forms that mail programs send."""
_LONGEST_TYPE = 200
"""Characters of a Content-Type: there is nothing in it but the boundary."""
_LONGEST_BOUNDARY = 70
"""RFC 2046, section 5.1.1."""
_LONGEST_HEAD = 2048
"""Bytes of a line of a part's head: the name of a file."""
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it quotes from what it cannot read


class NoForm(Exception):
    """What was sent is not the form that it says it is, or has more fields than any form of ours."""


class Reader(Protocol):
    """Reads one form."""

    def write(self, piece: bytes) -> None:
        """What has arrived. Raises NoForm."""

    def so_far(self) -> Form:
        """The fields that have arrived whole. Raises NoForm."""

    def form(self) -> Form:
        """All of it. Raises NoForm."""


def reader_of(content_type: str, most_fields: int = MOST_FIELDS) -> Reader:
    """What reads a form of this type. Raises NoForm."""
    if content_type.lower().startswith("multipart/form-data"):
        return _Parts(content_type, most_fields)
    return _Pairs(most_fields)


def fields_of(content_type: str, body: bytes) -> dict[str, str]:
    """Field -> value, the first of each name, of a form with few fields. Raises NoForm."""
    reader = reader_of(content_type, _FEW)
    reader.write(body)
    form = reader.form()
    uploads = [(name, each.content.decode("utf-8", "replace")) for name, each in form.uploads]
    return {name: value.strip() for name, value in reversed([*form.fields, *uploads])}


class _Pairs:
    """application/x-www-form-urlencoded."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._body = bytearray()

    def write(self, piece: bytes) -> None:
        self._body += piece

    def so_far(self) -> Form:
        return self._read(self._body.rpartition(b"&")[0])

    def form(self) -> Form:
        return self._read(self._body)

    def _read(self, body: bytearray) -> Form:
        try:
            said = body.decode("ascii").strip()
            return Form(tuple(parse_qsl(said, keep_blank_values=True, max_num_fields=self._most)))
        except ValueError:
            raise NoForm from None


class _Parts:
    """multipart/form-data."""

    def __init__(self, content_type: str, most: int) -> None:
        self._most = most
        self._fields: list[tuple[str, str]] = []
        self._uploads: list[tuple[str, Upload]] = []
        self._parts = 0
        self._is_whole = False
        self._head: list[tuple[bytearray, bytearray]] = []
        self._content = bytearray()
        if len(content_type) > _LONGEST_TYPE:
            raise NoForm
        try:
            boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        except ValueError:
            raise NoForm from None
        if not 0 < len(boundary) <= _LONGEST_BOUNDARY:
            raise NoForm
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_begin": lambda: self._head.append((bytearray(), bytearray())),
                "on_header_field": lambda data, start, end: self._head[-1][0].extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._head[-1][1].extend(data[start:end]),
                "on_part_data": lambda data, start, end: self._content.extend(data[start:end]),
                "on_part_end": self._end,
                "on_end": self._close,
            },
            max_header_size=_LONGEST_HEAD,
        )

    def write(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except (FormParserError, ValueError, LookupError):
            raise NoForm from None

    def so_far(self) -> Form:
        return Form(tuple(self._fields), tuple(self._uploads), is_multipart=True)

    def form(self) -> Form:
        if not self._is_whole:
            raise NoForm
        return self.so_far()

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > self._most:
            raise NoForm
        self._head, self._content = [], bytearray()

    def _end(self) -> None:
        """A part has come whole: a field, or a file. What is neither is nothing."""
        head = {bytes(name).lower(): bytes(value) for name, value in self._head}
        kind, said = parse_options_header(head.get(b"content-disposition"))
        if kind != b"form-data" or b"name" not in said:
            return
        name = _text(said[b"name"])
        if b"filename" in said:
            self._uploads.append((name, Upload(_text(said[b"filename"]), bytes(self._content))))
        else:
            self._fields.append((name, _text(self._content)))

    def _close(self) -> None:
        self._is_whole = True


def _text(said: bytes | bytearray) -> str:
    return said.decode("utf-8", "replace")
