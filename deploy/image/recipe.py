"""Read a Dockerfile: its stages, each with its instructions in order.

Only the instructions that ours uses are known; an unknown one is refused, so that nothing is passed over in silence.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from string import Template

KNOWN = frozenset(
    {
        *("ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN", "STOPSIGNAL"),
        *("USER", "WORKDIR"),
    }
)
_FLAG = re.compile(r"--([a-z-]+)=(\S+)\s*")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, with the flags before its words taken off."""

    name: str
    text: str
    flags: Mapping[str, str]

    @property
    def words(self) -> list[str]:
        """The words of its text: those of a JSON list, or as a shell would split them."""
        return list(json.loads(self.text)) if self.text.startswith("[") else shlex.split(self.text)

    @property
    def pairs(self) -> dict[str, str]:
        """Of ENV, ARG and LABEL: names with their values."""
        return {name: value for name, _, value in (word.partition("=") for word in self.words)}


@dataclass(frozen=True, slots=True)
class Stage:
    """What is made of one base."""

    base: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)

    def last(self, name: str) -> Instruction:
        """The instruction that is in force, of those of which the last one counts. Raises ValueError without one."""
        found = [each for each in self.instructions if each.name == name]
        if not found:
            raise ValueError(f"there is no {name}")
        return found[-1]


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile's text. Raises ValueError or KeyError for what it does not know."""
    found: list[Stage] = []
    arguments: dict[str, str] = {}
    for line in _lines(text):
        name, _, rest = line.partition(" ")
        if name not in KNOWN:
            raise ValueError(f"no such instruction is known here: {name}")
        made = _instruction(name, rest.strip())
        if name == "FROM":
            base, _, stage = made.text.partition(" AS ")
            found.append(Stage(Template(base).substitute(arguments), stage.strip()))
        elif not found:
            arguments |= made.pairs
        else:
            found[-1].instructions.append(made)
    return found


def is_ignored(path: str, rules: str) -> bool:
    """Whether a path below the context stays behind by the rules of a .dockerignore: the last that matches decides.

    A rule that matches a folder matches what is in it.
    """
    here = PurePosixPath(path)
    steps = [here, *here.parents][:-1]
    ignored = False
    for rule in (line.strip() for line in rules.splitlines()):
        pattern = rule.removeprefix("!")
        if pattern and not pattern.startswith("#") and any(_matches(step, pattern) for step in steps):
            ignored = not rule.startswith("!")
    return ignored


def _matches(path: PurePosixPath, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatchcase(path.name, pattern.removeprefix("**/"))
    wanted = pattern.split("/")
    return len(wanted) == len(path.parts) and all(map(fnmatchcase, path.parts, wanted))


def _instruction(name: str, text: str) -> Instruction:
    flags: dict[str, str] = {}
    while name in {"COPY", "HEALTHCHECK", "RUN", "FROM"} and (match := _FLAG.match(text)):
        flags[match[1]] = match[2]
        text = text[match.end() :]
    return Instruction(name, text.removeprefix("CMD ") if name == "HEALTHCHECK" else text, flags)


def _lines(text: str) -> Iterator[str]:
    """Instructions without comments, each in one line."""
    said = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    yield from (line.strip() for line in re.sub(r"\\\n\s*", " ", said).splitlines() if line.strip())
