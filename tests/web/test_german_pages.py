"""Every page as who reads German meets it: nothing that Drumbeat says is English there."""

from __future__ import annotations

import email
import re
import time
from dataclasses import replace
from email.policy import default
from urllib.parse import urlsplit

import pytest
from starlette.routing import compile_path

from drumbeat.desk.drafts import draft
from drumbeat.desk.recipients import add_rules
from drumbeat.desk.team_tokens import make_token
from drumbeat.desk.timetables import change_schedule
from drumbeat.editions.deliveries import DeliveryState, Outcome
from drumbeat.editions.recipients import EVERY_TEAM, Reason, RecipientKind, Rule
from drumbeat.web.pages import ROUTES
from edition_pages import settled
from html_page import read_page
from installation import NETWORK, consent, fill, incidents
from lead_pages import ADMINISTRATOR, WAIT, held, lead_pages, staff
from left_english import Document, Text, english_in
from rows import incident_row, person
from schedules import ANN, LEAD, SEPTEMBER, ZOE, run, sent_once

FAY = "fay@example.com"
WHO = ("", ADMINISTRATOR, FAY)
"""Nobody, who can only sign in; who may open every page of teams; and a technician."""
GERMAN = {"Accept-Language": "de"}
BEGIN = ("/", "/teams", "/sign-in", "/sign-in/sent", "/sign-in/link/x", "/sign-out", "/nothing", "/record/2026-10")
NOT_WALKED = {
    *("/sign-in/oidc", "/sign-in/oidc/callback"),  # of a provider that is not set up here (test_openid_sign_in)
    "/jobs/{job}/files/{file:int}",  # a report, in the language that is asked for
}
ENGLISH_IN_GERMAN = {
    "Isle of Man": "the country's name in German as well",
}
"""Texts that look English, each with the reason why it is left."""
EARLIER = re.compile(r"2026-0[1-7]|/teams/[2-9]")
"""Months and teams whose pages are like those that are looked at."""
TYPED = {"text", "email", "search", "date", "month", "number", "time"}


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    """Of a team that speaks German, in which much has been done."""
    with lead_pages(tmp_path_factory.mktemp("german"), personal=True) as served:
        context = served.context
        staff(context, ("Fay", FAY), ("Ann", "ann@example.com"), ("Marit", LEAD))
        team = replace(context.store.teams.get(NETWORK.name), language="de")
        context.store.teams.change(team, context.entry("change team", "", team.name))
        consent(context, "Fay")
        fill(context, "incident", [*incidents(), incident_row("INC0900", resolved_by=person("Fay"), reopen_count="2")])
        sent_once(served.office)
        served.office.clock.at(11, 2)
        run(served.office)
        draft(context, team, SEPTEMBER.before())
        settled(served, Outcome(ANN, DeliveryState.FAILED, "550 5.7.1 refused"), Outcome(ZOE, DeliveryState.UNKNOWN))
        for whom, reason in ((ZOE, Reason.UNSUBSCRIBED), ("gone@example.com", Reason.LEFT)):
            context.store.suppressions.add(whom, EVERY_TEAM, reason, "link", context.clock())
        add_rules(context, NETWORK.name, [Rule(RecipientKind.ADDRESS, "gone@example.com")])
        make_token(context, team, "Nightly", ["read", "report", "decide"], 30)
        change_schedule(context, team, {"country": "DE-BY", "policy": "required"}, on=True)
        yield served


def opened(browser, path):
    """What is shown at an address in the end: jobs are waited for, redirections followed."""
    answer, ends = browser.get(path), time.monotonic() + WAIT
    while ("Refresh" in answer.headers or answer.status_code == 303) and time.monotonic() < ends:
        time.sleep(0.02 if "Refresh" in answer.headers else 0)
        path = answer.headers.get("Location", path)
        answer = browser.get(path)
    return answer


