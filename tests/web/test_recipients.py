"""Recipients on the leads' pages: the list, one more, one less, groups, and who receives nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from drumbeat.desk.recipients import add_rules
from drumbeat.editions.recipients import Reason, RecipientKind, Rule
from drumbeat.settings.sections import MailSettings
from html_page import read_page
from installation import NETWORK
from lead_pages import ADMINISTRATOR, held, lead_pages
from recipient_pages import OFTEN, begun_anew, cells_of, directory, path, rules, told, wrongs
from rows import group
from schedules import ANN, LEAD, ZOE


@pytest.fixture(scope="module", name="served")
def _served(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("recipients")) as served:
        directory(served.context)
        yield served


@pytest.fixture(name="pages")
def _pages(served):
    return begun_anew(served)


@pytest.fixture(name="browser")
def _browser(pages):
    return pages.browser(LEAD)


def link_of(browser, pages, name):
    """The address of one recipient's page."""
    links = [each for each in browser.page(path(pages)).every("a") if each.text == name]
    return links[0].attributes["href"]


def test_the_list_says_who_receives_it(pages, browser):
    """Each rule stands in the list with its kind, its language and what it leads to today; and how many they are."""
    add_rules(
        pages.context,
        NETWORK.name,
        [
            Rule(RecipientKind.GROUP, "Field Service", language="de"),
            Rule(RecipientKind.LIST, "all@example.com", keeper="the service desk"),
            Rule(RecipientKind.USER, "Jon", is_excluded=True),
        ],
    )
    page = browser.page(path(pages))
    assert cells_of(page) == [
        ["all@example.com", "distribution list kept by the service desk", "the team’s", "receives it"],
        [ANN, "address", "the team’s", "receives it"],
        [ZOE, "address", "the team’s", "receives it"],
        [
            "Field Service",
            "group of ServiceNow",
            "German",
            "1 mailbox receives it 1 excluded 1 has left",
        ],
        ["Jon", "user of ServiceNow excluded", "–", "leaves 1 mailbox out"],
    ]
    assert "4 mailboxes receive the digest." in page.text
    assert "2 receive nothing: see who, and why" in page.text


def test_one_address_is_added(pages, browser):
    """The short form above the list adds an address; the next page says so, and the audit log who did it."""
    answer = browser.send(path(pages), "/add", name="Bob@Example.com")
    assert (answer.status_code, answer.headers["Location"]) == (303, path(pages))
    assert told(browser, pages) == "Bob@Example.com will receive the digest."
    assert "Bob@Example.com" in rules(pages)
    last = pages.context.store.audit.all()[-1]
    assert (last.actor, last.act, last.team) == (LEAD, "add recipient", NETWORK.name)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "bob"}, "It has no @."),
        ({"name": ""}, "Nothing is written there."),
        ({"name": "ANN@example.com"}, "in the list already"),
        ({"name": "x@example.com", "language": "tlh"}, "no such language"),
        ({"name": "x@example.com", "kind": "list"}, "needs a keeper"),
        ({"name": "x@example.com", "keeper": "Eve"}, "Only a list"),
        ({"name": "Nobody At All", "kind": "user"}, "hold nobody of that name"),
        ({"name": "Twin", "kind": "user"}, "2 users have that name"),
        ({"name": "<script>alert(1)</script>"}, "more than the bare address"),
        ({"name": "a@example.com\r\nBcc: b@example.com"}, "several addresses"),
    ],
)
def test_what_cannot_be_added_is_said_beside_the_field(pages, browser, fields, said):
    """Nothing is kept, the field says what is wrong, the summary leads to it, and what was typed is still there."""
    answer = browser.send(path(pages, "add"), "/add", **fields)
    (problem,) = wrongs(answer)
    assert said in problem
    page = read_page(answer.text)
    (name,) = [each for each in page.every("input") if each.attributes["name"] == "name"]
    assert name.attributes["value"] == " ".join(fields["name"].split())
    assert set(rules(pages)) == {ANN, ZOE}


