"""What belongs to another team, asked for below a team of one's own, by its id in the address or in a form."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from drumbeat.desk import pending_lists
from drumbeat.desk.drafts import draft
from drumbeat.desk.facts import Typed, add_fact
from drumbeat.desk.recipients import add_rules, change_rules
from drumbeat.desk.team_tokens import make_token
from drumbeat.editions.deliveries import DeliveryState, EditionState, Outcome, Planned
from drumbeat.editions.recipients import Reason, RecipientKind, Rule
from drumbeat.store.schema import edition as editions
from drumbeat.store.schema import metadata
from drumbeat.visitors import Scope
from drumbeat.web.pages import ROUTES
from html_page import read_page
from installation import NETWORK, OCTOBER
from lead_pages import DESK_LEAD, SERVICE_DESK, TECHNICIAN, held, lead_pages, staff
from rows import person
from schedules import LEAD

FAY = "fay@example.com"
SECRET = "a-secret-of-network"
READER, LOST, DOUBTFUL = (f"{SECRET}-{each}@example.com" for each in ("reader", "lost", "doubtful"))
RULES = {each: Rule(RecipientKind.ADDRESS, each) for each in (READER, LOST)}
MONTH = "editions/2026-10"
IDS = re.compile(r"\{(?!team:int|month|ending|period|key)(\w+)(?::int)?\}")
"""Of things in an address; a month is a team's own, and the key of a link to sign in by is nobody's yet."""


@dataclass(frozen=True)
class Thing:
    """Something of Network's, and a way to ask for it."""

    route: str
    """Method and template, as it is declared."""
    at: str
    """The address below the team's, or, with a slash before it, of the installation."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the form says beside what stands in it."""
    page: str = ""
    """Where the form stands; empty: at the same address."""

    @property
    def is_form(self) -> bool:
        """Whether it is sent."""
        return self.route.startswith("POST")

    def address(self, team: int, there: Mapping[str, object], page: str = "") -> str:
        """Below a team, with ids of what there is."""
        to = (page or self.at).format(**there)
        return to if to.startswith("/") else f"/teams/{team}/{to}"


TEAM = "/teams/{team:int}"
ONE, BACK, MANY = (f"{TEAM}/recipients/{each}" for each in ("one/{recipient}", "back/{reader}", "many/{list:int}"))
IN_THE_ADDRESS = (
    Thing(f"GET {TEAM}/tokens/{{token:int}}", "tokens/{token}"),
    Thing(f"POST {TEAM}/tokens/{{token:int}}", "tokens/{token}", {"act": "revoke"}),
    Thing(f"GET {MANY}", "recipients/many/{list}"),
    Thing(f"POST {MANY}", "recipients/many/{list}"),
    Thing(f"GET {ONE}", "recipients/one/{recipient}"),
    Thing(f"POST {ONE}", "recipients/one/{recipient}", {"receives": "left out"}),
    Thing(f"GET {ONE}/remove", "recipients/one/{recipient}/remove"),
    Thing(f"POST {ONE}/remove", "recipients/one/{recipient}/remove"),
    Thing(f"GET {BACK}", "recipients/back/{reader}"),
    Thing(f"POST {BACK}", "recipients/back/{reader}", {"said": "a mail"}),
    Thing("GET /jobs/{job}", "/jobs/{job}"),
    Thing("GET /jobs/{job}/files/{file:int}", "/jobs/{job}/files/0"),
)
UNCLEAR, FIGURES = f"{MONTH}/unclear", "figures?month=2026-10"
IN_A_FORM = (
    Thing(f"GET {TEAM}/recipients/many", "recipients/many?list={list}"),
    Thing(f"POST {UNCLEAR}", UNCLEAR, {"recipient": DOUBTFUL, "arrived": "yes"}),
    Thing(f"POST {UNCLEAR}", UNCLEAR, {"recipient": DOUBTFUL, "again": "yes"}),
    Thing("POST figures/approve", "figures/2026-10/approve", {"metric": "blocked"}, FIGURES),
    Thing("POST figures/reject", "figures/2026-10/reject", {"metric": "blocked", "reason": "not ours"}, FIGURES),
)
OF_AN_OWNER = {f"{method} /record/{{period}}/lines/{{line}}" for method in ("GET", "POST")}
"""Which have a test of their own."""
FLEETING = {"web_session", "web_form", "web_attempt", "audit", "scheduler"}


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    """Both teams have an edition of October with a mail in doubt, so that every form finds one of the own."""
    with lead_pages(tmp_path_factory.mktemp("others"), personal=True) as served:
        store = served.context.store
        store.teams.recompose(replace(SERVICE_DESK, groups=("Network",)), served.context.entry("test"))
        staff(served.context, ("Ann", TECHNICIAN), ("Fay", FAY))
        served.office.clock.at(11, 2)
        for name, reader in ((NETWORK.name, DOUBTFUL), (SERVICE_DESK.name, "own@example.com")):
            add_rules(served.context, name, [Rule(RecipientKind.ADDRESS, reader)])
            draft(served.context, store.teams.get(name), OCTOBER)
            _in_doubt(served, name, reader)
        yield served


