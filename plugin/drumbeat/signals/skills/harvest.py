"""Names proposed from texts whose subject is known: which words go with it, how surely, and in what company.

The method knows no skills, only passages and what they are about. Each run of one to four words is measured: in how
many passages it stands, and how many of them are about one subject. Words beside it that make it mean something else
become negative contexts; where it is ambiguous, words beside it that settle it become anchors; where only its
spelling with capitals is sure, it is proposed in that spelling. Every number is a count of passages, so a person can
check it. Nothing is used until a person has put it into a skill file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from drumbeat.signals.skills.folding import as_spelt, folded
from drumbeat.signals.skills.markup import MASK

LONGEST = 4
"""Words in a name, at most."""
_ENDS = "+#"
"""What may end a word besides letters and digits: C++, C#."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, and what it, or places in it, are about."""

    text: str
    subjects: frozenset[str] = frozenset()
    """Of the whole text."""
    places: Mapping[tuple[int, int], str] | None = None
    """Start and end of labelled names -> subject. Where there are labels each place counts, else each text once."""
    who: str = ""
    """Who wrote it."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a name needs. The defaults are those of the signals sheet, section 4.2."""

    sure: float = 0.8
    """Share from which a name is proposed for tier A."""
    likely: float = 0.5
    """Share from which a name is proposed for tier B."""
    least: int = 5
    """Passages that a name must stand in."""
    least_beside: int = 3
    """Passages that a word beside a name must stand in."""
    misleading: float = 0.2
    """Share up to which the word beside makes the name mean something else."""
    least_shared: int = 5
    """Passages in which a word must stand beside any names to be misleading for all."""
    least_shared_name: int = 2
    """Passages that a name must stand in to tell of that."""
    shared_misleading: float = 0.4
    """Share of what was expected, up to which it is."""
    people: int = 1
    """Different writers that a name must have."""
    company: int = 1
    """Different pairs of words that it must stand between: what always stands between the same is of a template."""
    lift: float = 1.0
    """How many times as frequent the subject must be with the name as over all passages."""


class Proposal(NamedTuple):
    """A name that goes with a subject, and how surely."""

    name: str
    subject: str
    tier: str
    """`A` or `B`."""
    right: int
    """Passages with the name that are about the subject, without those that a negative context takes away."""
    n: int
    """Passages with the name, likewise."""
    anchors: tuple[str, ...] = ()
    negative_contexts: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Its measured precision."""
        return self.right / self.n


class Seen(NamedTuple):
    """One name in one passage."""

    start: int
    end: int
    spelt: str
    before: str
    """The word before it, folded; empty where a sign or the text's begin is."""
    after: str
    subjects: frozenset[str]
    who: str


def harvest(passages: Sequence[Passage], thresholds: Thresholds) -> list[Proposal]:
    """The names that go with one subject, by subject and name; those that do not are left out: the stop-list."""
    labelled = {name for passage in passages for name in _labelled(passage)}
    wanted = frozenset(labelled) if labelled else _candidates(passages, thresholds.least)
    seen: dict[str, list[Seen]] = defaultdict(list)
    for passage in passages:
        for name, each in names_in(passage, wanted):
            seen[name].append(each)
    totals = Counter(subject for passage in passages for subject in passage.subjects)
    found = {}
    for name in sorted(seen):
        subject = _subject_of(seen[name])
        base = totals[subject] / len(passages)
        if subject and all(test(name, subject, seen, base, thresholds) for test in (_is_told, _is_framed)):
            found[name] = subject
    misleading = _misleading(seen, found, thresholds) if labelled else frozenset()
    proposals = [
        proposal
        for name, subject in found.items()
        for proposal in _graded(name, subject, seen[name], misleading, thresholds)
    ]
    return sorted(proposals, key=lambda each: (each.subject, each.name))


