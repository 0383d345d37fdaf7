"""Reports as mail servers write them, and whatever else lies in a mailbox."""

from __future__ import annotations

import base64
import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounced import SHAPES, Lost, delayed, exchange, exim, hostile, in_plain_words, on_holiday, postfix, receipt
from drumbeat.delivery.reports import LARGEST, is_report, report_of

LOST = Lost(message_id="<0123456789abcdef.drumbeat@x.example>", number=4)
MISCHIEF = hostile()


@pytest.mark.parametrize("shape", SHAPES)
def test_each_servers_shape_is_read(shape):
    """E42: Message-ID, recipient, action, status, time and the other side's words, however a server writes them."""
    found = report_of(shape(LOST))
    assert found is not None
    (one,) = found.recipients
    assert (found.message_ids, found.at) == ((LOST.message_id,), LOST.at)
    assert (one.final, one.is_failed, one.code) == (LOST.to, True, LOST.status)
    assert one.original in ("", LOST.to)
    assert shape.__name__ == "referring" or LOST.words in one.said


@pytest.mark.parametrize("shape", SHAPES)
def test_a_head_with_a_content_type_may_be_a_report(shape):
    """Whoever sees nothing but the Content-Type knows that each shape has to be read whole."""
    head = shape(LOST).partition(b"Content-Type: ")[2].decode()
    assert is_report(head)
    assert not is_report("text/plain; charset=utf-8")


@pytest.mark.parametrize("shape", [receipt, on_holiday, in_plain_words])
def test_what_is_no_report(shape):
    """A read receipt, an answer of a machine and plain words are no reports, whatever they quote."""
    assert report_of(shape(LOST)) is None


def test_a_warning_is_a_report_of_nothing_lost():
    """A mail that is delayed is told as that."""
    found = report_of(delayed(LOST))
    assert found is not None
    assert [each.is_failed for each in found.recipients] == [False]


def test_a_report_in_base64():
    """What RFC 2046 forbids, and gateways do: status and returned mail encoded are read as if they were not."""

    def encoded(found: re.Match[bytes]) -> bytes:
        return found[1] + b"\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(found[2])

    content = re.sub(rb"(Content-Type: message/[a-z0-9-]+)\n\n(.*?)(?=\n--)", encoded, exim(LOST), flags=re.DOTALL)
    assert content.count(b"base64") == 2
    plain, found = report_of(exim(LOST)), report_of(content)
    assert plain is not None
    assert found == plain


def test_letters_beyond_ascii():
    """An address with its letters escaped, or written as they are in UTF-8, is that address."""
    wide = replace(LOST, to="jürgen@x.example")
    for shape in (SHAPES[6], postfix):
        found = report_of(shape(wide))
        assert found is not None
        assert found.recipients[0].final == wide.to


def test_the_mails_own_id_comes_before_those_it_refers_to():
    """Of a returned mail its Message-ID alone counts, not what the report or that mail answers."""
    content = exchange(LOST).replace(b"In-Reply-To: <", b"In-Reply-To: <other-")
    found = report_of(content.replace(b"Subject: Network", b"References: <another@x.example>\nSubject: Network"))
    assert found is not None
    assert found.message_ids == (LOST.message_id,)


def test_a_copy_is_the_same_report():
    """With other line ends, or other Received fields, it is the same; another report of the same mail is not."""
    first = report_of(postfix(LOST))
    copies = [postfix(LOST).replace(b"\n", b"\r\n"), b"Received: from here by there\n" + postfix(LOST)]
    assert first is not None
    assert {getattr(report_of(each), "key", "") for each in copies} == {first.key}
    other = report_of(postfix(replace(LOST, number=5)))
    assert other is not None
    assert other.key != first.key


def test_without_an_id_of_its_own_the_bytes_tell_it():
    """A report without Message-ID is known by what it holds, whatever its line ends are."""
    content = postfix(LOST).replace(b"Message-ID: <report", b"X-Was: <report")
    keys = {getattr(report_of(each), "key", "") for each in (content, content.replace(b"\n", b"\r\n"))}
    assert len(keys) == 1
    assert keys != {getattr(report_of(postfix(LOST)), "key", "")}


def test_a_mail_longer_than_is_looked_at():
    """The report stands before the mail that it returns: what is cut off behind changes nothing."""
    content = postfix(LOST)
    long = content[: content.rindex(b"\n--")] + b"X-More: more\n" * LARGEST
    assert report_of(long) == report_of(content)


@pytest.mark.parametrize("name", MISCHIEF)
def test_hostile_mails_are_read_to_an_end(name):
    """E42: whatever arrives, the answer is a report or none, within two seconds of work, and no letter does harm."""
    began = time.process_time()
    found = report_of(MISCHIEF[name])
    assert time.process_time() - began < 2
    for each in found.recipients if found else ():
        fields = (each.final, each.original, each.action, each.status, each.said)
        assert all(field.isprintable() and len(field) <= 254 for field in fields)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 1500), st.integers(0, 40))
def test_any_bytes_amid_a_report(noise, at, gap):
    """Bytes of any kind in any place of a report, in the place of others, raise nothing."""
    content = postfix(LOST)
    found = report_of(content[:at] + noise + content[at + gap :])
    assert found is None or len(found.recipients) <= 20
