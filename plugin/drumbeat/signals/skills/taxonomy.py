"""The skill file: what skills there are, by which words and structural fields they are known, and a customer's own.

A file is CSV with a heading. Cells that are lists have `|` between. Columns may be left out.

| column | holds |
|---|---|
| skill_id | `SK-0001`; a customer's own ids begin with anything else |
| name, group, domain | what people call it; technical, analytical, interpersonal, delivery or learning; its area |
| aliases_A | names that are unmistakable: one alone shows the skill |
| aliases_B | names that mean other things too: they count near an anchor, or where CI class or category agree |
| anchors | what confirms an alias of tier B: within 60 characters of it, or a phrase that holds it |
| negative_contexts | what forbids any alias: a phrase shortly before it in the sentence, or one that holds it |
| ci_classes, categories | values of cmdb_ci.sys_class_name; of category, subcategory or service offering |
| onet_example ... cmn_skill_match | the same skill elsewhere |
| source, licence, version | where the line comes from |
| status | a customer's: `off` switches the skill off |

An alias in lower case is found in any case; one with a capital only as it is spelt: `Go`, but not `go`. `{n}` at its
end stands for a number with or without points: `windows {n}` is found in Windows 8.1, `ie{n}` in IE11.

A customer's line with a shipped id changes that skill: an empty cell keeps what is shipped, `-` empties it, a list
that begins with `|` adds to it. A line with another id is a new skill. An alias that a customer gives to a skill is
taken from the shipped skill that had it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from drumbeat.signals.skills.folding import folded

NUMBER = "{n}"
"""At an alias's end: a number, its version."""
GROUPS = ("technical", "analytical", "interpersonal", "delivery", "learning")
TECHNICAL = "technical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One line of the skill file. Lists hold no blank and no repeated entry."""

    skill_id: str
    name: str
    group: str = TECHNICAL
    domain: str = ""
    aliases_a: tuple[str, ...] = ()
    aliases_b: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    negative_contexts: tuple[str, ...] = ()
    ci_classes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    onet_example: str = ""
    onet_commodity_code: str = ""
    esco_uri: str = ""
    nice_id: str = ""
    sfia_code: str = ""
    ecf_code: str = ""
    cmn_skill_match: str = ""
    source: str = ""
    licence: str = ""
    version: str = ""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Of both tiers."""
        return (*self.aliases_a, *self.aliases_b)

    @property
    def is_recognisable(self) -> bool:
        """Whether anything at all can show it."""
        return bool(self.aliases_a or self.ci_classes or self.categories or (self.aliases_b and self.anchors))


LISTS = ("aliases_A", "aliases_B", "anchors", "negative_contexts", "ci_classes", "categories")
COLUMNS = tuple(
    {"aliases_a": "aliases_A", "aliases_b": "aliases_B"}.get(each.name, each.name) for each in fields(Skill)
)
"""Of the shipped file, in its order; a customer's may also have `status`."""


def listed(cell: str) -> tuple[str, ...]:
    """The entries of a cell that is a list, each once."""
    return tuple(dict.fromkeys(filter(None, (entry.strip() for entry in cell.split("|")))))


def merged(shipped: Sequence[Skill], own: Iterable[Skill], off: frozenset[str] = frozenset()) -> tuple[Skill, ...]:
    """The shipped skills, those of the same id replaced by the customer's, then the customer's others.

    An alias of a customer's skill is no longer another's; `off` are ids that are left out.
    """
    chosen = {skill.skill_id: skill for skill in own if skill.skill_id not in off}
    taken = {alias_key(alias): skill.skill_id for skill in chosen.values() for alias in skill.aliases}
    kept = [chosen.get(skill.skill_id, _without(skill, taken)) for skill in shipped if skill.skill_id not in off]
    ours = {skill.skill_id for skill in shipped}
    return (*kept, *(skill for skill in chosen.values() if skill.skill_id not in ours))


def alias_key(alias: str) -> str:
    """Two aliases with the same key are one: `Go` and `go` are two, `wi-fi` with either hyphen one."""
    return alias if alias != alias.lower() else folded(alias)


def _without(skill: Skill, taken: dict[str, str]) -> Skill:
    return replace(
        skill,
        aliases_a=tuple(alias for alias in skill.aliases_a if alias_key(alias) not in taken),
        aliases_b=tuple(alias for alias in skill.aliases_b if alias_key(alias) not in taken),
    )
