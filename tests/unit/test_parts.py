"""Sections of a combined digest: what each team is told of by itself, and what of nobody can be reckoned from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from departments import UTC, department, incidents_of
from drumbeat.desk.besides import beside_of, built_of
from drumbeat.digest.contract import as_json
from drumbeat.digest.editing import UNEDITED, Editing
from drumbeat.digest.evidence.page import evidence_page
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.letter import Frame, letter
from drumbeat.digest.parts import build_with_sections, with_decisions
from drumbeat.records.team import Team
from drumbeat.rendering import Renderer
from html_page import read_page
from installation import OCTOBER, STAFF, installed, usual
from rows import group, incident_row, person

SPEED = {"median_hours_to_resolve", "sla_met_share", "reopened_share", "first_assignment_share", "satisfaction"}

OF_PARTS = {
    "volume:incidents_resolved",
    "changes:changes_delivered",
    "reuse:article_reuses",
    "maintenance:v25",
    "fact:a",
}
"""Ids that are the same in every team."""


def built(context, team: str = "IT"):
    """October of a team of the store."""
    return built_of(context, context.store.teams.get(team), OCTOBER)


def of_groups(context, *names: str):
    """The same installation with a team of each group, and one that combines them."""
    for name in names:
        context.store.teams.add(Team(name, (name,), (), UTC))
    context.store.teams.add(Team("IT", (), (), UTC, teams=names))
    return context


def of_technicians(context, teams):
    """The same installation with teams of these people, and one that combines them."""
    for name, people in teams.items():
        context.store.teams.add(Team(name, (), tuple(people), UTC))
    context.store.teams.add(Team("IT", (), (), UTC, teams=tuple(teams)))
    return context


def one_line(digest) -> str:
    """Its letter without breaks."""
    return " ".join(Renderer().text(digest).split())


def test_each_team_has_a_section_in_the_order_said(tmp_path):
    """Sections stand as the teams were said, whatever their numbers; each record counts in the whole once."""
    digest = built(department(tmp_path, {"Desk": 6, "Applications": 7})).digest
    assert [section.team for section in digest.sections] == ["Network", "Desk", "Applications"]
    assert digest.teams == ("Applications", "Desk", "Network")
    parts = [section.figure("incidents_resolved").value for section in digest.sections]
    assert (parts, digest.figure("incidents_resolved").value) == ([24, 12, 12], 48)


def test_a_section_tells_what_the_teams_own_digest_tells(tmp_path):
    """Its figures and outcomes are those of the team's own edition, four and three at the most."""
    context = department(tmp_path, {"Desk": 6})
    section, own = built(context).digest.sections[0], built(context, "Network").digest
    assert section.highlights == own.highlights[: len(section.highlights)]
    assert 1 <= len(section.highlights) <= 3
    assert section.figures == tuple(own.figure(each) for each in own.headline)
    assert (section.lead, section.period) == (own.lead, own.period)


def test_a_shared_record_counts_in_each_section_and_once_in_the_whole(tmp_path):
    """Two teams of one group both tell its work; the whole does not tell it twice."""
    context = department(tmp_path, {"Desk": 6})
    context.store.teams.recompose(replace(context.store.teams.get("Desk"), groups=("Network",)), context.entry("x"))
    digest = built(context).digest
    assert [section.figure("incidents_resolved").value for section in digest.sections] == [24, 24]
    assert digest.figure("incidents_resolved").value == 24


def test_no_speed_stands_in_any_section(tmp_path):
    """A section tells counts and outcomes: neither speed nor satisfaction, of a large team or a small one (F4)."""
    digest = built(department(tmp_path, {"Desk": 2, "Applications": 9})).digest
    assert len(digest.sections) == 3
    assert not SPEED & {figure.id for section in digest.sections for figure in section.figures}


def test_a_team_of_one_is_not_told_and_cannot_be_reckoned(tmp_path):
    """One person’s work is in no number: the whole is what the others’ sections and own digests tell (F3, F4)."""
    context = department(tmp_path, {"Desk": 7, "Archive": 1})
    digest = built(context).digest
    assert (digest.without_section, digest.teams) == (("Archive",), ("Desk", "Network"))
    parts = [section.figure("incidents_resolved").value for section in digest.sections]
    own = [built(context, name).digest.figure("incidents_resolved").value for name in ("Network", "Desk")]
    assert (parts, own, digest.figure("incidents_resolved").value) == ([24, 12], [24, 12], 36)
    assert "Not counted, since one person alone stands behind them: the records of Archive." in one_line(digest)


