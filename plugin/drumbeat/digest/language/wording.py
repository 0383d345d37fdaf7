"""How things are said in one language: phrases by its catalogue, numbers, dates and lists as its locale writes them.

A catalogue is a gettext file (`templates/languages/de.po`); English needs none, since its words are the keys.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from gettext import NullTranslations
from typing import cast

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from drumbeat.digest.language.phrase import Days, PeriodView, Phrase, Quantity, Unit, Value, phrase
from drumbeat.digest.model import Figure
from drumbeat.errors import SettingsError
from drumbeat.sentences import Sentence

NO_BREAK = "\N{NO-BREAK SPACE}"

_BRITISH = {"en": "en_GB"}
"""Babel's plain `en` is American; ours writes 31 October 2026, and "a, b and c"."""
_PLACE = re.compile(r"\{(\w+)\}")
_FIRST_STRONG_ISOLATE, _POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_RIGHT_TO_LEFT = {"R", "AL"}
_MONTHS_OF = {1: "month", 3: "quarter", 12: "year"}
_WHOLE_HOURS = 100


class Wording:
    """One language."""

    def __init__(self, language: str, catalogue: NullTranslations | None = None) -> None:
        """`catalogue` translates our English; without one, English is said.

        Raises SettingsError for a language that Babel does not know.
        """
        try:
            self.locale = Locale.parse(_BRITISH.get(language, language).replace("-", "_"))
        except (UnknownLocaleError, ValueError) as error:
            raise SettingsError(f"There is no locale {language!r}; English is `en`.") from error
        self._catalogue = catalogue or NullTranslations()

    @property
    def language(self) -> str:
        """The language as HTML and mail headers name it: de, en, pt-BR, zh-Hant (RFC 5646)."""
        territory = self.locale.territory if self._says_territory else ""
        return "-".join(filter(None, (self.locale.language, self.locale.script, territory)))

    def language_named(self, tag: str) -> str:
        """What a language is called, as CLDR has it: German; the tag of one that it does not know."""
        return str(self.locale.languages.get(tag.replace("-", "_"), tag))

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    @property
    def _says_territory(self) -> bool:
        return bool(self.locale.territory) and str(self.locale) not in _BRITISH.values()

    # Phrases

    def say(self, said: Phrase | None) -> str:
        """The phrase in this language, its values in their places; empty for none."""
        if said is None:
            return ""
        values: dict[str, Value] = {"n": Quantity(said.count), **dict(said.values)}
        own = dict(said.own)
        words = own.get(self.language) or own.get(self.locale.language)
        if words:  # a customer's: braces that are no place of ours are text
            return _PLACE.sub(lambda place: self.said(values.get(place[1], place[0])), words)
        return _PLACE.sub(lambda place: self.said(values[place[1]]), self._pattern(said))

    def _pattern(self, said: Phrase) -> str:
        if said.many:
            return self._catalogue.ngettext(said.text, said.many, _plural_number(said.count))
        return self.word(said.text)

    def word(self, text: str) -> str:
        """A word or label of ours in this language.

        One that is counted elsewhere stands in the catalogue with its numbers, where Python before 3.11.5 does not
        look for a single word.
        """
        found = self._catalogue.gettext(text) if text else ""
        return found if found != text else self._catalogue.ngettext(text, text, 1) if text else ""

    def knows(self, text: str) -> bool:
        """Whether it can be said in this language: English knows all of English, others what is in the catalogue."""
        return self.locale.language == "en" or self.word(text) != text

    def said(self, value: Value) -> str:
        """A phrase's value."""
        match value:
            case Sentence():
                values = cast("dict[str, Value]", value.values)
                return self.say(Phrase(value.pattern, tuple(values.items()), value.many, value.times))
            case str():
                return self.isolated(value)
            case tuple():
                return self.listed([self.said(each) for each in value])
            case date():
                return self.day(value)
            case int() | float():
                return self.count(value)
            case _:
                return value.said_by(self)

    def isolated(self, text: str) -> str:
        """Text of the other direction keeps to itself, so that it does not turn the sentence round it (UAX #9)."""
        turns = {"L"} if self.direction == "rtl" else _RIGHT_TO_LEFT
        if not any(unicodedata.bidirectional(char) in turns for char in text):
            return text
        return f"{_FIRST_STRONG_ISOLATE}{text}{_POP}"

    # Numbers

    def count(self, value: float) -> str:
        """412; 1,204. A median between two counts is rounded to a whole, half of one up."""
        whole = Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP)
        return format_decimal(whole, "#,##0", locale=self.locale)

    def decimal(self, value: float) -> str:
        """A number with what it has behind the point, three digits at most: 1,234.5."""
        return format_decimal(Decimal(str(value)), locale=self.locale)

    def times(self, number: float, one: str, many: str) -> str:
        """A count with its noun: 1 ticket, 57 tickets."""
        return f"{self.count(number)} {self._catalogue.ngettext(one, many, _plural_number(number))}"

    def share(self, fraction: float) -> str:
        """96.8 %. What is not all, or not nothing, is never rounded to 100 % or 0 %."""
        percent = round(Decimal(str(fraction)) * 100, 1)
        if 0 < fraction < 1:
            percent = min(max(percent, Decimal("0.1")), Decimal("99.9"))
        return f"{format_decimal(percent, '#,##0.#', locale=self.locale)}{NO_BREAK}%"

    def hours(self, hours: float) -> str:
        """48 min; 4 h 12 min; from a hundred hours up, whole hours. Only what is nothing is 0 min."""
        minutes = round(abs(hours) * 60)
        if hours and not minutes:
            return self.word("less than a minute")
        sign = "-" if hours < 0 else ""
        whole, rest = divmod(minutes, 60)
        h, m = self.word("h"), self.word("min")
        if whole >= _WHOLE_HOURS:
            return f"{sign}{self.count(round(abs(hours)))}{NO_BREAK}{h}"
        if not whole:
            return f"{sign}{rest}{NO_BREAK}{m}"
        return f"{sign}{whole}{NO_BREAK}{h}" + (f" {rest:02d}{NO_BREAK}{m}" if rest else "")

    def score(self, value: float) -> str:
        """8.1 of 10. What is not all, or not nothing, is never rounded to 10 or 0."""
        tenths = round(Decimal(str(value)), 1)
        if 0 < value < 10:  # noqa: PLR2004  the scale's end
            tenths = min(max(tenths, Decimal("0.1")), Decimal("9.9"))
        number = format_decimal(tenths, "0.#", locale=self.locale)
        return self.say(phrase("{score} of 10", score=number))

    def number(self, value: float, unit: Unit) -> str:
        """A value by its unit."""
        match unit:
            case Unit.SHARE:
                return self.share(value)
            case Unit.HOURS:
                return self.hours(value)
            case Unit.MINUTES:
                return self.hours(value / 60)
            case Unit.SCORE:
                return self.score(value)
            case Unit.COUNT:
                return self.count(value)

    def value(self, figure: Figure) -> str:
        """A figure's own value. A share of fewer than ten is told as "2 of 3", without percentage."""
        if figure.small and figure.unit is Unit.SHARE:
            return self.say(phrase("{part} of {whole}", part=round(figure.value * figure.n), whole=figure.n))
        return self.number(figure.value, figure.unit)

    # Lists, days and periods

    def listed(self, names: Sequence[str], limit: int = 0) -> str:
        """Words in a row: a, b and c. Beyond the limit: a, b and 7 more."""
        shown = list(names)
        if 0 < limit < len(shown):
            shown[limit:] = [self.say(phrase("{n} more", n=len(shown) - limit))]
        return format_list(shown, locale=self.locale)

    def day(self, day: date) -> str:
        """31 October 2026. How days are written is in the catalogue, too: German has a full stop behind the day."""
        return format_date(day, self.word("d MMMM y"), locale=self.locale)

    def moment(self, at: datetime) -> str:
        """Thursday, 5 November 2026, 09:00."""
        named = format_date(at, "EEEE", locale=self.locale)
        return self.say(phrase("{weekday}, {day}, {time}", weekday=named, day=at.date(), time=f"{at:%H:%M}"))

    def month(self, day: date) -> str:
        """October 2026."""
        return format_date(day, "LLLL y", locale=self.locale)

    def period(self, period: PeriodView) -> str:
        """The period in words (rule E11): October 2026, the third quarter of 2026, 2026, or its days."""
        match _MONTHS_OF.get(period.months):
            case "month":
                return self.month(period.start)
            case "quarter":
                return format_date(period.start, "QQQQ y", locale=self.locale)
            case "year":
                return format_date(period.start, "y", locale=self.locale)
            case _:
                return self.span(period)

    def period_before(self, period: PeriodView) -> str:
        """What the period before is called beside it: September, or in words."""
        match _MONTHS_OF.get(period.months):
            case "month":
                return format_date(period.previous_start, "LLLL", locale=self.locale)
            case "quarter":
                return self.word("the quarter before")
            case "year":
                return self.word("the year before")
            case _:
                return self.word("the period before")

    def this_period(self, period: PeriodView) -> str:
        """What the period itself is called beside the one before: October, 2026, or in words."""
        if period.months == 1:
            return format_date(period.start, "LLLL", locale=self.locale)
        return self.period(period) if period.months else self.word("this period")

    def typical_of(self, period: PeriodView) -> str:
        """What a typical one is called in a sentence."""
        match _MONTHS_OF.get(period.months):
            case "month":
                return self.word("a typical month")
            case "quarter":
                return self.word("a typical quarter")
            case "year":
                return self.word("a typical year")
            case _:
                return self.word("a typical period")

    def span(self, period: PeriodView) -> str:
        """The period's days, first and last: 1 to 31 October 2026."""
        first, last = period.start, period.end - timedelta(days=1)
        if first >= last:
            return self.day(last)
        pattern = self.word("d MMMM y")
        if first.year == last.year:
            pattern = self.word("d") if first.month == last.month else self.word("d MMMM")
        begin = format_date(first, pattern, locale=self.locale)
        return self.say(phrase("{first} to {last}", first=begin, last=self.day(last)))

    def days(self, days: Days) -> str:
        """Days without their year: 21 November; 10 to 11 October; 30 October to 2 November."""
        last = format_date(days.last, self.word("d MMMM"), locale=self.locale)
        if days.first >= days.last:
            return last
        is_one_month = (days.first.year, days.first.month) == (days.last.year, days.last.month)
        pattern = self.word("d") if is_one_month else self.word("d MMMM")
        begin = format_date(days.first, pattern, locale=self.locale)
        return self.say(phrase("{first} to {last}", first=begin, last=last))


def opened(sentence: str) -> str:
    """With a capital at the beginning, and nothing else changed."""
    return sentence[:1].upper() + sentence[1:]


def quoted(text: str) -> str:
    """In quotation marks; those within become single ones, as a sentence has them that quotes another."""
    return f"“{text.translate(_SINGLE)}”"


_SINGLE = {ord("“"): "\N{LEFT SINGLE QUOTATION MARK}", ord("”"): "\N{RIGHT SINGLE QUOTATION MARK}"}


def _plural_number(count: float) -> int:
    """What plural rules look at: a number that is no whole one is more than one."""
    return int(count) if count == int(count) else 2


ENGLISH = Wording("en")
