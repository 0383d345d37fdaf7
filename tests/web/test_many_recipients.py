"""Many recipients at once: pasted or in a file, looked at row by row, and kept as they were shown or not at all."""

from __future__ import annotations

import time

import pytest

from drumbeat.desk.recipients import add_rules, change_rules
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.web.leads.recipients import many
from html_page import read_page
from installation import NETWORK
from lead_pages import ADMINISTRATOR, held, lead_pages
from schedules import ANN, LEAD, ZOE

MIXED = f"""bob@example.com

{ANN.upper()}
Cat <cat@example.com> (IT)
BOB@example.com
d\N{CYRILLIC SMALL LETTER A}n@example.com
eve@examp1e.com
flo@other.example
gus"""
OURS = "kind,name,excluded,language,keeper\r\n"


@pytest.fixture(scope="module", name="served")
def _served(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("many")) as served:
        mail = served.context.settings.mail.model_copy(update={"allowed_domains": ("example.com",)})
        served.context.__dict__["settings"] = served.context.settings.model_copy(update={"mail": mail})
        yield served


@pytest.fixture(name="pages")
def _pages(served):
    """The two readers that the office begins with."""
    change_rules(served.context, NETWORK.name, (), served.context.store.recipients.rules(NETWORK.name))
    add_rules(served.context, NETWORK.name, [Rule(RecipientKind.ADDRESS, each) for each in (ANN, ZOE)])
    return served


@pytest.fixture(name="browser")
def _browser(pages):
    return pages.browser(LEAD)


def path(pages, page="many"):
    """The address of the page."""
    return f"/teams/{pages.team()}/recipients/{page}"


def names(pages):
    """Who is in the list."""
    return {rule.name for rule in pages.context.store.recipients.rules(NETWORK.name)}


def pasted(browser, pages, text):
    """Where pasting leads: the page of verdicts."""
    answer = browser.send(path(pages), "/many", addresses=text)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def sent_file(browser, pages, name, content, text=""):
    """The answer to a file."""
    form = next(each for each in browser.page(path(pages)).every("form") if each.attributes["action"].endswith("/many"))
    fields = {**held(form), "addresses": text}
    said = {"Origin": pages.address}
    return browser.session.post(
        browser.url(path(pages)),
        fields,
        files={"file": (name, content)},
        headers=said,
        allow_redirects=False,
        timeout=30,
    )


def rows_of(page):
    """Row, text and verdict of each line shown."""
    rows = [[cell.text for cell in row.every("th", "td")] for row in page.every("tbody")[0].every("tr")]
    return [[number, text, verdict] for text, number, verdict in rows]


def problem(answer):
    """What the page says is wrong."""
    assert answer.status_code == 422
    return next(each.text for each in read_page(answer.text).every("li") if each.above.above.attributes.get("role"))


def test_every_line_has_its_verdict(pages, browser):
    """Each line is judged by itself, by its own number, and says why nothing can be added; nobody is added yet."""
    here = pasted(browser, pages, MIXED)
    assert names(pages) == {ANN, ZOE}
    bad = "more than the bare address: a name or angle brackets stand beside it. Did you mean cat@example.com?"
    assert rows_of(browser.page(f"{here}?show=all")) == [
        ["1", "bob@example.com", "good"],
        ["3", ANN.upper(), "in the list already"],
        ["4", "Cat <cat@example.com> (IT)", f"not an address It is {bad}"],
        ["5", "BOB@example.com", "written twice"],
        [
            "6",
            "d\N{CYRILLIC SMALL LETTER A}n@example.com",
            "looks like another A word in it mixes Cyrillic and Latin letters.",
        ],
        ["7", "eve@examp1e.com", "looks like another Its domain looks like example.com, and is another."],
        [
            "8",
            "flo@other.example",
            "domain that is not allowed Its domain is none of those that the settings allow (mail.allowed_domains).",
        ],
        ["9", "gus", "not an address It has no @."],
    ]
    assert [row[0] for row in rows_of(browser.page(here))] == ["4", "6", "7", "8", "9"], "what is bad comes first"
    assert [row[0] for row in rows_of(browser.page(f"{here}?show=good"))] == ["1"]