@pytest.mark.parametrize(
    ("name", "said"),
    [(ANN, "This one is in the list already."), ("Eve Lee <eve@example.com>", "eve@example.com")],
    ids=["known", "more than an address"],
)
def test_what_the_short_form_cannot_add_stays_there(pages, browser, name, said):
    """On the page of the list what is wrong stands beside the one field, with what was typed; the list stays below."""
    answer = browser.send(path(pages), "/add", name=name)
    page = read_page(answer.text)
    (field,) = [each for each in page.every("input") if each.attributes["name"] == "name"]
    assert (answer.status_code, field.attributes["value"], field.attributes["type"]) == (422, name, "text")
    assert "aria-invalid" in field.attributes
    assert page.every("h1")[0].text == "Recipients"
    (problem,) = wrongs(answer)
    assert said in problem


@pytest.mark.parametrize("form", ["", "add"])
def test_what_looks_like_a_list_is_asked_back(pages, browser, form):
    """Nobody is added yet; the form has "a list" chosen and asks for its keeper, and one more step adds it as that."""
    answer = browser.send(path(pages, form), "/add", name="all-staff@example.com")
    (problem,) = wrongs(answer)
    assert "all-staff@example.com looks like a list" in problem
    assert set(rules(pages)) == {ANN, ZOE}
    asked = held(read_page(answer.text).every("form")[-1])
    page = read_page(answer.text)
    chosen = [each.attributes["value"] for each in page.every("input") if "checked" in each.attributes]
    assert chosen == ["list"]
    without = browser.post(path(pages, "add"), {**asked, "kind": "list"})
    assert "needs a keeper" in wrongs(without)[0]
    answer = browser.post(path(pages, "add"), {**asked, "kind": "list", "keeper": "the service desk"})
    assert answer.status_code == 303
    added = rules(pages)["all-staff@example.com"]
    assert (added.kind, added.keeper) == (RecipientKind.LIST, "the service desk")


def test_who_knows_better_goes_on(pages, browser):
    """An honest name is added as one person's by the same form; another such address is asked about anew."""
    asked = held(read_page(browser.send(path(pages), "/add", name="it-dept@example.com").text).every("form")[-1])
    other = browser.post(path(pages, "add"), {**asked, "kind": "address", "name": "everyone@example.com"})
    assert "everyone@example.com looks like a list" in wrongs(other)[0]
    assert browser.post(path(pages, "add"), {**asked, "kind": "address"}).status_code == 303
    assert rules(pages)["it-dept@example.com"].kind is RecipientKind.ADDRESS
    row = next(each for each in cells_of(browser.page(path(pages))) if each[0] == "it-dept@example.com")
    assert row[1] == "address looks like a list"


def test_what_was_taken_for_a_person_becomes_a_list(pages, browser):
    """The page of such a recipient says so, and its form makes a list of it, or a person's address again."""
    add_rules(pages.context, NETWORK.name, [Rule(RecipientKind.ADDRESS, "info@example.com")])
    there = link_of(browser, pages, "info@example.com")
    assert "info@example.com looks like a list" in browser.page(there).text
    assert "needs a keeper" in wrongs(browser.send(there, there, kind="list"))[0]
    assert browser.send(there, there, kind="list", keeper="Human Resources").status_code == 303
    assert rules(pages)["info@example.com"].kind is RecipientKind.LIST
    assert "looks like a list" not in browser.page(there).text
    assert browser.send(there, there, kind="address").status_code == 303
    assert rules(pages)["info@example.com"] == Rule(RecipientKind.ADDRESS, "info@example.com")
    assert 'name="kind"' not in browser.get(link_of(browser, pages, ANN)).text


def test_a_list_of_the_whole_company_needs_approval_from_now_on(pages, browser):
    """Whoever adds one is told what follows, and the list says it for as long as it is so."""
    browser.send(path(pages, "add"), "/add", name="everybody@example.com", kind="company", keeper="Human Resources")
    assert "leaves only when somebody has approved it" in told(browser, pages)
    assert "It goes to the whole company" in browser.page(path(pages)).text
    assert rules(pages)["everybody@example.com"].kind is RecipientKind.COMPANY


def test_somebody_is_left_out(pages, browser):
    """Who is left out receives nothing, whatever else is in the list."""
    browser.send(path(pages, "add"), "/add", name="Ida", kind="user", excluded="yes")
    assert told(browser, pages) == "Ida will not receive the digest, whoever else says so."
    assert rules(pages)["Ida"].is_excluded


