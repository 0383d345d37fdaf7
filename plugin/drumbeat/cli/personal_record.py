"""`drumbeat report --person`: a technician's own record, by an administrator, with a reason, in the audit log."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say
from drumbeat.desk.context import Context
from drumbeat.desk.formats import Format
from drumbeat.desk.own_records import personal_record, record_files, refuse_unknown_formats
from drumbeat.desk.persons import person_named, require_personal_records, require_words
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose record is read, of which period, and why."""

    person: str
    period: Period
    reason: str


def hand_out_record(context: Context, asked: Asked, formats: list[Format], out: Path | None) -> None:
    """Show or write the record of the person who is meant."""
    refuse_unknown_formats(formats)
    if out is None and len(formats) > 1:
        raise SettingsError("Several formats need a folder.", recovery="Say --out DIR.")
    require_personal_records(context)
    reason = require_words(asked.reason, "--reason")
    record = personal_record(context, person_named(context, asked.person), asked.period, reason)
    for file in record_files(context, record, formats):
        if out is None:
            sys.stdout.buffer.write(file.content)
            sys.stdout.buffer.flush()
        else:
            write_whole(out / file.name, file.content)
            say(f"{out / file.name}")
