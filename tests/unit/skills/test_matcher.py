"""The matcher: whole words, leftmost-longest, tiers, contexts, and places in the original text."""

from __future__ import annotations

import pytest

from drumbeat.signals.skills import Skill, SkillMatcher

AD = Skill(
    skill_id="AD",
    name="Active Directory",
    aliases_a=("active directory",),
    aliases_b=("ad",),
    anchors=("domain", "ad forest"),
    negative_contexts=("no access to", "ad hoc"),
    ci_classes=("cmdb_ci_ad_controller",),
    categories=("identity",),
)
LANGUAGES = Skill(skill_id="L", name="Languages", aliases_a=("c#", ".net", "c++", "asp.net", "node.js", "c"))
GO = Skill(skill_id="GO", name="Go", aliases_a=("Go", "golang"))
POWER = Skill(skill_id="P", name="Power Apps", aliases_b=("power apps",), anchors=("canvas",))
APPS = Skill(skill_id="A", name="Apps", aliases_a=("apps", "sql server", "zürich bank"))
MATCHER = SkillMatcher((AD, LANGUAGES, GO, POWER, APPS))


def found(text: str, *corroborated: str) -> list[str]:
    """The parts of the text that count."""
    return [text[hit.start : hit.end] for hit in MATCHER.find(text, frozenset(corroborated))]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Reset in Active Directory.", ["Active Directory"]),
        ("ACTIVE\nDIRECTORY, active\u00a0directory", ["ACTIVE\nDIRECTORY", "active\u00a0directory"]),
        ("radioactive directory, active directorys, active_directory", []),
        ("wrote C#, .NET and C++ today", ["C#", ".NET", "C++"]),
        ("c#", ["c#"]),
        ("ASP.NET on node.js", ["ASP.NET", "node.js"]),
        ("asp.net2, c#7, c++1 and xc++", []),
        ("apps.example.com and www.apps and my.apps", []),
        ("It was apps. Then Apps.", ["apps", "Apps"]),
        ("(apps)/apps", ["apps", "apps"]),
        ("Apps-Zugriff, Web-Apps, apps - web", ["Apps", "Apps", "apps"]),
        ("apps-based, web-apps and non-Apps", []),
        ("a .apps file", []),
        ("c, (c) or c", ["c", "c", "c"]),
        ("-c, c:, n/c and c-x", []),
        ("Go is not go or GO, golang is GoLang", ["Go", "golang", "GoLang"]),
        ("", []),
    ],
)
def test_whole_words_are_found(text, hits):
    """An alias counts as a whole word, also with # + and points in it; one with a capital only as it is spelt."""
    assert found(text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("apps\u0301", []),
        ("\u200fapps\u200f", ["apps"]),
        ("web\u00adapps apps\u200dx", []),
        ("\ud800apps\ud800", ["apps"]),
        ("\0apps\0", ["apps"]),
        ("İİ apps İ", ["apps"]),
        ("🙂apps🙂", ["apps"]),
        ("ZÜRICH BANK", ["ZÜRICH BANK"]),
        ("sql\u2028server", ["sql\u2028server"]),
    ],
)
def test_places_hold_in_any_unicode(text, hits):
    """Marks on letters end a word's sameness, invisible marks do not; every span is one of the original text."""
    assert found(text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("joined the AD domain", ["AD"]),
        ("domain" + " " * 60 + "ad", ["ad"]),
        ("domain" + " " * 61 + "ad", []),
        ("ad" + " " * 60 + "domain", ["ad"]),
        ("ad" + " " * 61 + "domain", []),
        ("the ad forest", ["ad"]),
        ("an ad in the paper", []),
        ("ad subdomain", []),
    ],
)
def test_tier_b_needs_an_anchor(text, hits):
    """An ambiguous alias counts where an anchor stands whole within 60 characters, or around it."""
    assert found(text) == hits


def test_structure_corroborates_tier_b():
    """An ambiguous alias counts without an anchor where the record's structure agrees with its skill."""
    assert found("fixed in ad", "AD") == ["ad"]
    assert found("fixed in ad", "GO") == []


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("no access to active directory", []),
        ("no access to the old active directory", []),
        ("no access to anything; active directory restarted", ["active directory"]),
        ("no access to a file server in another, older active directory", ["active directory"]),
        ("active directory: no access to it", ["active directory"]),
        ("domain ad hoc", []),
    ],
)
def test_negative_contexts_forbid(text, hits):
    """A negative context forbids what follows shortly in the same sentence, or what it holds, in either tier."""
    assert found(text) == hits


def test_a_negative_context_outweighs_structure():
    """What a negative context forbids is not allowed by the record's structure."""
    assert found("no access to ad", "AD") == []


def test_the_longest_mention_is_judged():
    """Where aliases overlap the longest is meant, and if it does not count, neither does what is part of it."""
    assert found("power apps on canvas") == ["power apps"]
    assert found("power apps") == []
    (mention,) = MATCHER.judged("power apps")
    assert (mention.alias, mention.tier) == ("power apps", "B")
    assert "nothing near confirms it" in mention.why_not


def test_a_longer_alias_inside_a_word_hides_none():
    """A longer alias that is no whole word does not hide a shorter one that is."""
    matcher = SkillMatcher((Skill(skill_id="X", name="X", aliases_a=("net", "net frame")),))
    assert [(hit.start, hit.end) for hit in matcher.find("net frames")] == [(0, 3)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("IE11, ie 8", ["IE11"]),
        ("Windows 10 and windows 8.1.", ["Windows 10", "windows 8.1"]),
        ("windows ten, windows 10a, xie9", []),
        ("Zed9 zed9 Zed", ["Zed9", "Zed"]),
    ],
)
def test_a_number_may_end_an_alias(text, hits):
    """`{n}` at an alias's end stands for a number, which belongs to the mention."""
    names = ("ie{n}", "windows {n}", "Zed{n}", "Zed")
    matcher = SkillMatcher((Skill(skill_id="X", name="X", aliases_a=names),))
    assert [text[hit.start : hit.end] for hit in matcher.find(text)] == hits


def test_structure_names_skills():
    """Classes and categories are compared as whole values, in any case."""
    assert MATCHER.of_class("cmdb_ci_ad_controller") == (AD,)
    assert MATCHER.of_category(" Identity ") == (AD,)
    assert MATCHER.of_class("cmdb_ci") == MATCHER.of_category("") == ()


def test_an_empty_file_finds_nothing():
    """A matcher without skills, or with skills without aliases, finds nothing and does not fail."""
    assert SkillMatcher(()).find("anything") == []
