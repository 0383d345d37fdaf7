"""My record of a period: what the records show, skills, what does not count and why, and the record to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from drumbeat.desk.formats import Format
from drumbeat.desk.own_records import own_file, own_record_again
from drumbeat.digest.language.phrase import Label, PeriodView, Phrase, phrase, plural
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.people.accomplishments import Line, PersonalRecord, SkillLine
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Download, Go, Page
from drumbeat.web.blocks import Block, Column, Details, Items, Link, Links, Piece, Section, Table, Text
from drumbeat.web.leads.paging import pager
from drumbeat.web.owner.choosing import owner_of, period_named, remembered
from drumbeat.web.owner.said import day_in, day_of, record_said, role_of, rule_said, state_of
from drumbeat.web.query import address, page_of
from drumbeat.web.refusals import Refused
from drumbeat.web.returning import RECORD
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
A_PAGE = 100
"""Lines that are shown at a time."""
_FEW = 3
"""Records of a rule that are shown without being asked for."""
_FILES = {"md": Format.MARKDOWN, "html": Format.HTML, "json": Format.JSON}


@pages.get(f"{RECORD}/{{period}}", Rule.OWNER)
def record_page(visit: Visit) -> Answer:
    """What the records show, rule by rule."""
    found = record_of(visit)
    if isinstance(found, Go):
        return found
    here = _here(visit)
    shown, *at = page_of(found.lines, visit.query.get("page", ""), A_PAGE)
    return Page(
        phrase("Your record, {period}", period=found.period),
        (
            *_notes(found),
            *_lines(shown, here, found.period, visit.say),
            *pager(here, _counted(len(found.lines)), *at),
            *_skills(found, here),
            *_left_out(found, here),
            *_untold(found),
            _away(here),
        ),
    )


@pages.get(f"{RECORD}/{{period}}/skills", Rule.OWNER)
def skills(visit: Visit) -> Answer:
    """Every record that shows a skill, so that each line can be spoken of."""
    found = record_of(visit)
    if isinstance(found, Go):
        return found
    here, lines = _here(visit), [line for skill in found.skills for line in skill.lines]
    shown, *at = page_of(lines, visit.query.get("page", ""), A_PAGE)
    columns = tuple(map(Column, (phrase("Record"), phrase("Skill"), phrase("Day"), phrase("How it stands"))))
    rows = tuple((_link(line, here), line.about, day_of(line.day), state_of(line)) for line in shown)
    return Page(
        phrase("Skills exercised, {period}", period=found.period),
        (
            *([rule_said(shown[0].sentence, visit.say)] if shown else []),
            Table(phrase("Skills exercised"), columns, rows, phrase("No record shows a skill."), is_titled=True),
            *pager(f"{here}/skills", _counted(len(lines)), *at),
            _back(here),
        ),
    )


@pages.get(f"{RECORD}/{{period}}/left-out", Rule.OWNER)
def left_out(visit: Visit) -> Answer:
    """Every record that does not count, and why."""
    found = record_of(visit)
    if isinstance(found, Go):
        return found
    here = _here(visit)
    shown, *at = page_of(found.left_out, visit.query.get("page", ""), A_PAGE)
    columns = tuple(map(Column, (phrase("Record"), phrase("Day"), phrase("Why"), phrase("Rule"))))
    rows = tuple((each.number or phrase("a record"), day_of(each.day), Label(each.reason), each.gate) for each in shown)
    return Page(
        phrase("Records that do not count, {period}", period=found.period),
        (
            Text(phrase("A record that does not count says nothing against you: it tells nothing of anybody.")),
            Table(phrase("Records that do not count"), columns, rows, phrase("Every record counts."), is_titled=True),
            *pager(f"{here}/left-out", _counted(len(found.left_out)), *at),
            _back(here),
        ),
    )


@pages.get(f"{RECORD}/{{period}}/files/{{ending}}", Rule.OWNER)
def take_away(visit: Visit) -> Answer:
    """The record as a file in the language of the page, without what is hidden."""
    form = _FILES.get(str(visit.path["ending"]))
    if form is None:
        raise Refused.missing()
    found = _remembered(visit)
    if isinstance(found, Go):
        return found
    made = own_file(visit.context, owner_of(visit), found, form, visit.say.language)
    return Download(made.name, made.content, made.media_type)


def record_of(visit: Visit) -> PersonalRecord | Go:
    """The record with what its owner says of it by now; or the way to have it read, where it is not remembered."""
    found = _remembered(visit)
    return found if isinstance(found, Go) else own_record_again(visit.context, owner_of(visit), found)


def _remembered(visit: Visit) -> PersonalRecord | Go:
    said = str(visit.path["period"])
    period_named(visit, said)
    return remembered(visit, said) or Go(address(RECORD, period=said))


def _here(visit: Visit) -> str:
    return f"{RECORD}/{visit.path['period']}"


def _notes(found: PersonalRecord) -> Iterable[Block]:
    return (Text(note, "quiet") for note in found.notes)


def _lines(lines: Sequence[Line], here: str, period: PeriodView, say: Wording) -> Iterable[Block]:
    """A section a rule, in whose words it is told."""
    if not lines:
        yield Text(
            phrase(
                "No rule found anything to tell of this period. That says nothing about the work: "
                "rules see only what tickets, changes, improvements and articles show."
            )
        )
    columns = tuple(map(Column, (phrase("Record"), phrase("Day"), phrase("Your part"), phrase("How it stands"))))
    seen: dict[tuple[tuple[str, str], ...], Label] = {}
    for rule, group in groupby(lines, key=lambda line: line.told_by):
        those = list(group)
        rows = tuple((_link(line, here), day_in(line, period), role_of(line), state_of(line)) for line in those)
        label = Label(those[0].label)
        name, version = rule.split(", version ")
        why = (
            rule_said(those[0].sentence, say),
            Text(phrase("Rule {rule}, version {version}.", rule=name, version=version), "quiet"),
        )
        table: Block = Table(label, columns, rows, is_titled=True)
        records = tuple((line.number, line.about) for line in those)
        if (same := seen.setdefault(records, label)) is not label:
            count = plural("{n} record, the same as: {part}", "{n} records, the same as: {part}", len(rows), part=same)
            table = Details(count, (table,))
        elif len(rows) > _FEW:
            table = Details(plural("{n} record", "{n} records", len(rows)), (table,))
        yield Section(label, (table, Details(phrase("The rule"), why)))


def _link(line: Line, here: str) -> Piece:
    words = record_said(line.number)
    if line.about and line.rule != "S01":
        words = phrase("{record}, {about}", record=words, about=line.about)
    return Link(words, f"{here}/lines/{line.line}")


def _skills(found: PersonalRecord, here: str) -> Iterable[Block]:
    if not found.skills:
        return
    said = tuple(_skill(skill) for skill in found.skills)
    more = Links((Link(phrase("See each record"), f"{here}/skills", phrase("that shows a skill")),))
    yield Section(phrase("Skills exercised"), (Items(said), more), "skills")


def _skill(skill: SkillLine) -> Piece:
    if not skill.records:
        return phrase("{skill}: hidden by you", skill=skill.name)
    records = plural("{n} record", "{n} records", skill.records)
    if not skill.last:
        return phrase("{skill}: {records}", skill=skill.name, records=records)
    return phrase(
        "{skill}: {records}, last on {day}", skill=skill.name, records=records, day=date.fromisoformat(skill.last)
    )


def _left_out(found: PersonalRecord, here: str) -> Iterable[Block]:
    if not found.excluded:
        return
    said = tuple(phrase("{reason}: {n}", reason=each.label, n=each.count) for each in found.excluded)
    more = Links((Link(phrase("See each record"), f"{here}/left-out", phrase("that does not count")),))
    yield Section(phrase("Records that do not count"), (Items(said), more), "left-out")


def _untold(found: PersonalRecord) -> Iterable[Block]:
    if not found.untold:
        return
    said = tuple(
        phrase("{rule} ({id}): {table} could not be read", rule=Label(each.label), id=each.id, table=each.lacks)
        for each in found.untold
    )
    yield Details(phrase("Rules that could not tell"), (Items(said),))


def _away(here: str) -> Block:
    words = {"md": phrase("as Markdown"), "html": phrase("as a web page"), "json": phrase("as JSON")}
    links = Links(tuple(Link(words[ending], f"{here}/files/{ending}") for ending in _FILES))
    return Section(
        phrase("Take it away"), (Text(phrase("What you have hidden is not in it, your notes are.")), links), "files"
    )


def _back(here: str) -> Block:
    return Links((Link(phrase("Back to your record"), here),))


def _counted(lines: int) -> Phrase:
    return plural("{n} line", "{n} lines", lines)
