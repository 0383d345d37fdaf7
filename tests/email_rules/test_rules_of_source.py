"""Rules E54 and E55: all rows of the source, and none of its words as anything but words."""

from __future__ import annotations

import pytest

from drumbeat.ports import FIRST_PAGE
from drumbeat.records.tables import INCIDENT
from email_rules.sent_letters import HOSTILE, LINKED, PAGE, PAGES, SIGNED, hostile, letter, mail_of, teams
from sources import OCTOBER, Between, in_order, incidents, instance_of, numbers, simulators, source_of

ROWS = 60
TAGS_OF_OURS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "th", "caption"),
    *("h1", "h2", "h3", "p", "span", "strong", "br", "a", "img"),
}
"""All that the templates write."""


@pytest.fixture(name="serve")
def _serve():
    """Starts simulators, and stops them."""
    with simulators() as start:
        yield start


def all_numbers(instance, hidden=()):
    """The numbers that may be read."""
    return sorted(row["number"] for row in instance.rows("incident") if row["sys_id"] not in hidden)


def test_e54_rows_that_join_between_pages_cost_no_row(serve):
    """While rows are inserted between pages, every row that was there comes, once (rule E54)."""
    instance = instance_of(incidents(ROWS))
    there = set(all_numbers(instance))
    late = incidents(ROWS + 20)[ROWS:]
    before = Between(instance)

    def stirred(request):
        if late and request.path.endswith("/incident"):
            instance.insert("incident", late.pop())
        return before(request)

    read = numbers(source_of(serve(instance, before=stirred)))
    assert len(late) < 20
    assert len(read) == len(set(read))
    assert there <= set(read)


@pytest.mark.parametrize("block", [(0, 25), (20, 45), (35, ROWS)])
def test_e54_a_short_page_is_not_the_end(serve, block):
    """Pages that are short or empty because rows are denied end nothing: the count before rights does (rule E54)."""
    instance = instance_of(incidents(ROWS))
    hidden = in_order(instance)[slice(*block)]
    read = numbers(source_of(serve(instance, before=Between(instance, hidden=hidden))))
    assert sorted(read) == all_numbers(instance, hidden)


def test_e54_the_count_is_reconciled(serve):
    """The first page says how many rows there are, denied ones included, so that a pull can tell (rule E54)."""
    instance = instance_of(incidents(ROWS))
    hidden = in_order(instance)[:10]
    source = source_of(serve(instance, before=Between(instance, hidden=hidden)))
    assert source.fetch(INCIDENT, OCTOBER, FIRST_PAGE).remaining == ROWS


@pytest.mark.parametrize("language", ["en", "de"])
def test_e55_a_records_words_are_words(language):
    """Markup of a record is read, not acted on: it becomes no element and stands in no attribute (rule E55)."""
    page = letter(f"hostile-{language}").page
    assert {each.tag for each in page.every()} <= TAGS_OF_OURS - {"img"}
    assert "<script>alert(1)</script>" in page.text
    ours = {name for each in letter(f"linked-{language}").page.every() for name in each.attributes}
    assert {name for each in page.every() for name in each.attributes} <= ours
    assert "position" not in {name for each in page.every() for name in each.style}
    said = [value for each in page.every() for value in each.attributes.values()]
    assert [value for value in said if "alert" in value or "evil" in value] == []


def test_e55_links_lead_to_the_configured_host_only(mail):
    """Every link of a mail leads to the page that was configured; no record brings one of its own (rule E55)."""
    links = {each.attributes["href"].split("#")[0] for each in mail.page.every("a")}
    pages = {PAGE, SIGNED.evidence_page}
    assert {each for each in links if not each.startswith(f"{PAGES}/u/t")} <= pages
    assert len(links - pages) <= 1


@pytest.mark.parametrize("part", ["html", "text"])
def test_e55_nothing_turns_round_or_hides(part):
    """No character that turns text round, and no control, reaches either part (rule E55)."""
    shown = getattr(letter("hostile-en"), part)
    assert "gnp.exe" in shown
    assert [char for char in shown if "\u202a" <= char <= "\u202e" or (char < " " and char != "\n")] == []


def test_e55_the_hostile_letter_is_as_long_as_ours():
    """The hostile letter has the elements of the harmless one, no more: the words alone are others (rule E55)."""
    assert HOSTILE.startswith("<script>")

    def elements(digest):
        page = mail_of(digest, "en", LINKED).page
        return len(page.every("h1", "h2", "h3", "table"))

    assert elements(hostile()) <= elements(teams(2))
