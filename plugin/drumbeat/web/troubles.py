"""What went wrong, in the reader's language: what an error tells, and what to do about it on a page.

An error's own advice is left out where it speaks of commands, which a lead has none of; what stands in its place goes
by the kind of error. What nobody wrote a sentence for in several languages (`sentences.Sentence`), such as what
ServiceNow or a mail server answers, is shown as it is, and said to be English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.errors import (
    DeliveryError,
    DrumbeatError,
    NotCovered,
    SettingsError,
    SourceError,
    StoreError,
    TeamOfOne,
    TryLater,
)
from drumbeat.sentences import Sentence
from drumbeat.web.blocks import Text

_OF_COMMANDS = re.compile(r"\bdrumbeat [a-z]|(?<!\w)--[a-z]|\bcommand\b")
_ADVICE: tuple[tuple[type[DrumbeatError], Phrase | None], ...] = (
    (NotCovered, phrase("Choose another period, or ask the administrator of Drumbeat to have more records read.")),
    (TeamOfOne, phrase("A digest of it would be that person’s own record, which is private.")),
    (SettingsError, None),
    (
        SourceError,
        phrase("Ask the administrator of Drumbeat: the page “Setup” says what is wrong."),
    ),
    (DeliveryError, phrase("Ask the administrator of Drumbeat to look at the mail settings; then send it again.")),
    (StoreError, phrase("Tell the administrator of Drumbeat: what is kept could not be read or written.")),
    (TryLater, phrase("Try it again in a few minutes. What was done so far is kept.")),
    (DrumbeatError, phrase("Try it once more; if it happens again, tell the administrator what you did.")),
)


def trouble_told(error: DrumbeatError) -> Iterator[Text]:
    """A paragraph on what happened, and one on what to do."""
    yield _paragraph(error.args[0])
    if "recovery" in vars(error) and not _OF_COMMANDS.search(error.recovery):
        if error.recovery:
            yield _paragraph(error.recovery)
    elif (advice := next(words for kind, words in _ADVICE if isinstance(error, kind))) is not None:
        yield Text(advice)


def _paragraph(words: str) -> Text:
    return Text(words, language="" if isinstance(words, Sentence) else "en")
