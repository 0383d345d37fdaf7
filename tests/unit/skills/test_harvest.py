"""Names learned from texts whose subject is known, each with its measured share."""

from __future__ import annotations

import random
from dataclasses import replace

from drumbeat.signals.skills.harvest import Passage, Thresholds, harvest, runs
from evaluation.word_building import Building, built

VPN, MAIL = frozenset({"vpn"}), frozenset({"mail"})
PLAIN = Thresholds(least=4)


def about(subject: str, *texts: str) -> list[Passage]:
    """Passages of one subject, each by another writer."""
    return [Passage(text, frozenset({subject}), who=str(place)) for place, text in enumerate(texts)]


def labelled(text: str) -> Passage:
    """A passage in which what stands in brackets is a labelled name."""
    plain, places, start = "", {}, 0
    for char in text:
        if char == "[":
            start = len(plain)
        elif char == "]":
            places[start, len(plain)] = "name"
        else:
            plain += char
    return Passage(plain, places=places)


def names(passages, thresholds=PLAIN) -> dict[str, tuple[str, str, int, int]]:
    """Name -> subject, tier, right and n of each proposal."""
    return {each.name: (each.subject, each.tier, each.right, each.n) for each in harvest(passages, thresholds)}


def test_a_name_is_sure_likely_or_left_out():
    """From four in five a name has tier A, from one in two tier B; below, or too rare, it is left out."""
    passages = about("vpn", *["tunnel, gateway, router"] * 4)
    passages += about("mail", "tunnel, gateway, router", "gateway, router", "gateway, router", "router", "router")
    passages += about("print", "router", "router")
    assert names(passages) == {"tunnel": ("vpn", "A", 4, 5), "gateway": ("vpn", "B", 4, 7)}


def test_a_record_counts_once():
    """However often a name stands in a passage of one subject, it is one of it."""
    assert names(about("vpn", *["tunnel, tunnel, tunnel"] * 4))["tunnel"] == ("vpn", "A", 4, 4)


def test_fewer_than_least_are_left_out():
    """A name in fewer passages than asked for is not proposed."""
    assert "tunnel" not in names(about("vpn", *["tunnel"] * 3))


def test_one_writer_is_not_enough():
    """A name that one writer alone uses is not proposed where two are asked for."""
    passages = [Passage("tunnel", VPN, who="ann") for _ in range(9)]
    assert names(passages, replace(PLAIN, people=2)) == {}
    assert names([*passages, Passage("tunnel", VPN, who="ben")], replace(PLAIN, people=2)) != {}


def test_what_every_record_says_tells_nothing():
    """A name that is no more frequent with its subject than anything is not proposed where lift is asked for."""
    passages = about("vpn", *["done"] * 9) + about("mail", "done")
    assert "done" in names(passages)
    assert "done" not in names(passages, replace(PLAIN, lift=1.5))


def test_a_name_in_one_template_is_left_out():
    """A name that always stands between the same words is no name where more company is asked for."""
    template = about("vpn", *["the tunnel broke"] * 5)
    varied = about("vpn", "a tunnel broke", "the tunnel broke", "new tunnel", "tunnel up", "old tunnel came")
    asked = replace(PLAIN, company=4)
    assert "tunnel" not in names(template, asked)
    assert "tunnel" in names(varied, asked)


def test_a_name_is_framed_by_telling_words():
    """A name does not begin or end with a word that goes with everything."""
    passages = about("vpn", *["the tunnel gateway of"] * 5) + about("mail", *["the inbox of"] * 5)
    found = names(passages, replace(PLAIN, lift=1.5))
    assert {"tunnel gateway", "tunnel", "gateway"} <= set(found)
    assert not {"the tunnel", "gateway of"} & set(found)


