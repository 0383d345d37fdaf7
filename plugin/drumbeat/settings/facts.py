"""`[facts.NAME]`: where an operational fact comes from, whose it is, and in what words it is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from drumbeat.digest.language.wording import Wording
from drumbeat.digest.operational import LIST_COLUMNS, LIST_NEEDS, PLACEHOLDERS, FactUnit
from drumbeat.errors import SettingsError
from drumbeat.settings.section import Section

METRIC = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
_LOCAL = ("127.0.0.1", "localhost", "::1")
_OF_SOURCE = {
    "csv": ("file", "columns", "where", "dates", "counter"),
    "http": ("url", "path", "token", "token_header", "proxy", "ca_bundle"),
    "prometheus": ("url", "query", "coverage", "series", "token", "token_header", "proxy", "ca_bundle"),
}
"""What may be said of a source of each kind, beside what may be said of all."""
_NEEDED = {"csv": ("file",), "http": ("url", "path"), "prometheus": ("url", "query")}


class FactSettings(Section):
    """One fact: its source, its unit, its teams, its sentence, and who stands behind it."""

    source: Literal["csv", "http", "prometheus"]
    metric: str = ""
    """The fact's id; the section's name where it is not said."""
    label: str
    unit: str = "count"
    teams: tuple[str, ...]
    service: str = ""
    sentence: dict[str, str] = Field(default_factory=dict)
    """Language -> a sentence with {value}."""
    approved_by: str = ""
    """Who approved the source once and for all; never for money or downtime, and not what is unusual or incomplete."""
    estimate: bool = False
    """The source's numbers are no exact counts."""
    file: Path | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    """Our column -> the heading of another program's list."""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Heading -> what a row must hold there to count."""
    dates: Literal["iso", "year-first", "day-first", "month-first"] = "iso"
    counter: bool = False
    """The file's rows are readings of a counter at the ends of days."""
    url: str = ""
    path: str = ""
    """Where in the JSON the number stands (RFC 9535)."""
    query: str = ""
    coverage: str = ""
    """A query for the share of the period that there is data for."""
    series: Literal["one", "sum"] = "one"
    token: SecretStr = SecretStr("")
    token_header: str = "Authorization"  # noqa: S105  the name of a header
    proxy: str = ""
    ca_bundle: Path | None = None

    @field_validator("metric")
    @classmethod
    def _is_metric(cls, metric: str) -> str:
        return checked_metric(metric) if metric else metric

    @field_validator("label", "service", "approved_by")
    @classmethod
    def _is_printable(cls, words: str) -> str:
        if not words.isprintable() or len(words) > 120:  # noqa: PLR2004  as wide as the store's column
            raise ValueError("must be at most 120 letters without control characters")
        return " ".join(words.split())

    @field_validator("unit")
    @classmethod
    def _is_unit(cls, unit: str) -> str:
        return str(FactUnit.of(unit))

    @field_validator("teams")
    @classmethod
    def _are_teams(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        said = tuple(name.strip() for name in names)
        if not said or not all(said):
            raise ValueError("must name a team, or several")
        return said

    @field_validator("sentence")
    @classmethod
    def _are_sentences(cls, sentences: dict[str, str]) -> dict[str, str]:
        for language, words in sentences.items():
            try:
                Wording(language)
            except SettingsError:
                raise ValueError(f"“{language}” is no language; write it like en") from None
            if words.count("{value}") != 1 or "{" in words.replace("{value}", "") or not words.isprintable():
                raise ValueError(f"{language} must hold {{value}} once, and no other braces")
        return sentences

    @field_validator("where", mode="before")
    @classmethod
    def _are_wanted(cls, said: object) -> object:
        """One word may stand without brackets."""
        if not isinstance(said, dict):
            return said
        return {heading: (words,) if isinstance(words, str) else words for heading, words in said.items()}

    @field_validator("where")
    @classmethod
    def _want_something(cls, said: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if not all(words for words in said.values()):
            raise ValueError("must say for each heading what a row has to hold there")
        return said

    @field_validator("columns")
    @classmethod
    def _are_columns(cls, said: dict[str, str]) -> dict[str, str]:
        unknown = [name for name in said if name not in LIST_COLUMNS]
        lacking = [name for name in LIST_NEEDS if name not in said]
        if unknown:
            raise ValueError(f"{unknown[0]} is no column of ours; there are {', '.join(LIST_COLUMNS)}")
        if said and lacking:
            raise ValueError(f"must name the heading of {' and '.join(lacking)}")
        return said

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname or not url.isprintable():
            raise ValueError("must begin with https:// or http://")
        if parts.username or parts.password:
            raise ValueError("must not hold a password; say token, or better its file")
        return url

    @field_validator("token_header")
    @classmethod
    def _is_header(cls, name: str) -> str:
        if not _HEADER.fullmatch(name):
            raise ValueError("must be the name of an HTTP header, like Authorization")
        return name

    @field_validator("token")
    @classmethod
    def _is_token(cls, token: SecretStr) -> SecretStr:
        word = token.get_secret_value()
        if not (word.isascii() and word.isprintable()):
            raise ValueError("must be one line of plain letters")
        return token

    @model_validator(mode="after")
    def _fits_its_source(self) -> FactSettings:
        source = self.source
        lacking = [name for name in _NEEDED[source] if not getattr(self, name)]
        if lacking:
            raise ValueError(f"source = {source} needs {' and '.join(lacking)}")
        others = {name for names in _OF_SOURCE.values() for name in names} - {*_OF_SOURCE[source]}
        too_many = sorted(others & self.model_fields_set)
        if too_many:
            raise ValueError(f"source = {source} has no {' and no '.join(too_many)}")
        self._asks_safely()
        return self

    def _asks_safely(self) -> None:
        parts = urlsplit(self.url)
        if self.token.get_secret_value() and parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise ValueError("a token is only sent to https:// (plain http only to this machine)")
        if self.source == "http" and not any(placeholder in self.url for placeholder in PLACEHOLDERS):
            raise ValueError(
                f"url must name the period by {', '.join(PLACEHOLDERS)}: a number without a period belongs to none "
                "(docs/facts.md shows what to do with a counter)"
            )
        if self.source == "prometheus" and (parts.query or parts.fragment):
            raise ValueError("url must be the server alone, like https://prometheus.example.com")


def checked_metric(metric: str) -> str:
    """The id of a fact. Raises ValueError."""
    if not METRIC.fullmatch(metric):
        raise ValueError("must be small letters, digits and underscores, like spam_blocked")
    return metric


def checked_facts(said: dict[str, FactSettings]) -> dict[str, FactSettings]:
    """The sections with their metrics filled in. Raises ValueError when a team would have one metric twice."""
    found = {
        name: each if each.metric else each.model_copy(update={"metric": checked_metric(name)})
        for name, each in said.items()
    }
    held: dict[tuple[str, str], str] = {}
    for name, each in found.items():
        for team in each.teams:
            other = held.setdefault((team.casefold(), each.metric), name)
            if other != name:
                raise ValueError(f"{other} and {name} both say {each.metric} of {team}")
    return found