def test_a_team_of_one_is_no_comparison(tmp_path):
    """What one person did last month is neither in last month’s whole nor in the section of the team that grew."""
    rows = usual()
    for name, before in {"Desk": 6, "Archive": 1}.items():
        rows["incident"] += incidents_of(name, 6) + incidents_of(name, before, month=9)
    context = installed(tmp_path, rows)
    digest = built(of_groups(context, "Network", "Desk", "Archive")).digest
    resolved = [each.figure("incidents_resolved") for each in (*digest.sections, digest)]
    assert [(each.value, each.previous) for each in resolved] == [(24, 0), (12, 12), (12, None), (48, None)]
    own = built(context, "Archive").digest.figure("incidents_resolved")
    assert (own.value, own.previous) == (12, None)


def test_a_month_told_before_is_restated_of_the_same_teams(tmp_path):
    """A correction of a month in which a team was one person is of what was told then: without that person."""
    rows = usual()
    for name, before in {"Desk": 6, "Archive": 1}.items():
        rows["incident"] += incidents_of(name, 6) + incidents_of(name, before, month=9)
    context = of_groups(installed(tmp_path, rows), "Network", "Desk", "Archive")
    team = context.store.teams.get("IT")
    beside = replace(beside_of(context, team, OCTOBER), told_before={"incidents_resolved": 13})
    (line,) = build_with_sections(team, OCTOBER, context.stock, context.policy(), beside).digest.restated
    assert (line.was, line.now) == (13, 12)


@pytest.mark.parametrize(
    ("teams", "silent"),
    [
        ({"A": ("Ann", "Ben", "Cem"), "B": ("Cem", "Dia")}, ["A"]),  # Cem is in both, Dia in the one alone
        ({"All": STAFF, "Shift": STAFF[:5]}, ["Shift"]),  # All without Shift is Fay
        ({"A": ("Ann", "Ben", "Cem"), "B": ("Cem", "Dia", "Eli")}, ["B"]),
        ({"A": ("Ann", "Ben", "Cem", "Dia"), "B": ("Cem", "Dia", "Eli", "Fay")}, []),
        ({"A": ("Ann", "Ben"), "B": ("Ann", "Ben"), "C": ("Cem", "Dia", "Ann")}, ["C"]),
    ],
)
def test_teams_that_share_people_tell_of_no_one_person(tmp_path, teams, silent):
    """Whoever takes a section from the whole or from another, or what two share, holds two people’s work at least."""
    context = of_technicians(installed(tmp_path, usual()), teams)
    found = built(context)
    assert [each.team for each in found.digest.sections if each.withheld] == silent
    assert all(bool(each.figures) is not bool(each.withheld) for each in found.digest.sections)
    places = [f"t{at}:incidents_resolved" for at in range(1, len(teams) + 1)]
    lists = [{line.number for line in found.evidence if line.figure == place} for place in places]
    who = {item.record.number: item.record.principal.name for item in context.stock.judged if item.record.principal}
    pieces: dict[tuple[bool, ...], set[str]] = {}
    for line in found.evidence:
        if line.figure == "incidents_resolved":
            pieces.setdefault(tuple(line.number in each for each in lists), set()).add(who[line.number])
    assert all(len(people) > 1 for people in pieces.values())


def test_a_silent_section_still_tells_what_was_done(tmp_path):
    """Outcomes of single records stay; sentences that tell how much do not (F4)."""
    shift = built(of_technicians(installed(tmp_path, usual()), {"All": STAFF, "Shift": STAFF[:5]})).digest.sections[1]
    assert (shift.figures, shift.withheld[:2]) == ((), ("Incidents resolved", "People helped"))
    assert [each.kind.value for each in shift.highlights] == ["improvement"]


