"""JSON from other systems: what is a reply, what is not, and what is never done."""

from __future__ import annotations

import gzip
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.operational import Precision
from drumbeat.errors import FactMissing, FactUnreadable, SettingsError, TryLater
from drumbeat.facts.http_json import HttpJson, bare, filled
from drumbeat.facts.web import Web
from drumbeat.http_session import HttpSettings
from drumbeat.records.period import Period
from fact_servers import JSON, bytes_server, json_server, target
from operational import COUNT
from wire import Wire, message

OCTOBER = Period.month(2026, 10, ZoneInfo("Europe/Berlin"))
TOKEN = "tok" + "en-of-ours"


def source(url: str, path: str = "$.count", **web) -> HttpJson:
    """The source at an address."""
    return HttpJson(url, path, COUNT, Web(token=TOKEN, **web))


def refused(server: Wire, path: str = "$.count", **web) -> FactUnreadable:
    """What is said about a reply that is no fact."""
    with server, pytest.raises(FactUnreadable) as caught:
        source(server.url, path, **web).fetch(OCTOBER)
    assert TOKEN not in str(caught.value) + caught.value.recovery
    return caught.value


def test_the_address_names_the_period():
    """Each placeholder is filled from the period; its end is the day after."""
    url = "https://x.example/{month}?from={start}&to={last}&before={end}"
    assert filled(url, OCTOBER) == "https://x.example/2026-10?from=2026-10-01&to=2026-10-31&before=2026-11-01"


def test_the_reference_holds_no_secret():
    """Of an address only scheme, host and path are kept: a query may hold a key."""
    assert bare("https://ann:pw@x.example:8443/a/{month}?key=abc#d") == "https://x.example:8443/a/{month}"


@pytest.mark.parametrize(
    ("header", "line"), [("Authorization", f"Authorization: Bearer {TOKEN}"), ("Password", f"Password: {TOKEN}")]
)
def test_the_token_goes_where_the_settings_say(header, line):
    """A bearer token as such; under another name, as Rspamd wants it, as it is."""
    with json_server(lambda _: (200, {"count": 5})) as server:
        assert source(server.url, header=header).fetch(OCTOBER).value == 5
        assert line.encode() in server.asked[0]


@pytest.mark.parametrize(
    ("status", "words"),
    [(400, "status 400"), (401, "does not let us in"), (403, "does not let us in"), (404, "status 404"), (204, "204")],
)
def test_refusals_are_sentences(status, words):
    """Each status that no time mends says what to check."""
    assert words in str(refused(bytes_server(b"{}", JSON, status)))


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_time_mends_is_for_later(status):
    """A system that is away or busy is asked again another time."""
    with bytes_server(b"{}", JSON, status) as server, pytest.raises(TryLater):
        source(server.url).fetch(OCTOBER)


@pytest.mark.parametrize("location", ["/same", "http://other.example/x", "", "http://[x"])
def test_redirects_are_not_followed(location):
    """Neither to another host nor round in a loop: one request is sent, and the token stays here."""
    server = bytes_server(b'{"count": 5}', {**JSON, "Location": location}, 302)
    assert "redirects" in str(refused(server))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"<html>sign in</html>", "text/html", "something else than JSON"),
        (b'{"count": 5}', "text/plain", "something else than JSON"),
        (b'{"count": 5}', "", "something else than JSON"),
        (b"<html>sign in</html>", "application/json", "no JSON"),
        (b"", "application/json", "no JSON"),
        (b'{"count": 5', "application/json", "no JSON"),
        (b'{"count": NaN}', "application/json", "no JSON"),
        (b'{"count": Infinity}', "application/json", "no JSON"),
        (b"\xff\xfe\x00", "application/json", "no JSON"),
        (b"[" * 200_000, "application/json", "no JSON"),
        (b'{"count": 1' + b"0" * 100_000 + b"}", "application/json", "too large"),
        (b'{"count": 1e999999999}', "application/json", "too large"),
        (b'{"count": 1e99999999999999999999}', "application/json", ""),
        (b'{"count": -5}', "application/json", "below zero"),
        (b'{"count": 1.204}', "application/json", "not whole"),
        (b'{"count": "5"}', "application/json", "no number"),
        (b'{"count": true}', "application/json", "no number"),
        (b'{"count": {"a": 1}}', "application/json", "no number"),
        (b'{"count": [5]}', "application/json", "no number"),
    ],
)
def test_what_is_no_number_is_refused(body, kind, words):
    """Pages, cut JSON, JSON without end and what is no number are refused without a word of the reply."""
    assert words in str(refused(bytes_server(body, {"Content-Type": kind})))


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/vnd.api+json", "APPLICATION/JSON"])
def test_json_under_its_other_names(kind):
    """Parameters, derived types and capitals are JSON."""
    with bytes_server(b'{"count": 5}', {"Content-Type": kind}) as server:
        assert source(server.url).fetch(OCTOBER).value == 5


