"""The Jinja environments of mails and pages, and the wording of numbers. A leaf any adapter may use.

A `Digest` goes in, HTML, text or Markdown comes out, the same bytes for the same digest. Numbers are worded here
and nowhere else in a template: thousands and decimals as the locale writes them, a no-break space before a unit.
Nothing from a record can act in the output: control and direction-changing characters are removed, HTML is
escaped by the environment and Markdown before it reaches the template (rule E55).
"""

from __future__ import annotations

import dataclasses
import re
import textwrap
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Any

import css_inline
import jinja2
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drumbeat.digest.model import Digest, Figure, PeriodView, Unit
from drumbeat.errors import SettingsError

NO_BREAK = "\N{NO-BREAK SPACE}"
TEXT_WIDTH = 72
"""Columns of the plain-text part."""

_BRITISH = {"en": "en_GB"}
"""Babel's plain `en` is American; ours writes 31 October 2026, and "a, b and c"."""

_DIRECTION_CHANGING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Bidirectional classes that would turn around the text after them (UAX #9, section 2)."""

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!$])")
_MARKDOWN_OPENING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


class Wording:
    """Numbers, dates and lists as one locale writes them."""

    def __init__(self, locale: str) -> None:
        """Raises SettingsError for a locale that Babel does not know."""
        try:
            self.locale = Locale.parse(_BRITISH.get(locale, locale))
        except (UnknownLocaleError, ValueError) as error:
            raise SettingsError(f"There is no locale {locale!r}; English is `en`.") from error

    def count(self, value: float) -> str:
        """412; 1,204; 4.5. From a hundred up a median between two counts is rounded to a whole."""
        digits = "#,##0" if abs(value) >= 100 else "#,##0.#"  # noqa: PLR2004  named in the docstring
        return format_decimal(Decimal(str(value)), digits, locale=self.locale)

    def share(self, fraction: float) -> str:
        """96.8 %. What is not all, or not nothing, is never rounded to 100 % or 0 %."""
        percent = round(Decimal(str(fraction)) * 100, 1)
        if 0 < fraction < 1:
            percent = min(max(percent, Decimal("0.1")), Decimal("99.9"))
        return f"{format_decimal(percent, '#,##0.#', locale=self.locale)}{NO_BREAK}%"

    def hours(self, hours: float) -> str:
        """48 min; 4 h 12 min; from a hundred hours up, whole hours."""
        minutes = round(abs(hours) * 60)
        sign = "-" if hours < 0 and minutes else ""
        whole, rest = divmod(minutes, 60)
        if whole >= 100:  # noqa: PLR2004  named in the docstring
            return f"{sign}{self.count(round(abs(hours)))}{NO_BREAK}h"
        if not whole:
            return f"{sign}{rest}{NO_BREAK}min"
        return f"{sign}{whole}{NO_BREAK}h" + (f" {rest:02d}{NO_BREAK}min" if rest else "")

    def number(self, value: float, unit: Unit) -> str:
        """A value by its unit."""
        match unit:
            case Unit.SHARE:
                return self.share(value)
            case Unit.HOURS:
                return self.hours(value)
            case Unit.COUNT:
                return self.count(value)

    def value(self, figure: Figure) -> str:
        """A figure's own value. A share of fewer than ten is told as "2 of 3", without percentage."""
        if figure.small and figure.unit is Unit.SHARE:
            return f"{self.count(round(figure.value * figure.n))} of {self.count(figure.n)}"
        return self.number(figure.value, figure.unit)

    def previous(self, figure: Figure) -> str:
        """The value of the period before; empty when unknown, or when the figure is too small for a trend."""
        return self._beside(figure, figure.previous)

    def typical(self, figure: Figure) -> str:
        """The typical value; empty when unknown, or when the figure is too small for a trend."""
        return self._beside(figure, figure.typical)

    def comparison(self, figure: Figure, period: PeriodView) -> str:
        """September 398 · typical 401; empty when there is nothing to compare with."""
        named = ((period.previous_label, self.previous(figure)), ("typical", self.typical(figure)))
        return " · ".join(f"{label}{NO_BREAK}{value.replace(' ', NO_BREAK)}" for label, value in named if value)

    def listed(self, names: Sequence[str], limit: int = 0) -> str:
        """Words in a row: a, b and c. Beyond the limit: a, b and 7 more."""
        shown = list(names)
        if 0 < limit < len(shown):
            shown[limit:] = [f"{self.count(len(shown) - limit)} more"]
        return format_list(shown, locale=self.locale)

    def month(self, day: date) -> str:
        """October 2026."""
        return format_date(day, "LLLL y", locale=self.locale)

    def span(self, period: PeriodView) -> str:
        """The period's days, first and last: 1 to 31 October 2026."""
        first, last = period.start, period.end - timedelta(days=1)
        pattern = "d MMMM y"
        if first.year == last.year:
            pattern = "d" if first.month == last.month else "d MMMM"
        until = format_date(last, "d MMMM y", locale=self.locale)
        return until if first >= last else f"{format_date(first, pattern, locale=self.locale)} to {until}"

    def _beside(self, figure: Figure, other: float | None) -> str:
        return "" if figure.small or other is None else self.number(other, figure.unit)


