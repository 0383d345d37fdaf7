"""The part of `drumbeat check` about evidence: whether links of mails open it."""

from __future__ import annotations

from datetime import datetime

from drumbeat import app
from drumbeat.desk.verdicts import Part, Verdict
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.errors import DrumbeatError
from drumbeat.settings import Settings

_NO_LINK = phrase(
    "Evidence: no link opens the lists behind the figures; they come with each mail as a file, up to 90 kB. With "
    "web.url set, `drumbeat serve` opens them."
)
_NOWHERE = phrase("Evidence: readers have nothing to open, as the settings of evidence say.")


def evidence_verdict(settings: Settings, now: datetime) -> Verdict:
    """Tried as a reader does. What this machine cannot reach others may, so that it is a note and no error."""
    address = app.evidence_address(settings)
    if not address:
        return _note(_NOWHERE) if settings.evidence.attach is False else Verdict(Part.EVIDENCE, spoken(_NO_LINK))
    try:
        opens = app.evidence_opens(settings, now)
    except DrumbeatError as error:
        return Verdict(Part.EVIDENCE, spoken(phrase("Evidence: {problem}", problem=error.args[0])), error=error)
    if opens:
        words = phrase("Evidence: {address} opens it for whoever has the link of a mail.", address=address)
        return Verdict(Part.EVIDENCE, spoken(words))
    return _note(_unseen(settings, address, is_answered=opens is not None))


def _unseen(settings: Settings, address: str, *, is_answered: bool) -> Phrase:
    """Why the page was not there, by who answered."""
    folder = settings.evidence.folder
    if folder is not None:
        return phrase(
            "Evidence: links of mails lead to {address}, where this machine does not find what lies in {folder}.",
            address=address,
            folder=str(folder),
        )
    if is_answered:
        return phrase(
            "Evidence: links of mails lead to {address}, where something else answers than this Drumbeat. Let the web "
            "server before it hand that address on.",
            address=address,
        )
    return phrase(
        "Evidence: links of mails lead to {address}, where nobody answers this machine now. Let `drumbeat serve` run, "
        "and a web server of yours hand requests on to it.",
        address=address,
    )


def _note(words: Phrase) -> Verdict:
    return Verdict(Part.EVIDENCE, spoken(words), is_note=True)
