"""Catalogues for tests: what can be said, files of a further language, and languages that nobody speaks."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]
GERMAN = ROOT / "templates" / "languages" / "de.po"
PLACE = re.compile(r"\{(\w+)\}")
TWO_FORMS = "nplurals=2; plural=(n != 1);"
THREE_FORMS = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
"""Polish."""
SIX_FORMS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
"""Arabic."""
DATES = {"d", "d MMMM", "d MMMM y"}
"""Messages that are patterns: they are translated by those who know how days are written."""
Said = str | tuple[str, str]


def script() -> ModuleType:
    """`deploy/catalogue.py`, which is run and not imported elsewhere."""
    spec = importlib.util.spec_from_file_location("catalogue_script", ROOT / "deploy" / "catalogue.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def header(tag: str, plurals: str = TWO_FORMS, charset: str = "utf-8") -> str:
    """What a catalogue begins with."""
    return (
        f'msgid ""\nmsgstr ""\n"Language: {tag}\\n"\n"Plural-Forms: {plurals}\\n"\n'
        f'"Content-Type: text/plain; charset={charset}\\n"\n\n'
    )


def catalogue(folder: Path, tag: str, said: Mapping[Said, str | tuple[str, ...]], plurals: str = TWO_FORMS) -> Path:
    """A customer's folder with this catalogue in it; returns the folder."""
    return raw(folder, tag, (header(tag, plurals) + "\n".join(map(_entry, said.items()))).encode())


def raw(folder: Path, tag: str, content: bytes) -> Path:
    """A customer's folder with these bytes in place of a catalogue."""
    (folder / "languages").mkdir(parents=True, exist_ok=True)
    (folder / "languages" / f"{tag}.po").write_bytes(content)
    return folder


def _entry(pair: tuple[Said, str | tuple[str, ...]]) -> str:
    source, said = pair
    if isinstance(source, str):
        return f"msgid {_quoted(source)}\nmsgstr {_quoted(said)}\n"
    forms = "".join(f"msgstr[{at}] {_quoted(form)}\n" for at, form in enumerate(said))
    return f"msgid {_quoted(source[0])}\nmsgid_plural {_quoted(source[1])}\n{forms}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def pseudo(folder: Path, tag: str, change: Callable[[str], str], plurals: str, forms: int) -> Path:
    """A language in which everything that can be said is changed, places excepted."""

    def turned(text: str) -> str:
        if text in DATES:
            return text
        return "".join(part if part.startswith("{") else change(part) for part in re.split(r"(\{\w+\})", text))

    said = {
        source: turned(source) if isinstance(source, str) else (turned(source[1]),) * forms
        for source in script().messages()
    }
    return catalogue(folder, tag, said, plurals)


def arabic(text: str) -> str:
    """Every Latin letter as one of the Arabic block: no word, but it runs from right to left."""
    return "".join(
        chr(0x0628 + (ord(char.lower()) - ord("a")) % 18) if char.isascii() and char.isalpha() else char
        for char in text
    )


_ACCENTS = str.maketrans("aeiouyncszAEIOUYNCSZ", "áéîöüÿñçšžÁÉÎÖÜŸÑÇŠŽ")


def longer(text: str) -> str:
    """Accents on the letters, and two fifths more of them, as German or Finnish need."""
    if not text.strip():
        return text
    more = -(-len(text.strip()) * 2 // 5)
    stretched = text.rstrip()
    return stretched.translate(_ACCENTS) + ("ñüñâ " * (more // 5 + 1))[:more] + text[len(stretched) :]
