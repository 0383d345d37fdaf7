"""The mails that the rules are tried on: bytes as they are handed to SMTP, read back as a mail program reads them."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from busy_month import busy
from drumbeat import app
from drumbeat.digest.language.phrase import Before, Month, PeriodView, Phrase, Quantity, Unit, phrase, plural
from drumbeat.digest.letter import BARE, Frame
from drumbeat.digest.model import (
    ArticleLine,
    Digest,
    Exclusion,
    FactLine,
    Figure,
    Highlight,
    ImprovementLine,
    Kind,
    Restatement,
    SignalLine,
    SourceStatus,
    TableStatus,
    Upcoming,
)
from drumbeat.pipeline import freeze
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.rendering import PLAIN, Brand, Renderer
from drumbeat.rendering.brand import Logo
from drumbeat.settings import MailSettings, Settings
from drumbeat.settings.web import WebSettings
from html_page import Element, read_page

PAGE = "https://drumbeat.example.com/e/x"
PAGES = "https://drumbeat.example.com"
SECRET = "a secret of letters and of rules"
LINKED = Frame(
    intro="From the IT of Example Ltd.", evidence_page=PAGE, is_subscribed=True, leave_page=f"{PAGES}/u/preview"
)
SIGNED = replace(LINKED, evidence_page=f"{PAGES}/evidence/{'e' * 111}.html")
"""The address as long as a signed one is."""
SETTINGS = MailSettings(sender="Drumbeat <drumbeat@example.com>", domain="example.com")
INSTALLATION = Settings(mail=SETTINGS, web=WebSettings(url=PAGES, secret=SECRET))
RECIPIENT = "zoe@example.com"
SENT = datetime(2026, 11, 3, 8, tzinfo=UTC)
VIEW = PeriodView(date(2026, 10, 1), date(2026, 11, 1), "Europe/Berlin", date(2026, 9, 1), months=1)
PERIOD = Period.month(2026, 10, ZoneInfo("Europe/Berlin"))


@dataclass(frozen=True)
class Mail:
    """One mail."""

    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The whole, parsed."""
        return BytesParser(policy=default).parsebytes(self.raw)

    @cached_property
    def alternatives(self) -> EmailMessage:
        """What a reader is shown: the root, or the first part beside an attached file."""
        root = self.message
        return next(root.iter_parts()) if root.get_content_type() == "multipart/mixed" else root

    @cached_property
    def html_part(self) -> EmailMessage:
        """The HTML, as it was encoded."""
        return self.message.get_body(("html",))

    @cached_property
    def html(self) -> str:
        """The HTML."""
        return self.html_part.get_content().replace("\r\n", "\n")

    @cached_property
    def text(self) -> str:
        """The plain-text part."""
        return self.message.get_body(("plain",)).get_content().replace("\r\n", "\n")

    @cached_property
    def page(self) -> Element:
        """The HTML, read."""
        return read_page(self.html)

    @cached_property
    def bare(self) -> Element:
        """The same without its style element, as Gmail leaves it for some accounts."""
        return read_page(re.sub(r"<style.*?</style>", "", self.html, flags=re.DOTALL))

    @property
    def pictures(self) -> list[EmailMessage]:
        """Parts that are pictures."""
        return [part for part in self.message.walk() if part.get_content_maintype() == "image"]


def mail_of(digest: Digest, language: str = "en", frame: Frame = BARE, brand: Brand = PLAIN) -> Mail:
    """A digest as `send` hands it over."""
    content = freeze(digest, Renderer(language=language, frame=frame, brand=brand))
    whose = Team(digest.team, ("Network",), (), PERIOD.zone, language=language)
    leaving = app.leaving(INSTALLATION, whose, app.Reader(RECIPIENT), SENT) if frame.leave_page else None
    whom = app.Addressing(digest.team, PERIOD, RECIPIENT, "Lea Brandt <lea@example.com>", SENT, leaving)
    return Mail(app.compose(content, SETTINGS, whom).content)


