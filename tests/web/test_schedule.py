"""A team's schedule and policy on the leads' pages, and the dates of what is entered before it is kept."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from drumbeat.desk.recipients import add_rules
from drumbeat.editions.recipients import RecipientKind, Rule
from html_page import read_page
from installation import NETWORK
from lead_pages import ADMINISTRATOR, held, lead_pages
from schedules import LEAD


@pytest.fixture(scope="module", name="served")
def _served(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("schedule")) as served:
        yield served


@pytest.fixture(name="pages")
def _pages(served):
    """The schedule that the office begins with."""
    store, entry = served.context.store, served.context.entry("test")
    store.timetables.change(NETWORK.name, store.teams.get("Service Desk").schedule, entry)
    begun = replace(store.teams.get(NETWORK.name).schedule, begins=served.office.clock().date().replace(month=9, day=1))
    store.timetables.change(NETWORK.name, begun, entry)
    store.teams.change(NETWORK, entry)
    store.teams.change(replace(NETWORK, lead="Marit", lead_address=LEAD), entry)
    return served


@pytest.fixture(name="browser")
def _browser(pages):
    return pages.browser(LEAD)


@pytest.fixture(name="path")
def _path(pages):
    return f"/teams/{pages.team()}/schedule"


def schedule(pages):
    """What is kept, in the words of the calendar."""
    team = pages.context.store.teams.get(NETWORK.name)
    said = team.schedule
    return said.policy, said.draft_on, said.send_on, said.hour, said.country, team.zone.key


def dates(page):
    """What is drafted or leaves next, and when."""
    section = next(each for each in page.every("section") if each.attributes.get("id") == "shown")
    return [[each.text for each in pair.every("dt", "dd")] for pair in section.every("dl")[0].every("div")]


def problems(answer):
    """What the summary says is wrong, each with the field that it leads to."""
    assert answer.status_code == 422
    (summary,) = [each for each in read_page(answer.text).every("div") if "summary" in each.attributes.get("class", "")]
    return {each.attributes["href"].removeprefix("#schedule-"): each.text for each in summary.every("a")}


USUAL = ("review", "working day 1", "working day 5", "09:00", "", "UTC")


def test_the_next_six_dates_are_shown(browser, path):
    """The page shows what holds and the next six dates, where the team is."""
    assert dates(browser.page(path)) == [
        ["Draft of September 2026", "Thursday, 1 October 2026, 09:00"],
        ["Digest of September 2026", "Wednesday, 7 October 2026, 09:00"],
        ["Draft of October 2026", "Monday, 2 November 2026, 09:00"],
        ["Digest of October 2026", "Friday, 6 November 2026, 09:00"],
        ["Draft of November 2026", "Tuesday, 1 December 2026, 09:00"],
        ["Digest of November 2026", "Monday, 7 December 2026, 09:00"],
    ]


def test_it_is_kept(pages, browser, path):
    """Every field is kept, the change is told and logged, and dates follow it, in the team's own zone."""
    answer = browser.send(
        path,
        path,
        draft_place="-2",
        draft_among="working day",
        send_place="-1",
        send_among="day",
        hour="16:30",
        zone="Europe/Berlin",
        country="DE",
        policy="required",
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    kept = ("required", "2nd working day before the end", "last day", "16:30", "DE", "Europe/Berlin")
    assert schedule(pages) == kept
    page = browser.page(path)
    assert dates(page)[0] == ["Draft of September 2026", "Thursday, 29 October 2026, 16:30"]
    (entry,) = pages.context.store.audit.of_team(NETWORK.name, 1)
    assert (entry.actor, entry.act) == (LEAD, "change schedule")
    assert "at 16:30 in Europe/Berlin" in entry.detail


def menu(page, name):
    """What a menu offers: values and words."""
    (found,) = [each for each in page.every("select") if each.attributes["name"] == name]
    return [(each.attributes["value"], each.text) for each in found.every("option")]


def test_countries_are_a_menu_in_the_page_s_language(pages, path):
    """First none, with what it means, then the country of the team's zone, then all by name."""
    team = pages.context.store.teams.get(NETWORK.name)
    pages.context.store.teams.change(replace(team, zone=ZoneInfo("Europe/Vienna")), pages.context.entry("test"))
    german = pages.browser(LEAD, **{"Accept-Language": "de"}).page(path)
    options = menu(german, "country")
    assert [options[0][0], options[1]] == ["", ("AT", "Österreich")]
    assert options[0][1] == "keines, nur Wochenenden"
    assert ("DE", "Deutschland") in options
    assert len(options) == len(set(options)) > 200
    assert "1. Januar" in german.text


def test_a_part_of_a_country(pages, browser, path):
    """Parts are offered of the country that is kept, by name; those of another one chosen since are none of it."""
    browser.send(path, path, country="DE")
    page = browser.page(path)
    assert ("BY", "Bayern (BY)") in menu(page, "part")
    assert "No country is chosen" not in page.text
    browser.send(path, path, part="BY")
    assert schedule(pages)[4] == "DE-BY"
    browser.send(path, path, country="US")
    assert schedule(pages)[4] == "US"


def test_a_new_year_is_no_working_day(pages, path):
    """Without a country the page says that 1 January is a working day; with one, the digest waits for the next."""
    pages.office.clock.at(12, 10)
    browser = pages.browser(LEAD)
    try:
        assert "a holiday such as 1 January counts as a working day" in browser.page(path).text
        said = {"show": "yes", "draft_place": "1", "draft_among": "day", "send_place": "1"}
        without, german = (
            dates(read_page(browser.send(path, path, **said, country=country).text)) for country in ("", "DE")
        )
    finally:
        pages.office.clock.at(10, 1, 8, 59)
    assert ["Digest of December 2026", "Friday, 1 January 2027, 09:00"] in without
    assert ["Digest of December 2026", "Monday, 4 January 2027, 09:00"] in german


def test_dates_before_anything_is_kept(pages, browser, path):
    """The second button shows the dates of what was entered; what was entered stays, and nothing is kept."""
    answer = browser.send(path, path, show="yes", send_place="2", send_among="friday", hour="07:15")
    page = read_page(answer.text)
    assert answer.status_code == 200
    assert dates(page)[0] == ["Digest of September 2026", "Friday, 9 October 2026, 07:15"]
    form = next(each for each in page.every("form") if each.attributes["action"] == path)
    assert (held(form)["send_among"], held(form)["hour"]) == ("friday", "07:15")
    assert schedule(pages) == USUAL


@pytest.mark.parametrize(
    ("fields", "where", "said"),
    [
        ({"send_place": "5", "send_among": "friday"}, "send_place", "Not every month has a fifth one"),
        ({"draft_place": "31", "draft_among": "working day"}, "draft_place", "No month has that many"),
        ({"draft_place": "x"}, "draft_place", "Choose one of these."),
        ({"send_among": "doomsday"}, "send_place", "Choose one of these."),
        ({"send_place": "1", "send_among": "day"}, "send_place", "it would leave before its draft is made"),
        ({"hour": "24:00"}, "hour", "24-hour clock"),
        ({"hour": ""}, "hour", "24-hour clock"),
        ({"zone": "Europe/Berlyn"}, "zone", "Near it: Europe/Berlin"),
        ({"zone": "../../etc/passwd"}, "zone", "There is no such time zone"),
        ({"country": "Atlantis"}, "country", "Choose one of these."),
        ({"country": "DE", "part_of": "DE", "part": "XX"}, "part", "Choose one of these."),
        ({"policy": "whenever"}, "policy", "Choose one of these."),
    ],
)
@pytest.mark.parametrize("button", [{}, {"show": "yes"}])
def test_mistakes_stand_beside_the_field(pages, browser, path, fields, where, said, button):
    """Each mistake is said at its field and above the form, with either button; nothing is kept."""
    found = problems(browser.send(path, path, **fields, **button))
    assert list(found) == [where]
    assert not where.startswith("send") or found[where].startswith("The digest leaves on: ")
    assert said in found[where]
    assert schedule(pages) == USUAL


def test_every_mistake_at_once(browser, path):
    """Several mistakes are told together."""
    assert set(problems(browser.send(path, path, hour="x", zone="x", country="x"))) == {"hour", "zone", "country"}


def test_switched_off_and_on_again(pages, browser, path):
    """Without the tick nothing happens by itself and no dates are shown; with it, months begin where they may."""
    form = next(each for each in browser.page(path).every("form") if each.attributes["action"] == path)
    fields = {name: value for name, value in held(form).items() if name != "on"}
    assert browser.post(path, fields).status_code == 303
    assert pages.context.store.teams.get(NETWORK.name).schedule.begins is None
    assert "Nothing is drafted or leaves by itself." in browser.page(path).text
    assert browser.send(path, path, on="yes").status_code == 303
    assert len(dates(browser.page(path))) == 6


def test_two_leads_at_once(pages, browser, path):
    """Of two who change it at once the slower sees both, in words, and nothing is lost unseen."""
    form = next(each for each in browser.page(path).every("form") if each.attributes["action"] == path)
    pages.browser(ADMINISTRATOR).send(path, path, hour="10:00")
    answer = browser.post(path, {**held(form), "hour": "11:00"})
    assert answer.status_code == 409
    told = [each.text for each in read_page(answer.text).every("dd")]
    assert ("11:00" in told, "10:00" in told, "5th working day" in told) == (True, True, True)
    assert schedule(pages)[3] == "10:00"


def test_a_form_without_a_version_is_stale(browser, path):
    """A form that does not say what it showed is taken for a stale one."""
    assert browser.send(path, path, version="").status_code == 409


def test_why_an_approval_is_needed_all_the_same(pages, browser, path):
    """A first digest and one of the whole company need an approval whatever was chosen; the page says why."""
    assert "The next digest is the team’s first" in browser.page(path).text
    add_rules(pages.context, NETWORK.name, [Rule(RecipientKind.COMPANY, "all@example.com", keeper="HR")])
    assert "It goes to the whole company" in browser.page(path).text


@pytest.mark.parametrize(
    ("draft_on", "shown"),
    [("20th day before the end", "-20"), ("first monday", "1"), ("never", "1"), ("day 31", "31")],
)
def test_any_rule_that_a_command_wrote_is_in_the_menus(pages, browser, path, draft_on, shown):
    """A rule that was written by hand is shown as it is, and saving the page does not change it."""
    team = pages.context.store.teams.get(NETWORK.name)
    changed = replace(team.schedule, draft_on=draft_on, send_on="last day")
    pages.context.store.timetables.change(NETWORK.name, changed, pages.context.entry("test"))
    form = next(each for each in browser.page(path).every("form") if each.attributes["action"] == path)
    assert held(form)["draft_place"] == shown
    browser.send(path, path)
    assert schedule(pages)[1] == draft_on


@pytest.mark.parametrize("place", ["\N{SUPERSCRIPT TWO}", "--5", "5-", "\N{ARABIC-INDIC DIGIT THREE}", "1e3", "", "0"])
def test_a_place_that_is_in_no_menu(pages, browser, path, place):
    """What is no number as the menu writes it is marked beside its field, and nothing is changed."""
    days = {"draft_place": place, "draft_among": "day", "send_place": "5", "send_among": "day"}
    answer = browser.send(path, path, **days, hour="09:00", zone="UTC", country="", policy="review")
    assert "draft_place" in problems(answer)
    assert schedule(pages) == USUAL