def test_who_unsubscribed_is_told_at_once(pages, browser):
    """An address whose reader unsubscribed is added, and the page says that only the reader's word brings it back."""
    pages.context.store.suppressions.add(
        "bob@example.com", NETWORK.name, Reason.UNSUBSCRIBED, "link", pages.office.clock()
    )
    browser.send(path(pages), "/add", name="bob@example.com")
    assert "only their own word brings them back" in told(browser, pages)


def test_a_group_is_found_by_words_and_added(pages, browser):
    """The search offers groups that are not switched off, with their members; one is chosen and added by its name."""
    page = browser.page(path(pages, "groups?words=field%20s"))
    names = [each.text for each in page.every("label") if each.attributes["for"].startswith("form-group-")]
    assert names == ["Field Service", "Field Support"]
    assert "2 members, and 1 more who is not active" in page.text
    assert "No group of ServiceNow" in browser.page(path(pages, "groups?words=closed")).text
    answer = browser.send(path(pages, "groups?words=service"), "/groups", group=group("Field Service")[0])
    assert answer.status_code == 303
    assert told(browser, pages) == "Field Service will receive the digest."
    assert rules(pages)["Field Service"].kind is RecipientKind.GROUP


def test_a_group_without_anybody_is_told_at_once(pages, browser):
    """A group that leads to nobody may be added, and the page says that it does."""
    browser.send(path(pages, "groups?words=support"), "/groups", group=group("Field Support")[0])
    assert told(browser, pages) == "Field Support is in the list, and receives nothing: nobody in it."


@pytest.mark.parametrize("chosen", ["", "no-such-group"])
def test_no_group_is_added_that_there_is_not(pages, browser, chosen):
    """Without a choice, or with one that was made up, nothing is kept."""
    answer = browser.send(path(pages, "groups?words=field"), "/groups", group=chosen)
    assert wrongs(answer) == ["Group: Choose one of the groups."]
    assert set(rules(pages)) == {ANN, ZOE}


def test_another_language(pages, browser):
    """A reader's language is changed on the reader's own page."""
    link = link_of(browser, pages, ANN)
    assert ANN not in link
    assert browser.send(link, link, language="de", receives="receives").status_code == 303
    assert rules(pages)[ANN].language == "de"
    assert browser.send(link, link, receives="left out").status_code == 303
    assert rules(pages)[ANN] == Rule(RecipientKind.ADDRESS, ANN, is_excluded=True)


def test_removing_asks_once_more(pages, browser):
    """Removing is a page with a question; the answer takes the reader off, and opening the page does not."""
    link = f"{link_of(browser, pages, ANN)}/remove"
    assert f"Remove {ANN}?" in browser.page(link).text
    assert ANN in rules(pages)
    assert browser.send(link, "/remove").status_code == 303
    assert told(browser, pages) == f"Removed: {ANN}."
    assert set(rules(pages)) == {ZOE}
    assert browser.get(link).status_code == 404


@pytest.mark.parametrize("page", ["", "/remove"])
def test_a_stale_page_changes_nothing(pages, browser, page):
    """Who changes a reader that another has changed meanwhile sees both, and decides once more."""
    link = link_of(browser, pages, ANN)
    form = next(
        each
        for each in browser.page(f"{link}{page}").every("form")
        if each.attributes["action"].endswith(f"{link}{page}")
    )
    held = {each.attributes["name"]: each.attributes.get("value", "") for each in form.every("input")}
    pages.browser(ADMINISTRATOR).send(link, link, language="de", receives="receives")
    answer = browser.post(f"{link}{page}", {**held, "language": "en", "receives": "receives"})
    assert answer.status_code == 409
    assert "German" in answer.text
    assert rules(pages)[ANN].language == "de"