def png(width: int, height: int) -> bytes:
    """A white picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + b"\xff" * 3 * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


BRANDED = Brand(accent="#7a2e1d", accent_dark="#c98d80", logo=Logo(png(320, 80), "Example Ltd.", 160, 40))


def numbers(prefix: str, count: int) -> tuple[str, ...]:
    """INC0000001, INC0000002 and so on."""
    return tuple(f"{prefix}{at:07}" for at in range(1, count + 1))


def figure(name: str, label: str, value: float, **other) -> Figure:
    """A figure; a count stands on as many records."""
    n = other.pop("n", int(value))
    given = {"unit": Unit.COUNT, "previous": None, "typical": None, "evidence": numbers("INC", n), **other}
    return Figure(id=name, label=label, value=value, n=n, **given)


def rich() -> Digest:
    """Something in every section."""
    return Digest(
        team="Network & Data Centre",
        period=VIEW,
        outcome=phrase("the repair of {service} is holding", service="Wireless network"),
        headline=("incidents_resolved", "people_helped", "changes_delivered", "outage_minutes"),
        figures=(
            figure("incidents_resolved", "Incidents resolved", 1412, previous=1398, typical=1401, provisional=37),
            figure("people_helped", "People helped", 287, previous=291, typical=280.5),
            figure("changes_delivered", "Changes delivered", 61, previous=0, typical=55),
            figure("outage_minutes", "Unplanned outage of services", 235, n=2, unit=Unit.MINUTES, typical=90),
            figure("change_success_share", "Changes that succeeded", 61 / 63, n=63, unit=Unit.SHARE, previous=0.95),
            figure("median_hours_to_resolve", "Median time to resolve", 4.2, n=431, unit=Unit.HOURS, previous=4.5),
            figure("problems_solved", "Problems solved", 3, previous=2, small=True),
            figure("satisfaction", "Satisfaction", 8.25, n=64, unit=Unit.SCORE, previous=8.1),
        ),
        note="Thank you for your patience while we moved.",
        highlights=_highlights(),
        facts=_facts(),
        improvements_completed=tuple(_improvement(at) for at in range(7)),
        improvements_under_way=tuple(replace(_improvement(at), percent_complete=60) for at in range(20, 29)),
        articles=tuple(ArticleLine(f"KB{at:07}", f"How to renew certificate {at}", 31 - at) for at in range(9)),
        skills=tuple(f"Skill {at}" for at in range(20)),
        new_skills=("Skill 3",),
        upcoming=(Upcoming("CHG0030099", phrase("{title} is planned", title="New core switches")),),
        signals=(SignalLine("V02", "Contributing to an improvement", ("CIM0000001",), ("Ann Lee", "Ben Ode")),),
        excluded=(Exclusion("duplicate", plural("duplicate", "duplicates", 11), 11),),
        sources=(TableStatus("task_sla", SourceStatus.DENIED, 0, None, (), "service levels"),),
        lead="Lea Brandt",
        takes_replies=True,
        notes=(phrase("Satisfaction is not told: there are fewer than twenty responses to surveys."),),
        restated=(Restatement("incidents_resolved", "Incidents resolved", Unit.COUNT, 1390, 1398),),
    )


def _highlights() -> tuple[Highlight, ...]:
    down = phrase("Mail was down for {time}.", time=Quantity(124, Unit.MINUTES))
    month = phrase("In {month} we moved mail.", month=Month(date(2026, 10, 1)))
    more = phrase("We resolved {n} incidents; in {before} {was}.", n=1412, before=Before(VIEW), was=1398)
    return (
        Highlight(Kind.FACT, "fact:spam", phrase("The filter blocked {n} messages.", n=1_206_739), ("spam",)),
        Highlight(Kind.DOWNTIME, "downtime:PRJ0010044", month, ("PRJ0010044",), consequence=down),
        Highlight(Kind.PREVENTION, "prevention:PRB0040011", phrase("31 before, 6 after."), numbers("PRB", 40)),
        Highlight(Kind.REUSE, "reuse:article_reuses", phrase("57 tickets used our articles."), numbers("KB", 57)),
        Highlight(Kind.VOLUME, "volume:incidents_resolved", more, numbers("INC", 1412)),
    )


def _facts() -> tuple[FactLine, ...]:
    source = phrase("from the list {file}, approved", file="spam.csv")
    sentences = {
        "spam": phrase("The filter blocked {n} messages.", n=1_206_739),
        "backups": phrase("{n} backups were tried.", n=512),
    }
    return tuple(FactLine(name, name, 1, "count", said, source) for name, said in sentences.items())


def _improvement(at: int) -> ImprovementLine:
    return ImprovementLine(f"CIM{at:07}", f"Better way {at}", "40 a month", "5", "time savings")


TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{POP DIRECTIONAL FORMATTING}"
HOSTILE = (
    f"<script>alert(1)</script><img src=x onerror=alert(2)>{{{{7*7}}}}{{% raw %}}{TURNED}\r\nBcc: all@evil.example\x00"
    ' <a href="https://evil.example/">18 incidents</a>" style="position:fixed" https://evil.example/'
)
LONG = "m" * 1200


def hostile() -> Digest:
    """The rich digest with every word of a record, a person or a setting written by somebody who wishes us ill."""
    full = teams(2)

    def said(at: int) -> Phrase:
        return phrase("{title} is complete", title=f"{at} {HOSTILE} {LONG}")

    return replace(
        full,
        team=HOSTILE,
        note=HOSTILE,
        lead=HOSTILE,
        outcome=phrase("{title} is complete", title=HOSTILE),
        highlights=tuple(replace(each, sentence=said(at), consequence=None) for at, each in enumerate(full.highlights)),
        facts=tuple(
            replace(each, sentence=said(at + 10), source=phrase("{x}", x=HOSTILE)) for at, each in enumerate(full.facts)
        ),
        improvements_completed=tuple(
            replace(each, title=HOSTILE, base_value=LONG, target_value=HOSTILE) for each in full.improvements_completed
        ),
        articles=tuple(replace(each, title=f"{LONG}{HOSTILE}") for each in full.articles),
        skills=(HOSTILE, LONG),
        upcoming=(Upcoming(HOSTILE, said(20)),),
        signals=(SignalLine("V02", "Recognition", ("CIM0000001",), (HOSTILE,)),),
        sources=(TableStatus(HOSTILE, SourceStatus.DENIED, 0, None, (phrase("{x}", x=HOSTILE),)),),
        notes=(said(30),),
        sections=tuple(
            replace(
                each,
                team=f"{at} {HOSTILE}",
                note=HOSTILE,
                lead=HOSTILE,
                highlights=tuple(replace(told, sentence=said(at)) for told in each.highlights),
            )
            for at, each in enumerate(full.sections, 40)
        ),
        without_section=(HOSTILE,),
    )


def bare() -> Digest:
    """A month in which nothing was completed."""
    nothing = figure("incidents_resolved", "Incidents resolved", 0, small=True, previous=4)
    return Digest("Print Services", VIEW, phrase("no completed work"), ("incidents_resolved",), (nothing,))


LONGISH = "the move of all that still lay in the old house, with its cables, its printers and its telephones"


def teams(count: int = 8) -> Digest:
    """The rich digest as that of so many teams, of each of which as much is told as a section holds."""
    whole = rich()
    sections = tuple(
        Digest(
            team=f"Team {at} of Example Ltd.",
            period=VIEW,
            outcome=whole.outcome,
            headline=whole.headline,
            figures=whole.figures[:4],
            note="The wireless is quiet at last; ask us for the map of it, and for whatever else you need.",
            lead=f"Lead of team {at}",
            highlights=tuple(
                replace(
                    each,
                    id=f"{each.id}{at}",
                    sentence=phrase("{title} is complete", title=f"{at} {each.kind} {LONGISH}"),
                )
                for each in whole.highlights[1:4]
            ),
        )
        for at in range(count)
    )
    return replace(
        whole, teams=tuple(each.team for each in sections), sections=sections, without_section=("Archive", "Print")
    )


_MAKERS = {
    "rich": lambda language: mail_of(rich(), language),
    "linked": lambda language: mail_of(rich(), language, LINKED, BRANDED),
    "hostile": lambda language: mail_of(hostile(), language, LINKED),
    "busy": lambda language: mail_of(busy().digest, language, LINKED),
    "teams": lambda language: mail_of(teams(), language, SIGNED, BRANDED),
    "quiet": lambda language: mail_of(bare(), language),
}
LETTERS = tuple(f"{name}-{language}" for name in _MAKERS for language in ("en", "de"))


@cache
def letter(name: str) -> Mail:
    """One of `LETTERS`: what it tells, and its language."""
    kind, _, language = name.partition("-")
    return _MAKERS[kind](language)
