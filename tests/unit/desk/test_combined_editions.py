"""Editions of combined teams: what their teams' leads decide, who receives them, and when they leave."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from departments import UTC, incidents_of
from drumbeat.desk.besides import beside_of
from drumbeat.desk.by_hand import Wanted, agree
from drumbeat.desk.drafts import draft, refuse_unfit
from drumbeat.desk.edited import is_edited
from drumbeat.desk.operational import approve_fact
from drumbeat.desk.recipients import change_rules, expansion_of
from drumbeat.desk.sending import send_now
from drumbeat.desk.standings import hindrance
from drumbeat.editions.recipients import Reason, RecipientKind, Rule
from drumbeat.editions.standing import Act, ActKind
from drumbeat.errors import SettingsError
from drumbeat.records.team import Schedule, Team
from drumbeat.settings import FactSettings
from installation import OCTOBER, fill, incidents
from operational import typed
from rows import cells
from schedules import ANN, ZOE, office, run
from ticks import ticks

BEGINS = Schedule(policy="automatic", begins=date(2026, 10, 1))


@pytest.fixture(name="here")
def _here(tmp_path):
    """Network and Desk, and IT that combines them; Ann receives both Network's digest and IT's."""
    made = office(tmp_path, schedule=BEGINS, readers=(ANN,))
    context = made.context
    fill(context, "incident", [*incidents(), *incidents_of("Desk", 6)])
    context.store.teams.add(Team("Desk", ("Desk",), (), UTC))
    context.store.teams.add(Team("Field", ("Field",), (), UTC))
    context.store.teams.add(Team("IT", (), (), UTC, "Nora", teams=("Network", "Desk"), schedule=BEGINS))
    change_rules(context, "IT", [Rule(RecipientKind.ADDRESS, each) for each in (ANN, ZOE)])
    made.clock.at(11, 2)
    return made


def it(here) -> Team:
    """The combined team, as the store holds it."""
    return here.context.store.teams.get("IT")


def drafted(here):
    """October's draft of it, made by a process of its own."""
    return draft(here.fresh(), it(here), OCTOBER)


def write(here, team: str, **decided) -> None:
    """What a team's lead decides about October, a day later."""
    here.clock.at(11, 3)
    entry = here.context.entry("edit edition")
    here.context.store.editing.change(team, OCTOBER, lambda before: replace(before, **decided), entry)


def approve(here, team: str) -> None:
    """Somebody's word that October may leave as it is."""
    editions = here.context.store.editions
    seal = editions.seal(editions.find(team, OCTOBER).id)
    act = Act(ActKind.APPROVE, seal, "Nora", here.clock())
    here.context.store.acts.add(team, OCTOBER, act, here.context.entry("approve edition"))


def sections(edition) -> dict[str, dict]:
    """By team, as the edition holds them."""
    return {each["team"]: each for each in json.loads(edition.content.digest)["sections"]}


def test_what_a_lead_of_a_team_decides_makes_the_whole_edited(here):
    """A note in a team's own edition has to be seen in the combined one before that leaves; another team's has not."""
    before = drafted(here)
    write(here, "Field", note="Far away.")
    assert not is_edited(here.context, it(here), OCTOBER, before)
    write(here, "Desk", note="Near.")
    assert is_edited(here.context, it(here), OCTOBER, before)
    with pytest.raises(SettingsError, match="before it was edited"):
        refuse_unfit(here.fresh(), it(here), OCTOBER, before)
    after = drafted(here)
    assert sections(after)["Desk"]["note"] == "Near."
    assert not is_edited(here.context, it(here), OCTOBER, after)
    refuse_unfit(here.fresh(), it(here), OCTOBER, after)


def test_an_approval_of_the_whole_lapses_with_a_teams_note(here):
    """What was agreed to was without it: under every policy but automatic the edition waits for a person."""
    here.context.store.timetables.change("IT", replace(BEGINS, policy="required"), here.context.entry("x"))
    drafted(here)
    approve(here, "IT")
    assert hindrance(here.fresh(), it(here), OCTOBER) == ""
    write(here, "Desk", note="Near.")
    assert "as it is now" in hindrance(here.fresh(), it(here), OCTOBER)


def test_other_teams_make_a_draft_old(here):
    """A draft that tells of other teams than the combined one is made of now does not leave."""
    before = drafted(here)
    entry = here.context.entry("change team")
    here.context.store.teams.recompose(replace(it(here), teams=("Desk", "Network")), entry)
    assert is_edited(here.context, it(here), OCTOBER, before)
    here.context.store.teams.recompose(replace(it(here), teams=("Network", "Desk")), entry)
    assert not is_edited(here.context, it(here), OCTOBER, before)


def test_a_tick_holds_in_the_section_alone(here):
    """A title that a team's lead ticked stands in the team's section; in the head only the whole's lead shows one."""
    fine = ticks(here.fresh().stock.world, "INCDES10003")
    write(here, "Desk", ticked=fine.ticked)
    data = json.loads(drafted(here).content.digest)
    assert [each["id"] for each in sections(drafted(here))["Desk"]["highlights"]] == ["incident:INCDES10003"]
    assert "incident:INCDES10003" not in [each["id"] for each in data["highlights"]]
    write(here, "IT", ticked=fine.ticked)
    assert "incident:INCDES10003" in [each["id"] for each in json.loads(drafted(here).content.digest)["highlights"]]


