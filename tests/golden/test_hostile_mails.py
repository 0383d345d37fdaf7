"""What must hold of every hostile twin, whatever its golden file says (rules E03, E04, E05, E20, E55)."""

from __future__ import annotations

import email
import re
import unicodedata
from datetime import UTC, datetime
from email.policy import default

import pytest

from drumbeat.delivery.message import Envelope, Rendered, build_message, wire_bytes
from drumbeat.rendering import Renderer
from hostile import HOSTILE
from html_page import isolates_in, numbers_in, read_page
from mailed_months import FORMS, LANGUAGES, TWINS, digest_of, is_translated, rendered

ENVELOPE = Envelope(
    sender="Drumbeat <drumbeat@example.com>",
    recipient="zoe@example.com",
    reply_to="Dana Roth <dana@example.com>",
    message_id="<network.2026-10.9f86d081884c7d65@example.com>",
    date=datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
    list_id="network.drumbeat.example.com",
)
ACTING = "<script>alert(1)</script>{{7*7}}{% raw %}{n}"
TURNING = "[\u202a-\u202e\u2066\u2067]"
LONGEST = 1_000
TAGS = {
    *("html", "head", "meta", "title", "style", "body"),
    *("div", "table", "tbody", "tr", "td", "th", "caption", "h1", "h2", "h3", "p", "span", "strong", "br"),
}


@pytest.fixture(params=[(name, language) for language in LANGUAGES for name in TWINS], ids="-".join)
def twin(request):
    """Name and language of a twin."""
    if not is_translated(request.param[1]):
        pytest.skip(f"templates/languages/{request.param[1]}.po is not there yet")
    return request.param


def _shown(twin, form):
    """The words of a form, on one line."""
    made = rendered(*twin, form)
    shown = read_page(made).text if form == "html" else made
    return " ".join((shown.replace("\\", "") if form == "md" else shown).split())


@pytest.mark.parametrize("form", FORMS)
def test_no_template_syntax_runs(twin, form):
    """What looks like ours in a record, `{{7*7}}` and `{n}`, is printed as it stands, as often as records hold it."""
    shown = _shown(twin, form)
    assert shown.count("{{7*7}}") == shown.count("alert(1)") == shown.count("{n}")
    assert ACTING in shown


def test_no_markup_of_a_record_is_markup(twin):
    """The page has the elements of our templates alone: no script, no link, no attribute that does anything."""
    made = rendered(*twin, "html")
    page = read_page(made)
    assert "<script" not in made.casefold()
    assert {element.tag for element in page.every()} <= TAGS
    assert [name for element in page.every() for name in element.attributes if name.startswith("on")] == []
    assert "**d** &amp;" in page.text


def test_markdown_of_a_record_is_none(twin):
    """Brackets, stars, bars and backticks of records are escaped; what is not escaped is the template's own."""
    made = rendered(*twin, "md")
    assert re.search(r"(?<!\\)<", made) is None
    assert re.search(r"(?<!\\)`", made) is None
    assert "[a](b)" not in made
    rows = {len(re.findall(r"(?<!\\)\|", line)) for line in made.splitlines() if line.startswith("|")}
    assert len(rows) <= 1


@pytest.mark.parametrize("form", FORMS)
def test_nothing_turns_or_ends_a_line(twin, form):
    """No override, no isolate of a record's own, no control character but the line ends of our templates."""
    made = rendered(*twin, form)
    assert re.search(TURNING, made) is None
    assert isolates_in(made) == 1
    assert {char for char in made if unicodedata.category(char) in {"Cc", "Zl", "Zp", "Cs"}} == {"\n"}


def test_the_subject_is_one_line_that_a_header_takes(twin):
    """Team, month and outcome stay one printable line of bounded length, and start no header of their own."""
    name, language = twin
    subject = Renderer(language=language).subject(digest_of(name))
    assert subject.isprintable()
    assert len(subject) <= 2 * LONGEST
    parsed = email.message_from_bytes(_wire(twin), policy=default)
    assert parsed["Subject"] == subject
    assert parsed["Bcc"] is None


def test_lines_of_the_message_are_short(twin):
    """No line of the mail on the wire is over 998 octets, and none ends otherwise than in CR LF (rule E04)."""
    raw = _wire(twin)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("form", FORMS)
def test_lengths_are_bounded(twin, form):
    """A title of 4,000 characters is cut, and mail programs show the mail whole (rule E20)."""
    made = rendered(*twin, form)
    assert len(made.encode()) <= 80_000
    assert re.search(f"m{{{LONGEST}}}", made) is None


@pytest.mark.parametrize("form", FORMS)
def test_every_number_is_still_there(twin, form):
    """Nothing that a record holds pushes a number out of the mail."""
    name, language = twin
    kind = (name.removesuffix("-hostile"), language)
    assert numbers_in(_shown(kind, form)) - numbers_in(_shown(twin, form)) == set()


def test_text_carries_what_html_carries(twin):
    """Every number and every section title of the HTML stands in text and Markdown too (rule E03)."""
    page = read_page(rendered(*twin, "html"))
    for form in ("txt", "md"):
        shown = _shown(twin, form)
        assert numbers_in(page.text) - numbers_in(shown) == set()
        assert [title.text for title in page.every("h2", "h3") if title.text not in shown] == []


def test_the_twins_are_hostile():
    """What a twin is made of holds each of the dangers that these tests look for."""
    assert ACTING in HOSTILE
    assert {"\r", "\n", "\x00", "\u2028", "\u202e", "\u2068", "\u2069", "\u200b"} <= set(HOSTILE)
    busy = digest_of("busy-hostile")
    assert {len(line.title) for line in busy.improvements_completed} == {0, 4_000}
    assert HOSTILE in busy.team


def _wire(twin):
    name, language = twin
    subject = Renderer(language=language).subject(digest_of(name))
    return wire_bytes(build_message(Rendered(subject, rendered(*twin, "html"), rendered(*twin, "txt")), ENVELOPE))
