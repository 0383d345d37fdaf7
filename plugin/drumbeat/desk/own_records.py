"""A technician's own record: read, spoken of, and handed out. Each reading is in the audit log before it is seen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta

from drumbeat import app
from drumbeat.desk.consents import await_mails
from drumbeat.desk.context import Context
from drumbeat.desk.formats import MEDIA_TYPES, Format, file_named
from drumbeat.desk.persons import require_personal_records
from drumbeat.desk.reports import File
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.people.accomplishments import (
    PersonalRecord,
    accomplishments,
    as_json,
    found_of,
    remarked,
    without_hidden,
)
from drumbeat.digest.people.told import Told, additions
from drumbeat.errors import SettingsError
from drumbeat.ports import Remark
from drumbeat.records.model import Ref
from drumbeat.records.period import Period
from drumbeat.signals.material import Material

FORMATS = (Format.HTML, Format.JSON, Format.MARKDOWN, Format.TEXT)
LONGEST_NOTE = 1000


def own_record(context: Context, person: Ref, period: Period) -> PersonalRecord:
    """The record as its owner sees it on a page: hidden lines are there, marked. Raises as `personal_record`.

    It reads the whole store, which takes longer than a page has. That whoever asks is the owner, the caller knows.
    """
    return _record(context, person, period, "read own record", "")


def own_record_again(context: Context, person: Ref, record: PersonalRecord) -> PersonalRecord:
    """A record that was read before, with what the owner says of it by now, in a page's time: no record is read.

    It is in the audit log like another reading. Raises as `personal_record`.
    """
    require_personal_records(context)
    context.store.audit.note(context.entry("read own record", person.key, f"{record.period.start}, again"))
    return remarked(record, context.store.signals.remarks(person.key))


def own_file(context: Context, person: Ref, record: PersonalRecord, form: Format, language: str = "") -> File:
    """The record, read before, as its owner takes it away: without what was hidden. Raises as `personal_record`.

    `language`: of the document; the installation's, if none is said. JSON is in English, as it is for programs.
    """
    require_personal_records(context)
    refuse_unknown_formats([form])
    now = without_hidden(remarked(record, context.store.signals.remarks(person.key)))
    first, last = record.period.start, record.period.end - timedelta(days=1)
    context.store.audit.note(context.entry("export own record", person.key, f"{first} to {last}: as {form}"))
    return next(record_files(context, now, [form], language))


def personal_record(context: Context, person: Ref, period: Period, reason: str) -> PersonalRecord:
    """The record, read by somebody else, who says why; what is new in it is kept.

    The reading is in the audit log before anybody sees it. Raises SettingsError while personal records are off.
    """
    return without_hidden(_record(context, person, period, "read record", reason))


def _record(context: Context, person: Ref, period: Period, act: str, why: str) -> PersonalRecord:
    require_personal_records(context)
    store, stock = context.store, context.stock
    material = Material(stock.world, period, lambda _record: True, stock.until)
    asked = frozenset(each.category for each in store.consents.given() if each.person == person.key)
    finding, found = found_of(person, material, asked, frozenset(context.settings.signals.off))

    def add(standing: list[Told]) -> tuple[Told, ...]:
        return additions(standing, finding)

    detail = f"{period.start} to {period.last_day}{': ' * bool(why)}{why}"
    told = store.signals.tell(person.key, period, add, context.entry(act, person.key, detail))
    return accomplishments(person, material, told, store.signals.remarks(person.key), found)


def refuse_unknown_formats(formats: Sequence[Format]) -> None:
    """Raises SettingsError for a format in which no personal record is made."""
    unknown = [form.value for form in formats if form not in FORMATS]
    if unknown:
        raise SettingsError(f"A personal record is not made as {unknown[0]}.", recovery="Say html, json, md or text.")


def record_files(
    context: Context, record: PersonalRecord, formats: Sequence[Format], language: str = ""
) -> Iterator[File]:
    """The record in these formats. Raises SettingsError as `refuse_unknown_formats`."""
    refuse_unknown_formats(formats)
    for form in formats:
        content = _rendered(context, record, form, language)
        yield File(file_named(record.name, record.period, form), MEDIA_TYPES[form], content)


def remark(context: Context, person: Ref, said: Remark) -> None:
    """Keep the owner's word on a line of the own record; what is hidden or disputed names nobody from now on.

    Raises SettingsError where the person was told no such line, and TryLater as `await_mails`.
    """
    if len(said.note) > LONGEST_NOTE:
        raise SettingsError(spoken(phrase("The note is longer than {most} characters.", most=LONGEST_NOTE)))
    key = person.key
    if not context.store.signals.remark(key, said, context.entry(said.act, key, said.statement)):
        raise SettingsError(
            spoken(phrase("{who} was told no line {line}.", who=person.name or key, line=said.statement)),
            recovery="The lines are in `drumbeat report --person`.",
        )
    if said.act in ("hide", "dispute"):
        await_mails(lambda: context.store.persons.in_hand(key, context.clock()))


def _rendered(context: Context, record: PersonalRecord, form: Format, language: str) -> bytes:
    if form is Format.JSON:
        return (json.dumps(as_json(record), ensure_ascii=False, indent=1) + "\n").encode()
    renderer = app.renderer(context.settings, language)
    turn = {
        Format.HTML: renderer.record_html,
        Format.MARKDOWN: renderer.record_markdown,
        Format.TEXT: renderer.record_text,
    }
    return turn[form](record).encode()
