"""Pages of the web, in any language there is, from one template (`web/page.html.j2`)."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cached_property
from pathlib import Path
from typing import Any

from drumbeat.digest.language.wording import Wording
from drumbeat.rendering.brand import PLAIN, Brand
from drumbeat.rendering.environment import environment, render
from drumbeat.rendering.languages import languages, wording


class WebPages:
    """Lays out pages. `overrides` is a customer's own template folder, `language` the installation's.

    Raises SettingsError when the folder is missing or the language unknown; laying out does when a template is wrong.
    """

    def __init__(self, overrides: Path | None = None, language: str = "en", brand: Brand = PLAIN) -> None:
        self._spoken = {name: wording(name, overrides) for name in languages(overrides)}
        self._usual = wording(language, overrides)
        self._html = environment(overrides, self._usual, autoescape=True)
        self._text = environment(overrides, self._usual, autoescape=False)
        self._brand = brand

    def say(self, *wanted: str) -> Wording:
        """The first of these languages that there is, or the installation's."""
        return next((self._spoken[name] for name in wanted if name in self._spoken), self._usual)

    def html(self, page: Any) -> str:
        """One self-contained document without script."""
        return render(self._html, "web/page.html.j2", page=page, style=self._style)

    @property
    def style_hash(self) -> str:
        """By which a policy knows the page's style (Content Security Policy 3, section 2.3.1)."""
        return f"sha256-{b64encode(hashlib.sha256(self._style.encode()).digest()).decode()}"

    @cached_property
    def _style(self) -> str:
        return render(self._text, "web/style.css.j2", brand=self._brand)
