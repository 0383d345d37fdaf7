"""The part of `drumbeat check` about this machine: the settings file, the store, and the folders that are written to.

Nothing is made or changed, but for one row of a store that is up to date: a full disk shows in nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from drumbeat import app
from drumbeat.atomic_files import refuse_unwritable
from drumbeat.desk.context import Context
from drumbeat.desk.readiness import folders_of, try_to_write
from drumbeat.desk.verdicts import Part, Verdict
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.errors import DrumbeatError, SettingsError
from drumbeat.settings import refuse_open_file


def local_verdicts(context: Context) -> Iterator[Verdict]:
    """The settings file that others can read; the store, its schema and whether it can be written; and the folders."""
    settings = context.settings
    if context.given is None:
        try:
            refuse_open_file(context.settings_file)
        except SettingsError as error:
            yield _wrong(Part.SETTINGS, phrase("Settings: {problem}", problem=error.args[0]), error)
    yield _store(context)
    for folder in folders_of(settings):
        try:
            refuse_unwritable(folder, make=False)
        except DrumbeatError as error:
            yield _wrong(Part.STORE, phrase("Folders: {problem}", problem=error.args[0]), error)


def _store(context: Context) -> Verdict:
    settings = context.settings
    try:
        schema = app.schema_of(settings)
        if schema.revision == schema.newest:
            try_to_write(context)
            return _is(phrase("Store: {name} is up to date, and can be written.", name=schema.named))
        if schema.revision is None and schema.file is not None:
            refuse_unwritable(Path(schema.file).parent, make=False)
        if not settings.store.upgrade:
            app.refuse_behind(schema)
    except DrumbeatError as error:
        return _wrong(Part.STORE, phrase("Store: {problem}", problem=error.args[0]), error)
    if schema.revision is None:
        words = phrase(
            "Store: {name} has no tables yet; the first command that needs them makes them.", name=schema.named
        )
        return _is(words)
    return _is(
        phrase(
            "Store: {name} is of schema {schema}; the next command brings it to {newest}. Make a backup first.",
            name=schema.named,
            schema=schema.revision,
            newest=schema.newest,
        ),
        is_note=True,
    )


def _is(words: Phrase, *, is_note: bool = False) -> Verdict:
    return Verdict(Part.STORE, spoken(words), is_note=is_note)


def _wrong(part: Part, words: Phrase, error: DrumbeatError) -> Verdict:
    return Verdict(part, spoken(words), error=error)