def test_two_leads_add_at_once(pages, browser):
    """Adding takes nothing from another's addition: both are there; the same one twice is told."""
    first, second = browser, pages.browser(ADMINISTRATOR)
    forms = [each.page(path(pages)) for each in (first, second)]
    fields = [
        {each.attributes["name"]: each.attributes.get("value", "") for each in form.every("form")[1].every("input")}
        for form in forms
    ]
    assert first.post(path(pages, "add"), {**fields[0], "name": "one@example.com"}).status_code == 303
    assert second.post(path(pages, "add"), {**fields[1], "name": "two@example.com"}).status_code == 303
    assert {"one@example.com", "two@example.com"} <= set(rules(pages))


def test_search_puts_no_name_into_an_address(pages, browser):
    """Recipients are searched by a form that is sent; what is asked for is in no address."""
    add_rules(pages.context, NETWORK.name, [Rule(RecipientKind.ADDRESS, f"p{at:03}@example.com") for at in range(130)])
    page = browser.page(path(pages))
    assert len(cells_of(page)) == 100
    assert "132 recipients, page 1 of 2" in page.text
    assert len(cells_of(browser.page(path(pages, "?page=2").replace("/?", "?")))) == 32
    answer = browser.send(path(pages), "/search", words="P12 example")
    assert answer.status_code == 200
    assert [row[0] for row in cells_of(read_page(answer.text))] == [f"p12{at}@example.com" for at in range(10)]
    assert browser.send(path(pages), "/search", words="").status_code == 303


def test_export_is_no_formula(pages, browser):
    """The file holds every rule, and no cell that a spreadsheet would run."""
    add_rules(pages.context, NETWORK.name, [Rule(RecipientKind.USER, "=cmd|' /C calc'!A0")])
    answer = browser.get(path(pages, "export"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == [ANN, ZOE, "'=cmd|' /C calc'!A0"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Network.csv"')


def test_a_teams_name_is_no_path(pages):
    """Whatever a team is called, the file that a browser is told to keep has a name without folders or line breaks."""
    pages.context.store.teams.add(replace(NETWORK, name='../../etc/"passwd', lead_address=LEAD))
    browser, number = pages.browser(LEAD), pages.team('../../etc/"passwd')
    said = browser.get(f"/teams/{number}/recipients/export").headers["Content-Disposition"]
    assert said.startswith('attachment; filename="_.._etc__passwd.csv"')
    assert "/" not in said
    pages.context.store.teams.remove('../../etc/"passwd', pages.context.clock())


def test_hostile_names_stay_words(pages, browser):
    """What a directory or a lead wrote is shown as text, in the list and on its own page."""
    add_rules(pages.context, NETWORK.name, [Rule(RecipientKind.USER, OFTEN)])
    assert cells_of(browser.page(path(pages)))[-1][0] == OFTEN
    assert browser.page(link_of(browser, pages, OFTEN)).every("b") == []


def test_more_than_a_day_takes_is_refused(tmp_path):
    """Where a day takes two mails a third reader is refused beside the field; the list says how long sending takes."""
    with lead_pages(tmp_path) as pages:
        mail = MailSettings(transport="smtp", host="127.0.0.1", per_day=2, per_minute=1)
        settings = pages.context.settings.model_copy(update={"mail": mail})
        pages.context.__dict__["settings"] = settings
        browser = pages.browser(LEAD)
        assert "Sending takes about 2 min." in browser.page(path(pages)).text.replace("\N{NO-BREAK SPACE}", " ")
        answer = browser.send(path(pages), "/add", name="third@example.com")
        assert wrongs(answer)[0].startswith("Add one address: That would be 3 mails, and 2 may leave in a day")
        assert set(rules(pages)) == {ANN, ZOE}


@pytest.mark.parametrize("page", ["one/nothing", "one/nothing/remove", "back/nothing", "many/999999"])
def test_what_is_not_there(browser, pages, page):
    """An address that stands for nobody is answered 404 with what to do."""
    answer = browser.get(path(pages, page))
    assert answer.status_code == 404
    assert "Your teams" in answer.text


def test_the_pages_speak_german(pages):
    """With a browser that asks for German every word of the pages is German."""
    browser = pages.browser(LEAD, **{"Accept-Language": "de"})
    page = browser.page(path(pages))
    assert [each.text for each in page.every("h1")] == ["Empfänger"]
    assert cells_of(page)[0] == [ANN, "Adresse", "die des Teams", "erhält ihn"]
