"""One line of the own record: the rule, what it stands on, and what its owner says of it (F9)."""

from __future__ import annotations

from drumbeat.desk.own_records import LONGEST_NOTE, remark
from drumbeat.digest.language.phrase import Label, Phrase, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.people.accomplishments import NO_REMARKS, Line, Remarks
from drumbeat.errors import TryLater
from drumbeat.ports import Remark
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Block, Column, Facts, Link, Links, Piece, Section, Table
from drumbeat.web.fields import Area, Button, Form
from drumbeat.web.owner.choosing import owner_of, period_named
from drumbeat.web.owner.record import record_of
from drumbeat.web.owner.said import day_of, record_said, role_of, rule_said, state_of
from drumbeat.web.refusals import Refused
from drumbeat.web.returning import RECORD
from drumbeat.web.routes import Routes
from drumbeat.web.versions import conflict, version_of
from drumbeat.web.visits import Visit

pages = Routes()
_SMALL = 16_384
_NOTE = phrase("Your note")
_DONE = {
    "annotate": phrase("Your note is kept."),
    "hide": phrase("It is hidden: it is in no copy of your record, and names you in no digest."),
    "show": phrase("It is shown again."),
    "dispute": phrase("It is marked as disputed, and names you in no digest."),
    "settle": phrase("It is disputed no more."),
}


@pages.get(f"{RECORD}/{{period}}/lines/{{line}}", Rule.OWNER)
def line_page(visit: Visit) -> Answer:
    """The line."""
    found = record_of(visit)
    if isinstance(found, Go):
        return found
    wanted = str(visit.path["line"])
    every = (*found.lines, *(line for skill in found.skills for line in skill.lines))
    line = next((each for each in every if each.line == wanted), None)
    if line is None:
        raise Refused.missing()
    return Page(_title(line), (*_shown(line, visit.say), _form(visit, line.said), _back(visit)))


@pages.post(f"{RECORD}/{{period}}/lines/{{line}}", Rule.OWNER, most_bytes=_SMALL)
def say(visit: Visit) -> Answer:
    """Keeps what the owner says of it."""
    period_named(visit, str(visit.path["period"]))
    person, statement = owner_of(visit), str(visit.path["line"])
    note = " ".join(visit.form.text("note", _SMALL).split())
    act = next((each for each in _DONE if visit.form.is_ticked(each)), "annotate")
    now = visit.context.store.signals.remarks(person.key).get(statement, NO_REMARKS)
    if len(note) > LONGEST_NOTE:
        said = phrase("It is longer than {n} characters.", n=LONGEST_NOTE)
        return Page(phrase("A line of your record"), (_form(visit, now, note, said), _back(visit)), status=422)
    if visit.form.version != version_of(now):
        return conflict(((_NOTE, note),), ((_NOTE, now.note),), _here(visit))
    try:
        if note != now.note or act == "annotate":
            remark(visit.context, person, Remark(statement, "annotate", note))
        if act != "annotate":
            remark(visit.context, person, Remark(statement, act))
    except TryLater:
        late = phrase("It is kept. A mail that is just leaving may still hold your name.")
        return Go(_here(visit), late, is_trouble=True)
    return Go(_here(visit), _DONE[act])


def _here(visit: Visit) -> str:
    return f"{RECORD}/{visit.path['period']}/lines/{visit.path['line']}"


def _back(visit: Visit) -> Block:
    return Links((Link(phrase("Back to your record"), f"{RECORD}/{visit.path['period']}"),))


def _title(line: Line) -> Phrase:
    record = record_said(line.number)
    if line.about:
        record = phrase("{record}, {about}", record=record, about=line.about)
    return phrase("{label}: {record}", label=Label(line.label), record=record)


def _shown(line: Line, say: Wording) -> tuple[Block, ...]:
    facts: list[tuple[Phrase, Piece]] = [(phrase("How it stands"), state_of(line))]
    if line.day:
        facts.append((phrase("Day"), day_of(line.day)))
    facts.append((phrase("Your part"), role_of(line)))
    facts.append((phrase("Rule"), phrase("{rule}, version {version}", rule=line.rule, version=line.version)))
    held: list[tuple[Piece, ...]] = [
        (each.number, f"{each.table}.{each.field}", Label(each.value)) for each in line.evidence
    ]
    held += [(each.number, f"{each.table}.{each.field}", phrase("“{word}”", word=each.alias)) for each in line.spans]
    columns = tuple(map(Column, (phrase("Record"), phrase("Field"), phrase("What it held"))))
    rule = Section(phrase("The rule, as it was told"), (rule_said(line.sentence, say, ""),))
    return (
        Facts(tuple(facts)),
        rule,
        Section(
            phrase("What it stands on"), (Table(phrase("What it stands on"), columns, tuple(held), "", is_titled=True),)
        ),
    )


def _form(visit: Visit, said: Remarks, note: str | None = None, wrong: Phrase | None = None) -> Block:
    hint = phrase("It stands with the line in every copy that you take away. Empty: there is none.")
    area = Area("note", _NOTE, said.note if note is None else note, hint, wrong or "", lines=3)
    hide = ("show", phrase("Show it again")) if said.is_hidden else ("hide", phrase("Hide this line"))
    settle = ("settle", phrase("Dispute it no more")) if said.is_disputed else ("dispute", phrase("This is wrong"))
    buttons = (
        Button(phrase("Keep the note")),
        *(Button(words, name, tone="plain") for name, words in (hide, settle)),
    )
    return Section(phrase("What you say of it"), (Form(_here(visit), (area,), buttons, version_of(said)),), "say")
