"""Rules as rows of text and back; and addresses as they were pasted. Each row is judged by itself. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from drumbeat.editions.addresses import Bad, verdict
from drumbeat.editions.domains import is_nearly, shown_domain, usual_domain
from drumbeat.editions.name_addresses import addresses_in
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.records.domains import ascii_domain
from drumbeat.sentences import sentence

COLUMNS = ("kind", "name", "excluded", "language", "keeper")
LONGEST = 254
"""Characters of a name or a keeper, as the store has room for them."""
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"", "no", "false", "0"})


class RowVerdict(StrEnum):
    """What a row is found to be."""

    GOOD = "good"
    KNOWN = "known already"
    TWICE = "written twice"
    BAD = "not good"


@dataclass(frozen=True, slots=True)
class Row:
    """A row and what is found of it."""

    number: int
    """Its place in the file, from 1."""
    text: str
    verdict: RowVerdict
    reason: str = ""
    """Why no rule can be made of it, as a sentence; empty where one can."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a list of rows holds."""

    rows: tuple[Row, ...]
    good: tuple[Rule, ...]
    keys: frozenset[tuple[str, str]]
    """Of all rules that the rows hold, known ones too."""

    @property
    def bad(self) -> tuple[Row, ...]:
        """Rows from which no rule can be made."""
        return tuple(row for row in self.rows if row.verdict is RowVerdict.BAD)

    def count(self, verdict: RowVerdict) -> int:
        """How many rows are found to be that."""
        return sum(row.verdict is verdict for row in self.rows)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an installation takes."""

    allowed_domains: tuple[str, ...] = ()
    languages: Collection[str] = ()
    usual: str = ""
    """The domain that most recipients have (`domains.usual_domain`); empty where none is so usual."""
    known: frozenset[str] = frozenset()
    """Domains of recipients that are there: none of them is a slip."""

    def among(self, known: Collection[Rule], written: Iterable[str] = ()) -> Limits:
        """The same beside these rules, and addresses that are written together with the one that is judged."""
        there = [rule.name for rule in known if rule.kind.is_address and not rule.is_excluded]
        domains = frozenset(ascii_domain(each.rpartition("@")[2]) for each in there)
        return replace(self, usual=usual_domain([*there, *written]), known=domains)


def pasted(lines: Iterable[str], language: str, known: Collection[Rule], limits: Limits) -> Judged:
    """Addresses as mail programs copy them, a row each, numbered by their lines; see `listed`."""
    return listed(split(lines), language, known, limits)


def split(lines: Iterable[str]) -> list[tuple[int, str]]:
    """Each address with the number of its line, from 1; blank lines are passed over, and count."""
    return [(number, each) for number, line in enumerate(lines, start=1) for each in addresses_in(line)]


def listed(rows: Iterable[tuple[int, str]], language: str, known: Collection[Rule], limits: Limits) -> Judged:
    """Addresses with their numbers. Who is known in any case, as whatever, is left as it is."""
    written = list(rows)
    judging = limits.among(known, (text for _, text in written if "@" in text))
    found = ((number, text, _pasted(text, language, judging)) for number, text in written)
    there = {rule.key for rule in known}
    return _judged(found, lambda rule: rule.key in there)


def imported(rows: Iterable[tuple[int, Mapping[str, str]]], known: Collection[Rule], limits: Limits) -> Judged:
    """Rows by column, as `as_row` writes them. A rule that says other than the known one of its key is good."""
    there = {rule.key: rule for rule in known}
    written = list(rows)
    judging = limits.among(known, (_bare(row.get("name", "")) for _, row in written if "@" in row.get("name", "")))
    found = ((number, row.get("name", ""), rule_of(row, judging)) for number, row in written)
    return _judged(found, lambda rule: there.get(rule.key) == rule)


def as_row(rule: Rule) -> dict[str, str]:
    """The rule as a row of text."""
    excluded = "yes" if rule.is_excluded else ""
    values = (rule.kind.value, rule.name, excluded, rule.language, rule.keeper)
    return dict(zip(COLUMNS, values, strict=True))


def rule_of(row: Mapping[str, str], limits: Limits) -> Rule | str:
    """The rule in a row of text, or why there is none, as a sentence. Only `kind` and `name` have to be there."""
    kind, name, excluded, language, keeper = (row.get(column, "").strip() for column in COLUMNS)
    if kind.lower() not in tuple(RecipientKind):
        return sentence("The kind is none of {kinds}.", kinds=", ".join(RecipientKind))
    if excluded.lower() not in _YES | _NO:
        return sentence("“excluded” is yes or no.")
    wanted = RecipientKind(kind.lower())
    name = _bare(name) if wanted.is_address else name
    rule = Rule(wanted, name, excluded.lower() in _YES, language, keeper)
    return rule_problem(rule, limits) or rule


def rule_problem(rule: Rule, limits: Limits) -> str:
    """Why a rule cannot be kept, as a sentence; empty where it can."""
    return next(iter(rule_problems(rule, limits).values()), "")


def rule_problems(rule: Rule, limits: Limits) -> dict[str, str]:
    """The same by column: name, language, keeper; only those of which something is wrong."""
    found = {
        "name": _name_problem(rule, limits),
        "language": _language_problem(rule, limits),
        "keeper": _keeper_problem(rule),
    }
    return {column: problem for column, problem in found.items() if problem}


def _name_problem(rule: Rule, limits: Limits) -> str:
    if rule.kind.is_address:
        # Who is left out may be anywhere: the limits say where digests go
        found = verdict(rule.name, None if rule.is_excluded else limits.allowed_domains)
        if not isinstance(found, Bad) and not rule.is_excluded:
            return slip.sentence if (slip := _slip(rule.name, limits)) else ""
        return found.sentence if isinstance(found, Bad) else ""
    is_name = rule.name.strip() and rule.name.isprintable() and len(rule.name) <= LONGEST
    if is_name:
        return ""
    return sentence("A name is words without control characters, up to {most} letters.", most=str(LONGEST))


def _slip(address: str, limits: Limits) -> Bad | None:
    """What speaks against an address whose domain is nearly the usual one; the settings' word goes before."""
    local, _, domain = address.rpartition("@")
    if limits.allowed_domains or ascii_domain(domain) in limits.known or not is_nearly(domain, limits.usual):
        return None
    reason = sentence(
        "Its domain is nearly {usual}, which most have. If it is another, the settings name both "
        "(mail.allowed_domains).",
        usual=shown_domain(limits.usual),
    )
    return Bad(reason, f"{local}@{shown_domain(limits.usual)}")


