"""The Jinja environments: sandboxed, strict about what is undefined, a customer's folder before ours."""

from __future__ import annotations

import linecache
import textwrap
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
import jinja2.bccache
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drumbeat.digest.language.wording import Wording
from drumbeat.errors import SettingsError
from drumbeat.sentences import sentence

TEXT_WIDTH = 72
"""Columns of the plain-text part."""
_LONGEST_QUOTE = 100
_RECOVERY = sentence("Correct the template, or take it away: ours then takes its place. Nothing was sent.")


class _Compiled(jinja2.BytecodeCache):
    """What was compiled in this process: renderers of many languages and frames lay out the same few templates.

    Of a template that is edited meanwhile the newest text is kept. No constant can hold a language: what our filters
    say is never one.
    """

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self._codes[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = {autoescape: _Compiled() for autoescape in (True, False)}
"""Apart, for Jinja compiles escaping into a template."""


def environment(overrides: Path | None, say: Wording, *, autoescape: bool) -> jinja2.Environment:
    """Autoescape for every template or for none: `select_autoescape` would miss names that end in `.html.j2`."""
    made = ImmutableSandboxedEnvironment(
        autoescape=autoescape,
        loader=_Folders(folders(overrides)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_COMPILED[autoescape],
    )
    made.filters.update(
        say=say.say,
        period=say.period,
        wrapped=_wrapped,
        lines=_lines,
    )
    made.globals.update(text_width=TEXT_WIDTH)
    return made


def folders(overrides: Path | None) -> list[Path]:
    """Where templates and catalogues lie, the customer's own first. Raises SettingsError when that is missing."""
    installed = Path(str(resources.files("drumbeat"))) / "templates"
    checkout = Path(__file__).resolve().parents[3] / "templates"
    ours = installed if installed.is_dir() else checkout
    if overrides is None:
        return [ours]
    if not overrides.is_dir():
        raise SettingsError(sentence("There is no template folder {folder}.", folder=overrides))
    return [overrides, ours]


def render(environment: jinja2.Environment, name: str, **context: Any) -> str:
    """What the template makes of the context. Raises SettingsError naming file and line of a mistake."""
    try:
        return environment.get_template(name).render(**context)
    except jinja2.TemplateSyntaxError as error:
        file = error.filename or error.name or name
        told = sentence(
            "Template {file}, line {line}: {reason}", file=file, line=error.lineno, reason=error.message or ""
        )
        raise SettingsError(told, recovery=_RECOVERY) from error
    except _MISTAKES as error:
        file, line = _line_of(error, name)
        quote = linecache.getline(file, line).strip()[:_LONGEST_QUOTE]
        reason = _reason(error)
        said = (
            sentence("{reason}: {quote}", reason=reason, quote=quote) if quote else sentence("{reason}.", reason=reason)
        )
        told = sentence("Template {file}, line {line}: {reason}", file=file, line=line, reason=said)
        raise SettingsError(told, recovery=_RECOVERY) from None


_MISTAKES = (
    *(jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(MemoryError, RecursionError),
)
"""What a template can do wrong; files that cannot be read are another matter."""


def _line_of(error: BaseException, name: str) -> tuple[str, int]:
    """File and line of the innermost template that was running."""
    found, trace = (name, 1), error.__traceback__
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:  # Jinja sets it where it tells template lines
            found = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _reason(error: BaseException) -> str:
    """What is wrong. Never in Jinja's own words: names that a template reckons may be the text of a record."""
    match error:
        case jinja2.TemplateNotFound():
            return sentence("there is no such template")
        case jinja2.UndefinedError():
            return sentence("something here is not defined")
        case SecurityError():
            return sentence("templates must not do this")
        case RecursionError():
            return sentence("it includes or calls itself without end")
        case MemoryError():
            return sentence("it grows without end")
        case _:
            return sentence("this fails ({kind})", kind=type(error).__name__)


class _Folders(jinja2.FileSystemLoader):
    """Tells which file is not UTF-8."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            files = (Path(folder) / template for folder in self.searchpath)
            file = next((str(file) for file in files if file.is_file()), template)
            raise jinja2.TemplateSyntaxError(sentence("it is not saved in UTF-8."), line, template, file) from None


def _lines(text: str) -> str:
    """Text in lines that quoted-printable need not break (RFC 2045, section 6.7: 76 characters)."""
    return textwrap.fill(text, TEXT_WIDTH, break_long_words=False, break_on_hyphens=False)


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