def test_what_a_section_did_not_tell_is_no_comparison(tmp_path):
    """A section that told no numbers last month, for what teams shared then, does not tell them a month later."""
    rows = usual()
    of_september = [(name, f"INC9{at:03}") for at, name in enumerate(STAFF[:5] * 2)]
    rows["incident"] += [
        incident_row(
            number,
            resolved_by=person(name),
            assignment_group=group("Network"),
            opened_at="2026-09-02 06:00:00",
            resolved_at="2026-09-02 08:00:00",
        )
        for name, number in of_september
    ]
    context = of_technicians(
        installed(tmp_path, rows), {"A": ("Ann", "Ben", "Eli", "Fay"), "B": ("Cem", "Dia", "Eli", "Fay")}
    )
    digest = built(context).digest
    assert [each.withheld for each in digest.sections] == [(), ()]
    resolved = [each.figure("incidents_resolved").previous for each in (*digest.sections, digest)]
    assert resolved == [6, None, 10]


def test_two_of_one_are_as_a_team_of_two(tmp_path):
    """Two persons who are each a team alone are told together, as two in one team would be; no section is silent."""
    digest = built(department(tmp_path, {"Desk": 7, "Archive": 1, "Print": 1})).digest
    assert digest.without_section == ("Archive", "Print")
    assert all(section.figures and not section.withheld for section in digest.sections)


def test_without_the_gate_every_team_has_its_section(tmp_path):
    """For measuring, not for sending: neither rule on small teams holds."""
    context = department(tmp_path, {"Desk": 7, "Archive": 1})
    team = context.store.teams.get("IT")
    found = build_with_sections(
        team, OCTOBER, context.stock, context.policy(gate=False), beside_of(context, team, OCTOBER)
    ).digest
    assert [section.team for section in found.sections] == ["Network", "Desk", "Archive"]
    assert (found.without_section, found.sections[0].withheld) == ((), ())


def test_a_team_that_no_record_names_had_no_quiet_month(tmp_path):
    """A team whose group no record names has a section that says so, and no figure of nought (promise 2)."""
    context = department(tmp_path, {"Desk": 6, "Nobody": 6})
    context.store.teams.recompose(replace(context.store.teams.get("Nobody"), groups=("Elsewhere",)), context.entry("x"))
    told = "Nobody ------ No record that was read names the group Elsewhere: what it did is not known."
    assert told in one_line(built(context).digest)


def test_every_figure_and_sentence_of_a_section_opens_its_evidence(tmp_path):
    """Each link of the mail leads to a part of the evidence page, and a section's part holds the team's records."""
    found = built(department(tmp_path, {"Desk": 6, "Applications": 7}))
    page = evidence_page(found.digest, found.evidence, ENGLISH)
    anchors = {part.id for part in page.parts}
    html = read_page(Renderer(frame=Frame(evidence_page="https://x.example/e.html")).html(found.digest))
    links = [a.attributes["href"].partition("#")[2] for a in html.every("a")]
    assert sum(link.startswith(("t1-", "t2-", "t3-")) for link in links) >= 6
    assert set(links) <= anchors
    for at, section in enumerate(found.digest.sections, 1):
        for figure in section.figures:
            numbers = [line.number for line in found.evidence if line.figure == f"t{at}:{figure.id}"]
            assert sorted(numbers) == sorted(figure.evidence)
    desk = [line.number for line in found.evidence if line.figure == "t2:incidents_resolved"]
    assert len(desk) == 12
    assert all(number.startswith("INCDES") for number in desk)


def test_no_evidence_lies_of_what_a_section_does_not_tell(tmp_path):
    """The evidence of sections is of the figures and sentences in them, and of nobody's who has none."""
    found = built(of_technicians(installed(tmp_path, usual()), {"All": STAFF, "Shift": STAFF[:5], "Fay": ("Fay",)}))
    told = {
        f"t{at}:{each.id}"
        for at, section in enumerate(found.digest.sections, 1)
        for each in (*section.figures, *section.highlights)
    }
    assert {line.figure for line in found.evidence if line.figure.startswith(("t1:", "t2:", "t3:"))} == told
    assert not any(line.figure.startswith("t2:") and ":improvement:" not in line.figure for line in found.evidence)


