"""My record, as its owner meets it: read, line by line, spoken of, taken away; and nobody else's (F3, F9, F15)."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest

from drumbeat.desk.drafts import draft
from drumbeat.ports import Remark
from drumbeat.web.owner.choosing import NAMING
from drumbeat.web.returning import RECORD
from html_page import read_page
from installation import OCTOBER, WORD, consent
from lead_pages import ADMINISTRATOR, lead_pages, staff
from rows import person
from schedules import LEAD

FAY, ANN = "fay@example.com", "ann@example.com"
MONTH = f"{RECORD}/2026-10"


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("own"), personal=True) as served:
        staff(served.context, ("Fay", FAY), ("Ann", ANN), ("Marit", LEAD))
        served.office.clock.at(11, 2)
        yield served


@pytest.fixture(name="browser")
def _browser(pages):
    """Fay's, in which her record of October has been read."""
    made = pages.browser(FAY)
    assert read(made).headers["Location"] == MONTH
    return made


def read(browser, period="2026-10"):
    """Has a record read, and waits until it is."""
    job = browser.send(RECORD, period=period).headers["Location"]
    ends = time.monotonic() + 20
    while "Refresh" in (answer := browser.get(job)).headers and time.monotonic() < ends:
        time.sleep(0.05)
    return answer


def line_of(browser, rule="Leading an improvement"):
    """The address of the first line of a rule's section."""
    section = next(each for each in browser.page(MONTH).every("section") if each.every("h2")[0].text == rule)
    return next(each.attributes["href"] for each in section.every("a"))


def logged(pages, name="Fay"):
    """What the audit log says of a person."""
    return [(each.actor, each.act) for each in pages.context.store.audit.all(person(name)[0])]


def test_the_record_is_read_and_shown(pages, browser):
    """Lines with rule, evidence and part, skills and what does not count; the reading is logged as the owner's own."""
    text = browser.page(MONTH).text
    assert "Your record, October 2026" in text
    assert "CIM0000" in text
    assert "An improvement initiative closed as successful" in text
    assert "Rule V02, version " in text
    assert WORD not in text
    line = browser.page(line_of(browser)).text
    assert "What it stands on" in line
    assert "sn_cim_register." in line
    assert (FAY, "read own record") in logged(pages)


def test_a_mailbox_that_is_handed_on(pages):
    """Who had the mailbox before is signed out, what was read is forgotten, and its next owner signs in anew (F3)."""
    browser = pages.browser(FAY)
    read(browser)
    users = [("Gil", FAY), ("Fay", "fay.new@example.com"), ("Ann", ANN), ("Marit", LEAD)]
    staff(pages.context, *users)
    looked = [browser.get(path).headers["Location"].partition("?")[0] for path in (MONTH, f"{MONTH}/files/md", RECORD)]
    gil = pages.browser(FAY)
    opened = gil.get(MONTH)
    staff(pages.context, ("Fay", FAY), ("Ann", ANN), ("Marit", LEAD))
    assert looked == ["/sign-in"] * 3
    assert opened.headers["Location"] == f"{RECORD}?period=2026-10"
    assert logged(pages, "Gil") == []
    assert browser.get("/teams").headers["Location"].startswith("/sign-in"), "the session does not come back"


def test_nobody_else_opens_it(pages, browser):
    """To lead and administrator it is forbidden; a colleague is shown the own record and none of Fay's lines."""
    there = line_of(browser)
    for who in (LEAD, ADMINISTRATOR):
        other = pages.browser(who)
        for path in (RECORD, MONTH, there, f"{MONTH}/skills", f"{MONTH}/left-out", f"{MONTH}/files/json", NAMING):
            expected = {LEAD: {200, 303, 404}, ADMINISTRATOR: {403}}[who]
            assert other.get(path).status_code in expected, path
            assert "CIM0000" not in other.get(path).text
    ann = pages.browser(ANN)
    read(ann)
    assert ann.get(there).status_code == 404
    answer = ann.post(there, {"csrf": ann.page(RECORD).every("input")[0].attributes["value"], "hide": "yes"})
    assert answer.status_code == 409, "without the version of what was seen nothing is done"
    assert pages.context.store.signals.remarks(person("Fay")[0]) == {}


def test_it_is_of_the_session_that_read_it(pages, browser):
    """Another session of the owner has it read anew, and signing out forgets it."""
    other = pages.browser(FAY)
    assert other.get(MONTH).headers["Location"] == f"{RECORD}?period=2026-10"
    assert 'value="2026-10" selected' in other.get(f"{RECORD}?period=2026-10").text
    browser.post("/sign-out", {"csrf": browser.page(RECORD).every("input")[0].attributes["value"]})
    assert browser.get(MONTH).headers["Location"].startswith("/sign-in")


