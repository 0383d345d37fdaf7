"""The interface for programs, over HTTP: what a token may ask for its team, and what it is told otherwise."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta

import pytest
import requests

from drumbeat.desk.drafts import draft
from drumbeat.desk.facts import approve
from drumbeat.desk.team_tokens import make_token, revoke_token
from drumbeat.errors import SettingsError
from drumbeat.visitors import Scope
from drumbeat.web.api import reports
from drumbeat.web.api.gate import MOST_BYTES
from installation import OCTOBER, WORD
from lead_pages import ADMINISTRATOR, SERVICE_DESK, lead_pages
from log_lines import told
from schedules import LEAD

PROBLEM = "application/problem+json"
MONTH = "2026-10"
EVERY = frozenset(Scope)


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("api")) as served:
        served.office.clock.at(11, 2)
        draft(served.context, served.context.store.teams.get("Network"), OCTOBER)
        yield served


@pytest.fixture(name="made")
def _made(pages):
    """Makes a token of the team with these scopes: it, and what it holds."""
    begun = []

    def made(scopes=EVERY, team="Network", days=1):
        context = pages.context.acting(LEAD)
        whose = context.store.teams.get(team)
        begun.append((context, whose, make_token(context, whose, "a script", scopes, days)))
        return begun[-1][2]

    yield made
    for context, whose, (token, _) in begun:
        if token.id in {each.id for each in context.store.team_tokens.of_team(whose.name)}:
            revoke_token(context, whose, token.id)


@pytest.fixture(name="ask")
def _ask(pages, made):
    """Asks with a token that may do everything, below the team's address."""
    _, held = made()

    def ask(path="", body=None, token=held, **more):
        method = "GET" if body is None else "POST"
        url = f"{pages.address}/api/v1/teams/{pages.team()}{path}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.request(method, url, json=body, headers=headers, timeout=10, **more)

    return ask


def logged(pages):
    """The last act about the team: who and what."""
    entry = pages.context.store.audit.of_team("Network", 1)[0]
    return entry.actor, entry.act


def there_of(pages, answer):
    """Where to ask after the job that was begun, below the team's address."""
    assert answer.status_code == 202, answer.text
    return answer.headers["Location"].partition(f"/teams/{pages.team()}")[2]


def over(pages, ask, answer, **more):
    """The job that was begun, once it is over."""
    there, ends = there_of(pages, answer), time.monotonic() + 20
    while (job := ask(there, **more).json())["state"] not in {"done", "failed"} and time.monotonic() < ends:
        time.sleep(0.02)
    return job


def test_the_team_and_what_comes_next(pages, ask, made):
    """Its own number, zone and policy, and the next dates of the schedule; the list holds it alone."""
    team = ask().json()
    assert (team["id"], team["name"], team["time_zone"]) == (pages.team(), "Network", "UTC")
    assert [each["step"] for each in team["next"]][:2] == ["send", "draft"]
    _, held = made()
    listed = requests.get(
        f"{pages.address}/api/v1/teams", headers={"Authorization": f"Bearer {held}"}, timeout=10
    ).json()
    assert listed == {"teams": [team]}


def test_an_edition_is_looked_at(ask):
    """How it stands and when it leaves; the preview is the mail, word for word; no ticket's words are in it."""
    edition = ask(f"/editions/{MONTH}").json()
    assert (edition["standing"], edition["leaves_at"]) == ("draft", "2026-11-06T09:00:00Z")
    preview = ask(f"/editions/{MONTH}/preview")
    assert preview.json()["subject"] == edition["subject"]
    assert "<html" in preview.json()["html"]
    assert preview.json()["digest"]["team"]["name"] == "Network"
    assert WORD not in preview.text
    assert [each["period"] for each in ask("/editions").json()["editions"]] == [MONTH]
    assert ask("/editions/2026-09").json()["standing"] == "none"


def test_an_edition_is_held_released_skipped_and_approved(pages, ask):
    """Each decision is told at once, and stands in the log with the token and who made it."""
    there = f"/editions/{MONTH}"
    held = ask(f"{there}/hold", {"reason": "The figure of incidents is being checked."}).json()
    assert (held["standing"], held["reason"]) == ("held", "The figure of incidents is being checked.")
    assert held["decided_by"] == f"token a script, made by {LEAD}"
    assert logged(pages) == (f"token a script, made by {LEAD}", "hold edition")
    assert ask(f"{there}/approve", {}).status_code == 422
    assert ask(f"{there}/release", {"version": held["version"]}).json()["standing"] == "draft"
    assert ask(f"{there}/skip", {"reason": "A quiet month."}).json()["standing"] == "skipped"
    assert ask(f"{there}/release", {}).json()["standing"] == "draft"
    approved = ask(f"{there}/approve", {"version": ask(there).json()["version"]})
    assert approved.json()["standing"] == "approved"