def test_a_title_that_reads_otherwise_by_now_does_not_leave(here):
    """Ticked by the team's lead as it was, the words of its section are refused, whatever else the draft holds."""
    fine = ticks(here.fresh().stock.world, "INCDES10003")
    write(here, "Desk", ticked=fine.ticked)
    edition = drafted(here)
    refuse_unfit(here.fresh(), it(here), OCTOBER, edition)
    desk = incidents_of("Desk", 6)
    desk[3] |= cells(short_description="Another case altogether")
    fill(here.context, "incident", [*incidents(), *desk])
    with pytest.raises(SettingsError, match="Desk: incident:INCDES10003"):
        refuse_unfit(here.fresh(), it(here), OCTOBER, edition)


def test_facts_of_a_team_stand_in_its_section_and_in_the_whole(here):
    """An approved figure of one team is told of that team; rejected since, it does not leave with the whole."""
    fact = replace(typed(930), team="Desk", period_start=OCTOBER.start, period_end=OCTOBER.end)
    here.context.store.facts.keep(fact, here.context.entry("add fact"))
    assert not beside_of(here.context, it(here), OCTOBER).facts
    approve_fact(here.context, fact, "Somebody Else")
    hidden = frozenset({f"fact:{fact.id}"})
    write(here, "Desk", hidden=hidden)
    assert not beside_of(here.context, it(here), OCTOBER).facts
    write(here, "Desk", hidden=frozenset())
    edition = drafted(here)
    assert [each["kind"] for each in sections(edition)["Desk"]["highlights"]] == ["fact"]
    assert json.loads(edition.content.digest)["facts"][0]["value"] == 930
    here.context.store.facts.reject(fact, "Somebody Else", "counted twice", here.context.entry("reject fact"))
    with pytest.raises(SettingsError, match="not approved any more"):
        refuse_unfit(here.fresh(), it(here), OCTOBER, edition)


def test_who_receives_both_receives_each_once(here):
    """A reader of a team's digest and of the combined one gets one mail of each, however often the schedule runs."""
    run(here)
    approve(here, "IT")
    approve(here, "Network")
    here.clock.at(11, 6)
    assert len([words for words in run(here) if words.startswith("Sent ")]) == 2
    for _ in range(3):
        run(here)
    assert (len(here.mails(ANN)), len(here.mails(ZOE))) == (2, 1)


def test_who_unsubscribes_from_the_whole_still_receives_the_team(here):
    """Leaving the combined digest leaves the team's own as it is, and the other way round."""
    suppressions = here.context.store.suppressions
    suppressions.add(ANN, "IT", Reason.UNSUBSCRIBED, "link of the mail", here.clock())
    assert [each.address for each in expansion_of(here.context, "Network", rules(here, "Network")).recipients] == [ANN]
    assert [each.address for each in expansion_of(here.context, "IT", rules(here, "IT")).recipients] == [ZOE]
    suppressions.add(ZOE, "Network", Reason.UNSUBSCRIBED, "link of the mail", here.clock())
    assert [each.address for each in expansion_of(here.context, "IT", rules(here, "IT")).recipients] == [ZOE]


def rules(here, team: str) -> list[Rule]:
    """Who receives the team's digest."""
    return here.context.store.recipients.rules(team)


def test_the_next_edition_of_the_whole_restates_the_last(here):
    """What the combined edition of the month before told is compared with what that month looks like now."""
    september = OCTOBER.before()
    fill(here.context, "incident", [*incidents(), *incidents_of("Desk", 6), *incidents_of("Desk", 6, month=9)])
    edition = draft(here.fresh(), it(here), september)
    context = here.fresh()
    send_now(context, it(here), september, edition, agree(context, it(here), september, edition, Wanted(approves=True)))
    fill(here.context, "incident", [*incidents(), *incidents_of("Desk", 6), *incidents_of("Desk", 6, 11, month=9)])
    data = json.loads(drafted(here).content.digest)
    assert {each["figure"]: (each["was"], each["now"]) for each in data["restated"]}["incidents_resolved"] == (12, 11)


def test_facts_may_be_named_for_the_whole(here):
    """The settings can name a figure of the combined team itself; one that a team has too bears both names."""
    both = FactSettings.model_validate(
        {"metric": "spam_blocked", "label": "Spam blocked", "teams": ["IT", "Desk"], "source": "csv", "file": "x.csv"}
    )
    given = here.context.settings.model_copy(update={"facts": {"spam_blocked": both}})
    here.context = replace(here.context, given=given)
    for team, value in (("IT", 5), ("Desk", 3)):
        fact = replace(typed(value), id="spam_blocked", team=team, period_start=OCTOBER.start, period_end=OCTOBER.end)
        here.context.store.facts.keep(fact, here.context.entry("add fact"))
        approve_fact(here.context, fact, "Somebody Else")
    told = beside_of(here.context, it(here), OCTOBER)
    assert [line.value for line in told.facts] == [5, 3]
    assert ["IT" in str(line.sentence) or "Desk" in str(line.sentence) for line in told.facts] == [True, True]