def test_after_an_hour_it_is_forgotten(pages, browser):
    """Nothing of a record stays in memory for longer."""
    pages.office.clock.now += timedelta(minutes=61)
    try:
        assert browser.get(MONTH).headers["Location"] == f"{RECORD}?period=2026-10"
    finally:
        pages.office.clock.at(11, 2)


def test_a_line_is_hidden_disputed_and_annotated(pages, browser):
    """Each is kept at once, told in a sentence, shown on the record, undone by the same button, and in the log."""
    there = line_of(browser)
    answer = browser.send(there, "", note="It was a team effort.", hide="yes")
    assert answer.headers["Location"] == there
    shown = browser.page(there).text
    assert "It is hidden:" in shown
    assert "hidden by you" in shown
    assert "your note: It was a team effort." in browser.page(MONTH).text
    assert there.rpartition("/")[2] not in browser.get(f"{MONTH}/files/md").text
    browser.send(there, "", note="It was a team effort.", show="yes")
    browser.send(there, "", note="It was a team effort.", dispute="yes")
    assert "disputed by you" in browser.page(there).text
    browser.send(there, "", note="It was a team effort.", settle="yes")
    browser.send(there, "", note="")
    assert "disputed" not in browser.page(MONTH).text
    acts = [act for actor, act in logged(pages) if actor == FAY]
    assert [each for each in acts if each in {"annotate", "hide", "show", "dispute", "settle"}] == [
        *("annotate", "hide", "show", "dispute", "settle", "annotate")
    ]


def test_a_stale_note_is_not_kept(pages, browser):
    """Who sends the staler form is shown what was entered and what holds now, and nothing is changed."""
    there = line_of(browser)
    form = next(each for each in browser.page(there).every("form") if each.attributes["action"] == there)
    held = {each.attributes["name"]: each.attributes.get("value", "") for each in form.every("input")}
    browser.send(there, "", note="first")
    answer = browser.post(there, {**held, "note": "second"})
    assert answer.status_code == 409
    assert all(each in answer.text for each in ("first", "second"))
    assert pages.context.store.signals.remarks(person("Fay")[0])[there.rpartition("/")[2]].note == "first"
    browser.send(there, "", note="")


def test_a_note_that_is_too_long_is_shown_again(browser):
    """It is told beside the field, and what was typed is there; a hostile note is text."""
    there = line_of(browser)
    answer = browser.send(there, "", note="<b>x</b> " * 150)
    assert answer.status_code == 422
    assert "It is longer than 1,000 characters." in read_page(answer.text).text
    assert "&lt;b&gt;x&lt;/b&gt;" in answer.text
    assert "<b>x" not in answer.text


@pytest.mark.parametrize("ending", ["md", "html", "json"])
def test_it_is_taken_away(pages, browser, ending):
    """In each format under a name of its own; taking it away is in the log."""
    answer = browser.get(f"{MONTH}/files/{ending}")
    assert answer.status_code == 200
    assert f'filename="fay-2026-10.{ending}"' in answer.headers["Content-Disposition"]
    assert "CIM0000" in answer.text
    assert logged(pages)[-1] == (FAY, "export own record")
    if ending == "json":
        assert json.loads(answer.text)["person"] == {"name": "Fay"}


@pytest.mark.parametrize("ending", ["md", "html"])
def test_it_is_taken_away_in_the_language_of_the_page(pages, ending):
    """On German pages the file is German, the rules and what fields held as well."""
    browser = pages.browser(FAY, **{"Accept-Language": "de"})
    read(browser)
    said = browser.get(f"{MONTH}/files/{ending}").text
    assert "Fay, Oktober 2026" in said
    for german, english in (
        ("Was die Datensätze zeigen", "What the records show"),
        ("Eine Verbesserung geleitet", "Leading an improvement"),
        ("federführend", ": lead"),
        ("unter Leitung der Person", "led by the person"),
        ("Beruht auf CIM0000 (state: geschlossen)", "It stands on"),
        ("mindestens zehn Arbeitstage", "at least ten working days"),
        ("war nicht lesbar", "could not be read"),
        ("Dieser Nachweis gehört", "This record is"),
    ):
        assert (german in said, english in said) == (True, False), english
    if ending == "html":
        page = read_page(said)
        assert page.every("html")[0].attributes["lang"] == "de"
        assert [each for each in page.every() if "lang" in each.attributes and each.tag != "html"] == []


@pytest.mark.parametrize("path", ["2026-13", "2026-Q9", "1066-10", "2027-01", "%2e%2e", "x" * 300, "2026-10/files/exe"])
def test_addresses_of_nothing(browser, path):
    """A period or a format that there is not is no page."""
    assert browser.get(f"{RECORD}/{path}").status_code == 404