def test_the_good_ones_are_kept_and_the_others_stay_to_be_corrected(pages, browser):
    """The second step adds what was shown as good; what is left is in the form again, and can be added once mended."""
    here = pasted(browser, pages, MIXED)
    answer = browser.send(here, here)
    assert answer.status_code == 303
    assert names(pages) == {ANN, ZOE, "bob@example.com"}
    page = browser.page(answer.headers["Location"])
    (area,) = page.every("textarea")
    assert area.own[0].splitlines()[-1] == "gus"
    assert len(area.own[0].splitlines()) == 5
    there = pasted(browser, pages, "gus@example.com\ncat@example.com")
    assert browser.send(there, there).headers["Location"] == path(pages, "").rstrip("/")
    assert {"gus@example.com", "cat@example.com"} <= names(pages)


def test_many_mistakes_are_corrected_a_hundred_at_a_time(pages, browser):
    """The form shows the first and counts the others, which stay in the list with what is good; a stale one is 409."""
    here = pasted(browser, pages, "\n".join(["bob@example.com", *(f"gus{each}" for each in range(130))]))
    number = here.rpartition("/")[2]
    page = browser.page(f"{path(pages)}?list={number}")
    (area,) = page.every("textarea")
    assert area.own[0].splitlines() == [f"gus{each}" for each in range(100)]
    assert "30 more rows are not good. They stay in the list, and come next." in page.text
    fields = {**held(page.every("form")[-1]), "addresses": "cat@example.com"}
    first = browser.post(path(pages), fields).headers["Location"]
    assert [row[1] for row in rows_of(browser.page(f"{first}?show=good"))] == ["cat@example.com", "bob@example.com"]
    assert [row[1] for row in rows_of(browser.page(f"{first}?show=bad"))] == [f"gus{each}" for each in range(100, 130)]
    assert browser.send(first, first).status_code == 303
    assert {"cat@example.com", "bob@example.com"} <= names(pages)
    rest = held(browser.page(f"{path(pages)}?list={first.rpartition('/')[2]}").every("form")[-1])
    stale = browser.post(path(pages), {**rest, "version": "f" * 32, "addresses": "<dan@example.com>", "once": "two"})
    assert stale.status_code == 409
    assert "&lt;dan@example.com&gt;" in stale.text
    assert "30 rows are left to correct." in stale.text


def test_a_whole_good_list_is_kept_once(pages, browser):
    """A list without mistakes is gone when it is kept: its page says so, and a second click adds nobody twice."""
    here = pasted(browser, pages, "bob@example.com\r\ncat@example.com\r\n")
    form = next(each for each in browser.page(here).every("form") if each.attributes["action"] == here)
    answers = [browser.post(here, held(form)) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert names(pages) == {ANN, ZOE, "bob@example.com", "cat@example.com"}
    assert "kept already" in browser.get(here).text


def test_exactly_what_was_shown_is_kept(pages, browser):
    """Where another lead has changed the list meanwhile, nobody is added, and the rows are shown as they are now."""
    here = pasted(browser, pages, "bob@example.com\ncat@example.com")
    form = next(each for each in browser.page(here).every("form") if each.attributes["action"] == here)
    pages.browser(ADMINISTRATOR).send(path(pages, "add"), "/add", name="bob@example.com")
    answer = browser.post(here, held(form))
    assert answer.status_code == 409
    assert rows_of(read_page(answer.text))[0] == ["1", "bob@example.com", "in the list already"]
    assert "cat@example.com" not in names(pages)
    assert browser.send(here, here).status_code == 303
    assert "cat@example.com" in names(pages)


def test_a_list_is_its_senders_alone(pages, browser):
    """To another person, also one who may look after the team, and under another team, the list is not there."""
    here = pasted(browser, pages, "bob@example.com")
    boss = pages.browser(ADMINISTRATOR)
    assert boss.get(here).status_code == 404
    other = here.replace(f"/teams/{pages.team()}/", f"/teams/{pages.team('Service Desk')}/")
    assert boss.get(other).status_code == browser.get(other).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "added"),
    [
        ("list.txt", b"\xef\xbb\xbfbob@example.com\r\n\r\ncat@example.com", {"bob@example.com", "cat@example.com"}),
        ("list.csv", b"bob@example.com\ncat@example.com\n", {"bob@example.com", "cat@example.com"}),
        (
            "list.csv",
            b"Name;E-Mail\nBob;bob@example.com\nCat;cat@example.com\n",
            {"bob@example.com", "cat@example.com"},
        ),
        ("list.csv", f"{OURS}group,Field Service,,de,\r\n".encode(), {"Field Service"}),
        ("../../etc/passwd.csv", b"E-Mail\nbob@example.com\n", {"bob@example.com"}),
    ],
)
def test_a_file_is_read(pages, browser, name, content, added):
    """A text file, a CSV with a column of addresses, and our own export are read; the file's name is no path."""
    answer = sent_file(browser, pages, name, content)
    here = answer.headers["Location"]
    assert browser.send(here, here).status_code == 303
    assert names(pages) == {ANN, ZOE, *added}