def test_what_the_first_screen_told_is_not_told_again(tmp_path):
    """A sentence stands once in a letter: above, with its team's name beside it, or in the team's section."""
    digest = built(department(tmp_path, {"Desk": 6})).digest
    said = letter(digest, ENGLISH)
    assert [line.reference.text for line in said.outcomes] == ["Network · CIM0000", "Network · CIM0001"]
    assert [part.outcomes for part in said.teams] == [(), ()]
    lower = letter(replace(digest, highlights=digest.highlights[1:]), ENGLISH)
    assert [[line.reference.text for line in part.outcomes] for part in lower.teams] == [["CIM0000"], []]
    bare = tuple(replace(section, figures=(), headline=()) for section in digest.sections)
    assert letter(replace(digest, sections=bare), ENGLISH).teams[0].quiet == "What it did is told above."


def test_sections_have_a_place_in_the_json(tmp_path):
    """Whoever reads the JSON finds each team's figures, sentences and note as in the letter."""
    context = department(tmp_path, {"Desk": 6, "Archive": 1})
    entry = context.entry("edit edition")
    context.store.editing.change("Desk", OCTOBER, lambda _: Editing(note="Thank you."), entry)
    data = as_json(built(context).digest, ENGLISH)
    assert [(each["team"], each["note"]) for each in data["sections"]] == [("Network", ""), ("Desk", "Thank you.")]
    assert data["without_section"] == ["Archive"]
    assert data["sections"][0]["highlights"][0]["id"] == "improvement:CIM0000"
    assert as_json(built(context, "Network").digest, ENGLISH)["sections"] == []


def test_a_note_stands_in_its_own_place(tmp_path):
    """The combined team's lead writes above everything, each other lead in the own section."""
    context = department(tmp_path, {"Desk": 6})
    for team, words in (("IT", "All of us."), ("Desk", "We at the desk.")):
        context.store.editing.change(
            team, OCTOBER, lambda _, words=words: Editing(note=words), context.entry("edit edition")
        )
    said = letter(built(context).digest, ENGLISH)
    assert (said.note, said.note_by) == ("All of us.", "Nora")
    assert [(each.note, each.note_by) for each in said.teams] == [("", ""), ("We at the desk.", "Lead of Desk")]


@pytest.mark.parametrize(
    ("own", "parts", "held"),
    [
        ({}, ({"a": "1"}, {"b": "2"}), {"a": "1", "b": "2"}),
        ({"a": "9"}, ({"a": "1"},), {"a": "9"}),
        ({"a": "9"}, (), {"a": "9"}),
    ],
)
def test_what_a_part_approved_holds_in_the_whole(own, parts, held):
    """An approval of just these values holds wherever they are told (F20); ticks, notes and order stay each lead's."""
    mine = Editing(note="Mine", ticked={"INC1": "x"}, approved=own, order=("improvement:CIM1",))
    theirs = [Editing(note="Theirs", ticked={"INC2": "y"}, approved=each, order=("downtime:PRJ1",)) for each in parts]
    assert with_decisions(mine, theirs) == replace(mine, approved=held)


def test_what_a_part_hides_is_told_nowhere():
    """A record that a team’s lead hides is hidden in the whole; how much the team did, in its section alone."""
    mine, theirs = Editing(hidden=frozenset({"next:CHG1"})), Editing(hidden=frozenset({"improvement:CIM1", *OF_PARTS}))
    assert with_decisions(mine, [theirs, UNEDITED]).hidden == {"next:CHG1", "improvement:CIM1"}


def test_a_hidden_line_is_in_neither_place(tmp_path):
    """Hidden by the lead of its team, an improvement stands neither in the section nor in the head or its lists."""
    context = department(tmp_path, {"Desk": 6})
    entry = context.entry("edit edition")
    context.store.editing.change(
        "Network", OCTOBER, lambda _: Editing(hidden=frozenset({"improvement:CIM0000"})), entry
    )
    digest = built(context).digest
    assert [each.number for each in digest.improvements_completed] == ["CIM0001"]
    for told in (digest, digest.sections[0]):
        assert [each.id for each in told.highlights if "improvement" in each.id] == ["improvement:CIM0001"]
    assert digest.figure("improvements_completed").value == 2