def test_a_period_that_is_not_offered(browser):
    """It is told beside the field, and nothing is read."""
    answer = browser.send(RECORD, period="1999-01")
    assert answer.status_code == 422
    assert "Choose one of the periods." in answer.text


def test_where_one_is_named(pages, browser):
    """The draft that names Fay, with rule, records and until when; her button takes her out of it, and is logged."""
    context, team = pages.context, pages.context.store.teams.get("Network")
    assert "No draft names you" in browser.page(NAMING).text
    consent(context, "Fay")
    draft(context, team, OCTOBER)
    text = browser.page(NAMING).text
    assert "Network, October 2026" in text
    assert "You may object until Thursday, 5 November 2026, 09:00" in text
    assert "Fay" in context.store.editions.find("Network", OCTOBER).content.digest
    answer = browser.send(NAMING, f"{NAMING}/out")
    assert answer.headers["Location"] == NAMING
    assert "No draft names you" in browser.page(NAMING).text
    assert '"Fay"' not in context.store.editions.find("Network", OCTOBER).content.digest
    assert (FAY, "withdraw consent") in logged(pages)


def test_consent_is_given_and_taken_back_by_category(pages, browser):
    """What is ticked is given, what is not is taken back, each in the log; a stale form changes nothing."""
    form = browser.page(NAMING)
    held = {
        each.attributes["name"]: each.attributes.get("value", "")
        for each in next(one for one in form.every("form") if one.attributes["action"] == NAMING).every("input")
        if each.attributes["type"] == "hidden"
    }
    wanted = [*held.items(), ("category", "knowledge"), ("category", "talks"), ("category", "nonsense")]
    assert browser.post(NAMING, wanted).status_code == 303
    given = {each.category for each in pages.context.store.consents.given()}
    assert {"knowledge", "talks"} <= given
    stale = browser.post(NAMING, [*held.items(), ("category", "business")])
    assert stale.status_code == 409
    assert "Value for the business" in stale.text
    text = browser.page(NAMING)
    ticked = {each.attributes["value"] for each in text.every("input") if "checked" in each.attributes}
    assert ticked == {"knowledge", "talks"}
    browser.send(NAMING, NAMING, category="talks")
    assert {each.category for each in pages.context.store.consents.given()} == {"talks"}


def test_a_shared_mailbox_is_nobodys_record(tmp_path):
    """Where two active users share a mailbox, it opens the record of neither."""
    with lead_pages(tmp_path, personal=True) as pages:
        staff(pages.context, ("Fay", "desk@example.com"), ("Ann", "desk@example.com"))
        assert pages.browser("desk@example.com").get(RECORD).status_code == 403


def test_all_is_off_without_personal_records(tmp_path):
    """While none are kept there are no such pages, for nobody."""
    with lead_pages(tmp_path) as pages:
        staff(pages.context, ("Fay", FAY), ("Marit", LEAD))
        for who in (FAY, LEAD, ADMINISTRATOR, ""):
            assert [pages.browser(who).get(each).status_code for each in (RECORD, MONTH, NAMING)] == [404] * 3


def test_a_technician_begins_with_the_own_record(pages, browser):
    """Who looks after no team is led from the first page to the own record, and the menu holds no team's page."""
    assert browser.get("/teams").headers["Location"] == RECORD
    entries = [each.text for each in browser.page(RECORD).every("nav")[0].every("a")]
    assert entries == ["My teams", "My record", "My name"]


def test_in_german(pages):
    """The pages speak German, a rule's words as well: nothing of them is marked as English."""
    browser = pages.browser(FAY, **{"Accept-Language": "de"})
    read(browser)
    page = browser.page(MONTH)
    assert "Ihr Nachweis, Oktober 2026" in page.text
    assert "Eine als erfolgreich geschlossene Verbesserungsinitiative" in page.text
    assert {each.attributes["lang"] for each in page.every() if "lang" in each.attributes} == {"de"}


def test_a_line_that_was_told_can_be_spoken_of_when_the_record_is_forgotten(pages, browser):
    """Nothing is lost where the session's memory is: the store knows what was told."""
    there = line_of(browser)
    form = next(each for each in browser.page(there).every("form") if each.attributes["action"] == there)
    held = {each.attributes["name"]: each.attributes.get("value", "") for each in form.every("input")}
    pages.office.clock.now += timedelta(minutes=61)
    try:
        assert browser.post(there, {**held, "note": "still mine"}).status_code == 303
    finally:
        pages.office.clock.at(11, 2)
    key = person("Fay")[0]
    assert pages.context.store.signals.remarks(key)[there.rpartition("/")[2]].note == "still mine"
    entry = pages.context.entry("annotate", key)
    assert pages.context.store.signals.remark(key, Remark(there.rpartition("/")[2], "annotate", ""), entry)
