"""A digest in the formats that a person can ask for."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import asdict, fields
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from drumbeat import app
from drumbeat.digest.build import Built
from drumbeat.digest.evidence import EvidenceLine
from drumbeat.digest.model import Digest
from drumbeat.digest.phrase import PeriodView
from drumbeat.errors import SettingsError
from drumbeat.pipeline import freeze
from drumbeat.records.period import Period
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


def render(form: Format, built: Built, settings: Settings, language: str = "") -> bytes:
    """The digest's bytes in a format; CSV holds its evidence."""
    if form is Format.JSON:
        data = app.renderer(settings, language).data(built.digest)
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    if form is Format.CSV:
        return _evidence_csv(built)
    if form is Format.EML:
        return _eml(built.digest, settings, language)
    renderer = app.renderer(settings, language)
    if form is Format.HTML:
        return app.html_file(renderer.html(built.digest), renderer.logo)
    turn = renderer.text if form is Format.TEXT else renderer.markdown
    return turn(built.digest).encode()


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
    text = io.StringIO(newline="")
    names = [field.name for field in fields(EvidenceLine)]
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    for line in built.evidence:
        writer.writerow({name: _inert(value) for name, value in asdict(line).items()})
    return text.getvalue().encode()


def _inert(value: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _eml(digest: Digest, settings: Settings, language: str) -> bytes:
    """The mail as a file, addressed to its sender: a report is for the person who asked.

    It is dated at the end of its period, so that the same report is the same bytes.
    """
    zone = ZoneInfo(digest.period.time_zone)
    content = freeze(digest, app.renderer(settings, language))
    end = datetime.combine(digest.period.end, time(), zone)
    period = Period(digest.period.start, digest.period.end, zone)
    whom = app.Addressing(digest.team, period, settings.mail.sender, "", end)
    return app.mail_bytes(app.compose(content, settings.mail, whom))
