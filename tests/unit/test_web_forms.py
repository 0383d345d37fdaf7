"""What forms and headers of a request say, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.web.forms import fields_of
from drumbeat.web.languages import accepted

URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "fields"),
    [
        (URLENCODED, b"a=1&b=two+words&a=3", {"a": "1", "b": "two words"}),
        (URLENCODED, b"a=%E2%82%AC\r\n", {"a": "\N{EURO SIGN}"}),
        ("", b"a=1", {"a": "1"}),
        (URLENCODED, b"&" * 100 + b"a=1", {}),
        (URLENCODED, "a=\u00fc".encode(), {}),
        (BOUNDARY, PART, {"List-Unsubscribe": "One-Click"}),
        ("Multipart/Form-Data; boundary=x", PART, {"List-Unsubscribe": "One-Click"}),
        ('multipart/form-data; boundary="x"', PART.replace(b"\r\n", b"\n"), {"List-Unsubscribe": "One-Click"}),
        (BOUNDARY, PART.removesuffix(b"--x--\r\n"), {"List-Unsubscribe": "One-Click"}),
        ("multipart/form-data", PART, {}),
        (BOUNDARY, b"a=1", {}),
    ],
)
def test_fields_are_read(kind, body, fields):
    """Both encodings of RFC 8058 are read, the first of a name counts, and what is no form has no fields."""
    assert fields_of(kind, body) == fields


@given(st.sampled_from([URLENCODED, BOUNDARY, "multipart/form-data; boundary*0*=%"]) | st.text(), st.binary())
def test_any_bytes_are_read(kind, body):
    """Whatever is sent, the answer is fields of text; nothing is raised."""
    fields = fields_of(kind, body)
    assert all(isinstance(each, str) for pair in fields.items() for each in pair)


@given(
    st.lists(st.sampled_from([PART, b"--x", b"\r\n", b"\r\n\r\n", b'name="', b"Content-Disposition: ", b"=?utf-8?q?"]))
)
def test_any_pieces_of_a_form_are_read(pieces):
    """Pieces of a form in any order are read without an error."""
    assert isinstance(fields_of(BOUNDARY, b"".join(pieces)), dict)


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("", ()),
        ("de", ("de",)),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", ("fr-CH", "fr", "en", "de", "*")),
        ("en;q=0.5,de-AT", ("de-AT", "de", "en")),
        ("de;q=0,en;q=x,fr;level=1,it", ("it",)),
        ("de;q=nan", ()),
        (",;,=;q", ()),
    ],
)
def test_languages_are_asked_for_in_order(header, tags):
    """The most wanted comes first, each before its plain language; what is not wanted or not understood is left out."""
    assert accepted(header) == tags


@given(st.text())
def test_any_header_is_read(header):
    """Whatever a browser says, the answer is a row of tags."""
    assert all(accepted(header))
