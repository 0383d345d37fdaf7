"""The Jinja environments of mails and pages. A leaf any adapter may use.

A `Digest` goes in, HTML, text or Markdown comes out, the same bytes for the same digest. Numbers are worded by
`digest.wording`, and nowhere in a template.
Nothing from a record can act in the output: control and direction-changing characters are removed, HTML is
escaped by the environment and Markdown before it reaches the template (rule E55).
"""

from __future__ import annotations

import dataclasses
import re
import textwrap
import unicodedata
from collections.abc import Callable
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Any

import css_inline
import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drumbeat.digest.accomplishments import Line, PersonalRecord
from drumbeat.digest.model import Digest, Figure
from drumbeat.digest.wording import Wording
from drumbeat.errors import SettingsError
from drumbeat.signals.model import Status

TEXT_WIDTH = 72
"""Columns of the plain-text part."""

_DIRECTION_CHANGING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Bidirectional classes that would turn around the text after them (UAX #9, section 2)."""

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!$])")
_MARKDOWN_OPENING = re.compile(r"^(\s*\d*)([-+=.)])")


_STANDING = {
    Status.FINAL: "final",
    Status.PROVISIONAL: "may still change",
    Status.FLAGGED: "rests on what two people did for each other within 30 days; no team is told",
    Status.DISPUTED: "disputed by the owner",
    Status.WITHDRAWN: "told before, and not counted any more",
}
_MOST_FACTS = 5


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

    def record_text(self, record: PersonalRecord) -> str:
        """A technician's own record, as plain text."""
        return _render(self._text, "person/record.txt.j2", record=_rewritten(record, _printable))

    def record_markdown(self, record: PersonalRecord) -> str:
        """A technician's own record, as Markdown."""
        return _render(self._text, "person/record.md.j2", record=_rewritten(record, _markdown))


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
        restated=wording.restated,
        provisional=wording.provisional,
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
        standing=_STANDING.__getitem__,
        stands_on=_stands_on,
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


def _render(environment: jinja2.Environment, name: str, digest: Digest | None = None, **more: Any) -> str:
    try:
        return environment.get_template(name).render(digest=digest, **more)
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


def _stands_on(line: Line) -> str:
    """The facts behind a line of a personal record, the first few of them."""
    facts = [f"{fact.number} ({fact.field}: {fact.value})" for fact in line.evidence]
    facts += [f"“{span.alias}” in {span.field} of {span.number}" for span in line.spans]
    more = [f"{len(facts) - _MOST_FACTS} more"] if len(facts) > _MOST_FACTS else []
    return ", ".join([*facts[:_MOST_FACTS], *more])


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
