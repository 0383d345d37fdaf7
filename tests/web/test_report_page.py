"""Report now by page: any period, made in the background, fetched by whoever asked and nobody else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from edition_pages import edition_pages, over
from html_page import read_page
from lead_pages import ADMINISTRATOR
from schedules import LEAD


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("report")) as served:
        yield served


@pytest.fixture(name="browser")
def _browser(pages):
    return pages.browser(LEAD)


def asked(pages, browser, **said):
    """The answer to a report that is asked for."""
    fields = {"csrf": browser.csrf(), "period": "2026-10", "format": ["html", "json"], "language": "en", **said}
    return browser.post(f"/teams/{pages.team()}/report", fields)


def test_a_report_is_made_and_downloaded(pages, browser):
    """The job's page holds the files that were asked for, named by team and period; their evidence comes last."""
    done = over(browser, asked(pages, browser))
    links = [each for each in read_page(done.text).every("a") if "/files/" in each.attributes["href"]]
    assert [each.text for each in links] == [
        "network-2026-10.html",
        "network-2026-10.json",
        "network-2026-10-evidence.html",
    ]
    text = read_page(done.text).text
    assert ("Report: October 2026" in text, "keep the two together" in text) == (True, True)
    page = browser.get(links[0].attributes["href"]).text
    assert "Drumbeat made this for Network" in page
    assert "just reply" not in page
    answer = browser.get(links[1].attributes["href"])
    assert json.loads(answer.content)["period"]["start"] == "2026-10-01"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="network-2026-10.json"')
    assert pages.browser(ADMINISTRATOR).get(links[2].attributes["href"]).status_code == 404


@pytest.mark.parametrize("page", ["", "/report"])
def test_who_closed_the_page_finds_the_report_again(pages, browser, page):
    """The team's overview and "Report now" lead whoever began a job to it, and nobody else."""
    job = asked(pages, browser).headers["Location"]
    where = f"/teams/{pages.team()}{page}"
    assert job in {each.attributes["href"] for each in browser.page(where).every("a")}
    assert "/jobs/" not in pages.browser(ADMINISTRATOR).get(where).text


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"period": "2026-Q3"}, "network-2026-q3.txt"),
        ({"period": "2026"}, "network-2026.txt"),
        ({"period": "days", "first": "2026-10-05", "last": "2026-10-11"}, "network-2026-10-05-to-2026-10-11.txt"),
    ],
    ids=["quarter", "year", "days"],
)
def test_any_period_may_be_asked_for(pages, browser, said, name):
    """A quarter, a year, or any days."""
    done = over(browser, asked(pages, browser, format="text", **said))
    assert name in read_page(done.text).text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"period": "2026-13"}, "period"),
        ({"period": ""}, "period"),
        ({"period": "2031-01"}, "period"),
        ({"period": "days", "first": "1 October", "last": "2026-10-11"}, "first"),
        ({"period": "days", "first": "2026-10-11", "last": "2026-10-01"}, "last"),
        ({"period": "days", "first": "2027-10-01", "last": "2027-10-02"}, "first"),
        ({"period": "days", "first": "0001-01-01", "last": "9999-12-31"}, "first"),
        ({"period": "days", "first": "2026-10-01", "last": "9999-12-31"}, "last"),
        ({"period": "days", "first": "2016-10-01", "last": "2026-10-20"}, "last"),
        ({"period": "days", "first": "2026-10-01", "last": "2028-01-01"}, "last"),
        ({"format": "exe"}, "format"),
        ({"format": "../../etc/passwd"}, "format"),
        ({"language": "tlh"}, "language"),
    ],
    ids=str,
)
def test_what_cannot_be_is_marked(pages, browser, said, field):
    """What is wrong stands beside its field, with what was chosen and typed as it was; no job is begun."""
    answer = asked(pages, browser, **said)
    assert answer.status_code == 422
    assert f'aria-describedby="form-{field}-wrong"' in answer.text
    lead = read_page(answer.text).every("div")
    [link] = [each.every("a")[0] for each in lead if "summary" in each.attributes.get("class", "")]
    assert f'id="{link.attributes["href"].removeprefix("#")}"' in answer.text
    if field == "format":
        assert link.text == "Formats: Choose at least one."
    if said.get("first", "").startswith("2"):
        assert f'value="{said["first"]}"' in answer.text


def test_a_period_without_records_says_what_to_do(pages, browser):
    """Of a period that nothing was read of there is no report: the job says so in place of files."""
    done = over(browser, asked(pages, browser, period="days", first="1999-01-01", last="1999-01-31"))
    assert "It failed." in done.text
    assert "/files/" not in done.text


def test_a_report_expires(pages, browser):
    """After an hour its page and files are gone."""
    answer = asked(pages, browser, format="text")
    over(browser, answer)
    then = pages.office.clock.now
    pages.office.clock.now = then + timedelta(minutes=61)
    try:
        late = pages.browser(LEAD)
        assert late.get(answer.headers["Location"]).status_code == 404
        assert late.get(f"{answer.headers['Location']}/files/0").status_code == 404
    finally:
        pages.office.clock.now = then
