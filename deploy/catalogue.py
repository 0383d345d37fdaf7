"""`make catalogue`: bring the catalogues of all languages up to date with what the code says.

    python deploy/catalogue.py            # adds what is new, takes out what is gone, prints what is not translated
    python deploy/catalogue.py --check    # changes nothing; fails when a catalogue is not up to date

A further language begins as an empty file `templates/languages/<tag>.po`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from drumbeat.digest.figures.definitions import DEFINITIONS
from drumbeat.records.model import Declaration, WorkRecord
from drumbeat.records.tables import ON_REQUEST, TABLES
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.gate import Reason
from drumbeat.signals.held import Held

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "plugin" / "drumbeat"
LANGUAGES = ROOT / "templates" / "languages"
SAYING = {"phrase": (1,), "plural": (1, 2), "word": (1,), "Label": (1,), "sentence": (1,)}
"""Calls whose words are said to readers, and which of their arguments these are."""
ROOMS = ("digest/**.py", "editions/**.py", "pipeline.py", "facts/**.py", "web/**.py", "desk/**.py")
ROOMS_OF_ERRORS = (
    *(
        "errors.py",
        "atomic_files.py",
        "http_session.py",
        "app/**.py",
        "records/**.py",
        "signals/**.py",
        "list_files/**.py",
    ),
    *("rendering/**.py", "store/**.py", "source/**.py", "delivery/**.py", "identity/**.py", "schedule/**.py"),
)
"""Where they stand; commands speak English."""
Said = str | tuple[str, str]


def messages() -> dict[Said, str]:
    """Everything that can be said, each with where it stands."""
    found: dict[Said, str] = {}
    for message, where in (*_called(), *_tabled()):
        found.setdefault(message, where)
    return found


def _called() -> Iterator[tuple[Said, str]]:
    method = [(pattern, "python") for pattern in (*ROOMS, *ROOMS_OF_ERRORS)]
    for path, _line, message, *_ in extract_from_dir(CODE, method, keywords=SAYING):
        words = tuple(part for part in message if part) if isinstance(message, tuple) else (message,)
        if words and words[0]:
            yield (words[0] if len(words) == 1 else (words[0], words[1])), path


def _tabled() -> Iterator[tuple[Said, str]]:
    """Words that stand in tables of the code."""
    yield from ((each.label, "figure") for each in DEFINITIONS)
    yield from ((each.label, f"rule {each.id}") for each in RULES if each.find)
    yield from ((each.sentence, f"rule {each.id}") for each in RULES if each.find and each.default.is_personal)
    yield from ((each.value, "evidence") for each in Held)
    yield from ((each.kind, "kind of record") for each in _kinds(WorkRecord))
    yield from ((each.value, "kind of entry") for each in Declaration)
    yield from ((each.label, "table") for each in (*TABLES, *ON_REQUEST))
    yield from (((each.labels), f"left out, {each.rule}") for each in Reason)


def _kinds(of: type[WorkRecord]) -> Iterator[type[WorkRecord]]:
    for each in of.__subclasses__():
        yield each
        yield from _kinds(each)


def renewed(path: Path) -> Catalog:
    """The catalogue of a language with the messages of today: translations are kept, what is not said any more goes."""
    with path.open("rb") as file:
        old = read_po(file, locale=path.stem.replace("-", "_"))
    new = Catalog(locale=Locale.parse(path.stem, sep="-"), project="Drumbeat", fuzzy=False)
    new.mime_headers = [
        (name, value) for name, value in new.mime_headers if name in {"Language", "Plural-Forms", "Content-Type"}
    ]
    new.header_comment = f"# What Drumbeat says, in {new.locale.english_name if new.locale else path.stem}."
    for message, where in sorted(messages().items(), key=lambda each: (each[1], str(each[0]))):
        known = old.get(message[0] if isinstance(message, tuple) else message)
        kept = known.string if known is not None and known.pluralizable == isinstance(message, tuple) else None
        new.add(message, kept, auto_comments=[where])
    return new


def written(catalogue: Catalog) -> bytes:
    """The file's bytes: the same for the same messages."""
    out = BytesIO()
    write_po(out, catalogue, no_location=True, omit_header=False, width=110)
    kept = [
        line
        for line in out.getvalue().decode().splitlines(keepends=True)
        if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Language-Team'))
        and not line.startswith(('"Project-Id-Version', '"Report-Msgid-Bugs-To', '"Generated-By', '"MIME-Version'))
        and not line.startswith('"Content-Transfer-Encoding')
    ]
    return "".join(kept).encode()


def untranslated(catalogue: Catalog) -> list[str]:
    """What the language has no words for yet."""
    return [str(each.id) for each in catalogue if each.id and not _is_said(each)]


def _is_said(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def main() -> None:
    """Renew or check every catalogue."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for path in sorted(LANGUAGES.glob("*.po")):
        catalogue = renewed(path)
        content = written(catalogue)
        if content != path.read_bytes():
            stale.append(path.name)
            if not check:
                path.write_bytes(content)
        for message in untranslated(catalogue):
            print(f"{path.name}: no words for {message}")
    if check and stale:
        sys.exit(f"Not up to date: {', '.join(stale)}. Run `make catalogue`.")


if __name__ == "__main__":
    main()
