"""Languages: the shipped catalogue is whole, and a further one is a single file."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from functools import cache

import pytest
from babel.messages.pofile import read_po

from catalogues import DATES, GERMAN, PLACE, ROOT, THREE_FORMS, catalogue, header, raw, script
from drumbeat.digest.language.phrase import phrase, plural
from drumbeat.errors import SettingsError
from drumbeat.rendering import Renderer, languages, wording
from html_page import read_page
from installation import installed, october

SAME_IN_GERMAN = {
    *("Budgets", "Changes", "Initiative", "Innovation", "Mails", "Mentoring", "ServiceNow: {table}", "Team", "Teams"),
    *("Token: {name}", "min"),
}
"""Words of both languages, a name, and a unit."""
TABLED = {"*reason.labels", "*each.labels"}
"""Words that stand in a table of the code, which the script reads."""
CALLS = {"phrase": 1, "plural": 2, "Label": 1, "word": 1, "sentence": 1}


@cache
def _messages():
    """What the code says."""
    return script().messages()


def _german():
    with GERMAN.open("rb") as file:
        return read_po(file, locale="de", abort_invalid=True)


def _forms(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _places(text: str) -> list[str]:
    return sorted(set(PLACE.findall(text)))


def _key(message):
    return tuple(message.id) if isinstance(message.id, tuple | list) else message.id


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", PLACE.sub("|", text))


@pytest.fixture(scope="module", name="digest")
def _digest(tmp_path_factory):
    """A real October of six people, built from a store."""
    return october(installed(tmp_path_factory.mktemp("store"))).digest


def test_all_that_is_said_is_in_german():
    """Every message of code and tables has a translation, none is left of what is not said any more."""
    known = {_key(message): message for message in _german() if message.id}
    assert set(known) == set(_messages())
    assert [message.id for message in known.values() if not all(_forms(message)) or message.fuzzy] == []
    assert len(known) > 150


def test_every_translation_has_the_places_of_its_message():
    """No number or name is lost or invented: the singular's places stand in the first form, the plural's in all."""
    wrong = []
    for message in _german():
        if not message.id:
            continue
        sources = _key(message) if isinstance(_key(message), tuple) else (_key(message),)
        forms = _forms(message)
        assert len(forms) == len(sources), message.id
        wrong += [form for source, form in zip(sources, forms, strict=True) if _places(source) != _places(form)]
    assert wrong == []


def test_only_what_german_has_taken_over_is_the_same():
    """A translation that repeats the English was forgotten, unless it has no words of its own."""
    same = {
        message.id
        for message in _german()
        if isinstance(message.id, str) and message.id and message.string == message.id and _words(message.id)
    }
    assert same == SAME_IN_GERMAN


def test_what_the_code_says_is_a_literal_that_the_script_finds():
    """Each call of phrase, plural, sentence, Label or word with literal words is in the catalogue; none is reckoned."""
    said = {words for source in _messages() for words in (source if isinstance(source, tuple) else (source,))}
    missing, reckoned = [], []
    for room in ("digest", "editions", "pipeline.py", "facts", "web"):
        top = ROOT / "plugin" / "drumbeat" / room
        for path in [top] if top.is_file() else top.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                name = _called(node)
                if name not in CALLS or path.name == "phrase.py":
                    continue
                for argument in node.args[: CALLS[name]]:
                    is_literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                    if is_literal and argument.value not in said:
                        missing.append((path.name, argument.value))
                    if not is_literal and name in ("phrase", "plural", "sentence"):
                        reckoned.append(ast.unparse(argument))
                    if isinstance(argument, ast.Starred):
                        break
    assert missing == []
    assert set(reckoned) == TABLED


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _check(root) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "deploy/catalogue.py", "--check"],
        cwd=root,
        env={"PYTHONPATH": str(root / "plugin"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_check_fails_when_something_new_is_said(tmp_path):
    """On a copy: `--check` passes, then a new sentence makes it fail, name the file, and change nothing."""
    for folder in ("deploy", "plugin", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    passed = _check(tmp_path)
    assert (passed.returncode, passed.stdout) == (0, "")
    code = tmp_path / "plugin" / "drumbeat" / "digest" / "lists" / "gathered.py"
    code.write_text(code.read_text() + '\nNEW = phrase("Nobody has said {this} before", this="it")\n')
    before = (tmp_path / "templates/languages/de.po").read_bytes()
    failed = _check(tmp_path)
    assert failed.returncode == 1
    assert "de.po" in failed.stderr
    assert "make catalogue" in failed.stderr
    assert "no words for Nobody has said {this} before" in failed.stdout
    assert (tmp_path / "templates/languages/de.po").read_bytes() == before


def test_a_german_digest_holds_no_english(digest):
    """No words of a message that German changes stand in the German letter, in any of its three forms."""
    german = Renderer(language="de")
    forms = [read_page(german.html(digest)).text, german.text(digest), german.markdown(digest).replace("\\", "")]
    english = Renderer()
    whole = " ".join(english.text(digest).split())
    found = []
    for source in _messages():
        for text in source if isinstance(source, tuple) else (source,):
            for part in PLACE.split(text)[::2]:
                if len(_words(part)) >= 2 and part.strip() not in SAME_IN_GERMAN:
                    found += [part for form in forms if part.strip() in " ".join(form.split())]
                    assert "{" not in part
    assert found == []
    assert sum(text in whole for text in _messages() if isinstance(text, str) and len(_words(text)) >= 2) >= 5
    assert read_page(german.html(digest)).every("html")[0].attributes["lang"] == "de"


def test_a_further_language_is_one_file(tmp_path, digest):
    """A French catalogue of a few messages is a language; dates are French, and what it lacks is said in English."""
    said = {
        "All figures": "Tous les chiffres",
        ("{n} incident", "{n} incidents"): ("{n} panne", "{n} pannes"),
        "Incidents resolved": "Pannes résolues",
    }
    folder = catalogue(tmp_path, "fr", said, "nplurals=2; plural=(n > 1);")
    text = Renderer(folder, "fr").text(digest)
    assert "fr" in languages(folder)
    assert "Tous les chiffres" in text
    assert "Pannes résolues" in text
    assert "octobre 2026" in text
    assert "How we counted" in text
    say = wording("fr", folder)
    assert say.say(plural("{n} incident", "{n} incidents", 0)) == "0 panne"
    assert say.say(plural("{n} incident", "{n} incidents", 1204)) == "1\N{NARROW NO-BREAK SPACE}204 pannes"
    assert Renderer(folder, "fr").data(digest)["language"] == "fr"


def test_three_forms_of_a_plural(tmp_path):
    """Polish has three forms, and each number takes its own."""
    source = ("{n} ticket", "{n} tickets")
    folder = catalogue(tmp_path, "pl", {source: ("{n} bilet", "{n} bilety", "{n} biletów")}, THREE_FORMS)
    say = wording("pl", folder)
    told = {count: say.say(plural(*source, count)).split()[-1] for count in (0, 1, 2, 4, 5, 12, 14, 22, 25, 104)}
    few = dict.fromkeys((2, 4, 22, 104), "bilety")
    assert told == {1: "bilet", **few, **dict.fromkeys((0, 5, 12, 14, 25), "biletów")}
    assert say.times(22, *source).endswith("bilety")


def test_an_english_catalogue_changes_our_english(tmp_path, digest):
    """A customer who says “tickets closed” where we say “incidents resolved” writes an en.po with that."""
    folder = catalogue(tmp_path, "en", {"Incidents resolved": "Tickets closed"})
    text = Renderer(folder).text(digest)
    assert "Tickets closed" in text
    assert "Incidents resolved" not in text
    assert "How we counted" in text


def test_a_customers_german_goes_before_ours(tmp_path, digest):
    """What a customer's de.po translates replaces ours, and what it lacks is ours; other renderers are untouched."""
    folder = catalogue(tmp_path, "de", {"All figures": "Zahlenwerk"})
    text = Renderer(folder, "de").text(digest)
    assert "Zahlenwerk" in text
    assert "Wie wir gezählt haben" in text
    assert "Alle Zahlen" in Renderer(language="de").text(digest)