def test_an_exported_list_changes_what_it_says_other_of(pages, browser):
    """Our own file, changed and sent back, changes the language of who is in the list already."""
    answer = sent_file(browser, pages, "network.csv", f"{OURS}address,{ANN},,de,\r\naddress,{ZOE},,,\r\n".encode())
    here = answer.headers["Location"]
    assert [row[2] for row in rows_of(browser.page(here))] == ["good", "in the list already"]
    browser.send(here, here)
    assert [rule.language for rule in pages.context.store.recipients.rules(NETWORK.name)] == ["de", ""]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.csv", b"\x00\x01\x02", "is not a text file"),
        ("list.csv", b"PK\x03\x04rest", "it is an Excel workbook or a zip"),
        ("list.xlsx", b"bob@example.com", "is not an Excel workbook"),
        ("list.csv", b"<html><body>bob@example.com", "is a web page or XML"),
        ("list.csv", b"a;b\n1;2\n", "has no column of addresses"),
        ("list.csv", b'E-Mail\n"bob', "no CSV"),
        ("list.csv", b"", "is empty"),
        ("list.txt", b"\n \n", "There is nothing in it"),
        ("<script>.csv", b"\x00", "is not a text file"),
    ],
)
def test_a_file_that_is_no_list(pages, browser, name, content, said):
    """It is refused beside the field with the reason, and nothing is kept."""
    answer = sent_file(browser, pages, name, content)
    assert said in problem(answer)
    assert "<script>.csv" not in answer.text
    assert names(pages) == {ANN, ZOE}


def test_lines_and_a_file_at_once(pages, browser):
    """Which of the two is meant is asked for, and what was pasted is still there."""
    answer = sent_file(browser, pages, "list.csv", b"E-Mail\nbob@example.com", text="cat@example.com")
    assert "not both" in problem(answer)
    assert read_page(answer.text).every("textarea")[0].own[0] == "cat@example.com"


def test_ten_thousand_lines(pages, browser):
    """Ten thousand lines with every kind of mistake are judged within seconds, and shown fifty at a time."""
    kinds = MIXED.split("\n")
    lines = [line if at % 10 else f"p{at}@example.com" for at, line in enumerate(kinds * 1112)][:10_000]
    begun = time.process_time()
    here = pasted(browser, pages, "\n".join(lines))
    page = browser.get(here)
    assert time.process_time() - begun < 5
    assert len(page.content) < 60_000
    assert len(rows_of(read_page(page.text))) == 50
    assert browser.send(here, here).status_code == 303
    assert len(names(pages)) == 1_003