def test_who_saw_another_version_decides_nothing(pages, ask):
    """What was seen of the edition is compared: a stale decision is 409, says what holds, and changes nothing."""
    before = ask(f"/editions/{MONTH}").json()
    answer = ask(f"/editions/{MONTH}/hold", {"reason": "late", "version": "f" * 32})
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, PROBLEM)
    assert "Somebody has changed it meanwhile." in answer.json()["detail"]
    assert ask(f"/editions/{MONTH}").json() == before


def test_a_test_goes_to_the_lead_or_within_the_company(pages, ask):
    """To the lead it goes; to the world it does not, and nothing is said to have been sent."""
    assert over(pages, ask, ask(f"/editions/{MONTH}/test", {"to": LEAD}))["state"] == "done"
    assert len(pages.office.mails(LEAD)) == 1
    assert ask(f"/editions/{MONTH}/test", {"to": "x@evil.example"}).status_code == 422
    assert ask("/editions/2026-09/test", {"to": LEAD}).status_code == 404


def test_nobody_is_flooded_with_tests(pages, ask, made):
    """Five an hour go to one address, by whichever token; a token that may decide and no more sees its own job."""
    _, decides = made({Scope.DECIDE})
    tokens = [held for _, held in (made(), made())] + [decides]
    pages.office.clock.now += timedelta(hours=2)
    for number in range(5):
        begun = ask(f"/editions/{MONTH}/test", {"to": "Nora@localhost"}, token=tokens[number % 3])
        over(pages, ask, begun, token=tokens[number % 3])
    answer = ask(f"/editions/{MONTH}/test", {"to": "nora@LOCALHOST"}, token=decides)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert sum(each.act == "send test" for each in pages.context.store.audit.of_team("Network", 5)) == 5
    pages.office.clock.now += timedelta(hours=1)
    assert over(pages, ask, ask(f"/editions/{MONTH}/test", {"to": "nora@localhost"}))["state"] == "done"
    pages.office.clock.at(11, 2)


def test_recipients_are_added_and_removed(ask):
    """All or none are added; a stale list is 409; who is no recipient is passed over when removed."""
    before = ask("/recipients").json()
    added = ask("/recipients", {"recipients": [{"name": "new@example.com", "language": "de"}]}).json()
    assert {each["name"] for each in added["recipients"]} - {each["name"] for each in before["recipients"]} == {
        "new@example.com"
    }
    bad = ask("/recipients", {"recipients": [{"name": "good@example.com"}, {"name": "not an address"}]})
    assert bad.status_code == 422
    stale = ask("/recipients/remove", {"recipients": [{"name": "new@example.com"}], "version": before["version"]})
    assert stale.status_code == 409
    gone = ask("/recipients/remove", {"recipients": [{"name": "new@example.com"}, {"name": "nobody@example.com"}]})
    assert gone.json()["recipients"] == before["recipients"]


def test_a_figure_is_typed_and_waits_for_a_person(ask):
    """It is kept as pending, with its source; no address of the interface approves it (F20)."""
    said = {"metric": "spam_blocked", "value": "182331", "unit": "count", "note": "Report of the mail gateway"}
    (figure,) = ask(f"/figures/{MONTH}", said).json()["figures"]
    assert (figure["metric"], figure["state"]) == ("spam_blocked", "pending")
    assert ask(f"/figures/{MONTH}").json()["figures"] == [figure]
    wrong = ask(f"/figures/{MONTH}", {**said, "value": "many"})
    assert (wrong.status_code, "--" in wrong.text) == (422, False)


def test_money_typed_by_a_token_is_typed_by_its_maker(pages, ask):
    """Who made the token is no second person: of money another has to approve what a program typed (F20)."""
    said = {"metric": "money_saved", "value": "5000000", "unit": "EUR", "label": "Money saved", "note": "The ledger"}
    assert ask(f"/figures/{MONTH}", said).status_code == 200
    assert logged(pages)[0].startswith("token ")
    there = f"/teams/{pages.team()}/figures?month={MONTH}"
    assert "You typed it." in pages.browser(LEAD).page(there).text
    team = pages.context.store.teams.get("Network")
    with pytest.raises(SettingsError, match="second person"):
        approve(pages.context.acting(LEAD), team, OCTOBER, "money_saved")
    assert approve(pages.context.acting(ADMINISTRATOR), team, OCTOBER, "money_saved")[1]


