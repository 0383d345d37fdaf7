"""Evidence lines: of every part that a mail links to, of the very records, and of none that must not be named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from drumbeat.digest.evidence.lines import UPCOMING, EvidenceLine, evidence_lines, records_evidence, told_evidence
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.model import FactLine, Highlight, ImprovementLine, Kind, Upcoming
from drumbeat.records.model import Incident, Problem, Ref, Stage
from drumbeat.signals.gate import Judged, Reason
from drumbeat.signals.world import World
from evidence_months import digest_of, line
from installation import installed, october

ZONE = ZoneInfo("Europe/Berlin")
SAID = phrase("A sentence.")


def problem(number, **more):
    """A problem that was solved at the end of a UTC day."""
    done = datetime(2026, 10, 5, 22, 30, tzinfo=UTC)
    said = {"done_at": done, "sys_id": f"id{number}", **more}
    return Problem(number=number, stage=Stage.DONE, **said)


def lines_of(digest, lines=(), judged=()):
    """What is told beside the figures."""
    return told_evidence(digest, lines, World(tuple(judged)), ZONE)


def highlight(*numbers, kind=Kind.PREVENTION, told_of="PRB1"):
    """A highlight on these records."""
    return Highlight(kind, f"{kind}:{told_of}", SAID, numbers)


def test_a_highlight_stands_on_its_records():
    """Each record of a highlight is a line under its id, with kind and the day in the team's zone."""
    digest = digest_of([], highlights=(highlight("PRB1", "PRB2"),))
    judged = [Judged(problem("PRB1"), None), Judged(problem("PRB2"), Reason.REOPENED)]
    found = lines_of(digest, (), judged)
    assert found == (
        EvidenceLine("prevention:PRB1", "PRB1", "problem", "", "2026-10-06", ""),
        EvidenceLine("prevention:PRB1", "PRB2", "problem", "", "2026-10-06", ""),
    )


def test_a_record_says_how_it_counts_for_a_highlight():
    """What a highlight marks is the line's reason there; what another part says of the record is not taken over."""
    lines = [line("reopened_share", "INC1", reason="duplicate"), line("reopened_share", "INC2", reason="duplicate")]
    marked = replace(highlight("PRB1", "INC1", "INC2"), marks={"PRB1": "before", "INC1": "after"})
    found = lines_of(digest_of(lines, highlights=(marked,)), lines, [Judged(problem("PRB1"), None)])
    assert [(each.number, each.reason) for each in found] == [("PRB1", "before"), ("INC1", "after"), ("INC2", "")]


def test_what_is_out_of_scope_is_never_named():
    """A record that is confidential is no line of anything (E9), even where a highlight's evidence holds its number."""
    digest = digest_of([], highlights=(highlight("PRB1"),), upcoming=(Upcoming("PRB1", SAID),))
    judged = [Judged(problem("PRB1"), Reason.OUT_OF_SCOPE)]
    assert lines_of(digest, (), judged) == ()
    assert evidence_lines((), judged, ZONE) == ()


def test_a_number_that_was_never_read_is_no_line():
    """Nothing is listed that is no record here."""
    assert lines_of(digest_of([], highlights=(highlight("PRB9"),))) == ()


def test_what_a_highlight_takes_from_a_figure_is_the_figure_s_record():
    """Two articles attached to one ticket of another team are two lines of that kind, not the ticket."""
    lines = [line("article_reuses", "INC1", "article use")] * 2
    told = highlight("INC1", "INC1", kind=Kind.REUSE, told_of="article_reuses")
    ticket = Incident(sys_id="x", number="INC1", stage=Stage.DONE)
    found = lines_of(digest_of(lines, highlights=(told,)), lines, [Judged(ticket, None)])
    assert found == (replace(lines[0], figure="reuse:article_reuses"),) * 2


def test_planned_work_is_listed():
    """What comes next has its records under `upcoming`, with no day when none is known."""
    planned = problem("PRB7", done_at=None)
    found = records_evidence([(UPCOMING, planned)], ZONE)
    assert found == (EvidenceLine("upcoming", "PRB7", "problem", "", "", ""),)


def test_a_section_without_its_figure_is_listed():
    """A section whose link is a figure's has lines of its own where that figure could not be computed."""
    digest = digest_of([], improvements_completed=(ImprovementLine("PRB1", "Title"),))
    found = lines_of(digest, (), [Judged(problem("PRB1"), None)])
    assert [(each.figure, each.number) for each in found] == [("improvements_completed", "PRB1")]
    own = [line("improvements_completed", "PRB1")]
    assert lines_of(digest_of(own, improvements_completed=digest.improvements_completed), own) == ()


def test_a_fact_has_its_source_and_no_record():
    """An operational fact is a line with its provenance; the highlight that tells it has no records of its own."""
    fact = FactLine("spam", "Spam", 3, "count", SAID, phrase("counted by the gateway, {n} of 31 days", n=29))
    told = Highlight(Kind.FACT, "fact:spam", SAID, ("spam",))
    found = lines_of(digest_of([], facts=(fact,), highlights=(told,)))
    assert found == (EvidenceLine("fact:spam", "", "fact", "", "", "counted by the gateway, 29 of 31 days"),)


def test_a_service_is_one_line_of_words():
    """A service of 4,000 characters, or with line ends, is cut and folded: it is a name, not a text."""
    ticket = Incident(
        sys_id="x", number="INC1", stage=Stage.DONE, business_service=Ref("s", "Mail\r\n" + "x y " * 1000)
    )
    [found] = evidence_lines((), [Judged(ticket, Reason.DUPLICATE)], ZONE)
    assert found.service.startswith("Mail x")
    assert len(found.service) <= 120
    assert found.reason == "duplicate"


def test_a_digest_brings_lines_of_all_it_links_to(tmp_path):
    """Of a whole month: every figure's evidence is its lines, number by number, and every highlight has some."""
    built = october(installed(tmp_path))
    by_part = {}
    for each in built.evidence:
        by_part.setdefault(each.figure, []).append(each.number)
    for figure in built.digest.figures:
        assert sorted(by_part.get(figure.id, [])) == sorted(figure.evidence)
    assert built.digest.highlights
    for told in built.digest.highlights:
        assert sorted(by_part[told.id]) == sorted(told.evidence)
