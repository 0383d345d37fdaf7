"""The evidence page: every part finds exactly its records, each is written once, and nothing else is said."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from drumbeat.delivery.message import encoded_size
from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.digest.evidence.page import Desk
from drumbeat.digest.language.phrase import PeriodView, Unit
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.letter import Frame, letter
from drumbeat.digest.letter.anchors import anchor
from drumbeat.rendering import PLAIN, Renderer
from evidence_months import AWKWARD, OCTOBER, digest_of, figure, large_month, line, month_of_teams, small_month
from evidence_pages import Found, read_evidence
from html_page import contrast

RENDERER = Renderer()
DESK = Desk("https://example.service-now.com", ("Network",))


def page_of(digest, lines, desk=DESK):
    """The page's HTML."""
    return RENDERER.evidence(digest, lines, desk)


def told(lines, part):
    """What the page should tell of a part's lines."""
    its = [each for each in lines if each.figure == part and each.number]
    is_short = len({each.number for each in lines}) >= 2000
    return Counter(Found(each.number, each.service or "No service", _day(each.day, is_short)) for each in its)


def _day(day, is_short):
    if not day:
        return "no day"
    found = date.fromisoformat(day)
    return str(found.day) if is_short and OCTOBER.start <= found < OCTOBER.end else ENGLISH.day(found)


@pytest.mark.parametrize("month", [small_month, large_month], ids=["small", "large"])
def test_every_part_finds_exactly_its_records(month):
    """Through its groups, a figure, rule or highlight finds its own numbers with service and day, and no other."""
    digest, lines = month()
    page = read_evidence(page_of(digest, lines))
    parts = {each.figure for each in lines if each.number}
    assert {anchor(part) or "left-out" for part in parts} <= set(page.parts)
    assert len(parts) > 5
    for part in parts:
        assert page.through(anchor(part) or "left-out") == told(lines, part), part


@pytest.mark.parametrize("month", [small_month, large_month], ids=["small", "large"])
def test_every_record_is_written_once(month):
    """Whatever a record counts for, its number stands on the page once; two attachments to one ticket are two."""
    digest, lines = month()
    most: Counter[Found] = Counter()
    for part in {each.figure for each in lines}:
        most |= told(lines, part)
    assert read_evidence(page_of(digest, lines, Desk())).everything == most


def test_the_filters_are_what_the_words_say():
    """While a part is opened the page shows the groups that its words name, and hides all others."""
    digest, lines = large_month(800)
    html = page_of(digest, lines)
    page = read_evidence(html)
    shown = {}
    for parts, groups in re.findall(
        r"^(?::is\()?((?:#[\w-]+,?)+)\)?:target~\.g(?::not\(([^)]*)\))?\{", html, re.MULTILINE
    ):
        shown |= {part: re.findall(r"#(g\d+)", groups) for part in re.findall(r"#([\w-]+)", parts)}
    assert set(shown) == set(page.parts)
    for part, groups in shown.items():
        assert sum(map(page.records, groups), Counter()) == page.through(part)


def test_every_link_of_the_letter_opens_something():
    """Each address of the mail's lists is the anchor of a part."""
    digest, lines = small_month()
    digest = replace(digest, headline=())  # so that volume is told in a sentence
    said = letter(digest, ENGLISH, Frame(evidence_page="page.html"))
    hrefs = set(re.findall(r"'page\.html#([^']*)'", repr(said)))
    assert hrefs >= {"incidents-resolved", "fact-spam", "upcoming", "volume-incidents-resolved"}
    assert hrefs <= set(read_evidence(page_of(digest, lines)).parts)


def test_no_person_title_or_sentence_is_on_it():
    """Names of those who consented, and a highlight's sentence, which may hold a title, stay in the mail."""
    digest, lines = small_month()
    html = page_of(digest, lines)
    assert "Ann Ahlers" not in html
    assert "a title of somebody" not in html


def test_what_is_not_told_leaves_no_group():
    """Records behind a rule that this digest does not tell (its names were taken back) are not on the page."""
    digest, lines = small_month()
    secret = [*lines, line("V30", "INC0077777")]
    assert "INC0077777" not in page_of(digest, secret)


