"""Phrases as English text: what an error tells, which commands print as it is and pages say in another language."""

from __future__ import annotations

from drumbeat.digest.language.phrase import Phrase
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.sentences import Sentence, made


def spoken(said: Phrase) -> Sentence:
    """The phrase in English, which any `Wording` can say anew."""
    return made(ENGLISH.say(said), said.text, dict(said.values), said.many, said.count)
