"""Numbers of documents and standards, which look like those of telephones and of people; the words before them tell."""

from __future__ import annotations

import re

_DOCUMENT = re.compile(
    r"(?:order|invoice|document|delivery|case|material|contract|bestellung|auftrag|rechnung|lieferung|lieferschein|beleg|"
    r"vertrag|vorgang|serial|seriennummer|commande|facture|contrat|asset|batch|charge|article|transport|shipment)s?[.:]?\s$"
)
_STANDARD = re.compile(r"\b(?:din|en|iso|iec|vde|vdi|dguv|nf|bs|ansi|ieee|rfc)(?:[ -][\w-]{1,20}){0,2}\s$")
_BEFORE = 40


def is_of_a_document(text: str, number: re.Match[str]) -> bool:
    """Whether it is an unbroken number of a delivery or the like, or two numbers of a standard."""
    before = text[max(0, number.start() - _BEFORE) : number.start()].casefold()
    if _STANDARD.search(before):
        return True
    return number[0].isdecimal() and _DOCUMENT.search(before) is not None
