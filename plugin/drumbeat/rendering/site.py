"""The leads' pages as HTML, in any language there is: one layout (`web/layout.html.j2`), a template a kind of block."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from drumbeat.digest.language.phrase import Value
from drumbeat.digest.language.wording import Wording
from drumbeat.rendering.brand import PLAIN, Brand
from drumbeat.rendering.environment import environment, folders, render
from drumbeat.rendering.languages import languages, wording
from drumbeat.rendering.printable import printable


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages fetch; its name changes with its content, so that browsers may keep it for good."""

    name: str
    content: bytes
    media_type: str


class Site:
    """Lays out pages. `overrides` is a customer's own template folder, `language` the installation's.

    Raises SettingsError when the folder is missing or the language unknown; laying out does when a template is wrong.
    """

    def __init__(self, overrides: Path | None = None, language: str = "en", brand: Brand = PLAIN) -> None:
        self._overrides = overrides
        self._spoken = {name: wording(name, overrides) for name in languages(overrides)}
        self._usual = wording(language, overrides)
        self._brand = brand
        self._made: dict[str, jinja2.Environment] = {}

    def say(self, *wanted: str) -> Wording:
        """The first of these languages that there is, or the installation's."""
        return next((self._spoken[name] for name in wanted if name in self._spoken), self._usual)

    def html(self, page: Any, around: Any, say: Wording) -> str:
        """One document; `around` is what stands around the page (`web.around.Around`)."""
        return render(self._environment(say), "web/layout.html.j2", page=page, around=around)

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        """Style and script, by `style` and `script`."""
        style = render(self._environment(self._usual), "web/site.css.j2", brand=self._brand).encode()
        script = next(path for folder in folders(self._overrides) if (path := folder / "web" / "site.js").is_file())
        return {
            "style": _asset("style", "css", style, "text/css; charset=utf-8"),
            "script": _asset("script", "js", script.read_bytes(), "text/javascript; charset=utf-8"),
        }

    def _environment(self, say: Wording) -> jinja2.Environment:
        if say.language not in self._made:
            made = environment(self._overrides, say, autoescape=True)

            def words(value: Value) -> str:
                """What a page says: a phrase in the language, a value as it is said, text that can only be read."""
                return printable(say.said(value))

            made.filters["words"] = words
            made.filters["kind"] = _kind
            made.globals["zip"] = zip
            self._made[say.language] = made
        return self._made[say.language]


def _kind(value: object) -> str:
    """What kind of piece it is; empty for words. Looked up here, since a template's own look-ups are dear."""
    return getattr(value, "kind", "")


def _asset(name: str, ending: str, content: bytes, media_type: str) -> Asset:
    return Asset(f"{name}-{hashlib.sha256(content).hexdigest()[:16]}.{ending}", content, media_type)
