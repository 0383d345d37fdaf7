"""Mails and records as HTML, plain text and Markdown. A leaf any adapter may use.

A `Digest` goes in, a letter is written of it in one language, and templates lay it out: the same bytes for the same
digest. Nothing from a record can act in the output: control and direction-changing characters are removed, HTML is
escaped by the environment and Markdown before it reaches the template (rule E55).
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import css_inline

from drumbeat.digest.contract import as_json
from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.digest.evidence.page import NO_DESK, Desk, evidence_page
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.letter import BARE, Frame, Letter, letter, subject
from drumbeat.digest.model import Digest
from drumbeat.digest.people.accomplishments import PersonalRecord
from drumbeat.digest.people.record_letter import RecordLetter, record_letter
from drumbeat.errors import SettingsError
from drumbeat.rendering.brand import PLAIN, Brand, brand
from drumbeat.rendering.environment import environment, render
from drumbeat.rendering.languages import languages, wording
from drumbeat.rendering.logo import with_logo_inside
from drumbeat.rendering.markdown import markdown
from drumbeat.rendering.printable import harmless, header, printable, rewritten
from drumbeat.sentences import sentence

__all__ = ["PLAIN", "Brand", "Renderer", "brand", "languages", "plainly", "with_logo_inside", "wording"]


def plainly(text: str) -> str:
    """One string that can do no more than be read."""
    return printable(harmless(text))


class Renderer:
    """Renders digests in HTML, plain text and Markdown, in one language.

    `overrides` is a customer's own template folder with the layout of ours (`email/digest.html.j2`,
    `languages/fr.po`); what it lacks comes from ours. Raises SettingsError when that folder is missing or the language
    is unknown; rendering raises SettingsError when a template is wrong.
    """

    def __init__(
        self,
        overrides: Path | None = None,
        language: str = "en",
        *,
        frame: Frame = BARE,
        brand: Brand = PLAIN,
    ) -> None:
        self.say: Wording = wording(language, overrides)
        self._frame = frame
        self._brand = brand
        self._html = environment(overrides, self.say, autoescape=True)
        self._text = environment(overrides, self.say, autoescape=False)
        self._inliner = css_inline.CSSInliner(
            load_remote_stylesheets=False,  # a template must not make us fetch anything
            keep_at_rules=False,  # they would stand before <meta charset>; extras.css is kept where it stands
        )
        self._last: tuple[Digest, Digest] | None = None

    @property
    def logo(self) -> str:
        """The picture that comes with the mail, in base64; empty for none."""
        return b64encode(self._brand.logo.content).decode() if self._brand.logo else ""

    def subject(self, digest: Digest) -> str:
        """The subject line, as a header takes it."""
        return header(subject(self._read(digest), self.say))

    def data(self, digest: Digest) -> dict[str, Any]:
        """The JSON of the public contract."""
        return as_json(digest, self.say)

    def html(self, digest: Digest) -> str:
        """One HTML document with inlined styles (rules E20-E39)."""
        page = render(self._html, "email/digest.html.j2", letter=self._letter(digest, printable), brand=self._brand)
        if not page.strip():
            raise SettingsError(sentence("The template email/digest.html.j2 makes an empty page."))
        return self._inliner.inline(page) + "\n"

    def text(self, digest: Digest) -> str:
        """The plain-text part: every number and section title of the HTML (rule E03)."""
        return render(self._text, "email/digest.txt.j2", letter=self._letter(digest, printable))

    def markdown(self, digest: Digest) -> str:
        """Markdown, with the first record numbers behind each statement."""
        return render(self._text, "email/digest.md.j2", letter=self._letter(digest, markdown))

    def _letter(self, digest: Digest, change: Callable[[str], str]) -> Letter:
        """What the digest says, of strings that can do no more than be read."""
        written: Letter = rewritten(letter(self._read(digest), self.say, self._frame), change)
        return written

    def _read(self, digest: Digest) -> Digest:
        """The digest of harmless strings; the last is remembered, since its forms are made one after the other."""
        last = self._last
        if last is None or last[0] is not digest:
            last = self._last = (digest, rewritten(digest, harmless))
        return last[1]

    def evidence(self, digest: Digest, lines: Sequence[EvidenceLine], desk: Desk = NO_DESK) -> str:
        """The evidence page: one self-contained HTML document without script, whatever stands in a record.

        Its policy allows its own style, known by its hash (Content Security Policy 3, section 2.3.1), and nothing else.
        """
        page = rewritten(evidence_page(digest, lines, self.say, desk), printable)
        return self._page("evidence/page.html.j2", "evidence/style.css.j2", page=page)

    def _page(self, name: str, style_name: str, **held: Any) -> str:
        """A document with its style inside, which is known to its policy by its hash."""
        style = render(self._text, style_name, brand=self._brand, **held)
        style_hash = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        return render(self._html, name, style=style, style_hash=style_hash, **held)

    def record_html(self, record: PersonalRecord) -> str:
        """A technician's own record: one self-contained HTML document without script, under the same policy."""
        written = self._record(record, printable)
        return self._page("person/record.html.j2", "person/style.css.j2", record=written)

    def record_text(self, record: PersonalRecord) -> str:
        """A technician's own record, as plain text."""
        return render(self._text, "person/record.txt.j2", record=self._record(record, printable))

    def record_markdown(self, record: PersonalRecord) -> str:
        """A technician's own record, as Markdown."""
        return render(self._text, "person/record.md.j2", record=self._record(record, markdown))

    def _record(self, record: PersonalRecord, change: Callable[[str], str]) -> RecordLetter:
        written: RecordLetter = rewritten(record_letter(rewritten(record, harmless), self.say), change)
        return written