def _in_doubt(pages, team, reader):
    """The edition of October is on its way, and nobody knows whether this mail arrived."""
    ledger, now = pages.context.store.editions, pages.context.clock()
    number = ledger.find(team, OCTOBER).id
    with ledger._database.begin() as connection:
        connection.execute(editions.update().where(editions.c.id == number).values(state=EditionState.SENDING.value))
    ledger.plan(number, [Planned(reader, f"<{reader}>")], now)
    ledger.plan_again(number, list(DeliveryState), now)
    ledger.claim(number, [reader], now)
    ledger.settle(number, [Outcome(reader, DeliveryState.UNKNOWN)], now)


@pytest.fixture(name="there")
def _there(pages):
    """Ids of all of Network's things, of which a test may have used some up."""
    context, store, browser = pages.context.acting(LEAD), pages.context.store, pages.browser(LEAD)
    team, now = store.teams.get(NETWORK.name), pages.context.clock()
    _in_doubt(pages, team.name, DOUBTFUL)
    known = {rule.name: rule for rule in store.recipients.rules(team.name)}
    change_rules(context, team.name, [RULES[READER], RULES[LOST]], [known[each] for each in RULES if each in known])
    store.suppressions.add(LOST, team.name, Reason.UNSUBSCRIBED, "link", now)
    pages.office.clock.now += timedelta(seconds=1)
    value = f"{pages.office.clock.now:%M%S}"
    add_fact(context, team, OCTOBER, Typed("blocked", value, "count", SECRET, note="a report"), "somebody@example.com")
    here = f"/teams/{pages.team()}"
    job = browser.send(f"{here}/report", period="2026-10", format="json").headers["Location"]
    waited_for(browser, job)
    return {
        "token": make_token(context, team, SECRET, {Scope.READ}, 1)[0].id,
        "list": pending_lists.put(context, team.name, pending_lists.given_lines(f"{SECRET}@example.com")),
        "recipient": _key(browser, f"{here}/recipients", READER, "one"),
        "reader": _key(browser, f"{here}/recipients/lost", LOST, "back"),
        "job": job.rpartition("/")[2],
    }


def _key(browser, page, name, way):
    """What stands for somebody in addresses of the page, on the row that names them."""
    row = next(each for each in browser.page(page).every("tr") if name in each.text)
    return next(link for each in row.every("a") if (link := each.attributes["href"].partition(f"/{way}/")[2]))


def waited_for(browser, to):
    """The page, once the job that it may be of is over."""
    ends = time.monotonic() + 20
    while "Refresh" in (shown := browser.get(to)).headers and time.monotonic() < ends:
        time.sleep(0.05)
    return shown


def rows_of(pages, team):
    """All that is kept of a team, table by table, but its audit log."""
    number = pages.team(team)
    with pages.context.store.editions._database.read() as connection:
        ids = list(connection.scalars(select(editions.c.id).where(editions.c.team == team)))
        found = {}
        for table in metadata.sorted_tables:
            keys = {"team": [team], "team_id": [number], "edition_id": ids}
            own = next((table.c[name].in_(values) for name, values in keys.items() if name in table.c), None)
            if own is not None and table.name not in FLEETING:
                found[table.name] = sorted(map(repr, connection.execute(select(table).where(own))))
    return found


def form_of(browser, thing, team, there):
    """What the form says as the browser's owner sees it; nothing where there is none."""
    answer = browser.get(thing.address(team, there, thing.page))
    forms = read_page(answer.text).every("form") if answer.status_code == 200 else []
    to = thing.address(team, there)
    found = next((each for each in forms if each.attributes.get("action") == to), None)
    return held(found) | dict(thing.said) if found is not None else {}


def test_every_id_in_an_address_is_in_the_table():
    """An address that names a thing by its id is tried with another team's; a month is the team's own."""
    declared = {f"{route.method} {route.path}" for route in ROUTES if IDS.search(route.path)}
    assert declared == {each.route for each in IN_THE_ADDRESS} | OF_AN_OWNER


