"""What is asked and answered, as its description has it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from drumbeat.desk.formats import Format
from drumbeat.editions.recipients import RecipientKind

_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
_MOST_EACH = 500
Month = Annotated[str, Field(pattern=_MONTH, examples=["2026-10"], description="A calendar month: 2026-10.")]
Words = Annotated[str, Field(max_length=200)]
Address = Annotated[str, Field(min_length=1, max_length=254)]
Ids = Annotated[list[Annotated[str, Field(min_length=1, max_length=120)]], Field(max_length=_MOST_EACH)]
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


class SomeMails(Decision):
    """Mails of an edition."""

    recipients: Annotated[list[Address], Field(min_length=1, max_length=_MOST_EACH)]


class Ticked(Sent):
    """The title of an incident, as it was shown."""

    number: Annotated[str, Field(min_length=1, max_length=40, examples=["INC0010023"])]
    hash: Annotated[str, Field(max_length=64, description="Of the title that you saw: no other of it appears.")]


class ChangedWords(Decision):
    """What is to be other about a draft; what is left out stays."""

    note: Annotated[str, Field(max_length=4000, description="At most 60 words; empty: it is taken out.")] | None = None
    tick: Annotated[list[Ticked], Field(max_length=_MOST_EACH, description="Titles that may appear.")] = []
    untick: Annotated[Ids, Field(description="Numbers of incidents whose titles may not.")] = []
    hide: Annotated[Ids, Field(description="Ids of sentences or lines.")] = []
    show: Annotated[Ids, Field(description="Ids of hidden ones that are to be told again.")] = []
    first: Annotated[Ids, Field(description="Ids of sentences that come before all others.")] = []
    order: (
        Annotated[Ids, Field(description="In place of every order before; an empty list: that of the kinds.")] | None
    ) = None


class ScheduleWanted(Sent):
    """What is to be other about a schedule, in the words of docs/schedule.md; what is left out stays."""

    on: Annotated[bool | None, Field(description="Whether anything is drafted and sent by itself.")] = None
    policy: Literal["review", "required", "automatic"] | None = None
    draft_on: Annotated[str, Field(max_length=40, examples=["working day 2"])] | None = None
    send_on: Annotated[str, Field(max_length=40, examples=["working day 5", "never"])] | None = None
    hour: Annotated[str, Field(max_length=10, examples=["09:00"])] | None = None
    time_zone: Annotated[str, Field(max_length=64, examples=["Europe/Berlin"])] | None = None
    country: Annotated[str, Field(max_length=64, examples=["DE-HH"], description="Empty: none.")] | None = None
    version: Version = ""


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
    languages: Annotated[list[str], Field(description="In which it was made, the team's own first.")]
    lacks: Annotated[
        list[str],
        Field(
            description="Languages in which somebody is to read it and its draft was not made: it is neither approved "
            "nor sent until that is made anew."
        ),
    ]
    decided_by: str
    reason: str
    why_not: Annotated[
        str, Field(description="What keeps it from leaving at `leaves_at`; empty where nothing does, or it has left.")
    ]
    leaves_at: Annotated[
        datetime | None,
        Field(description="When it does, if nothing hinders it; null: the schedule sends it at no time."),
    ]
    mails: Annotated[dict[str, int], Field(description="How many mails came to what.")]
    version: str


class Editions(BaseModel):
    """The last editions, the latest first."""

    editions: list[EditionShown]


class Preview(BaseModel):
    """The mail as it would be sent, in one language."""

    period: Month
    language: str
    subject: str
    html: str
    text: str
    digest: Annotated[dict[str, Any], Field(description="The figures and sentences as data; see docs/definitions.md.")]


Place: TypeAlias = Literal["first screen", "further", "no room", "hidden"]
"""Where a sentence is told, or why it is not."""


class SentenceShown(BaseModel):
    """A sentence that could be told."""

    id: str
    text: str
    kind: str
    place: Place


class LineShown(BaseModel):
    """A line of a section further down."""

    id: str
    text: str
    hidden: bool


class TitleShown(BaseModel):
    """An incident's title as it would be told: callers' words, redacted."""

    number: str
    text: str
    hash: str
    ticked: bool


class PendingShown(BaseModel):
    """A sentence about downtime, left out until a person approves it on the page."""

    id: str
    text: str


class WordsShown(BaseModel):
    """What can be changed about a draft."""

    note: str
    sentences: Annotated[list[SentenceShown], Field(description="In their order.")]
    lines: list[LineShown]
    titles: list[TitleShown]
    pending: list[PendingShown]
    behind: Annotated[bool, Field(description="Whether the draft has to be made anew, so that its mail says it.")]
    version: str


class CameBack(BaseModel):
    """A mail that was accepted, and came back."""

    at: datetime
    why: str
    said: Annotated[str, Field(description="What the other side said.")]


class MailShown(BaseModel):
    """A mail of an edition, and what became of it."""

    recipient: str
    state: Literal["planned", "claimed", "sent", "failed", "unknown", "skipped"]
    attempts: int
    since: datetime
    note: Annotated[str, Field(description="What went wrong, or why it is not sent; empty where nothing is to say.")]
    retry_at: Annotated[datetime | None, Field(description="Before which a mail is not tried again that was put off.")]
    came_back: CameBack | None


class MailsShown(BaseModel):
    """A page of an edition's mails."""

    mails: list[MailShown]
    count: int
    pages: int
    version: Annotated[str, Field(description="Of the edition.")]


class LineOfEvidence(BaseModel):
    """A record behind a part of the digest."""

    figure: Annotated[str, Field(description="The part; empty: a record that was left out of all.")]
    number: str
    kind: str
    service: str
    day: str
    reason: Annotated[str, Field(description="Why it was left out, or how it counts; of a fact, its source.")]


class EvidenceShown(BaseModel):
    """A page of an edition's evidence."""

    lines: list[LineOfEvidence]
    count: int
    pages: int


class ScheduleShown(BaseModel):
    """When a team's digests are drafted and leave, and what leaving needs."""

    on: bool
    begins: Annotated[Month | None, Field(description="The first month that leaves by itself.")]
    policy: Annotated[str, Field(description="As it was chosen; a team's first edition needs an approval in any case.")]
    draft_on: str
    send_on: str
    hour: str
    time_zone: str
    country: str
    next: list[Next]
    version: str


class Lost(BaseModel):
    """Somebody who receives nothing though a rule leads there."""

    name: str
    address: str
    reason: str
    since: datetime | None
    every_team: Annotated[bool, Field(description="Whether they receive no team's digest.")]


class LostShown(BaseModel):
    """A page of those who receive nothing."""

    lost: list[Lost]
    count: int
    pages: int


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
