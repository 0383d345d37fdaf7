"""What a form says, however a mail program or a browser encodes it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

_FEW = 8
"""Fields of the forms that mail programs send."""
MOST_FIELDS = 2000
"""Of a lead's: a tick for every line of a long list."""
CSRF, ONCE, VERSION = "csrf", "once", "version"
"""Hidden fields that every form of ours has; see `web.security`, `web.handling` and `Form.version`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was chosen in a form."""

    name: str
    """As the browser says: never a path of ours."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent. A field that is missing says nothing."""

    fields: tuple[tuple[str, str], ...] = ()
    uploads: tuple[tuple[str, Upload], ...] = ()
    is_multipart: bool = False
    body: bytes = field(default=b"", repr=False)

    def text(self, name: str, longest: int = 1000) -> str:
        """The field's first value without blanks around it, cut to so many characters."""
        return next((value for known, value in self.fields if known == name), "").strip()[:longest]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the field, in order: ticks of a list."""
        return tuple(value for known, value in self.fields if known == name)

    def is_ticked(self, name: str) -> bool:
        """Whether the box was ticked, or the button of this name pressed."""
        return any(known == name for known, _ in self.fields)

    def upload(self, name: str) -> Upload | None:
        """The file that was chosen; None where none was."""
        return next((each for known, each in self.uploads if known == name and each.name), None)

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """What somebody entered, chose or pressed: all fields but those that protect the form."""
        return tuple(pair for pair in self.fields if pair[0] not in (CSRF, ONCE, VERSION))

    @property
    def version(self) -> str:
        """Of what the form showed when it was opened (`web.versions`)."""
        return self.text(VERSION)


NO_FORM = Form()
"""What a page is opened with."""


def form_of(content_type: str, body: bytes, most_fields: int = MOST_FIELDS) -> Form:
    """The form; an empty one for what is none.

    RFC 8058, section 3.2, allows `application/x-www-form-urlencoded` and `multipart/form-data` (RFC 7578). A body
    that says neither is read as the former, which curl and hand-made clients send.
    """
    if content_type.lower().startswith("multipart/form-data"):
        fields, uploads = _parts(content_type, body, most_fields)
        return Form(fields, uploads, is_multipart=True, body=body)
    return Form(_pairs(body, most_fields), body=body)


def fields_of(content_type: str, body: bytes) -> dict[str, str]:
    """Field -> value, the first of each name, of a form with few fields."""
    form = form_of(content_type, body, _FEW)
    uploads = [(name, each.content.decode("utf-8", "replace").strip()) for name, each in form.uploads]
    return dict(reversed([*form.fields, *uploads]))


def _pairs(body: bytes, most: int) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(body.decode("ascii").strip(), keep_blank_values=True, max_num_fields=most))
    except ValueError:
        return ()


def _parts(
    content_type: str, body: bytes, most: int
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, Upload], ...]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("ascii", "replace")
    form = BytesParser(policy=HTTP).parsebytes(head + body)
    fields, uploads = [], []
    for part in list(form.walk())[1 : most + 1]:
        name = part.get_param("name", header="Content-Disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        chosen = part.get_filename()
        if chosen is None:
            fields.append((name, content.decode("utf-8", "replace").strip()))
        else:
            uploads.append((name, Upload(chosen, content)))
    return tuple(fields), tuple(uploads)
