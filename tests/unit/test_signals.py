"""V02, V03, V05 and S01: what fires, and the acts of others without which nothing does."""

from __future__ import annotations

import pytest

from drumbeat import app
from drumbeat.signals.model import Material
from drumbeat.signals.skills import Skill, SkillMatcher, exercised, shared_names
from drumbeat.signals.visibility import classify
from rows import cells, incident, parsed, person, sys_id

VPN = Skill("1", "VPN", "technical", "network", ("vpn", "always on vpn"))
DNS = Skill("2", "DNS", "technical", "network", ("dns",))
MATCHER = SkillMatcher([VPN, DNS])


def _initiative(**fields):
    usual = {"sys_id": sys_id("CIM1"), "number": "CIM1", "state": ("7", "Closed"), "closure_code": "Successful"}
    usual |= {"closed_at": "2026-10-20 08:00:00", "assigned_to": person("Ann")}
    return parsed("sn_cim_register", cells(**{**usual, **fields}))


def _task(number, who, **fields):
    usual = {"sys_id": sys_id(number), "number": number, "state": ("3", "Closed Complete")}
    usual |= {"closed_at": "2026-10-12 08:00:00", "assigned_to": person(who), "parent": (sys_id("CIM1"), "CIM1")}
    return parsed("sn_cim_task", cells(**{**usual, **fields}))


def _article(**fields):
    usual = {"sys_id": sys_id("K"), "number": "KB1", "workflow_state": "published", "published": "2026-05-01"}
    return parsed("kb_knowledge", cells(**{**usual, "article_id": "A1", "author": person("Ann"), **fields}))


def _use(task, who):
    return parsed(
        "m2m_kb_task",
        cells(
            sys_id=sys_id(f"U{task}{who}"),
            sys_created_on="2026-10-12 08:00:00",
            kb_knowledge=(sys_id("K"), "KB1"),
            kb_knowledge__author=person("Ann"),
            kb_knowledge__article_id="A1",
            task=(sys_id(task), task),
            task__assigned_to=person(who),
        ),
    )


def _fired(*period, stock=()):
    return [(signal.rule, signal.subject.name) for signal in classify(Material(period, (*period, *stock)))]


def test_leading_needs_others_work_or_two_weeks():
    """V02 fires with a colleague's task or ten working days, not for an initiative that one person ticked off."""
    assert _fired(_initiative(), _task("T1", "Bo")) == [("V02", "Ann"), ("V03", "Bo")]
    assert _fired(_initiative(), _task("T1", "Ann")) == []
    assert _fired(_initiative(work_start="2026-10-05 08:00:00", work_end="2026-10-19 08:00:00")) == [("V02", "Ann")]
    assert _fired(_initiative(work_start="2026-10-06 08:00:00", work_end="2026-10-19 08:00:00")) == []


def test_contributing_needs_a_parent_that_was_led():
    """V03 fires only under an initiative that counts as led."""
    assert _fired(_task("T1", "Bo")) == []
    assert ("V03", "Bo") in _fired(_task("T1", "Bo"), stock=[_initiative()])


def test_sharing_needs_two_tickets_of_others():
    """V05 fires on two distinct tickets of other people, not on one, on the author's own, or on one attached twice."""
    assert _fired(_use("INC1", "Bo"), _use("INC2", "Cy"), stock=[_article()]) == [("V05", "Ann")]
    assert _fired(_use("INC1", "Bo"), stock=[_article()]) == []
    assert _fired(_use("INC1", "Bo"), _use("INC1", "Cy"), stock=[_article()]) == []
    assert _fired(_use("INC1", "Ann"), _use("INC2", "Ann"), stock=[_article()]) == []


def test_evidence_never_holds_text():
    """A signal's evidence is fields and values of records, and no title or note."""
    [signal] = classify(Material([_use("INC1", "Bo"), _use("INC2", "Cy")], [_article(short_description="Title")]))
    assert {evidence.field for evidence in signal.evidence} <= {"workflow_state", "task", "state"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Reset VPN and dns", [("vpn", 6), ("dns", 14)]),
        ("Always on VPN failed", [("always on vpn", 0)]),
        ("vpnclient, dns_server, addns", []),
        ("(VPN)", [("vpn", 1)]),
        ("İstanbul vpn", [("vpn", 9)]),
    ],
)
def test_aliases_are_whole_words_and_the_longest_wins(text, found):
    """A hit gives the place in the text as written, also after letters that grow in lower case."""
    hits = MATCHER.find(text)
    assert [(text[start:end].lower(), start) for start, end, _ in hits] == found


def test_the_callers_words_show_no_skill():
    """A caller's complaint of the VPN is no skill of the technician; the technician's own note is (S01)."""
    assert exercised([incident(short_description="VPN down", close_notes="Restarted")], MATCHER) == []
    [signal] = exercised([incident(close_notes="Renewed the VPN profile")], MATCHER)
    assert (signal.about, signal.subject.name, signal.spans[0].field) == ("VPN", "Ann", "close_notes")


def test_a_skill_is_named_with_two_technicians_behind_it():
    """One person's skill is not told in a team's digest."""
    ann = incident("INC1", close_notes="dns and vpn")
    bo = incident("INC2", close_notes="vpn", resolved_by=person("Bo"))
    assert shared_names(exercised([ann, bo], MATCHER)) == ("VPN",)


def test_the_shipped_skill_file_is_sound():
    """Ids and aliases are unique and in lower case, and each skill can be found."""
    matcher = app.skills()
    text = " ; ".join(matcher._aliases)
    assert len(set(matcher._aliases)) == len(matcher._aliases) > 100
    assert all(alias == alias.lower() for alias in matcher._aliases)
    assert {skill.id for _, _, skill in matcher.find(text)} == {skill.id for skill in matcher._skills}
