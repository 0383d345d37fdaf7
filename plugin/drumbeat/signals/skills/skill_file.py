"""Reading a skill file: the text of a CSV becomes skills, or all its mistakes with their lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from drumbeat.errors import SettingsError
from drumbeat.signals.skills.taxonomy import COLUMNS, GROUPS, LISTS, NUMBER, TECHNICAL, Skill, alias_key, listed, merged

STATUS = "status"
_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,39}")
_OURS = "SK-"
_LONGEST_ALIAS = 80
_RECOVERY = "Correct the file; its columns are explained in docs/skills.md."
_TOLD = 30


def read_skills(text: str, name: str, shipped: Sequence[Skill] = ()) -> tuple[Skill, ...]:
    """The skills of a file's text; with `shipped`, those with a customer's file over them.

    `name` is what the file is called in messages. Raises SettingsError with every mistake and its line.
    """
    reader = _Reader(name, {skill.skill_id: skill for skill in shipped})
    return reader.read(text)


class _Reader:
    """One reading; mistakes are collected on the way."""

    def __init__(self, name: str, shipped: Mapping[str, Skill]) -> None:
        self._name = name
        self._shipped = shipped
        self._mistakes: list[str] = []
        self._found: dict[str, Skill] = {}
        self._off: set[str] = set()
        self._lines: dict[str, int] = {}

    def read(self, text: str) -> tuple[Skill, ...]:
        """The skills. Raises SettingsError."""
        for line, row in self._rows(text):
            self._take(line, row)
        skills = merged(tuple(self._shipped.values()), self._found.values(), frozenset(self._off))
        self._compare(skills)
        if self._mistakes:
            many = f"There are {len(self._mistakes)} mistakes" if len(self._mistakes) > 1 else "There is a mistake"
            told = self._mistakes[:_TOLD]
            told += [f"and {len(self._mistakes) - _TOLD} more"] if len(self._mistakes) > _TOLD else []
            raise SettingsError("\n  ".join([f"{many} in the skill file {self._name}:", *told]), recovery=_RECOVERY)
        return skills

    def _rows(self, text: str) -> Iterator[tuple[int, dict[str, str]]]:
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        delimiter = max(",;\t", key=lines[0].count)
        reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
        try:
            heading = [cell.strip() for cell in next(reader, [])]
            if not self._is_heading(heading):
                return
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(heading):
                    self._complain(reader.line_num, f"{len(cells)} cells under {len(heading)} headings")
                    continue
                yield reader.line_num, dict(zip(heading, (cell.strip() for cell in cells), strict=True))
        except csv.Error as error:
            self._complain(reader.line_num, f"no CSV: {error}")

    def _is_heading(self, heading: Sequence[str]) -> bool:
        known = (*COLUMNS, STATUS)
        wrong = [cell for cell in heading if cell not in known]
        if "skill_id" not in heading:
            self._complain(1, f"there is no column skill_id; columns are {', '.join(known)}")
            return False
        if wrong:
            self._complain(1, f"“{wrong[0]}” is no column; columns are {', '.join(known)}")
        if len(set(heading)) < len(heading):
            self._complain(1, "a column stands twice")
        return not wrong and len(set(heading)) == len(heading)

    def _take(self, line: int, row: dict[str, str]) -> None:
        skill_id = row["skill_id"]
        if not _ID.fullmatch(skill_id):
            self._complain(line, "skill_id must be a letter, then letters, digits, points or hyphens: OWN-001")
            return
        if skill_id in self._lines:
            self._complain(line, f"{skill_id} stands in line {self._lines[skill_id]} already")
            return
        before = self._shipped.get(skill_id)
        if before is None and self._shipped and skill_id.startswith(_OURS):
            self._complain(line, f"there is no shipped skill {skill_id}; ids of your own begin with other letters")
            return
        self._lines[skill_id] = line
        if row.get(STATUS, "").lower() == "off":
            self._off.add(skill_id)
            return
        if row.get(STATUS, "").lower() not in ("", "on"):
            self._complain(line, "status must be on, off or empty")
        self._found[skill_id] = skill = _laid_over(before or Skill(skill_id=skill_id, name=""), row)
        for said in _mistakes(skill):
            self._complain(line, said)

    def _compare(self, skills: Sequence[Skill]) -> None:
        """What two lines of the file may not share. What a customer's line takes from a shipped one is no mistake."""
        names: dict[str, str] = {}
        aliases: dict[str, str] = {}
        for skill in skills:
            line = self._lines.get(skill.skill_id)
            other = names.setdefault(skill.name.casefold(), skill.skill_id)
            if other != skill.skill_id and skill.name:
                self._complain(line or self._lines.get(other, 1), f"“{skill.name}” is the name of {other} already")
            for alias in skill.aliases:
                other = aliases.setdefault(alias_key(alias), skill.skill_id)
                if other != skill.skill_id:
                    self._complain(line or self._lines.get(other, 1), f"“{alias}” is an alias of {other} already")

    def _complain(self, line: int, said: str) -> None:
        self._mistakes.append(f"line {line}: {said}")


def _laid_over(skill: Skill, row: Mapping[str, str]) -> Skill:
    """The skill with what the line says of it."""
    changed: dict[str, Any] = {}
    for column, cell in row.items():
        field = column.lower()
        if column in ("skill_id", STATUS) or not cell:
            continue
        if column not in LISTS:
            changed[field] = "" if cell == "-" else cell
        elif cell == "-":
            changed[field] = ()
        elif cell.startswith("|"):
            held: tuple[str, ...] = getattr(skill, field)
            changed[field] = tuple(dict.fromkeys((*held, *listed(cell[1:]))))
        else:
            changed[field] = listed(cell)
    for field in ("anchors", "negative_contexts", "ci_classes", "categories"):
        if field in changed:
            changed[field] = tuple(dict.fromkeys(each.lower() for each in changed[field]))
    return replace(skill, **changed)


def _mistakes(skill: Skill) -> Iterator[str]:
    if not skill.name:
        yield "a new skill needs a name"
    if not all(each.isprintable() for each in (skill.name, *skill.aliases, *skill.anchors, *skill.negative_contexts)):
        yield "it holds a character that cannot be seen"  # it would leave in a digest, or hide what is masked
    if skill.group not in GROUPS:
        yield f"group must be one of {', '.join(GROUPS)}"
    both = {alias_key(alias) for alias in skill.aliases_a} & {alias_key(alias) for alias in skill.aliases_b}
    if both:
        yield f"“{min(both)}” stands in both tiers"
    for alias in (*skill.aliases, *skill.anchors, *skill.negative_contexts):
        if len(alias) > _LONGEST_ALIAS:
            yield f"“{alias[:20]}…” is longer than {_LONGEST_ALIAS} characters"
        if not any(char.isalnum() for char in alias.removesuffix(NUMBER)):
            yield f"“{alias}” holds no letter and no digit"
    if any(len(alias) == 1 and alias == alias.lower() for alias in skill.aliases_a):
        yield "a single letter is never unmistakable: give it tier B"
    if skill.group == TECHNICAL and skill.name and not skill.is_recognisable:
        yield "nothing shows this skill: it needs an alias in tier A, one in tier B with anchors, classes or categories"