def test_a_changed_catalogue_is_read_anew(tmp_path):
    """What was read once is kept, until the file changes."""
    folder = catalogue(tmp_path, "fr", {"All figures": "Un"})
    assert wording("fr", folder).word("All figures") == "Un"
    catalogue(tmp_path, "fr", {"All figures": "Deux mots"})
    os.utime(folder / "languages" / "fr.po", ns=(1, 1))
    assert wording("fr", folder).word("All figures") == "Deux mots"


BROKEN = {
    "no catalogue": b"hello world\n",
    "another encoding": header("it").encode() + 'msgid "All figures"\nmsgstr "perché"\n'.encode("latin-1"),
    "UTF-16": (header("it") + 'msgid "a"\nmsgstr "b"\n').encode("utf-16"),
    "an encoding nobody knows": (header("it", charset="klingon") + 'msgid "a"\nmsgstr "b"\n').encode(),
    "plural rules that are code": (header("it", "nplurals=2; plural=__import__('os');") + "").encode(),
    "plural rules that divide by nought": (header("it", "nplurals=2; plural=n/0;") + "").encode(),
    "bytes": b"\x00\xff\xfe\x00",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_catalogue_is_named(tmp_path, content):
    """A file that is no catalogue in UTF-8 ends as a setting to correct, with its path and what to do."""
    folder = raw(tmp_path, "it", content)
    with pytest.raises(SettingsError, match=re.escape(str(folder / "languages" / "it.po"))) as refused:
        Renderer(folder, "it")
    assert "UTF-8" in refused.value.recovery


def test_a_place_that_has_no_value_is_refused(tmp_path):
    """A translation that invents a place is refused when it is read, by line, with those it may hold."""
    folder = catalogue(tmp_path, "it", {"Counted: {span}, {zone}.": "Contato: {durata}, {zone}."})
    with pytest.raises(SettingsError, match=r"it\.po, line 7: there is no \{durata\}") as refused:
        wording("it", folder)
    assert "{span}, {zone}" in refused.value.recovery


def test_a_singular_may_hold_what_its_plural_holds(tmp_path):
    """“One incident …, until {day}” may be “{n} panne” elsewhere: the count is known in every form."""
    source = next(each for each in _messages() if isinstance(each, tuple) and _places(each[0]) != _places(each[1]))
    folder = catalogue(tmp_path, "it", {source: (source[1], source[1])})
    assert wording("it", folder)._catalogue.ngettext(*source, 1) == source[1]


@pytest.mark.parametrize(
    "language",
    [
        "../../etc",
        "../de",
        "/etc/passwd",
        "",
        ".",
        "xx",
        "DE",
        "de_DE",
        "de\0",
        "d",
        "a" * 5000,
        "de-" * 90,
        "d\N{FULLWIDTH LATIN SMALL LETTER E}",
    ],
)
def test_an_unknown_language_names_those_there_are(language):
    """What is no language here, or a path, is refused with the languages there are, and opens no file."""
    with pytest.raises(SettingsError) as refused:
        Renderer(language=language)
    assert refused.value.recovery == "There are de, en."


def test_a_path_is_no_language_even_where_it_leads_to_a_catalogue(tmp_path):
    """A catalogue outside the folder is not read by a name with dots."""
    raw(tmp_path / "other", "fr", header("fr").encode())
    folder = raw(tmp_path / "own", "it", header("it").encode())
    with pytest.raises(SettingsError, match="There is no language"):
        wording("../../other/languages/fr", folder)


@pytest.mark.parametrize("tag", ["xx", "en-XA", "qqq"])
def test_a_catalogue_of_no_language(tmp_path, tag):
    """A file named by a language that has no numbers and dates says how to name it."""
    folder = catalogue(tmp_path, tag, {"All figures": "x"})
    with pytest.raises(SettingsError, match=r"known here|no locale"):
        wording(tag, folder)


@pytest.mark.parametrize(("tag", "named"), [("pt-BR", "pt-BR"), ("zh-Hant", "zh-Hant"), ("ar", "ar"), ("sr", "sr")])
def test_the_language_of_the_page_is_the_tag(tmp_path, tag, named):
    """HTML and JSON name the language with its script and region (RFC 5646)."""
    assert wording(tag, catalogue(tmp_path, tag, {"All figures": "x"})).language == named


def test_date_patterns_stay_patterns():
    """German writes a full stop behind the day; letters of the pattern are those that Babel knows."""
    german = {message.id: message.string for message in _german() if message.id in DATES}
    assert german == {"d": "d.", "d MMMM": "d. MMMM", "d MMMM y": "d. MMMM y"}


def test_a_title_with_places_is_no_pattern():
    """Braces in a ticket's words are said as they are, in any language."""
    told = wording("de").say(phrase("“{title}” is complete", title="{n} {title} {0.__class__}"))
    assert told == "„{n} {title} {0.__class__}“ ist abgeschlossen"