def test_a_fact_tells_where_it_comes_from():
    """An operational fact has its source in the place of records."""
    digest, lines = small_month()
    assert "mail gateway’s own count" in read_evidence(page_of(digest, lines)).parts["fact-spam"].lower()


def test_a_fact_tells_its_source_in_full():
    """Whether it is a sentence of the first screen or stands further down: query, address, or file with its hash."""
    digest, lines = small_month()
    [spam] = digest.facts
    digest = replace(digest, facts=(replace(spam, source_ref="list.csv, SHA-256 6b51d431"),))
    for each in (digest, replace(digest, highlights=())):
        assert "SHA-256 6b51d431" in read_evidence(page_of(each, lines)).parts["fact-spam"]


def test_five_thousand_tickets_come_with_a_mail():
    """A month of 5,000 tickets behind more than twenty parts takes 75 kB at most on its way."""
    digest, lines = large_month(5000)
    html = page_of(digest, lines)
    assert len({each.number for each in lines}) >= 5000
    assert len(digest.figures) == 20
    assert len(read_evidence(html).parts) >= 25
    assert encoded_size(html) <= 75_000


def test_the_tickets_of_eight_teams_come_with_a_mail():
    """1,300 tickets of eight teams, each in the whole and in its team's figures, take 90 kB at most on their way."""
    digest, lines = month_of_teams(1300)
    html = page_of(digest, lines)
    page = read_evidence(html)
    for at, section in enumerate(digest.sections, 1):
        for each in section.figures:
            found = [record.number for record in page.through(f"t{at}-{anchor(each.id)}").elements()]
            assert sorted(found) == sorted(line.number for line in lines if line.figure == f"t{at}:{each.id}")
    assert encoded_size(html) <= 90_000


def test_a_figure_of_twenty_thousand_records_has_its_page():
    """The page is made however long the list is, and still finds every number."""
    lines = [line("incidents_resolved", f"INC{at:07}", day=f"2026-10-{at % 31 + 1:02}") for at in range(20_000)]
    page = read_evidence(page_of(digest_of(lines), lines))
    assert page.through("incidents-resolved") == told(lines, "incidents_resolved")


def test_no_evidence_at_all():
    """A quiet month has a page that says so."""
    html = page_of(digest_of([]), [])
    assert "No records stand behind this edition." in html
    assert 'id="records"' not in html


def test_a_share_says_what_it_was_taken_from():
    """A share's heading has its value, its part the records of its population."""
    lines = [line("reopened_share", f"INC{at:07}") for at in range(40)]
    digest = replace(digest_of(lines), figures=(figure("reopened_share", lines, Unit.SHARE, 0.25),))
    part = read_evidence(page_of(digest, lines)).parts["reopened-share"]
    assert "Reopened share: 25" in part
    assert "40 records:" in part


def test_whatever_a_record_holds_is_text():
    """Markup, scripts, turned text and 4,000 characters in a service, number or reason stay words on the page."""
    awkward = [AWKWARD, "ש" * 4000, "</dd><img src=x onerror=alert(1)>", "javascript:alert(1)"]
    lines = [line("incidents_resolved", f"INC{at}", service=each) for at, each in enumerate(awkward)]
    lines += [line("", AWKWARD, reason=AWKWARD)]
    html = page_of(replace(digest_of(lines), team=AWKWARD), lines)
    assert not re.search(r"<(script|img|iframe|link|object)", html)
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in html
    assert html.count("<section") == html.count("</section>")


@pytest.mark.parametrize("fact_id", ["Спам", "3com", "a b#c"])
def test_any_id_of_a_fact_breaks_nothing(fact_id):
    """Whatever a fact is called, no anchor stands twice and the style stays whole."""
    digest, lines = small_month()
    facts = tuple(replace(each, id=fact_id) for each in (*digest.facts, *digest.facts))
    html = page_of(replace(digest, facts=facts), lines)
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert "" not in ids


