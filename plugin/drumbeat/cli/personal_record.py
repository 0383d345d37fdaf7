"""`drumbeat report --person`: a technician's own record, by an administrator, with a reason, in the audit log."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from drumbeat import app
from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say
from drumbeat.cli.formats import Format, file_named
from drumbeat.desk.context import Context
from drumbeat.digest.people.accomplishments import PersonalRecord, accomplishments, as_json, found_of
from drumbeat.digest.people.told import Told, additions
from drumbeat.errors import SettingsError
from drumbeat.records.model import Record, Ref
from drumbeat.records.parse import parse_all
from drumbeat.records.period import Period
from drumbeat.records.persons import Persons
from drumbeat.records.tables import BY_NAME
from drumbeat.signals.material import Material

_FORMATS = (Format.JSON, Format.MARKDOWN, Format.TEXT)


def require_personal_records(context: Context) -> None:
    """Raises SettingsError unless anything about one person may be computed or kept."""
    privacy = context.settings.privacy
    if privacy.keeps_personal_records:
        return
    why = "privacy.team_only is on" if privacy.team_only else "privacy.personal_records is off"
    lacks = " and team_only = false" if privacy.team_only else ""
    raise SettingsError(
        f"Nothing is computed or kept about single people here: {why}.",
        recovery=f"Once those concerned have agreed to it, set personal_records = true{lacks} under [privacy].",
    )


def require_words(said: str, option: str) -> str:
    """What was said, in one line. Raises SettingsError when nothing was."""
    words = " ".join(said.split())
    if not words or not words.isprintable():
        raise SettingsError(f"{option} needs a few words for the audit log.")
    return words


def users_of(context: Context) -> list[Record]:
    """The users in the store; none where they were not read."""
    return parse_all(BY_NAME["sys_user"], context.store.records.rows("sys_user"))[0]


def persons_of(context: Context) -> Persons:
    """Everybody who is known. Raises SettingsError when nothing was pulled yet."""
    stock = context.stock
    return Persons.of([*stock.beside, *(item.record for item in stock.judged)])


def person_named(context: Context, said: str) -> Ref:
    """The one person who is meant. Raises SettingsError for nobody and for several."""
    found = persons_of(context).find(said)
    if not found:
        raise SettingsError(f"Nobody is known as “{said}”.", recovery="Write the name as ServiceNow does.")
    if len(found) > 1:
        raise SettingsError(f"{len(found)} people are known as “{said}”.", recovery="Write the user name or sys_id.")
    return found[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose record is read, of which period, and why."""

    person: str
    period: Period
    reason: str


def hand_out_record(context: Context, asked: Asked, formats: list[Format], out: Path | None) -> None:
    """Show or write the record of the person who is meant."""
    unknown = [form.value for form in formats if form not in _FORMATS]
    if unknown:
        raise SettingsError(f"A personal record is not made as {unknown[0]}.", recovery="Say json, md or text.")
    if out is None and len(formats) > 1:
        raise SettingsError("Several formats need a folder.", recovery="Say --out DIR.")
    require_personal_records(context)
    reason = require_words(asked.reason, "--reason")
    record = personal_record(context, person_named(context, asked.person), asked.period, reason)
    for form in formats:
        content = _render(context, record, form)
        if out is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            path = out / file_named(record.name, record.period, form)
            write_whole(path, content)
            say(f"{path}")


def personal_record(context: Context, person: Ref, period: Period, reason: str) -> PersonalRecord:
    """The person's record; what is new in it is kept, and the reading is in the audit log before anybody sees it."""
    require_personal_records(context)
    store, stock = context.store, context.stock
    material = Material(stock.world, period, lambda _record: True, stock.until)
    asked = frozenset(each.category for each in store.consents.given() if each.person == person.key)
    finding, found = found_of(person, material, asked, frozenset(context.settings.signals.off))

    def add(standing: list[Told]) -> tuple[Told, ...]:
        return additions(standing, finding)

    entry = context.entry("read record", person.key, f"{period.start} to {period.last_day}: {reason}")
    told = store.signals.tell(person.key, period, add, entry)
    return accomplishments(person, material, told, store.signals.remarks(person.key), found)


def _render(context: Context, record: PersonalRecord, form: Format) -> bytes:
    if form is Format.JSON:
        return (json.dumps(as_json(record), ensure_ascii=False, indent=1) + "\n").encode()
    renderer = app.renderer(context.settings)
    turn = {Format.MARKDOWN: renderer.record_markdown, Format.TEXT: renderer.record_text}
    return turn[form](record).encode()
