"""What forms and headers of a request say, however they are written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.web.encodings import NoForm, fields_of, reader_of
from drumbeat.web.forms import Upload
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
        (BOUNDARY, PART, {"List-Unsubscribe": "One-Click"}),
        ("Multipart/Form-Data; boundary=x", PART, {"List-Unsubscribe": "One-Click"}),
        ('multipart/form-data; charset=utf-8; boundary="x"', PART, {"List-Unsubscribe": "One-Click"}),
        (BOUNDARY, b"\r\n" + PART + b"the end", {"List-Unsubscribe": "One-Click"}),
        (BOUNDARY, PART.replace(b'form-data; name="List-Unsubscribe"', b"attachment"), {}),
    ],
)
def test_fields_are_read(kind, body, fields):
    """Both encodings of RFC 8058 are read, the first of a name counts, and what is no field is none."""
    assert fields_of(kind, body) == fields


def parts_of(count, within=b""):
    """So many parts."""
    return PART.removesuffix(b"--x--\r\n").replace(b"One-Click", within or b"1") * count + b"--x--\r\n"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (URLENCODED, b"&" * 100 + b"a=1"),
        (URLENCODED, "a=\u00fc".encode()),
        (BOUNDARY, PART.replace(b"\r\n", b"\n")),
        (BOUNDARY, PART.removesuffix(b"--x--\r\n")),
        ("multipart/form-data", PART),
        ("multipart/form-data; boundary=", PART),
        (f"multipart/form-data; boundary={'x' * 71}", PART.replace(b"--x", b"--" + b"x" * 71)),
        (f"{BOUNDARY}{' ' * 200}", PART),
        (BOUNDARY, b"a=1"),
        (BOUNDARY, b""),
        (BOUNDARY, parts_of(9)),
        (BOUNDARY, PART.replace(b"form-data", b"form-data; " + b"x" * 3000)),
        (BOUNDARY, PART.replace(b"\r\n\r\n", b"\r\n" + b"X-More: 1\r\n" * 20 + b"\r\n")),
    ],
)
def test_what_is_no_form(kind, body):
    """Too many fields, a body cut off, no boundary or a longer one than RFC 2046 allows: it is said to be no form."""
    with pytest.raises(NoForm):
        fields_of(kind, body)


@pytest.mark.parametrize(
    "value", [";" * 7900, "; ".join(f"a{n}=1" for n in range(970)), "(" * 900, " " * 60_000, '"\\']
)
def test_a_type_that_takes_long_to_read(value):
    """A Content-Type of thousands of signs is refused before it is looked into."""
    begun = time.process_time()
    with pytest.raises(NoForm):
        fields_of(f"multipart/form-data; {value}", PART)
    assert time.process_time() - begun < 0.05


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_form_in_pieces(size):
    """Fields and files are the same however the body is cut; what has come whole is known before the rest has."""
    file = b'--x\r\nContent-Disposition: form-data; name="list"; filename="\xc3\xbc;.csv"\r\n\r\na\r\n--b\r\n'
    body = PART.removesuffix(b"--x--\r\n") + file + b"--x--\r\n"
    reader = reader_of(BOUNDARY)
    for at in range(0, len(body), size):
        reader.write(body[at : at + size])
    form = reader.form()
    assert form.fields == (("List-Unsubscribe", "One-Click"),)
    assert form.uploads == (("list", Upload("\u00fc;.csv", b"a\r\n--b")),)
    for kind, begun in ((BOUNDARY, body[:-10]), (URLENCODED, b"List-Unsubscribe=One-Click&list=a")):
        reader = reader_of(kind)
        reader.write(begun)
        assert dict(reader.so_far().fields) == {"List-Unsubscribe": "One-Click"}


def test_parts_of_parts():
    """A part that says it has parts of its own is content like any other."""
    inner = b'--y\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--y--'
    nested = b'--x\r\nContent-Disposition: form-data; name="b"\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n'
    assert fields_of(BOUNDARY, nested + inner + b"\r\n--x--") == {"b": inner.decode()}


def test_a_form_sent_again_is_the_same():
    """The browser writes another boundary each time, and what is said is the same; another word makes another form."""
    first, second, other = (
        read_whole(
            f"multipart/form-data; boundary={mark}", PART.replace(b"--x", b"--" + mark.encode()).replace(*change)
        )
        for mark, change in (("x", (b"", b"")), ("yy", (b"", b"")), ("x", (b"One", b"Two")))
    )
    assert first.digest == second.digest != other.digest


def read_whole(kind, body):
    """The form."""
    reader = reader_of(kind)
    reader.write(body)
    return reader.form()


def said_or_none(kind, body):
    """Fields of the form; none where it is no form."""
    try:
        return fields_of(kind, body)
    except NoForm:
        return {}


@given(st.sampled_from([URLENCODED, BOUNDARY, "multipart/form-data; boundary*0*=%"]) | st.text(), st.binary())
def test_any_bytes_are_read(kind, body):
    """Whatever is sent, the answer is fields of text, or that it is no form; nothing else is raised."""
    fields = said_or_none(kind, body)
    assert all(isinstance(each, str) for pair in fields.items() for each in pair)


@given(
    st.lists(st.sampled_from([PART, b"--x", b"\r\n", b"\r\n\r\n", b'name="', b"Content-Disposition: ", b"=?utf-8?q?"]))
)
def test_any_pieces_of_a_form_are_read(pieces):
    """Pieces of a form in any order are a form or none, and no other error."""
    assert isinstance(said_or_none(BOUNDARY, b"".join(pieces)), dict)


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
