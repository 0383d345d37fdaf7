"""What is asked and answered, as its description has it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from drumbeat.desk.formats import Format
from drumbeat.editions.recipients import RecipientKind

_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
_MOST_EACH = 500
Month = Annotated[str, Field(pattern=_MONTH, examples=["2026-10"], description="A calendar month: 2026-10.")]
Words = Annotated[str, Field(max_length=200)]
Version = Annotated[
    str,
    Field(
        max_length=64,
        description="The `version` of what you saw: nothing is done, and the answer is 409, if it is another by now. "
        "Empty: whatever holds.",
    ),
]


class Sent(BaseModel):
    """What a program sends: nothing beside what is described."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Decision(Sent):
    """A decision about an edition."""

    version: Version = ""


class Reasoned(Decision):
    """One with its reason."""

    reason: Annotated[str, Field(min_length=1, max_length=200, description="For the team, in a few words.")]


class Trial(Sent):
    """Where a test goes."""

    to: Annotated[str, Field(min_length=3, max_length=254, description="The lead's address, or one of your company.")]


class Recipient(Sent):
    """Who receives the digest, or does not whoever else says so."""

    model_config = ConfigDict(extra="forbid", strict=False)
    kind: RecipientKind = RecipientKind.ADDRESS
    name: Annotated[str, Field(min_length=1, max_length=254, description="An address; of a user or group its name.")]
    excluded: bool = False
    language: Annotated[str, Field(max_length=40, description="Of the digest; empty: the team's.")] = ""
    keeper: Annotated[str, Field(max_length=254, description="Of a list: who takes readers off it.")] = ""


class Recipients(Sent):
    """Several of them."""

    model_config = ConfigDict(extra="forbid", strict=False)
    recipients: Annotated[list[Recipient], Field(min_length=1, max_length=_MOST_EACH)]
    version: Version = ""


class ReportWanted(Sent):
    """A report of a month, a quarter, a year, or of first to last day; where none is named, of last month."""

    model_config = ConfigDict(extra="forbid", strict=False)
    month: Month | None = None
    quarter: Annotated[str, Field(pattern=r"^[0-9]{4}-Q[1-4]$", examples=["2026-Q3"])] | None = None
    year: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = None
    first_day: date | None = None
    last_day: date | None = None
    formats: Annotated[list[Format], Field(min_length=1, max_length=len(Format))] = [Format.HTML]
    language: Annotated[str, Field(max_length=40, description="Empty: the team's.")] = ""


class Figure(Sent):
    """A figure from outside the tickets. It is told once a person approves it on the page."""

    metric: Annotated[str, Field(min_length=1, max_length=60, examples=["spam_blocked"])]
    value: Annotated[str, Field(min_length=1, max_length=40, description="A number, as text.", examples=["182331"])]
    unit: Annotated[str, Field(max_length=20, examples=["count"])] = "count"
    label: Annotated[str, Field(max_length=120)] = ""
    service: Annotated[str, Field(max_length=120)] = ""
    note: Annotated[str, Field(min_length=1, max_length=500, description="Where the number comes from.")]


class Next(BaseModel):
    """What comes next by itself."""

    step: str
    period: Month
    at: datetime


class TeamShown(BaseModel):
    """A team."""

    id: int
    name: str
    time_zone: str
    language: str
    policy: Literal["review", "required", "automatic"]
    next: list[Next]


class Teams(BaseModel):
    """The teams that the token is of."""

    teams: list[TeamShown]


class EditionShown(BaseModel):
    """How the edition of a month stands."""

    period: Month
    standing: Literal["none", "draft", "approved", "sending", "sent", "held", "skipped"]
    subject: str
    built_at: datetime | None
    decided_by: str
    reason: str
    why_not: Annotated[str, Field(description="Why it does not leave by itself; empty where it does, or has.")]
    leaves_at: datetime | None
    mails: Annotated[dict[str, int], Field(description="How many mails came to what.")]
    version: str


class Editions(BaseModel):
    """The last editions, the latest first."""

    editions: list[EditionShown]


class Preview(BaseModel):
    """The mail as it would be sent."""

    period: Month
    language: str
    subject: str
    html: str
    text: str
    digest: Annotated[dict[str, Any], Field(description="The figures and sentences as data; see docs/definitions.md.")]


class RecipientsShown(BaseModel):
    """Who receives the digest."""

    recipients: list[Recipient]
    version: str


class FileShown(BaseModel):
    """A file of a job."""

    name: str
    media_type: str
    address: str


class JobShown(BaseModel):
    """A piece of work that takes longer than an answer may."""

    id: str
    state: Literal["waiting", "running", "done", "failed"]
    progress: str
    files: list[FileShown]
    problem: Annotated[str, Field(description="What went wrong; empty unless it failed.")]


class FigureShown(BaseModel):
    """A figure from outside the tickets, and how it stands."""

    metric: str
    value: str
    source: str
    state: str
    why: str


class Figures(BaseModel):
    """Those of a month."""

    figures: list[FigureShown]
