"""Names of the record's own caller and opener. All are put together from syllables, and mean nobody."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from random import Random

from leaks.seeded import Kind, Person, Seed, Seeded, literals

_FIRST = (
    *("Ingeborg", "Walburga", "Friedhelm", "Thorvald", "Ottokar", "Hedwig", "Kunibert", "Mechthild", "Adalbert"),
    *("Rosalind", "Barnaby", "Cordelia", "Peregrine", "Winifred", "Leopold", "Ottilie", "Philippa", "Cuthbert"),
    *("Aurélie", "Thibault", "Séraphine", "Gaspard", "Marcelin", "Clémence", "Radovan", "Zdenka", "Ljubica"),
    *("Søren", "Ingrid-Marie", "Åsmund", "Bertrade", "Rajendra", "Lakshmika", "Haruko-Ann", "Ezekiel", "Josefina"),
)
_HEAD = (
    *("Brand", "Linden", "Hohl", "Rosen", "Stein", "Wald", "Fuchs", "Birken", "Kessel", "Distel", "Haber", "Roggen"),
    *("Thorn", "Ash", "Wither", "Marl", "Hazel", "Penny", "Holm", "Bracken", "Elder", "Fern", "Quill", "Larch"),
)
_TAIL = (
    *("stetter", "acker", "huber", "gruber", "mayr", "brunner", "leitner", "wieser", "kofler", "egger"),
    *("wick", "combe", "thwaite", "borough", "worth", "shaw", "ridge", "hurst", "by", "stead"),
)
_UMLAUT_HEAD = ("Mühl", "Höll", "Grünn", "Löffel", "Käse", "Brücken", "Größ", "Jäger")
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "Ø": "O", "Å": "A"})
_TYPOGRAPHIC = str.maketrans({"'": "’"})


def ascii_of(name: str) -> str:
    """As an account's name has it: umlauts spelt out, other accents and signs gone."""
    spelt = unicodedata.normalize("NFC", name.lower()).translate(_PLAIN)
    plain = unicodedata.normalize("NFKD", spelt)
    return "".join(sign for sign in plain if sign.isascii() and (sign.isalnum() or sign == "-"))


def _last(rng: Random) -> str:
    return rng.choice(_HEAD) + rng.choice(_TAIL)


def _umlaut(rng: Random) -> str:
    return rng.choice(_UMLAUT_HEAD) + rng.choice(_TAIL[:10])


def _apostrophe(rng: Random) -> str:
    return rng.choice(("O'", "D'", "Mc'")) + _last(rng)


def _double(rng: Random) -> str:
    return f"{_last(rng)}-{_last(rng)}"


def person(rng: Random, last: Callable[[Random], str] = _last) -> Person:
    """Somebody, with an account named after them in one of the usual ways."""
    first, family = rng.choice(_FIRST), last(rng)
    account, short = ascii_of(family), ascii_of(first)
    user_name = rng.choice(
        (f"{short}.{account}", f"{short[0]}{account}", f"{account}{short[:2]}", f"{short[0]}.{account}")
    )
    return Person(first, family, user_name)


def _forms(who: Person) -> Iterable[str]:
    """Every way to write the person, as a whole and in parts."""
    halves = who.last.split("-") if "-" in who.last else ()
    behind = who.last.partition("'")[2]
    families = (who.last, who.last.translate(_TYPOGRAPHIC), ascii_of(who.last), *halves, behind)
    yield from (f"{who.first} {who.last}", *families, who.first, who.user_name)


def _present(text: str, who: Person) -> tuple[str, ...]:
    """The forms that the text holds: a secret that was never written cannot leak."""
    folded = text.casefold()
    return literals(*(form for form in _forms(who) if form.casefold() in folded))


