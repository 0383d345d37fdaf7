"""For what people are thanked by name, rule by rule, in words that a reader of the whole company knows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drumbeat.digest.language.phrase import Phrase, Value, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.model import SignalLine

THANKS = phrase("Thanks to")
_MOST_NAMES = 30

THANKED_FOR: Mapping[str, Phrase] = {
    "V01": phrase("work with other teams"),
    "V02": phrase("leading an improvement"),
    "V03": phrase("a part in an improvement"),
    "V04": phrase("initiative beyond the daily work"),
    "V05": phrase("sharing knowledge"),
    "V08": phrase("help in a major incident"),
    "V09": phrase("an improvement that can be measured"),
    "V10": phrase("work that others gave thanks for"),
    "V11": phrase("work that helped the business"),
    "V16": phrase("preventing incidents"),
    "V17": phrase("work that others use again"),
    "V18": phrase("keeping others informed"),
    "V22": phrase("a new idea put to work"),
}
"""Of every rule that can name somebody (`people.names`)."""


@dataclass(frozen=True, slots=True)
class Thanked:
    """A line of thanks, as it is printed."""

    names: str
    reasons: str
    rules: tuple[str, ...]
    """Ids of those that the line is about."""


def thanked(signals: Iterable[SignalLine], say: Wording) -> tuple[Thanked, ...]:
    """Names, alphabetical as they came, and what they consented to be named in; the same names stand once."""
    told: dict[tuple[str, ...], list[SignalLine]] = {}
    for each in signals:
        if each.names:
            told.setdefault(tuple(each.names), []).append(each)
    return tuple(
        Thanked(
            say.said(some(names, _MOST_NAMES)),
            say.say(phrase("For {reasons}", reasons=tuple(_reason(each, say) for each in lines))),
            tuple(each.id for each in lines),
        )
        for names, lines in told.items()
    )


def some(names: Sequence[str], limit: int, of: int = 0) -> tuple[Value, ...]:
    """The first few names, and how many more there are, `of` so many where these are a part of them."""
    more = max(of, len(names)) - min(limit, len(names))
    return (*names[:limit], phrase("{n} more", n=more)) if more else tuple(names)


def _reason(told: SignalLine, say: Wording) -> str:
    known = THANKED_FOR.get(told.id)
    return say.say(known) if known is not None else say.word(told.label)