def test_one_file_that_runs_and_fetches_nothing():
    """No script, no picture, no style of elsewhere; the policy allows the page's own style by its hash alone."""
    html = page_of(*small_month())
    assert not re.search(r"<(script|link|img|iframe|object|embed|base)\b|@import|url\(|\bstyle=", html)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    hosts = set(re.findall(r'(?:href|src)="(\w+://[^/"]*)', html))
    assert hosts == {"https://example.service-now.com"}


def test_headings_and_language():
    """One h1, no level skipped, the language and its direction on the root (rules E34, E37)."""
    html = page_of(*small_month())
    levels = [int(each) for each in re.findall(r"<h(\d)", html)]
    assert levels.count(1) == 1
    assert all(other - one <= 1 for one, other in pairwise(levels))
    assert '<html lang="en" dir="ltr">' in html
    assert "<title>Evidence: Network, October 2026</title>" in html


def test_colours_are_readable():
    """Text, links and headings reach 4.5 to 1 in light and in dark (rule E38)."""
    for colours, ground in ((("#1f2428", "#2a5d5b"), "#ffffff"), (("#e9e6e0", PLAIN.accent_dark), "#1c2024")):
        for colour in colours:
            assert colour in page_of(*small_month())
            assert contrast(colour, ground) >= 4.5


def test_days_of_a_longer_period_are_whole_dates():
    """In a quarter a day of the month alone would be three days."""
    quarter = PeriodView(date(2026, 10, 1), date(2027, 1, 1), "UTC", date(2026, 7, 1), 3)
    lines = [line("incidents_resolved", "INC1", day="2026-12-05")]
    html = page_of(replace(digest_of(lines), period=quarter), lines)
    assert "<dd>5 December 2026: INC1" in html
    assert "day of the month" not in html


def test_the_same_evidence_is_the_same_page():
    """Nothing is drawn by lot, and the order of the lines within a part does not matter (promise 5)."""
    digest, lines = small_month()
    ordered = sorted(lines, key=lambda each: each.figure)
    assert page_of(digest, lines) == page_of(digest, lines)
    first = sorted(ordered, key=lambda each: (each.figure, each.number))
    turned = first[::-1]
    other = sorted(turned, key=lambda each: each.figure)
    assert page_of(digest, first) == page_of(digest, other)


def test_a_short_group_of_a_long_page_is_written_in_full():
    """Only groups of twenty and more write what their numbers have in common once."""
    digest, lines = large_month(2500)
    page = read_evidence(page_of(digest, lines))
    lengths = {name: page.records(name).total() for name in page.groups}
    shortened = {name for name, body in page.groups.items() if "…</h3>" in body}
    assert shortened
    assert all(lengths[name] >= 20 for name in shortened)


def test_every_line_of_a_record_has_its_own_reason():
    """What was left out stands in groups by reason, and in no other part's groups."""
    lines = [
        EvidenceLine("incidents_resolved", "INC1", "incident", "E-mail", "2026-10-01", ""),
        EvidenceLine("", "INC2", "incident", "E-mail", "2026-10-01", "duplicate"),
        EvidenceLine("", "INC3", "incident", "E-mail", "2026-10-01", "reopened"),
    ]
    page = read_evidence(page_of(digest_of(lines), lines))
    assert "group 2, duplicate" in page.parts["left-out"]
    assert "group 3, reopened" in page.parts["left-out"]
    assert "left out: duplicate" in page.groups["g2"]


def test_how_records_count_is_said_beside_their_groups():
    """Where not all records of a part count alike, each group says how; a part that differs in it is not "the same"."""
    counted = [line("incidents_resolved", f"INC{at}") for at in range(4)]
    share = [line("reopened_share", f"INC{at}", reason="" if at < 3 else "duplicate") for at in range(4)]
    page = read_evidence(page_of(digest_of([*counted, *share]), [*counted, *share]))
    assert ">groups 1 to 2</a> (4)" in page.parts["incidents-resolved"]
    assert ">group 2, duplicate</a> (1)" in page.parts["reopened-share"]
    assert page.through("reopened-share") == told(share, "reopened_share")