def names_in(passage: Passage, wanted: Mapping[str, object] | frozenset[str]) -> Iterator[tuple[str, Seen]]:
    """The wanted names in a passage: each place of one that is labelled by places, else each name once."""
    told: set[str] = set()
    plain = folded(passage.text)
    for words in runs(plain):
        for first in range(len(words)):
            for last in range(first, min(first + LONGEST, len(words))):
                start, end = words[first][0], words[last][1]
                name = _joined(plain, words[first : last + 1])
                if name not in wanted or (passage.places is None and name in told):
                    continue
                told.add(name)
                label = (passage.places or {}).get((start, end))
                yield (
                    name,
                    Seen(
                        start=start,
                        end=end,
                        spelt=_joined(as_spelt(passage.text), words[first : last + 1]),
                        before=_word(plain, words, first - 1),
                        after=_word(plain, words, last + 1),
                        subjects=passage.subjects if label is None else passage.subjects | {label},
                        who=passage.who,
                    ),
                )


def runs(plain: str) -> Iterator[list[tuple[int, int]]]:
    """Start and end of words that follow each other without a sign between them."""
    run: list[tuple[int, int]] = []
    place = 0
    for token in plain.split(" "):
        start, end = _stripped(plain, place, place + len(token))
        if token and start > place and run:
            yield run
            run = []
        if start < end:
            run.append((start, end))
        if token and end < place + len(token) and run:
            yield run
            run = []
        place += len(token) + 1
    if run:
        yield run


def _stripped(plain: str, start: int, end: int) -> tuple[int, int]:
    """Without the signs around a word. `.net` keeps its point, `c++` its signs."""
    while start < end and not plain[start].isalnum():
        if plain[start] == "." and plain[start + 1 : start + 2].isalpha():
            break
        start += 1
    while start < end and not plain[end - 1].isalnum() and plain[end - 1] not in _ENDS:
        end -= 1
    return start, end


def _joined(text: str, words: Sequence[tuple[int, int]]) -> str:
    return " ".join(text[start:end] for start, end in words)


def _word(plain: str, words: Sequence[tuple[int, int]], place: int) -> str:
    return plain[slice(*words[place])] if 0 <= place < len(words) else ""


def _candidates(passages: Iterable[Passage], least: int) -> frozenset[str]:
    """Names that stand in enough passages: of those of so many words, only what begins and ends as such a one."""
    frequent: frozenset[str] | None = None
    found: set[str] = set()
    plains = [(folded(passage.text), passage) for passage in passages]
    for length in range(1, LONGEST + 1):
        counts: Counter[str] = Counter()
        for plain, passage in plains:
            names = (
                _joined(plain, words[first : first + length])
                for words in runs(plain)
                for first in range(len(words) - length + 1)
                if frequent is None
                or (
                    _joined(plain, words[first : first + length - 1]) in frequent
                    and _joined(plain, words[first + 1 : first + length]) in frequent
                )
            )
            counts.update(names if passage.places else set(names))
        frequent = frozenset(name for name, count in counts.items() if count >= least)
        found |= {name for name in frequent if MASK not in name and any(map(str.isalpha, name))}
    return frozenset(found)


def _labelled(passage: Passage) -> Iterator[str]:
    plain = folded(passage.text)
    for start, end in passage.places or ():
        found = list(runs(plain[start:end]))
        if len(found) == 1 and (found[0][0][0], found[0][-1][1]) == (0, end - start) and len(found[0]) <= LONGEST:
            yield _joined(plain[start:end], found[0])


def _subject_of(seen: Iterable[Seen]) -> str:
    """The subject that a name goes with most; empty where it goes with none."""
    subjects = Counter(subject for each in seen for subject in each.subjects)
    return min(subjects, key=lambda each: (-subjects[each], each)) if subjects else ""


def _is_told(name: str, subject: str, seen: Mapping[str, Sequence[Seen]], base: float, thresholds: Thresholds) -> bool:
    """Whether it is in enough passages, of enough writers, in enough company, and tells of its subject."""
    held = seen[name]
    right = [each for each in held if subject in each.subjects]
    return (
        len(held) >= thresholds.least
        and len({each.who for each in held}) >= thresholds.people
        and len({(each.before, each.after) for each in right}) >= thresholds.company
        and len(right) >= base * thresholds.lift * len(held)
    )