@pytest.mark.parametrize("thing", [*IN_THE_ADDRESS, *IN_A_FORM], ids=lambda each: f"{each.route} {list(each.said)}")
def test_a_thing_of_another_team_is_as_good_as_none(pages, there, thing):
    """Below the own team, with all that its lead's form says, nothing of it is told or changed; its lead may do it."""
    lead, other = pages.browser(LEAD), pages.browser(DESK_LEAD)
    theirs, own = pages.team(), pages.team(SERVICE_DESK.name)
    before, to = rows_of(pages, NETWORK.name), thing.address(own, there)
    if thing.is_form:
        asked = form_of(lead, thing, theirs, there)
        assert asked, "the lead's page has the form"
        versions = {asked.get("version", ""), form_of(other, thing, own, there).get("version", "")}
        tried = [asked | {"version": each, "csrf": other.csrf(), "once": f"try {each}"} for each in versions]
        answers = [other.post(to, each) for each in tried]
    else:
        answers = [other.get(to)]
    answers += [waited_for(other, each.headers["Location"]) for each in answers if each.status_code == 303]
    typed = thing.said.get("recipient", "\0")  # what the form itself said is no news
    assert [each for each in answers if SECRET in each.text.replace(typed, "")] == []
    assert {each.status_code for each in answers} <= {200, 303, 404, 409, 422}
    if thing in IN_THE_ADDRESS:
        assert answers[0].status_code == 404 or answers[0].headers["Location"] == f"/teams/{own}/tokens"
    assert rows_of(pages, NETWORK.name) == before
    if thing.is_form:
        done = lead.post(thing.address(theirs, there), asked)
        assert done.status_code == 303, done.text
        waited_for(lead, done.headers["Location"])
        assert rows_of(pages, NETWORK.name) != before
    else:
        assert lead.get(thing.address(theirs, there)).status_code == 200


def test_a_line_of_anothers_record(pages):
    """Of a technician's record nothing is told to another, and no word of another's is kept about it."""
    fay, ann = pages.browser(FAY), pages.browser(TECHNICIAN)
    for each in (fay, ann):
        waited_for(each, each.send("/record", period="2026-10").headers["Location"])
    line = next(
        link
        for each in fay.page("/record/2026-10").every("a")
        if "/lines/" in (link := each.attributes["href"]) and ann.get(link).status_code == 404
    )
    asked = held(next(each for each in fay.page(line).every("form") if each.attributes["action"] == line))
    answer = ann.post(
        line, asked | {"csrf": held(ann.page("/record").every("form")[-1])["csrf"], "once": "try", "hide": "yes"}
    )
    assert answer.status_code in {404, 422}
    remarks = pages.context.store.signals.remarks
    assert [remarks(person(name)[0]) for name in ("Ann", "Fay")] == [{}, {}]
    assert fay.post(line, asked | {"hide": "yes"}).status_code == 303
    assert [len(remarks(person(name)[0])) for name in ("Ann", "Fay")] == [0, 1]


def test_a_program_of_another_team(pages):
    """Its token opens nothing below Network's address, and no job of Network's below its own."""
    context = pages.context.acting(DESK_LEAD)
    teams = {name: context.store.teams.get(name) for name in (NETWORK.name, SERVICE_DESK.name)}
    tokens = {name: make_token(context, team, "a script", set(Scope), 1)[1] for name, team in teams.items()}
    theirs, own = pages.team(), pages.team(SERVICE_DESK.name)

    def ask(method, path, token, body=None):
        headers = {"Authorization": f"Bearer {tokens[token]}"}
        return requests.request(method, f"{pages.address}{path}", json=body, headers=headers, timeout=10)

    begun = ask("POST", f"/api/v1/teams/{theirs}/reports", NETWORK.name, {"month": "2026-10", "formats": ["json"]})
    assert begun.status_code == 202, begun.text
    job = begun.json()["id"]
    before = rows_of(pages, NETWORK.name)
    for path, method in operations(pages):
        to = path.format(team=theirs, month="2026-10", job=job, number=0)
        answer = ask(method, to, SERVICE_DESK.name, {} if method == "POST" else None)
        assert answer.status_code == 404 or (method == "POST" and answer.status_code == 422), to
    for files in ("", "/files/0"):
        assert ask("GET", f"/api/v1/teams/{own}/jobs/{job}{files}", SERVICE_DESK.name).status_code == 404
    assert ask("GET", f"/api/v1/teams/{theirs}/jobs/{job}", NETWORK.name).status_code == 200
    unused = {"team_token": before.pop("team_token")}
    assert {name: rows for name, rows in rows_of(pages, NETWORK.name).items() if name not in unused} == before


def operations(pages):
    """Every address of the interface for programs that names a team, with its method."""
    described = requests.get(f"{pages.address}/api/openapi.json", timeout=10).json()["paths"]
    return [(f"/api{path}", method.upper()) for path, said in described.items() if "{team}" in path for method in said]