def _seed(*phrases: str, last: Callable[[Random], str] = _last) -> Seed:
    """Phrases with {f} first, {l} last, {u} user name, {F} and {L} in capitals, {h} the first half of a double name."""

    def seed(rng: Random) -> Seeded:
        who = person(rng, last)
        text = rng.choice(phrases).format(
            f=who.first,
            l=rng.choice((who.last, who.last.translate(_TYPOGRAPHIC))),
            u=who.user_name,
            F=who.first.upper(),
            L=who.last.upper(),
            h=who.last.partition("-")[0],
            a=ascii_of(who.last).title(),
        )
        return Seeded(text, _present(text, who), who)

    return seed


_FULL = (
    "{f} {l}",
    "user {f} {l}",
    "for {f} {l}",
    "({f} {l})",
    "{f} {l}:",
    "von {f} {l}.",
    '"{f} {l}"',
    "gemeldet von\n{f} {l}",
)
_LAST_ONLY = ("{l} cannot log in", "bei {l}", "user {l}", "({l})", "{l}:", "Notebook {l}", "call from {l}.")
_REVERSED = ("{l}, {f}", "{l},{f}", "User: {l}, {f}", "({l}, {f})", "for {l}, {f}.")
_TITLED = (
    "Herr {l}",
    "Frau {l}",
    "Hr. {l}",
    "Fr. {l}",
    "Frau Dr. {l}",
    "Mr {l}",
    "Mrs. {l}",
    "Dr. {f} {l}",
    "Herrn {l} anrufen",
)
_POSSESSIVE = ("{l}'s laptop", "{f} {l}'s mailbox", "{l}s Notebook", "{l}’s account", "{f} {l}s Postfach")
_UPPER = ("{F} {L}", "USER {L}", "{L}, {F}", "{L} VPN", "({F} {L})")
_USER = ("{u}", "account {u} locked", "user: {u}", "Benutzer {u} gesperrt", "({u})", "EXAMPLE\\{u}", "User:{u}")
_UMLAUTS = ("{f} {l}", "Frau {l}", "{l}, {f}", "{L}", "{a} can't print", "Herr {a}", "{f} {a}")
_IRISH = ("{f} {l}", "Mr {l}", "{l}, {f}", "{L}", "{l}'s phone", "({l})")
_DOUBLE = ("{f} {l}", "Frau {l}", "{l}, {f}", "{L}", "Frau {h}", "{f} {h}")
_opener = partial(Kind, role="opener")
_caller = partial(Kind, role="caller")

KINDS = (
    _caller("caller_full", "The caller's full name.", _seed(*_FULL)),
    _caller("caller_last", "The caller's last name.", _seed(*_LAST_ONLY)),
    _caller("caller_reversed", "The caller as “Last, First”.", _seed(*_REVERSED)),
    _caller("caller_titled", "The caller with a form of address.", _seed(*_TITLED)),
    _caller("caller_possessive", "Something of the caller's.", _seed(*_POSSESSIVE)),
    _caller("caller_upper", "The caller in capitals.", _seed(*_UPPER)),
    _caller("caller_user_name", "The caller's user name.", _seed(*_USER)),
    _caller("caller_umlaut", "A caller with umlauts, written so or spelt out.", _seed(*_UMLAUTS, last=_umlaut)),
    _caller("caller_apostrophe", "A caller with an apostrophe, straight or curved.", _seed(*_IRISH, last=_apostrophe)),
    _caller("caller_double", "A caller with a double name, whole or in half.", _seed(*_DOUBLE, last=_double)),
    _opener("opener_full", "The opener's full name.", _seed(*_FULL)),
    _opener("opener_last", "The opener's last name.", _seed(*_LAST_ONLY)),
    _opener("opener_reversed", "The opener as “Last, First”.", _seed(*_REVERSED)),
    _opener("opener_titled", "The opener with a form of address.", _seed(*_TITLED)),
    _opener("opener_user_name", "The opener's user name.", _seed(*_USER)),
    _opener("opener_umlaut", "An opener with umlauts.", _seed(*_UMLAUTS, last=_umlaut)),
)
