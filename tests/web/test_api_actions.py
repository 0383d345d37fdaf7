"""What a lead does on the pages, done by a program: schedule, words, drafts, mails, readers who are lost, evidence."""

from __future__ import annotations

from functools import cache

import pytest

from drumbeat.editions.deliveries import DeliveryState, Outcome
from drumbeat.editions.recipients import Reason
from drumbeat.visitors import Scope
from edition_pages import acts, as_before, edition_pages, september, settled
from installation import NETWORK, OCTOBER
from lead_pages import SERVICE_DESK
from programs import Program
from schedules import ANN, ZOE

TOKEN = "token a script, made by marit@example.com"
EVERY = frozenset(Scope)
THERE, SENT = "/editions/2026-10", "/editions/2026-09"
FIRST, SECOND = "improvement:CIM0000", "improvement:CIM0001"


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("actions"), api_per_minute=1000) as served:
        yield served


@pytest.fixture(scope="module", name="programs")
def _programs(pages):
    """A program by its scopes and its team."""
    return cache(lambda scopes, team=NETWORK.name: Program(pages, scopes, team))


@pytest.fixture(name="program")
def _program(pages, programs):
    """One that may do everything; October is a draft with nothing decided."""
    as_before(pages)
    return programs(EVERY)


def states(pages):
    """What became of each of September's mails."""
    return {each.recipient: each.state for each in pages.context.store.editions.deliveries(september(pages))}


def test_a_language_that_the_draft_lacks(program):
    """It is named once somebody is to read it; the draft is then not approved, and made anew it is seen in each."""
    stood = program.told(THERE)
    assert (stood["languages"], stood["lacks"]) == (["en"], [])
    none = program.told("/editions/2026-11")
    assert (none["standing"], none["languages"], none["lacks"]) == ("none", [], [])
    reader = {"name": "cat@example.com", "language": "de"}
    program.told("/recipients", {"recipients": [reader]})
    try:
        assert program.told(THERE)["lacks"] == ["de"]
        refused = program.ask(f"{THERE}/approve", {})
        assert (refused.status_code, "German" in refused.json()["detail"]) == (422, True)
        assert program.over(f"{THERE}/draft", {})["state"] == "done"
        stood = program.told(THERE)
        assert (stood["languages"], stood["lacks"]) == (["en", "de"], [])
        shown = {each: program.told(f"{THERE}/preview?language={each}") for each in ("", "en", "de")}
        assert [each["language"] for each in shown.values()] == ["en", "en", "de"]
        assert shown[""] == shown["en"]
        assert 'lang="de"' in shown["de"]["html"]
        assert program.ask(f"{THERE}/preview?language=fr").status_code == 422
    finally:
        program.told("/recipients/remove", {"recipients": [reader]})


def test_a_note_then_a_new_draft_then_an_approval(pages, program):
    """After a note the draft is not to be approved, and the advice names what makes it anew; then it is approved."""
    words = program.told(f"{THERE}/words")
    assert (words["note"], words["behind"]) == ("", False)
    words = program.told(f"{THERE}/words", {"note": "Thanks to all.", "version": words["version"]})
    assert (words["note"], words["behind"]) == ("Thanks to all.", True)
    refused = program.ask(f"{THERE}/approve", {})
    assert refused.status_code == 422
    assert "POST /v1/teams/{team}/editions/{month}/draft" in refused.json()["recovery"]
    assert program.over(f"{THERE}/draft", {"version": words["version"]})["state"] == "done"
    assert "Thanks to all." in program.told(f"{THERE}/preview")["text"]
    assert program.told(f"{THERE}/approve", {})["standing"] == "approved"
    assert (acts(pages, "edit edition")[0], acts(pages, "make draft")[0]) == (TOKEN, TOKEN)


def test_sentences_are_ordered_and_hidden(program):
    """An order, one that comes first, one that is hidden: the answer tells so; an id of nothing changes nothing."""
    told = [each["id"] for each in program.told(f"{THERE}/words")["sentences"]]
    assert told.index(FIRST) < told.index(SECOND)
    assert program.told(f"{THERE}/words", {"order": [SECOND, FIRST]})["sentences"][0]["id"] == SECOND
    assert program.told(f"{THERE}/words", {"first": [FIRST]})["sentences"][0]["id"] == FIRST
    hidden = program.told(f"{THERE}/words", {"hide": [FIRST]})
    assert [each["id"] for each in hidden["sentences"] if each["place"] == "hidden"] == [FIRST]
    shown = program.told(f"{THERE}/words", {"show": [FIRST]})
    assert [each for each in shown["sentences"] if each["place"] == "hidden"] == []
    assert program.ask(f"{THERE}/words", {"hide": ["improvement:CIM9999"]}).status_code == 422
    assert program.told(f"{THERE}/words") == shown