@pytest.mark.parametrize(
    "reply",
    [
        lambda: message(b'{"count": 5}' + b" " * (10 * 2**20), JSON),
        lambda: message(gzip.compress(b" " * (300 * 2**20), 9), {**JSON, "Content-Encoding": "gzip"}),
    ],
    ids=["ten megabytes", "a bomb"],
)
def test_a_reply_that_does_not_end_is_refused(reply):
    """Ten megabytes for one number, or a reply that unpacks to hundreds, is left at two."""
    whole = reply()
    assert "more than 2 MiB" in str(refused(Wire(lambda _: [whole])))


def test_a_reply_that_drips_ends_in_time():
    """The time limit holds for the whole reply, not for each byte of it."""
    drip = [b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", *([b" ", 0.2] * 100)]
    with Wire(lambda _: drip) as server, pytest.raises(TryLater):
        source(server.url, seconds=0.5).fetch(OCTOBER)


def test_a_system_that_is_not_there_is_for_later():
    """A closed port is worth another try."""
    with bytes_server(b"") as server:
        url = server.url
    with pytest.raises(TryLater, match="could not be reached"):
        source(url).fetch(OCTOBER)


@pytest.mark.parametrize("cut", [b"", b"HTTP/1.1 2", message(b'{"count": 5}', {**JSON, "Content-Length": "99"})])
def test_a_reply_that_breaks_off_is_for_later(cut):
    """Half a reply is none, even where the half is JSON."""
    with Wire(lambda _: [cut]) as server, pytest.raises(TryLater):
        source(server.url).fetch(OCTOBER)


@pytest.mark.parametrize("url", ["http://", "ftp://x.example/", "http://[x/", "nonsense", "http://" + "a" * 300])
def test_an_address_that_cannot_be_asked(url):
    """What is no address is told so."""
    with pytest.raises((FactUnreadable, TryLater)):
        source(url).fetch(OCTOBER)


@pytest.mark.parametrize(("path", "words"), [("$.spam.*", "2 values"), ("$..count", "2 values")])
def test_a_path_to_several_values_is_refused(path, words):
    """Which of several numbers is meant, nobody guesses."""
    server = json_server(lambda _: (200, {"spam": {"reject": 5, "greylist": 7}, "a": {"count": 1}, "b": {"count": 2}}))
    assert words in str(refused(server, path))


@pytest.mark.parametrize("path", ["$.nothing", "$.list[5]", "$.empty"])
def test_a_path_to_nothing_is_missing(path):
    """Nothing there, and null, are no figure."""
    with json_server(lambda _: (200, {"list": [], "empty": None})) as server, pytest.raises(FactMissing):
        source(server.url, path).fetch(OCTOBER)


def test_names_with_spaces_have_a_path():
    """Rspamd's `add header` can be reached."""
    with json_server(lambda _: (200, {"actions": {"add header": 5}})) as server:
        assert source(server.url, "$.actions['add header']").fetch(OCTOBER).value == 5


@pytest.mark.parametrize("path", ["", "$.", "$[", "a b", "actions.reject", "$.a | $.b"])
def test_what_is_no_path_is_a_setting_s_fault(path):
    """A path that RFC 9535 does not know is refused before anything is asked."""
    with pytest.raises(SettingsError, match="no path into JSON"):
        source("http://127.0.0.1:9", path)


def test_deep_json_does_not_end_the_process():
    """A path that goes down through JSON of many levels gives a figure or a sentence."""
    body = b'{"a":' * 900 + b"1" + b"}" * 900
    with bytes_server(body, JSON) as server:
        try:
            source(server.url, "$..count").fetch(OCTOBER)
        except (FactUnreadable, FactMissing):
            pass
        else:
            pytest.fail("there is no count in it")


def test_an_estimate_is_one():
    """Where the settings say so, the number is an estimate."""
    with json_server(lambda _: (200, {"count": 5.4})) as server:
        found = HttpJson(server.url, "$.count", COUNT, Web(), is_estimate=True).fetch(OCTOBER)
    assert (found.value, found.precision) == (5, Precision.ESTIMATE)


def test_a_proxy_is_used_and_a_bundle_must_be_there(tmp_path):
    """The settings' proxy is asked in place of the host; certificates that are not there are a setting's fault."""
    with json_server(lambda _: (200, {"count": 5})) as proxy:
        http = HttpSettings(proxy=proxy.url)
        assert HttpJson("http://x.example/y", "$.count", COUNT, Web(http)).fetch(OCTOBER).value == 5
        assert target(proxy.asked[0]) == "http://x.example/y"
    with pytest.raises(SettingsError, match="CA bundle"):
        HttpJson("https://x.example", "$.a", COUNT, Web(HttpSettings(ca_bundle=tmp_path / "no.pem"))).fetch(OCTOBER)