def test_a_report_is_made_now(pages, ask):
    """202 with the job's address; when it is done, its files are there; another token finds neither."""
    answer = ask("/reports", {"month": MONTH, "formats": ["json", "md"]})
    there = there_of(pages, answer)
    job = over(pages, ask, answer)
    assert (job["state"], job["problem"]) == ("done", "")
    assert [each["name"] for each in job["files"]] == ["network-2026-10.json", "network-2026-10.md"]
    file = ask(f"{there}/files/0")
    assert file.headers["Content-Type"] == "application/json"
    assert json.loads(file.content)["team"]["name"] == "Network"
    assert ask(f"{there}/files/9").status_code == 404
    assert ask("/jobs/no-such-job").status_code == 404


def test_a_teams_tokens_keep_nobody_waiting(pages, ask, made, monkeypatch):
    """Three reports of a team are made or wait, whichever tokens ask; another team's is begun all the same."""
    gate = threading.Event()
    monkeypatch.setattr(reports, "report", lambda *_, **__: gate.wait(10) and iter(()))
    tokens = [held for _, held in (made(), made())]
    said = [ask("/reports", {"month": MONTH}, token=tokens[each % 2]).status_code for each in range(4)]
    _, other = made(team=SERVICE_DESK.name)
    there = f"{pages.address}/api/v1/teams/{pages.team(SERVICE_DESK.name)}/reports"
    begun = requests.post(there, json={}, headers={"Authorization": f"Bearer {other}"}, timeout=10)
    gate.set()
    assert (said, begun.status_code) == ([202, 202, 202, 429], 202)


def test_a_job_is_its_tokens(ask, made):
    """To another token of the same team neither job nor file is there."""
    there = f"/jobs/{ask('/reports', {'month': MONTH}).json()['id']}"
    _, other = made()
    assert ask(there, token=other).status_code == ask(f"{there}/files/0", token=other).status_code == 404


def test_a_report_of_nothing_says_why(ask):
    """A month that has not begun, two periods at once, a language or a format that there is not: 422, with words."""
    for said in (
        {"month": "2027-01"},
        {"month": MONTH, "year": "2026"},
        {"month": MONTH, "language": "tlh"},
        {"month": MONTH, "formats": ["exe"]},
        {"month": MONTH, "formats": []},
        {"months": MONTH},
    ):
        answer = ask("/reports", said)
        assert (answer.status_code, answer.headers["Content-Type"]) == (422, PROBLEM), said
        assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"first_day": "2026-10-31", "last_day": "2026-10-01"}, "last_day lies before first_day."),
        ({"first_day": "2026-10-01"}, "first_day and last_day go together."),
        ({"month": MONTH, "year": "2026"}, "month, quarter, year and first_day/last_day exclude each other."),
    ],
)
def test_what_is_wrong_is_told_by_the_fields_of_the_request(ask, said, told):
    """A program is told of its own fields, never of the options of a command."""
    assert ask("/reports", said).json()["detail"] == told


@pytest.mark.parametrize(
    ("scope", "path", "body"),
    [
        (Scope.READ, "", None),
        (Scope.READ, "/recipients", None),
        (Scope.READ, f"/editions/{MONTH}/preview", None),
        (Scope.READ, f"/figures/{MONTH}", None),
        (Scope.REPORT, "/reports", {"month": MONTH}),
        (Scope.DECIDE, f"/editions/{MONTH}/hold", {"reason": "x"}),
        (Scope.DECIDE, f"/editions/{MONTH}/test", {"to": LEAD}),
        (Scope.DECIDE, "/recipients", {"recipients": [{"name": "a@example.com"}]}),
        (Scope.DECIDE, f"/figures/{MONTH}", {"metric": "x", "value": "1", "note": "x"}),
    ],
)
def test_a_token_does_what_its_scopes_say(ask, made, scope, path, body):
    """Without the scope it is 403 and named; another team's token finds no such team; nothing is changed."""
    _, lacking = made(EVERY - {scope})
    answer = ask(path, body, token=lacking)
    assert answer.status_code == 403
    assert f"lacks the scope {scope}" in answer.json()["detail"]
    _, foreign = made(EVERY, SERVICE_DESK.name)
    assert ask(path, body, token=foreign).status_code == 404