def _language_problem(rule: Rule, limits: Limits) -> str:
    if not rule.language:
        return ""
    if rule.is_excluded:
        return sentence("Who is left out reads it in no language.")
    if rule.language in limits.languages:
        return ""
    return sentence("There is no such language; there are {known}.", known=", ".join(limits.languages))


def _keeper_problem(rule: Rule) -> str:
    if rule.keeper and (rule.is_excluded or not rule.kind.is_list):
        return sentence("Only a list that receives it has a keeper.")
    if rule.kind.is_list and not rule.is_excluded and not rule.keeper:
        return sentence("A list needs a keeper: the mail says who takes readers off it.")
    is_words = rule.keeper.isprintable() and len(rule.keeper) <= LONGEST
    if is_words:
        return ""
    return sentence("A keeper is words without control characters, up to {most} letters.", most=str(LONGEST))


def _bare(name: str) -> str:
    """The one address that is written with a name beside it; anything else as it is."""
    found = addresses_in(name)
    return found[0] if len(found) == 1 else name


def _pasted(line: str, language: str, limits: Limits) -> Rule | str:
    rule = Rule(RecipientKind.ADDRESS, line, language=language)
    return rule_problem(rule, limits) or rule


def _judged(rows: Iterable[tuple[int, str, Rule | str]], is_known: Callable[[Rule], bool]) -> Judged:
    seen: dict[tuple[str, str], tuple[int, int, Rule]] = {}
    good, judged = [], []
    for place, (number, text, found) in enumerate(rows):
        verdict, reason = RowVerdict.GOOD, ""
        if isinstance(found, str):
            verdict, reason = RowVerdict.BAD, found
        else:
            at, first, earlier = seen.setdefault(found.key, (place, number, found))
            if at == place and is_known(found):
                verdict = RowVerdict.KNOWN
            elif at == place:
                good.append(found)
            elif replace(found, name=earlier.name) == earlier:
                verdict = RowVerdict.TWICE
            else:
                verdict, reason = RowVerdict.BAD, sentence("It contradicts row {first}.", first=str(first))
        judged.append(Row(number, text, verdict, reason))
    return Judged(tuple(judged), tuple(good), frozenset(seen))