def walked(browser, *begin):
    """Every page that a link or a frame leads to, by its address."""
    waiting, seen = [*BEGIN, *begin], {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = seen[path] = opened(browser, path)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            links = (urlsplit(each) for each in Document(answer.text).links)
            waiting += [f"{to.path}?{to.query}" if to.query else to.path for to in links if is_ours(to)]
    return seen


def is_ours(to):
    """Whether an address is one of this server's that no other stands for."""
    return bool(to.path) and not to.netloc and not EARLIER.search(f"{to.path}?{to.query}")


def told(answer):
    """What is English of a page, without what is left so for a reason; nothing of what is none."""
    is_page = "html" in answer.headers.get("Content-Type", "")
    found = english_in(Document(answer.text).texts) if is_page else {}
    return {words: why for words, why in found.items() if words not in ENGLISH_IN_GERMAN}


def signed_in(pages, who):
    """Somebody's browser that wants German; an owner's record has been read in it."""
    browser = pages.browser(who, **GERMAN)
    if who == FAY:
        opened(browser, browser.send("/record", period="2026-10").headers["Location"])
    return browser


def forms_of(pages):
    """The forms of these pages, each once, without that by which one signs out."""
    found = {}
    for answer in pages.values():
        if "<form" in answer.text:
            for form in read_page(answer.text).every("form"):
                to = urlsplit(form.attributes["action"]).path
                if form.attributes["method"] == "post" and not to.endswith("/sign-out"):
                    found.setdefault(re.sub(r"[0-9a-f]{12,}", "", to), form)
    return found.values()


def sent(browser, form):
    """What is shown once a form was sent in which somebody typed nonsense, and pressed its last button."""
    fields = held(form)
    for each in form.every("input", "textarea"):
        if each.tag == "textarea" or each.attributes["type"] in TYPED:
            fields[each.attributes["name"]] = "?"
    for button in form.every("button")[-1:]:
        fields[button.attributes.get("name", "button")] = button.attributes.get("value", "yes")
    files = {"file": ("a.csv", b"?")} if form.attributes.get("enctype") else None
    answer = browser.session.post(
        browser.url(form.attributes["action"]),
        fields,
        files=files,
        headers={"Origin": browser.pages.address},
        allow_redirects=False,
        timeout=WAIT,
    )
    return opened(browser, answer.headers["Location"]) if answer.status_code == 303 else answer


@pytest.fixture(scope="module", name="walks")
def _walks(pages):
    """By person, what was seen on a walk through all pages, and then what each form said to nonsense."""
    walks = {}
    for who in WHO:
        browser, begin = signed_in(pages, who), []
        if who == ADMINISTRATOR:
            rows = browser.send(f"/teams/{pages.team()}/recipients/many", addresses="new@example.com\nnonsense")
            begin.append(rows.headers["Location"])
        seen = walked(browser, *begin)
        walks[who] = seen, {form.attributes["action"]: sent(browser, form) for form in forms_of(seen)}
    return walks


@pytest.mark.parametrize("who", WHO)
def test_no_page_is_english(walks, who):
    """Nothing that we say stands in English on any page, nor a common English word that is not marked as English."""
    seen, _ = walks[who]
    assert {path: said for path, answer in seen.items() if (said := told(answer))} == {}


@pytest.mark.parametrize("who", WHO)
def test_no_answer_to_a_form_is_english(walks, who):
    """What is said to nonsense in a form, and what comes of it, is German as well."""
    _, answers = walks[who]
    assert answers
    assert {to: said for to, answer in answers.items() if (said := told(answer))} == {}


def test_every_page_was_among_them(walks):
    """A route that is declared later is walked as well, or named here with the reason why it is not."""
    both = [answers for walk in walks.values() for answers in walk]
    seen = {urlsplit(path).path for answers in both for asked, each in answers.items() for path in (asked, each.url)}
    shapes = {each.path: compile_path(each.path)[0] for each in ROUTES if each.method == "GET"}
    assert {path for path, shape in shapes.items() if not any(map(shape.match, seen))} == NOT_WALKED


def test_no_mail_of_a_german_team_is_english(pages):
    """Digests and notices to the lead are German; commands, addresses and what is quoted aside."""
    mails = [email.message_from_bytes(each.read_bytes(), policy=default) for each in pages.office.outbox.iterdir()]
    texts = [Text(line, is_marked=False) for mail in mails for line in lines_of(mail)]
    assert len(texts) > 100
    assert english_in(texts) == {}


def lines_of(mail):
    """The subject and the lines of the text, without those that are a command or an address."""
    body = mail.get_body(("plain",)).get_content().splitlines()
    return [mail["Subject"], *(line for line in body if line and not line.startswith(("drumbeat ", "http")))]


def test_english_would_be_found(pages):
    """The same page in English is full of it, so the net holds; what is marked is found if the catalogue has it."""
    found = english_in(Document(pages.browser(ADMINISTRATOR).get("/setup").text).texts)
    assert len(found) > 5
    html = '<p lang="en">Nothing has changed.</p><p lang="en">He is not in.</p><p>He is in.</p><img alt="not in">'
    assert list(english_in(Document(html).texts)) == ["Nothing has changed.", "He is in.", "not in"]