def _is_framed(
    name: str, subject: str, seen: Mapping[str, Sequence[Seen]], base: float, thresholds: Thresholds
) -> bool:
    """Whether its first and last word tell of the subject, too: not `the vpn`, nor `vpn and`."""
    return all(
        sum(subject in each.subjects for each in seen.get(word, ())) >= base * thresholds.lift * len(seen.get(word, ()))
        for word in {name.split(" ", maxsplit=1)[0], name.rsplit(" ", maxsplit=1)[-1]}
    )


def _beside(seen: Iterable[Seen], subject: str) -> dict[tuple[bool, str], tuple[int, int]]:
    """Whether it comes after the name, and the word -> how many are about the subject, and how many there are."""
    counts: dict[tuple[bool, str], tuple[int, int]] = {}
    for each in seen:
        for key in ((False, each.before), (True, each.after)):
            if key[1]:
                right, n = counts.get(key, (0, 0))
                counts[key] = (right + (subject in each.subjects), n + 1)
    return counts


def _misleading(
    seen: Mapping[str, Sequence[Seen]], found: Mapping[str, str], thresholds: Thresholds
) -> frozenset[tuple[bool, str]]:
    """Words that make any name beside them mean something else: an XML *file* is no XML.

    With them names are right far less often than the same names are elsewhere.
    """
    right: Counter[tuple[bool, str]] = Counter()
    expected: dict[tuple[bool, str], float] = defaultdict(float)
    n: Counter[tuple[bool, str]] = Counter()
    for name, subject in found.items():
        if len(seen[name]) < thresholds.least_shared_name:
            continue
        share = sum(subject in each.subjects for each in seen[name]) / len(seen[name])
        for key, (hits, count) in _beside(seen[name], subject).items():
            right[key] += hits
            n[key] += count
            expected[key] += share * count
    enough = [key for key, count in n.items() if count >= thresholds.least_shared]
    return frozenset(key for key in enough if right[key] <= expected[key] * thresholds.shared_misleading)


def _graded(
    name: str, subject: str, seen: Sequence[Seen], misleading: frozenset[tuple[bool, str]], thresholds: Thresholds
) -> Iterator[Proposal]:
    """The proposals for a name: in any case if it is sure, or in the spellings that are, or with anchors."""
    beside = _beside(seen, subject)
    own = {
        key for key, (right, n) in beside.items() if n >= thresholds.least_beside and right <= n * thresholds.misleading
    }
    negative = tuple(sorted(_phrase(name, key) for key in own | misleading))
    left = [each for each in seen if not {(False, each.before), (True, each.after)} & (own | misleading)]
    right = sum(subject in each.subjects for each in left)
    if len(left) < thresholds.least:
        return
    # Words beside it may make a likely name sure, not an unlikely one: with enough of them anything looks sure.
    share = sum(subject in each.subjects for each in seen) / len(seen)
    forms: dict[str, list[bool]] = defaultdict(list)
    for each in left:
        if each.before or each.spelt == name:  # a capital at a beginning says nothing
            forms[each.spelt].append(subject in each.subjects)
    plain = forms.get(name, [])
    is_misspelt = len(plain) >= thresholds.least_beside and sum(plain) <= thresholds.misleading * len(plain)
    if right >= thresholds.sure * len(left) and share >= thresholds.likely and not is_misspelt:
        yield Proposal(name, subject, "A", right, len(left), (), negative)
        return
    for form in sorted(forms):
        if form != name and _is_sure(forms[form], thresholds):
            yield Proposal(form, subject, "A", sum(forms[form]), len(forms[form]), (), negative)
    if right >= thresholds.likely * len(left):
        anchors = [
            _phrase(name, key)
            for key, (hits, n) in beside.items()
            if n >= thresholds.least_beside and hits >= n * thresholds.sure
        ]
        yield Proposal(name, subject, "B", right, len(left), tuple(sorted(anchors)), negative)


def _is_sure(hits: Sequence[bool], thresholds: Thresholds) -> bool:
    return len(hits) >= thresholds.least and sum(hits) >= thresholds.sure * len(hits)


def _phrase(name: str, key: tuple[bool, str]) -> str:
    comes_after, word = key
    return f"{name} {word}" if comes_after else f"{word} {name}"