def test_only_a_good_token_is_asked_for(pages, ask, made):
    """None, a made-up one, an altered, revoked or expired one, or a session's cookie: 401, each the same answer."""
    token, held = made()
    altered = f"{held[:-1]}{'A' if held[-1] != 'A' else 'B'}"
    answers = [ask(token=each) for each in ("", "x", altered, "x" * 5000)]
    answers.append(ask(token="", cookies=pages.browser(LEAD).session.cookies.get_dict()))
    revoke_token(pages.context, pages.context.store.teams.get("Network"), token.id)
    answers.append(ask(token=held))
    _, short = made()
    pages.office.clock.now += timedelta(days=1)
    answers.append(ask(token=short))
    pages.office.clock.at(11, 2)
    assert {each.status_code for each in answers} == {401}
    assert {each.headers["WWW-Authenticate"] for each in answers} == {"Bearer"}
    assert len({each.text for each in answers}) == 1


def test_what_is_sent_is_not_sent_back(ask):
    """A request that is not as described is told where and why, without its words."""
    answer = ask("/recipients", {"recipients": [{"name": "secret@example.com", "sudo": "secret"}]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"].startswith("body/recipients/0/")
    assert "secret" not in answer.text


def test_bad_requests(pages, ask):
    """Too long, no JSON, another host, another method, another address: each its status, as a problem."""
    url = f"{pages.address}/api/v1/teams/{pages.team()}/reports"
    said = {"Authorization": "Bearer x", "Content-Type": "application/json"}
    for answer, status in (
        (requests.post(url, b"x" * (MOST_BYTES + 1), headers=said, timeout=10), 413),
        (requests.post(url, b"{", headers=said, timeout=10), 422),
        (requests.post(url, b"[" * 90_000, headers=said, timeout=10), 400),
        (requests.post(url, b"\xff", headers=said, timeout=10), 400),
        (requests.get(url, headers={**said, "Host": "evil.example"}, timeout=10), 421),
        (requests.put(url, headers=said, timeout=10), 405),
        (requests.get(f"{pages.address}/api/v2/teams", timeout=10), 404),
        (ask("/editions/2026-13"), 422),
        (ask("/editions/2027-01"), 422),
    ):
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM)
        assert answer.json()["status"] == status
        assert status != 400 or "send JSON" in answer.json()["detail"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_bug_tells_nothing_of_itself(pages, ask, monkeypatch, caplog):
    """It is 500 as a problem; neither answer nor log quotes what went wrong."""
    monkeypatch.setattr(
        type(pages.context.store.recipients), "rules", lambda *_: (_ for _ in ()).throw(ValueError("a ticket's words"))
    )
    answer = ask("/recipients")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert "ticket" not in answer.text + caplog.text
    assert [each["error"] for each in told(caplog.records, "a request by token failed")] == ["ValueError"]


def test_it_describes_itself(pages):
    """The description is there for everybody, names every address, and says how each can go wrong."""
    said = requests.get(f"{pages.address}/api/openapi.json", timeout=10).json()
    assert said["openapi"].startswith("3.1")
    assert said["servers"] == [{"url": f"{pages.address}/api"}]
    assert "/v1/teams/{team}/editions/{month}/approve" in said["paths"]
    for path in said["paths"].values():
        for operation in path.values():
            assert operation["security"] == [{"token": []}]
            assert PROBLEM in operation["responses"]["422"]["content"]


def test_nobody_asks_too_often(tmp_path):
    """After so many requests a minute a token waits; others do not; and who guesses is stopped by place."""
    with lead_pages(tmp_path, api_per_minute=3) as pages:
        context = pages.context
        _, one = make_token(context, context.store.teams.get("Network"), "one", [Scope.READ], 1)
        _, other = make_token(context, context.store.teams.get("Network"), "other", [Scope.READ], 1)

        def ask(held):
            return requests.get(
                f"{pages.address}/api/v1/teams", headers={"Authorization": f"Bearer {held}"}, timeout=10
            )

        assert [ask(one).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert int(ask(one).headers["Retry-After"]) > 0
        assert ask(other).status_code == 200
        assert [ask("guess").status_code for _ in range(31)] == [401] * 30 + [429]
        assert ask(other).status_code == 200
        pages.office.clock.now += timedelta(minutes=1)
        assert ask(one).status_code == 200


def test_it_stands_below_the_path_of_the_pages(tmp_path):
    """Where the public address has a path, the interface is below it, and is told so in jobs' addresses."""
    with lead_pages(tmp_path, path="/digests") as pages:
        context = pages.context
        _, held = make_token(context, context.store.teams.get("Network"), "one", EVERY, 1)
        said = {"Authorization": f"Bearer {held}"}
        url = f"{pages.address}/digests/api/v1/teams"
        assert requests.get(url, headers=said, timeout=10).status_code == 200
        made = requests.post(f"{url}/{pages.team()}/reports", json={}, headers=said, timeout=10)
        assert made.headers["Location"].startswith("/digests/api/v1/teams/")
