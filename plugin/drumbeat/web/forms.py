"""What a form says, however a mail program or a browser encodes it. Pure."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

MOST_BYTES = 4096
"""Of a form: it holds one short field."""
_MOST_FIELDS = 8


def fields_of(content_type: str, body: bytes) -> dict[str, str]:
    """Field -> value, the first of each name; empty for what is no form.

    RFC 8058, section 3.2, allows `application/x-www-form-urlencoded` and `multipart/form-data` (RFC 7578). A body
    that says neither is read as the former, which curl and hand-made clients send.
    """
    found = _parts(content_type, body) if content_type.lower().startswith("multipart/form-data") else _pairs(body)
    return dict(reversed(found))


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("ascii").strip(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("ascii", "replace")
    form = BytesParser(policy=HTTP).parsebytes(head + body)
    found = []
    for part in list(form.walk())[1 : _MOST_FIELDS + 1]:
        name = part.get_param("name", header="Content-Disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found.append((name, content.decode("utf-8", "replace").strip()))
    return found