def test_titles_are_ticked_as_they_were_seen(program):
    """A tick names the hash of the title that was shown, and is taken back again."""
    title = program.told(f"{THERE}/words")["titles"][0]
    ticked = program.told(f"{THERE}/words", {"tick": [{"number": title["number"], "hash": title["hash"]}]})
    assert [each["number"] for each in ticked["titles"] if each["ticked"]] == [title["number"]]
    gone = program.told(f"{THERE}/words", {"untick": [title["number"]]})
    assert [each for each in gone["titles"] if each["ticked"]] == []


def test_titles_are_not_for_who_may_only_look(programs):
    """What callers wrote is shown to a token that may decide, not to one that may read the digest."""
    assert programs(frozenset({Scope.READ})).ask(f"{THERE}/words").status_code == 403


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{THERE}/words", {"note": "Late."}),
        (f"{THERE}/draft", {}),
        (f"{THERE}/send", {}),
        (f"{SENT}/mails/resend", {}),
        (f"{SENT}/mails/again", {"recipients": [ANN]}),
        (f"{SENT}/mails/arrived", {"recipients": [ANN]}),
        ("/schedule", {"hour": "16:30"}),
    ],
)
def test_who_saw_another_version_changes_nothing(pages, program, path, body):
    """Each is 409 at once where something else holds by now, and neither edition nor schedule is another."""
    settled(pages, Outcome(ANN, DeliveryState.UNKNOWN, "cut"), Outcome(ZOE, DeliveryState.FAILED, "550 no"))
    before = [program.told(each) for each in (f"{THERE}/words", f"{SENT}/mails", "/schedule")]
    assert program.ask(path, {**body, "version": "f" * 32}).status_code == 409
    assert [program.told(each) for each in (f"{THERE}/words", f"{SENT}/mails", "/schedule")] == before


@pytest.mark.parametrize(
    ("scope", "path", "body"),
    [
        (Scope.READ, "/schedule", None),
        (Scope.READ, "/recipients/lost", None),
        (Scope.READ, f"{SENT}/mails", None),
        (Scope.READ, f"{SENT}/evidence", None),
        (Scope.DECIDE, "/schedule", {}),
        (Scope.DECIDE, f"{THERE}/words", {}),
        (Scope.DECIDE, f"{THERE}/draft", {}),
        (Scope.DECIDE, f"{THERE}/send", {}),
        (Scope.DECIDE, f"{SENT}/mails/resend", {}),
        (Scope.DECIDE, f"{SENT}/mails/again", {"recipients": [ANN]}),
        (Scope.DECIDE, f"{SENT}/mails/arrived", {"recipients": [ANN]}),
    ],
)
def test_each_needs_its_scope_and_its_team(programs, scope, path, body):
    """Without the scope it is 403; to another team's token it is not there."""
    assert programs(EVERY - {scope}).ask(path, body).status_code == 403
    assert programs(EVERY, SERVICE_DESK.name).ask(path, body).status_code == 404


def test_a_schedule_is_changed_in_words(pages, program):
    """Days, hour, zone and policy as docs/schedule.md writes them; the next dates follow, and end when it is off."""
    before = program.told("/schedule")
    assert before["on"]
    said = {"send_on": "working day 6", "hour": "16:30", "time_zone": "Europe/Berlin", "policy": "required"}
    changed = program.told("/schedule", {**said, "version": before["version"]})
    assert {name: changed[name] for name in said} == said
    assert changed["next"][0]["at"].endswith("15:30:00Z")
    assert changed == program.told("/schedule")
    assert acts(pages, "change schedule")[0] == TOKEN
    assert program.told("/schedule", {"on": False})["next"] == []
    named = {name: before[name] for name in ("send_on", "hour", "time_zone", "policy", "on")}
    assert program.told("/schedule", named)["send_on"] == before["send_on"]


@pytest.mark.parametrize(
    "said",
    [{"policy": "never"}, {"hour": "25:00"}, {"send_on": "day 99"}, {"time_zone": "Mars"}, {"country": "XX"}],
    ids=str,
)
def test_a_schedule_that_cannot_be(program, said):
    """It is 422, and what held holds."""
    before = program.told("/schedule")
    assert program.ask("/schedule", said).status_code == 422
    assert program.told("/schedule") == before