@pytest.mark.parametrize("text", ["", " \r\n\t\r\n"])
def test_nothing_is_pasted(pages, browser, text):
    """An empty form says what is wanted."""
    assert problem(browser.send(path(pages), "/many", addresses=text)).endswith("one address a line is wanted.")


def test_too_many_lines(pages, browser):
    """More than ten thousand rows are refused beside the field, and what was pasted is still there."""
    text = "\n".join(f"p{at}@example.com" for at in range(10_001))
    answer = browser.send(path(pages), "/many", addresses=text)
    assert problem(answer) == "Addresses: These are 10,001 rows; send 10,000 at a time."
    assert answer.text.count("@example.com") >= 10_001


def test_too_much_text(pages, browser):
    """More than so many recipients can have is refused beside the field before it is judged, and nothing is kept."""
    before = pages.context.store.pending_lists.put(NETWORK.name, LEAD, "", pages.context.clock())
    answer = sent_file(browser, pages, "list.csv", b"E-Mail\n" + (b"x" * 700 + b"\n") * 10_000)
    assert "more text than 10,000 recipients have" in problem(answer)
    assert pages.context.store.pending_lists.put(NETWORK.name, LEAD, "", pages.context.clock()) == before + 1


def test_too_many_bytes(pages, browser):
    """A body beyond the route's limit is refused as a whole."""
    assert next(each.most_bytes for each in many.pages.all if each.handler is many.look) == many.MOST_BYTES
    answer = browser.send(path(pages), "/many", addresses="x" * (many.MOST_BYTES + 1))
    assert answer.status_code == 413
    assert names(pages) == {ANN, ZOE}


@pytest.mark.parametrize("query", ["list=9999999", "list=x", "list=-1", "list=" + "9" * 40, "show=<b>&page=-1"])
def test_any_question_mark(pages, browser, query):
    """Whatever stands behind the question mark, the page is the empty form."""
    assert browser.page(f"{path(pages)}?{query}").every("textarea")[0].own == [""]


def test_what_looks_like_a_list_is_said_and_kept_as_one(pages, browser):
    """Such rows say so, are shown first and counted; one answer makes lists of them, with a keeper, or leaves them."""
    there = pasted(browser, pages, "all-staff@example.com\nbob@example.com\ninfo@example.com\n")
    page = browser.page(there)
    assert "2 addresses look like lists" in page.text
    rows = [[cell.text for cell in row.every("th", "td")] for row in page.every("tbody")[0].every("tr")]
    assert rows == [["all-staff@example.com", "1", "good looks like a list"], ["info@example.com", "3", rows[1][2]]]
    refused = browser.send(there, there)
    assert refused.status_code == 422
    assert "needs a keeper" in refused.text
    assert names(pages) == {ANN, ZOE}
    assert browser.send(there, there, keeper="the service desk").status_code == 303
    kept = {each.name: each for each in pages.context.store.recipients.rules(NETWORK.name)}
    assert {name: (rule.kind.value, rule.keeper) for name, rule in kept.items() if name not in {ANN, ZOE}} == {
        "all-staff@example.com": ("list", "the service desk"),
        "bob@example.com": ("address", ""),
        "info@example.com": ("list", "the service desk"),
    }


def test_a_list_of_persons_with_odd_names_is_kept_as_it_is(pages, browser):
    """Who says that each is one person's is believed; a file that says what each is, is asked only where it is odd."""
    there = pasted(browser, pages, "it@example.com")
    assert browser.send(there, there, lists="persons").status_code == 303
    kinds = {each.name: each.kind for each in pages.context.store.recipients.rules(NETWORK.name)}
    assert kinds["it@example.com"] is RecipientKind.ADDRESS
    rows = "list,all@example.com,,,Ann\r\naddress,team@example.com,,,\r\naddress,office@example.com,yes,,\r\n"
    page = browser.page(sent_file(browser, pages, "ours.csv", (OURS + rows).encode()).headers["Location"])
    assert "1 address looks like a list" in page.text
