"""Languages: one gettext catalogue a language, in `languages/<tag>.po` of the template folders.

A customer's own folder may hold a further language, or a catalogue of a language that we ship: what that translates
goes before ours, and what it lacks comes from ours. An `en.po` there changes our English.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from drumbeat.digest.wording import Wording
from drumbeat.errors import SettingsError
from drumbeat.rendering.environment import folders

SOURCE = "en"


def wording(language: str, overrides: Path | None = None) -> Wording:
    """How things are said in a language. Raises SettingsError for one of which there is no catalogue."""
    found: NullTranslations | None = None
    for folder in reversed(folders(overrides)):
        path = folder / "languages" / f"{language}.po"
        if path.is_file():
            read = _catalogue(path, path.stat().st_mtime_ns)
            if found is not None:
                read = _copy(read)
                read.add_fallback(found)
            found = read
    if found is None and language != SOURCE:
        raise SettingsError(
            f"There is no language “{language}”.", recovery=f"There are {', '.join(languages(overrides))}."
        )
    return Wording(language, found)


def languages(overrides: Path | None = None) -> list[str]:
    """Tags of all languages there are."""
    found = {path.stem for folder in folders(overrides) for path in (folder / "languages").glob("*.po")}
    return sorted({SOURCE, *found})


@cache
def _catalogue(path: Path, _changed: int) -> GNUTranslations:
    """A catalogue as gettext reads it. Raises SettingsError for a file that is none."""
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.stem.replace("-", "_"), abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        reason = str(error).split("\n", 1)[0]
        raise SettingsError(f"The catalogue {path} cannot be read: {reason}.") from error
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _copy(read: GNUTranslations) -> GNUTranslations:
    """One of its own: a fallback is added to it."""
    twin = GNUTranslations()
    twin.__dict__.update(read.__dict__)
    return twin