def test_misleading_neighbours_become_negative_contexts():
    """A word beside a name that makes it mean something else is a negative context, and the rest is measured anew."""
    passages = about("vpn", *["tunnel down", "my tunnel", "a tunnel", "tunnel"] * 2)
    passages += about("mail", *["tunnel vision"] * 3)
    (found,) = [each for each in harvest(passages, PLAIN) if each.name == "tunnel"]
    assert (found.tier, found.right, found.n) == ("A", 8, 8)
    assert found.negative_contexts == ("tunnel vision",)


def test_sure_neighbours_become_anchors():
    """An ambiguous name has the words beside it that settle it as anchors."""
    passages = about("vpn", *["portal gateway"] * 4) + about("mail", *["portal x", "portal y", "portal z"])
    (found,) = [each for each in harvest(passages, PLAIN) if each.name == "portal"]
    assert (found.tier, found.anchors) == ("B", ("portal gateway",))


def test_capitals_that_are_sure_are_kept():
    """Where a name is sure in one spelling with capitals only, it is proposed in that spelling."""
    passages = about("vpn", *[f"{word} Go" for word in "abcde"]) + about("mail", *[f"{word} go" for word in "vwxyz"])
    (go, spelt) = ([each for each in harvest(passages, PLAIN) if each.name == name] for name in ("go", "Go"))
    assert [(each.tier, each.subject) for each in go] == [("B", "mail")]
    assert spelt == []
    passages += about("vpn", "x Go", "y Go")
    assert names(passages)["Go"] == ("vpn", "A", 7, 7)
    assert names(passages)["go"] == ("vpn", "B", 7, 12)


def test_signs_break_names():
    """No name reaches over a comma, a bracket or a full stop; signs that are of a word stay."""
    text = "fixed c++, .net (asp.net) on x. done"
    words = [[text[start:end] for start, end in run] for run in runs(text)]
    assert words == [["fixed", "c++"], [".net"], ["asp.net"], ["on", "x"], ["done"]]


def test_labelled_places_are_measured_one_by_one():
    """With labelled places each occurrence counts: right is one that is labelled from end to end."""
    passages = [labelled("[java] and java, [java api]"), labelled("java api"), labelled("[java]")]
    asked = Thresholds(sure=0.4, likely=0.4, least=1)
    found = {each.name: (each.right, each.n) for each in harvest(passages, asked)}
    assert found == {"java": (2, 5), "java api": (1, 2)}


def test_what_misleads_for_many_names_misleads_for_all():
    """With labelled places a word that spoils several names is a negative context of every name."""
    lines = [f"[{name}]" for name in ("xml", "json", "csv") for _ in range(3)]
    lines += ["xml file", "json file", "csv file", "xml file", "json file", "[yaml]"]
    asked = Thresholds(sure=0.5, likely=0.5, least=1, least_beside=99)
    found = {each.name: each.negative_contexts for each in harvest(list(map(labelled, lines)), asked)}
    assert found["yaml"] == ("yaml file",)


def test_names_are_built():
    """What built names of several known ones builds names of all known ones; numbers stand for each other."""
    lines = [
        "[java] [scala] [ruby] [ie] [perl]",
        "[java api]",
        "[scala api]",
        "[ruby api]",
        "[ie8]",
        "[java7]",
        "[perl5]",
    ]
    passages = list(map(labelled, lines))
    proposals = harvest(passages, Thresholds(sure=0.3, likely=0.3, least=1))
    made = built(passages, proposals, Building(least=3, share=0.5, names=2))
    assert made["perl"] == ("perl api", "perl{n}")
    assert made["ie8"] == ("ie{n}",)


def test_order_changes_nothing():
    """The same passages in another order propose the same."""
    rng = random.Random(3)
    words = ["tunnel", "gateway", "Router", "the", "portal", "inbox"]
    passages = [
        Passage(" ".join(rng.choices(words, k=6)), rng.choice([VPN, MAIL]), who=str(rng.randrange(3)))
        for _ in range(60)
    ]
    asked = Thresholds(sure=0.6, likely=0.5, least=3)
    assert harvest(passages, asked) == harvest(rng.sample(passages, len(passages)), asked)
