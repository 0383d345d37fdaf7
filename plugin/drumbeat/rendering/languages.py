"""Languages: one gettext catalogue a language, in `languages/<tag>.po` of the template folders.

A customer's own folder may hold a further language, or a catalogue of a language that we ship: what that translates
goes before ours, and what it lacks comes from ours. An `en.po` there changes our English.
"""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from drumbeat.digest.language.wording import Wording
from drumbeat.errors import SettingsError
from drumbeat.rendering.environment import folders
from drumbeat.sentences import sentence

SOURCE = "en"
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_COUNTS = range(1001)
"""With which the rule of plural forms is tried: one that divides by nought is a mistake of the file."""
_PLACE = re.compile(r"\{(\w+)\}")


def wording(language: str, overrides: Path | None = None) -> Wording:
    """How things are said in a language. Raises SettingsError for one of which there is no catalogue."""
    found: NullTranslations | None = None
    for folder in reversed(folders(overrides)) if _TAG.fullmatch(language) else ():
        path = folder / "languages" / f"{language}.po"
        if path.is_file():
            read = _catalogue(path, path.stat().st_mtime_ns)
            if found is not None:
                read = _copy(read)
                read.add_fallback(found)
            found = read
    if found is None and language != SOURCE:
        raise SettingsError(
            sentence("There is no language “{language}”.", language=language),
            recovery=sentence("There are {names}.", names=", ".join(languages(overrides))),
        )
    return Wording(language, found)


def languages(overrides: Path | None = None) -> list[str]:
    """Tags of all languages there are."""
    found = {path.stem for folder in folders(overrides) for path in (folder / "languages").glob("*.po")}
    return sorted({SOURCE, *found})


@cache
def _catalogue(path: Path, _changed: int) -> GNUTranslations:
    """A catalogue as gettext reads it. Raises SettingsError for a file that is none."""
    compiled = BytesIO()
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.stem.replace("-", "_"), abort_invalid=True)
        write_mo(compiled, catalogue)
        compiled.seek(0)
        read = GNUTranslations(compiled)
        for number in _COUNTS:
            read.ngettext("", "", number)
    except UnknownLocaleError:
        raise SettingsError(
            sentence("The catalogue {path} is of no language that is known here.", path=path),
            recovery=sentence("Name the file by the language’s tag: fr.po, pt-BR.po."),
        ) from None
    except (OSError, PoFileError, ValueError, LookupError, ArithmeticError) as error:
        reason = str(error).split("\n", 1)[0]
        raise SettingsError(
            sentence("The catalogue {path} cannot be read: {reason}.", path=path, reason=reason),
            recovery=sentence("Save it as a gettext catalogue (.po) in UTF-8, or take it away."),
        ) from error
    _refuse_unknown_places(path, catalogue)
    return read


def _refuse_unknown_places(path: Path, catalogue: Catalog) -> None:
    """A translation may leave a place out, but none that it invents has a value."""
    for message in catalogue:
        source = message.id if isinstance(message.id, tuple | list) else (message.id,)
        said = message.string if isinstance(message.string, tuple | list) else (message.string,)
        known = {place for text in source for place in _PLACE.findall(text)}
        unknown = {place for text in said for place in _PLACE.findall(text or "")} - known
        if message.id and unknown:
            raise SettingsError(
                sentence(
                    "The catalogue {path}, line {line}: there is no {place} in “{words}”.",
                    path=path,
                    line=message.lineno,
                    place=f"{{{min(unknown)}}}",
                    words=source[0],
                ),
                recovery=sentence("It may hold {places}.", places=", ".join(f"{{{place}}}" for place in sorted(known)))
                if known
                else sentence("It may hold no place."),
            )


def _copy(read: GNUTranslations) -> GNUTranslations:
    """One of its own: a fallback is added to it."""
    twin = GNUTranslations()
    twin.__dict__.update(read.__dict__)
    return twin