class Renderer:
    """Renders digests in HTML, plain text and Markdown.

    `overrides` is a customer's own template folder with the layout of ours (`email/digest.html.j2`); what it
    lacks comes from ours. Raises SettingsError when that folder is missing or the locale is unknown; rendering
    raises SettingsError when a template is wrong.
    """

    def __init__(self, overrides: Path | None = None, locale: str = "en") -> None:
        self._html = html_environment(overrides, locale)
        self._text = text_environment(overrides, locale)
        self._inliner = css_inline.CSSInliner(
            load_remote_stylesheets=False,  # a template must not make us fetch anything
            keep_at_rules=False,  # they would stand before <meta charset>; extras.css is kept where it stands
        )

    def html(self, digest: Digest) -> str:
        """One HTML document with inlined styles (rules E20-E39)."""
        page = _render(self._html, "email/digest.html.j2", _rewritten(digest, _printable))
        return self._inliner.inline(page) + "\n"

    def text(self, digest: Digest) -> str:
        """The plain-text part: every number and section title of the HTML (rule E03)."""
        return _render(self._text, "email/digest.txt.j2", _rewritten(digest, _printable))

    def markdown(self, digest: Digest) -> str:
        """Markdown, with the first record numbers behind each figure."""
        return _render(self._text, "email/digest.md.j2", _rewritten(digest, _markdown))


def html_environment(overrides: Path | None, locale: str) -> jinja2.Environment:
    """Autoescape for every template: `select_autoescape` would miss names that end in `.html.j2`."""
    return _environment(overrides, Wording(locale), autoescape=True)


def text_environment(overrides: Path | None, locale: str) -> jinja2.Environment:
    """For plain text and Markdown."""
    return _environment(overrides, Wording(locale), autoescape=False)


def _environment(overrides: Path | None, wording: Wording, *, autoescape: bool) -> jinja2.Environment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=autoescape,
        loader=jinja2.FileSystemLoader(_folders(overrides)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        count=wording.count,
        share=wording.share,
        hours=wording.hours,
        value=wording.value,
        previous=wording.previous,
        typical=wording.typical,
        comparison=wording.comparison,
        listed=wording.listed,
        month=wording.month,
        span=wording.span,
        headline=_headline,
        outcome=_outcome,
        opened=_opened,
        wrapped=_wrapped,
    )
    environment.globals.update(
        language=wording.locale.language, direction=wording.locale.text_direction, text_width=TEXT_WIDTH
    )
    return environment


def _folders(overrides: Path | None) -> list[Path]:
    installed = Path(str(resources.files("drumbeat"))) / "templates"
    checkout = Path(__file__).resolve().parents[2] / "templates"
    ours = installed if installed.is_dir() else checkout
    if overrides is None:
        return [ours]
    if not overrides.is_dir():
        raise SettingsError(f"There is no template folder {overrides}.")
    return [overrides, ours]


def _render(environment: jinja2.Environment, name: str, digest: Digest) -> str:
    try:
        return environment.get_template(name).render(digest=digest)
    except jinja2.TemplateSyntaxError as error:
        raise SettingsError(f"Template {error.name or name}, line {error.lineno}: {error.message}") from error
    except jinja2.TemplateError as error:
        raise SettingsError(f"Template {name} cannot be rendered: {error.message}") from error


def _rewritten(value: Any, change: Callable[[str], str]) -> Any:
    """The same data with every string changed, at any depth; enumerations keep their identity."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_rewritten(item, change) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in dataclasses.fields(value)]
        return dataclasses.replace(value, **{name: _rewritten(getattr(value, name), change) for name in names})
    return value


def _printable(text: str) -> str:
    """One line of text that can do no more than be read: no controls, no changes of direction."""
    spaced = "".join(" " if char in "\t\n\v\f\r\x85\u2028\u2029" else char for char in text)
    kept = (
        char
        for char in spaced
        if unicodedata.category(char) not in {"Cc", "Cs"} and unicodedata.bidirectional(char) not in _DIRECTION_CHANGING
    )
    return re.sub(" {2,}", " ", "".join(kept)).strip(" ")


def _markdown(text: str) -> str:
    """Text in which no character means anything to Markdown (CommonMark 0.31, section 2.4), `&` as an entity."""
    escaped = _MARKDOWN_SPECIAL.sub(r"\\\1", _printable(text).replace("&", "&amp;"))
    return _MARKDOWN_OPENING.sub(r"\1\\\2", escaped)


def _headline(digest: Digest) -> list[Figure]:
    """The figures of the first screen, four at the most."""
    found = (digest.figure(figure_id) for figure_id in digest.headline)
    return [figure for figure in found if figure is not None][:4]


def _outcome(digest: Digest) -> str:
    """What the subject says after team and month, with a capital; empty when it says no more than these."""
    _, _, outcome = digest.subject.partition(f"{digest.team}, {digest.period.label}: ")
    return _opened(outcome)


def _opened(sentence: str) -> str:
    """With a capital at the beginning, and nothing else changed."""
    return sentence[:1].upper() + sentence[1:]


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    """A paragraph in lines of the text part's width; long words stay whole."""
    return textwrap.fill(
        text,
        TEXT_WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
