"""A digest in the formats that a person can ask for."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from drumbeat import app
from drumbeat.digest.build import Built
from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.digest.language.phrase import PeriodView
from drumbeat.digest.letter import Frame
from drumbeat.digest.model import Digest
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.settings import Settings


class Format(StrEnum):
    """A format, and the ending of its files."""

    HTML = "html"
    TEXT = "text"
    MARKDOWN = "md"
    JSON = "json"
    CSV = "csv"
    EML = "eml"

    @classmethod
    def parse(cls, said: str) -> list[Format]:
        """The formats of a list with commas. Raises SettingsError."""
        names = [name.strip() for name in said.split(",") if name.strip()]
        known = {form.value for form in cls} | {"txt"}
        unknown = [name for name in names if name not in known]
        if unknown or not names:
            message = f"There is no format {', '.join(unknown) or 'named'}."
            raise SettingsError(message, recovery=f"Formats: {', '.join(cls)}.")
        return [cls("text" if name == "txt" else name) for name in dict.fromkeys(names)]


MEDIA_TYPES = {
    Format.HTML: "text/html; charset=utf-8",
    Format.TEXT: "text/plain; charset=utf-8",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.EML: "message/rfc822",
}
"""As RFC 2046, 4180, 7763 and 8259 have them."""
_FORMULA = frozenset("=+-@")
_BREAKS = frozenset("\t\r\n")
_PASSED_OVER = " \t\r\n\v\f\x00\u200b\u200e\u200f\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Report:
    """A digest as it is handed out on demand."""

    built: Built
    team: Team
    settings: Settings
    language: str = ""
    """Other than the team's."""
    from_instance: bool = True
    """Whether the records lie in the instance of the settings; those of an exported list may come from anywhere."""

    @property
    def spoken(self) -> str:
        """The language it is in; empty for the installation's."""
        return self.language or self.team.language

    @property
    def said_team(self) -> Team:
        """The team, as if that language were its own."""
        return replace(self.team, language=self.spoken)

    def evidence(self) -> str:
        """The evidence page."""
        return app.evidence_page(self.settings, self.said_team, self.built, instance=self.from_instance)


def render(form: Format, report: Report, page: str = "") -> bytes:
    """The digest's bytes in a format; CSV holds its evidence. HTML links to the evidence page at `page`, if any."""
    digest, settings = report.built.digest, report.settings
    if form is Format.JSON:
        data = app.renderer(settings, report.spoken).data(digest)
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    if form is Format.CSV:
        return _evidence_csv(report.built)
    if form is Format.EML:
        return _eml(report)
    renderer = app.renderer(settings, report.spoken, Frame(evidence_page=page, is_mail=False))
    if form is Format.HTML:
        return app.html_file(renderer.html(digest), renderer.logo)
    turn = renderer.text if form is Format.TEXT else renderer.markdown
    return turn(digest).encode()


def file_name(digest: Digest, form: Format) -> str:
    """Team and period as a file's name: network-data-centre-2026-10.html."""
    return file_named(digest.team, digest.period, form)


def file_named(whose: str, period: PeriodView, form: Format) -> str:
    """Name and period as a file's name."""
    team = re.sub(r"[\W_]+", "-", whose.lower()).strip("-")[:60] or "digest"
    start, end = period.start, period.end
    days = {1: f"{start:%Y-%m}", 3: f"{start:%Y}-q{start.month // 3 + 1}", 12: f"{start:%Y}"}
    when = days.get(period.months, f"{start}-to-{end - timedelta(days=1)}")
    return f"{team}-{when}.{'txt' if form is Format.TEXT else form.value}"


def _evidence_csv(built: Built) -> bytes:
    """Every line of the evidence, as RFC 4180 has it, and as UTF-8 with its mark.

    Without the mark Excel reads UTF-8 as the machine's old code page, and a service “Büro” becomes “BÃ¼ro”; readers of
    CSV elsewhere know the mark (Python: utf-8-sig). No cell is a formula to a spreadsheet.
    """
    text = io.StringIO(newline="")
    names = [field.name for field in fields(EvidenceLine)]
    writer = csv.DictWriter(text, names, lineterminator="\r\n")
    writer.writeheader()
    for line in built.evidence:
        writer.writerow({name: inert(value) for name, value in asdict(line).items()})
    return text.getvalue().encode("utf-8-sig")


def inert(value: str) -> str:
    """A spreadsheet would run a cell that begins like a formula, after blanks and marks that it passes over as well.

    Full-width signs become their plain ones in spreadsheets of East Asian settings.
    """
    is_formula = value[:1] in _BREAKS or unicodedata.normalize("NFKC", value).lstrip(_PASSED_OVER)[:1] in _FORMULA
    return f"'{value}" if value and is_formula else value


def _eml(report: Report) -> bytes:
    """The mail as a file, addressed to its sender: a report is for the person who asked.

    It is dated at the end of its period, so that the same report is the same bytes. Its evidence comes with it, since
    nothing is put on any web server for a report.
    """
    digest, settings = report.built.digest, report.settings
    zone = ZoneInfo(digest.period.time_zone)
    end = datetime.combine(digest.period.end, time(), zone)
    content = app.unserved_content(settings, report.said_team, report.built, instance=report.from_instance)
    period = Period(digest.period.start, digest.period.end, zone)
    whom = app.Addressing(digest.team, period, settings.mail.sender, "", end)
    return app.compose(content, settings.mail, whom).content
