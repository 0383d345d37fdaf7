"""Telephone numbers: with a country code, in national form, or behind a word such as "Tel.".

Which national numbers there are, phonenumbers knows; it is imported when a candidate stands in a text. Its own search
through a text is not used: it takes dates and order numbers for telephones, and knows one country at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from drumbeat.digest.redaction.documents import is_of_a_document
from drumbeat.digest.redaction.fold import Span

_DATES = re.compile(
    r"(?<![\d:])(?<!\d[./-])(?:(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)\d{2}|\d{2})|"
    r"(?:0?[1-9]|1[0-2])([./-])(?:0?[1-9]|[12]\d|3[01])\2(?:(?:19|20)\d{2}|\d{2})|"
    r"(?:19|20)\d{2}([./-])(?:0?[1-9]|1[0-2])\3(?:0?[1-9]|[12]\d|3[01]))(?!\d)(?![./-]\d)|"
    r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
)
_TAIL = r"(?:\s?(?:,|;)?\s?(?:x|ext\.?|extension|durchwahl|dw|poste|app\.?)\s?[:.]?\s?\d{1,6}(?!\w))?"
_STEP = r"(?!\s{0,2}\(0\d)[\s()./-]{0,3}\d"
"""From one digit to the next; `(030` begins another number, `(0)` does not."""
_WITH_COUNTRY = re.compile(rf"(?<![\w+])\(?(?:\+\s?|00\s?(?=[1-9]))[1-9](?:{_STEP}){{6,14}}{_TAIL}(?!\w)")
_NATIONAL = re.compile(rf"(?<![\w.,+/#-])\(?0(?!0)(?:{_STEP}){{7,13}}{_TAIL}(?![\w])")
_AMERICAN = re.compile(
    rf"(?<![\w.,/-])(?:1[-. ])?(?:\([2-9]\d{{2}}\)\s?|[2-9]\d{{2}}[-. ])\d{{3}}[-. ]\d{{4}}{_TAIL}(?![\w-])|"
    r"(?<![\w.,/-])1[38]00[ -]\d{3}[ -]?\d{3,4}(?![\w-])|"
    rf"(?<![\w.,/-])555-\d{{4}}{_TAIL}(?![\w-])"
)
_INDIAN = re.compile(r"(?<![\w.,/-])[6-9]\d{4} \d{5}(?![\w-])")
_BARE = re.compile(r"(?<![\w.,/#:-])(?<!# )[2-9]\d{9}(?![\w-])")
_LABELLED = re.compile(
    r"(?<!\w)(?:(?P<line>tel|telefon(?:nummer|nr)?|fon|fax(?:nummer)?|durchwahl|dw|ext|extension|rufnummer|telephone|poste|"
    r"nebenstelle|handynummer|mobilnummer|phone (?:no|number)|tel(?:efon)?\.?-?nr)|"
    r"(?P<call>phone|call(?:back)?|ring|mobile|mobil|handy|cell|hotline|portable|appelez|appeler|whatsapp|sms|dial|ruf|"
    r"contact|kontakt|anruf(?:en)?|ruckruf|reach|joindre|signal))\.?"
    r"(?:\s(?:me|us|him|her|on|at|under|unter|au|to|is|ist|me on|me at|him on|her on|us on|us at|under))?\s?[.:#]?\s?"
    r"(?P<number>\(?\+?\(?\d(?:[\s()./-]{0,2}\d){2,15})(?![\w])",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:order|po|invoice|document|delivery|ticket|case|sr|material|contract|bestellung|auftrag|rechnung|lieferung|beleg|"
    r"vertrag|vorgang|serial|seriennummer|serie|commande|facture|contrat|asset|part|item|job|batch|note|article|request|"
    r"transport|id|number|nr|no|shipment|sku|quote|project|projekt|bug|sap|rma|license|licence)\w{0,2}[.:]?\s$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_REGIONS = ("DE", "AT", "CH", "FR", "GB", "IN", "US", "NL", "BE", "IT")
_LEAST, _LEAST_CALLED, _SURE = 3, 6, 9
_PARTS = re.compile(r"\d+")


def find(text: str, region: str) -> Iterator[Span]:
    """Where telephone numbers stand; `region` is the country whose national form is tried first (ISO 3166)."""
    if sum(char.isdecimal() for char in text) < _LEAST:
        return
    seen = _DATES.sub(lambda date: "\1" * len(date[0]), text)
    dialled = [number for number in _WITH_COUNTRY.finditer(seen) if _has_country(number[0])]
    dialled += [number for number in _NATIONAL.finditer(seen) if _is_national(number[0], region)]
    yield from (number.span() for number in dialled if not is_of_a_document(seen, number))
    for pattern in (_AMERICAN, _INDIAN):
        yield from (number.span() for number in pattern.finditer(seen))
    for number in _BARE.finditer(seen):
        if _is_bare(seen, number, region):
            yield number.span()
    for number in _LABELLED.finditer(seen):
        digits = _digits(number["number"])
        if len(digits) >= (_LEAST if number["line"] else _LEAST_CALLED) and not _YEAR.fullmatch(number["number"]):
            yield number.span("number")


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def _has_country(said: str) -> bool:
    digits = _digits(said)
    parts = _PARTS.findall(said)
    if ("+" in said and len(parts) > 1) or (len(digits) >= _SURE and (len(parts) > 2 or "+" in said)):  # noqa: PLR2004
        return True
    return _is_valid("+" + digits.removeprefix("00"), "ZZ", strictly=False)


def _is_national(said: str, region: str) -> bool:
    """Groups as telephones have them, not the slots and ports of a switch, and not a figure below one."""
    parts = _PARTS.findall(said)
    if re.match(r"\(?0[.]", said) or (len(parts) > 1 and max(len(part) for part in parts) < 2):  # noqa: PLR2004
        return False
    digits = _digits(said)
    if len(parts) > 1 and len(digits) >= _SURE and len(parts[0]) > 1:
        return True
    return any(_is_valid(digits, each, strictly=len(parts) == 1) for each in dict.fromkeys((region, *_REGIONS)))


def _is_bare(text: str, number: re.Match[str], region: str) -> bool:
    """Ten digits without a sign: American or Indian, not in round figures, and not behind a word such as order."""
    before = text[max(0, number.start() - 30) : number.start()].casefold()
    if "000" in number[0] or _COUNTED.search(before):
        return False
    return any(_is_valid(number[0], each, strictly=True) for each in {region, "US", "IN"} - {"DE"})


@lru_cache(maxsize=1024)
def _is_valid(number: str, region: str, *, strictly: bool) -> bool:
    import phonenumbers  # noqa: PLC0415

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed) if strictly else phonenumbers.is_possible_number(parsed)