def test_the_delivery_sheet(pages, program):
    """Each mail with its state and why, a hundred a page, of one state where one is asked for."""
    many = [Outcome(f"reader{each:03}@example.com", DeliveryState.SENT) for each in range(120)]
    settled(pages, *many, Outcome(ANN, DeliveryState.FAILED, "550 no"), Outcome(ZOE, DeliveryState.SENT))
    sheet = program.told(f"{SENT}/mails")
    assert (sheet["count"], sheet["pages"], len(sheet["mails"])) == (122, 2, 100)
    assert len(program.told(f"{SENT}/mails?page=2")["mails"]) == 22
    (refused,) = program.told(f"{SENT}/mails?state=failed")["mails"]
    assert (refused["recipient"], refused["note"], refused["came_back"]) == (ANN, "550 no", None)
    assert program.ask("/editions/2026-08/mails").status_code == 404


def test_what_was_refused_is_sent_again(pages, program):
    """It leaves once more in a job; where nothing was refused the job says so, and no command is named."""
    settled(pages, Outcome(ANN, DeliveryState.FAILED, "550 no"), Outcome(ZOE, DeliveryState.SENT))
    version = program.told(SENT)["version"]
    assert program.over(f"{SENT}/mails/resend", {"version": version})["state"] == "done"
    assert states(pages)[ANN] is DeliveryState.SENT
    job = program.over(f"{SENT}/mails/resend", {})
    assert job["state"] == "failed"
    assert "No mail of this edition was refused." in job["problem"]
    assert "GET /v1/teams/{team}/editions/{month}/mails" in job["problem"]
    assert "drumbeat" not in job["problem"]


def test_what_is_unclear_is_settled(pages, program):
    """One is said to have arrived, the other is sent once more; one that is not in doubt is 422."""
    settled(pages, Outcome(ANN, DeliveryState.UNKNOWN, "cut"), Outcome(ZOE, DeliveryState.UNKNOWN, "cut"))
    left = program.told(f"{SENT}/mails/arrived", {"recipients": [ANN]})
    assert [each["recipient"] for each in left["mails"]] == [ZOE]
    assert program.ask(f"{SENT}/mails/arrived", {"recipients": [ANN]}).status_code == 422
    assert program.over(f"{SENT}/mails/again", {"recipients": [ZOE]})["state"] == "done"
    assert set(states(pages).values()) >= {DeliveryState.SENT}
    assert states(pages)[ZOE] is DeliveryState.SENT
    assert acts(pages, "say arrived")[0] == TOKEN


def test_who_receives_nothing(pages, program):
    """Who unsubscribed and who has left, with since when and of which teams; no token brings anybody back."""
    context = pages.context
    for address, team, reason in ((ANN, NETWORK.name, Reason.UNSUBSCRIBED), (ZOE, "", Reason.LEFT)):
        context.store.suppressions.add(address, team, reason, "link", context.clock())
    lost = {each["address"]: each for each in program.told("/recipients/lost")["lost"]}
    assert (lost[ANN]["reason"], lost[ANN]["every_team"]) == (Reason.UNSUBSCRIBED.value, False)
    assert (lost[ZOE]["reason"], lost[ZOE]["every_team"]) == (Reason.LEFT.value, True)
    assert lost[ANN]["since"]
    assert program.ask("/recipients/lost", {}).status_code == 405
    for address, team in ((ANN, NETWORK.name), (ZOE, None)):
        context.store.suppressions.lift([address], team, context.entry("resubscribe"))


def test_the_evidence_of_an_edition(pages, program):
    """The frozen records, of all figures or of one, which name nobody."""
    whole = program.told(f"{THERE}/evidence")
    kept = pages.context.store.editions.evidence(pages.context.store.editions.find(NETWORK.name, OCTOBER).id)
    assert whole["count"] == len(kept) > 0
    one = program.told(f"{THERE}/evidence?figure=incidents_resolved")
    assert {each["figure"] for each in one["lines"]} == {"incidents_resolved"}
    assert set(one["lines"][0]) == {"figure", "number", "kind", "service", "day", "reason"}


def test_an_edition_that_does_not_leave_by_itself_is_sent(pages, program):
    """With its schedule off it is sent on the program's word, which approves it; then it is not drafted any more."""
    assert program.told("/schedule", {"on": False})["next"] == []
    assert program.over(f"{THERE}/send", {"version": program.told(THERE)["version"]})["state"] == "done"
    assert program.told(THERE)["standing"] in {"sending", "sent"}
    assert acts(pages, "approve edition")[0] == TOKEN
    answer = program.ask(f"{THERE}/draft", {})
    assert (answer.status_code, program.ask(f"{THERE}/words").status_code) == (422, 404)
    assert "has begun to leave" in answer.json()["detail"]
